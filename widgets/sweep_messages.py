"""What a page may ask of a sweep. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside those of `widgets.protocol`:
    sweep  {landscape, method, x, y, grid}  another sweep; a range of an axis: {x_low, x_high, y_low, y_high}; a landscape of one's
           own: {formula} in the place of landscape
    pause  {paused}  hold it, or go on
    stop   {}        end it; what is done stays, and `pause` with false goes on
    keep   {kept}  hold this sweep against those that follow, or forget the one that is held
    cell   {seq, row, column}  open the run of a cell in the arena
"""

from dataclasses import dataclass, replace

import numpy as np

from toy_models import dynamics, landscapes
from toy_models.contract import InvalidArgument, number, whole
from widgets import own_landscape, protocol
from widgets.controls import sliders

GRIDS = (12, 24, 48, 64)  # cells along a side that a page may ask for
DECADES = 3.0  # of an axis whose slider begins at zero, or spans more
RANGES = ("x_low", "x_high", "y_low", "y_high")


@dataclass(frozen=True)
class Ask:
    """A sweep: where, of which method, its two sliders with the values that they take.

    `formula`: the text of a landscape of one's own, or ""; `place`, which holds it: as long as somebody does `get` knows its name.
    """

    landscape: str
    method: str
    x: str
    y: str
    grid: int
    x_values: tuple
    y_values: tuple
    formula: str = ""
    place: object = None


def places():
    """The landscapes that have all readings: those with an energy."""
    return [key for key in landscapes.names() if landscapes.get(key).conservative]


def axes(method):
    """[slider] that a method offers as an axis: those that it has from the start, or all where these are fewer than two."""
    own = dynamics.get(method).by_slider()
    basic = [slider for slider, parameter in own.items() if parameter.basic]
    return basic if len(basic) > 1 else list(own)


def methods():
    """The methods that have two sliders to sweep."""
    return [key for key in dynamics.names() if len(axes(key)) > 1]


def span(slider):
    """(low, high) that an axis takes by itself."""
    told = sliders()[slider]
    return (max(told.low, told.high * 10**-DECADES), told.high) if told.scale == "log" else (told.low, told.high)


def read_sweep(content, previous=None):
    """The `Ask` in a message; an axis that it does not name is the method's first one that is free.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    content = protocol.saying("sweep", content, ("landscape", "formula", "method", "x", "y", "grid", *RANGES))
    formula, landscape = _place(content, previous)
    method = protocol.one_of("method", content.get("method", previous and previous.method), methods())
    free = axes(method)
    x = protocol.one_of("x", content.get("x", free[0]), free)
    y = protocol.one_of("y", content.get("y", next(slider for slider in free if slider != x)), free)
    if x == y:
        raise InvalidArgument("y", y, "another slider than that of x")
    grid = content.get("grid", previous.grid if previous else GRIDS[1])
    if isinstance(grid, bool) or grid not in GRIDS:
        raise InvalidArgument("grid", grid, f"one of {', '.join(map(str, GRIDS))}")
    spans = [_range(content, axis, slider) for axis, slider in (("x", x), ("y", y))]
    values = [_values(axis, slider, *ends, grid) for axis, slider, ends in zip("xy", (x, y), spans, strict=True)]
    return Ask(landscape, method, x, y, int(grid), *values, formula, landscapes.get(landscape))


def _place(content, previous):
    """(the text of a formula or "", the landscape's name)."""
    before = previous if previous and "landscape" not in content else None
    formula = own_landscape.read(content.get("formula", before.formula if before else ""))
    if formula and "landscape" in content:
        raise InvalidArgument("formula", formula, "said without a landscape: it is one")
    if formula:
        return formula, landscapes.read(formula).key
    return "", protocol.one_of("landscape", content.get("landscape", before and before.landscape), places())


def _range(content, axis, slider):
    told, (low, high) = sliders()[slider], span(slider)
    least = max(told.low, told.high * 1e-9) if told.scale == "log" else told.low
    low = number(f"{axis}_low", content.get(f"{axis}_low", low), least, told.high)
    high = number(f"{axis}_high", content.get(f"{axis}_high", high), least, told.high)
    if not high > low + 1e-6 * (told.high - told.low) * (told.scale != "log") or not high > low * 1.001 * (told.scale == "log"):
        raise InvalidArgument(f"{axis}_high", high, f"a number above {axis}_low, {low:g}")
    return low, high


def _values(axis, slider, low, high, count):
    """Even steps, of the logarithm where the slider has one; whole numbers, fewer of them, where it counts."""
    told = sliders()[slider]
    spaced = (np.geomspace if told.scale == "log" else np.linspace)(low, high, count)
    if told.whole:
        found = tuple(int(value) for value in np.unique(np.rint(spaced)))
        if len(found) < 2:
            raise InvalidArgument(f"{axis}_high", high, f"a number with two whole ones between {axis}_low, {low:g}, and itself")
        return found
    return tuple(min(max(float(f"{value:.6g}"), told.low), told.high) for value in spaced)


def read_pause(content):
    """Whether it is to be held."""
    return protocol.flag(content.get("paused"), "paused")


def read_keep(content):
    """Whether it is to be held against the next ones."""
    return protocol.flag(content.get("kept"), "kept")


def read_cell(content, shape):
    """(seq, row, column) of a cell within a grid of that shape."""
    seq = replace(protocol.NUMBER, name="seq").check(content.get("seq", 0))
    row, column = (whole(name, content.get(name), 0, most - 1) for name, most in zip(("row", "column"), shape, strict=True))
    return seq, row, column
