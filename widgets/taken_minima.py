"""What is taken away of a chart of a surface's minima against a slider: their heights, and the Python that finds them again."""

import inspect

import toy_models as tm
from widgets.controls import sliders
from widgets.landscape_side import map_shape, valley
from widgets.taken import ENERGY, HEADS, Taken, heads, method_source, source

BEEN, FOLLOWED = "where the slider has been", "followed"
SEEN = """basins = landscape.basins({shape})


{valley}

def lowest(arguments):
    surface, found = tm.landscapes.smooth(landscape, {kind!r}, {shape}, **arguments), [None] * len(landscape.minima)
    gx, gy = surface.grid
    places = [(float(surface.values[np.abs(gy - y).argmin(), np.abs(gx - x).argmin()]), x, y) for x, y in surface.minima]
    for height, x, y in sorted(places, reverse=True):
        inside = int(valley(basins, np.array([x, y]), landscape.extent))
        if inside >= 0:
            found[inside] = round(height, 6)
    return found


columns, rows = {columns}, []
for value in {values}:
    for label, height in zip({labels}, lowest({others} | {{{name!r}: value}}), strict=True):
        rows.append(({been!r}, label, value, height))
"""
SEARCHED = """
method, kind = tm.dynamics.get({method}), tm.surfaces.get({kind!r})
held, most = method.parameters({held}), {{argument.name: argument.high for argument in kind.ARGUMENTS}}


def arguments(value):
    now = method.now(method.parameters({{{parameter!r}: value}}, held))
    return {{name: min(formula(now), most[name]) for name, formula in method.SURFACE.arguments.items()}}


work = tm.bifurcations.search(landscape, kind, arguments, {low!r}, {high!r})
while True:
    try:
        next(work)
    except StopIteration as end:
        found = end.value
        break
for one in found.branches:
    for value, height in zip(one.values.round(9).tolist(), one.heights, strict=True):
        rows.append(({followed!r}, {labels}[one.valley], value, None if np.isnan(height) else round(float(height), 6)))
"""


def of_minima(landscape, method, slider, seen, law, others):
    """The `Taken` of the heights of a method's surface in the valley of each minimum, and of the minima that could be followed.

    slider: along which; seen: [{"value", "heights"}] where it has been; law: what the search along it has found (`marks`), {} for
    nothing yet; others: {argument: value} of the surface besides the slider's.
    """
    labels = [label or f"minimum {k + 1}" for k, label in enumerate(landscape.labels)]
    kind, own = tm.surfaces.get(method.SURFACE.kind), method.by_slider()
    (name,) = (argument.name for argument in kind.ARGUMENTS if argument.name not in others)
    columns = (("line", ""), ("minimum", ""), (sliders()[slider].symbol, ""), ("height", ENERGY))
    rows = [(BEEN, label, one["value"], height) for one in seen for label, height in zip(labels, one["heights"], strict=True)]
    rows += [(FOLLOWED, labels[one["valley"]], *pair) for one in law.get("branches", ())
             for pair in zip(one["values"], one["heights"], strict=True)]
    python = f"{HEADS}landscape = {source(landscape)}\n" + SEEN.format(
        shape=map_shape(landscape), valley=inspect.getsource(valley), kind=kind.key, columns=heads(columns), been=BEEN, name=name,
        values=[one["value"] for one in seen], labels=labels, others=others)
    if "branches" in law:
        python += SEARCHED.format(
            method=method_source(method.key), kind=kind.key, parameter=own[slider].name, labels=labels, low=sliders()[slider].low,
            high=sliders()[slider].high, followed=FOLLOWED, held={own[name].name: value for name, value in law["held"].items()})
    return Taken(columns, rows, python)
