"""A landscape that somebody writes on a page: where it stands in a wish.

It is named by its text, which says all of it: the formula with its wells, the letters' numbers and ranges, the window, the heights
to colour (`toy_models.energy_text`). So undo, a reload and another page find it as they find any landscape.
"""

import re

from toy_models import energy_text, landscapes
from toy_models.contract import InvalidArgument

_SPOT = re.compile(r"\s*[-+]?\s*(?:well|hill)\s*\([^()]*\)")


def read(value):
    """The text of an energy that can be read and differentiated; "" for none. Raises `InvalidArgument` with the reason."""
    if not isinstance(value, str):
        raise InvalidArgument("formula", value, "the text of a formula")
    if value:
        landscapes.read(value)
    return value


def key(text):
    """(the name of the landscape that such a text is,), or nothing."""
    return (landscapes.read(text).key,) if text else ()


def held(want):
    """The landscapes of a wish: as long as a session holds them nobody else's drive them out."""
    return [landscapes.read(want.formula)] if want.formula else [], landscapes.get(want.landscape)


def put(want, previous, chosen):
    """A wish in which another formula, or none, stands in the place of the last; a new one is gone to.

    chosen: whether the wish says itself which landscape it is about.
    """
    mine, gone = key(want.formula), key(previous.formula)
    if mine and not chosen:
        return want.with_(landscape=mine[0])
    return want.with_(landscape=landscapes.names()[0]) if want.landscape in gone and want.landscape not in mine else want


def same(want, previous):
    """Whether a wish is about the formula of the last, with other numbers, wells or another window: then start and sliders stay."""
    if previous.landscape not in key(previous.formula) or want.landscape not in key(want.formula):
        return False
    return _bare(want.formula) == _bare(previous.formula)


def _bare(text):
    return "".join(_SPOT.sub("", energy_text.read(text).formula).split())


def inside(start, landscape):
    """Whether a start is within a landscape's window."""
    return all(low <= at <= high for at, (low, high) in zip(start, landscape.extent, strict=True))
