"""The softened surfaces of a run: one for each stretch of the clock in which its arguments hold, packed for the wire."""

import dataclasses

import numpy as np

import toy_models as tm
from widgets import pack
from widgets.arithmetic import names, written
from widgets.controls import of_sliders
from widgets.moments import moments

CLOSE = 0.02  # share by which an argument may be out within a span
MOST = 24  # surfaces in one picture, about a megabyte; the page asks again where it needs another


class Surfaces:
    """Computes them; keeps the newest. total: gradient evaluations of a run."""

    def __init__(self, total):
        self._total, self._kept = total, {}

    def picture(self, landscape, meta, want, schedule):
        """(dictionary, packed heights) of the surfaces that the selected method descends, one for each span of the schedule.

        A preview has the heights of the span that is being moved; a settled picture those of `MOST` spans around it. A method
        without a surface of its own descends f, and on a field every method follows the force.
        """
        method = tm.dynamics.get(want.selected)
        declared = method.SURFACE
        if declared is None or not landscape.conservative:  # what is no energy cannot be softened
            return {"method": want.selected, "kind": None, "minima": meta["minima"], "spans": []}, b""
        symbols = {argument.name: argument.symbol for argument in tm.surfaces.get(declared.kind).ARGUMENTS}
        found = spans(method, schedule, self._total)
        here = max(i for i, (at, _) in enumerate(found) if at <= want.clock)
        near = sorted(range(len(found)), key=lambda i: abs(i - here))[: 1 if want.preview else MOST]
        told, packed = [], []
        for i, (clock, arguments) in enumerate(found):
            named = [{"symbol": symbols[name], "value": value} for name, value in arguments.items()]
            span = {"from": clock, "heights": -1, "arguments": named, "minima": [],
                    "reach": dataclasses.asdict(tm.surfaces.get(declared.kind).reach(landscape, **arguments))}
            if i in near:
                span["note"], span["minima"], heights = self._surface(landscape, meta, declared.kind, arguments)
                span["heights"] = len(packed)
                packed.append(heights)
            told.append(span)
        words = {"name": declared.name, "symbol": declared.symbol, "hides": declared.hides}
        words["why"] = [of_sliders(want.selected, reading) for reading in declared.why]
        words["arrow"] = of_sliders(want.selected, declared.arrow)
        return {"method": want.selected, "kind": declared.kind, "spans": told, **words}, b"".join(packed)

    def _surface(self, landscape, meta, kind, arguments):
        name = (landscape.key, kind, *arguments.items())
        self._kept[name] = self._kept.pop(name, None) or softened(landscape, meta, kind, arguments)
        while len(self._kept) > 2 * MOST:
            self._kept.pop(next(iter(self._kept)))
        return self._kept[name]


def drawn_from(method):
    """The sliders, and "t", that the arguments of a method's surface speak of; none of what has no surface."""
    own = {parameter.name: parameter.slider for parameter in method.PARAMETERS}
    formulas = method.SURFACE.arguments.values() if method.SURFACE else ()
    return set().union(*(names(written(formula, own)) for formula in formulas))


def spans(method, schedule, total):
    """[(clock, {argument: value})]: from when on the surface that a method descends has which arguments.

    Where an argument moves with every step, a span ends when it is out by more than `CLOSE`, or for good at the largest number
    that the kind of surface takes: from there on it is f itself.
    """
    found, most = [], {argument.name: argument.high for argument in tm.surfaces.get(method.SURFACE.kind).ARGUMENTS}
    for clock, now in moments(method, schedule, total):
        arguments = {name: min(formula(now), most[name]) for name, formula in method.SURFACE.arguments.items()}
        last, moved = found[-1][1] if found else None, any(clock == at for at, _ in schedule.events)
        if last is None or (arguments != last if moved else _apart(arguments, last)):
            found.append((clock, arguments))
    return found


def _apart(one, other):
    return any(abs(one[name] - other[name]) > CLOSE * abs(other[name]) for name in one)


def softened(landscape, meta, kind, arguments):
    """(its word of doubt, minima with their heights, packed heights) of one surface of a landscape."""
    surface = tm.landscapes.smooth(landscape, kind, shape=tuple(meta["shape"]), **arguments)
    gx, gy = surface.grid
    columns = [np.abs(gx - x).argmin() for x in surface.minima[:, 0]] if len(surface.minima) else []
    rows = [np.abs(gy - y).argmin() for y in surface.minima[:, 1]] if len(surface.minima) else []
    minima = [
        {"x": float(x), "y": float(y), "height": float(surface.values[j, i])}
        for (x, y), i, j in zip(surface.minima, columns, rows, strict=True)
    ]
    return surface.note, minima, pack.heights(surface.values, meta["low"], meta["top"])

