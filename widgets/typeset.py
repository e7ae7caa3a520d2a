"""Text of a file as it is set on the page: a minus is a minus there, and a hyphen stays in a word."""

import re

_MINUS = re.compile(r"(?<![\w-])-(?=[\w(√ ])")


def typeset(text):
    """The text with U+2212 for each hyphen that stands for a minus: before a number, a symbol, or between two spaces."""
    return _MINUS.sub("\u2212", text)
