"""What whoever serves the page can set, in the environment: read once, checked, and named in the error."""

import functools
import os
import re

_SITE = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?", re.IGNORECASE)


def _whole(name, default, low, high):
    text = os.environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SystemExit(f"{name}={text} is not allowed: give a whole number from {low} to {high}")
    return int(text)


@functools.cache
def sessions():
    """How many sessions at most, `WIDE_VALLEYS_SESSIONS`."""
    return _whole("WIDE_VALLEYS_SESSIONS", 40, 1, 10_000)


@functools.cache
def session_memory():
    """How many megabytes one session may have of its own, `WIDE_VALLEYS_SESSION_MEMORY`; the laboratory needs 600."""
    return _whole("WIDE_VALLEYS_SESSION_MEMORY", 1_500, 100, 1_000_000)


@functools.cache
def frame_ancestors():
    """The sites that may show the page in a frame of theirs, `WIDE_VALLEYS_FRAME_ANCESTORS`; none but this one if it is not set."""
    name = "WIDE_VALLEYS_FRAME_ANCESTORS"
    sites = os.environ.get(name, "").split()
    for site in sites:
        if not _SITE.fullmatch(site):
            raise SystemExit(f"{name}={site} is not allowed: give sites like https://course.example.org, with a space between them")
    return tuple(sites)
