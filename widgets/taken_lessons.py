"""What is taken away of the charts beside a stage: their numbers in full, and the Python that makes them again, to the bit."""

import inspect
import math

import numpy as np

import toy_models as tm
from toy_models import flows
from toy_models.contract import InvalidArgument
from widgets import laws
from widgets.landscape_side import EVERY, map_shape, shown, valley
from widgets.line_side import LADDER, time_of
from widgets.taken import COUNT, ENERGY, HEADS, LENGTH, Taken, heads, method_source, said, source

COUNTED = """for run in runs:
    for clock in range(0, {clock} + 1, {every}):
        x = run.x[np.searchsorted(run.gradient_evaluations, clock, side="right") - 1]
        inside = int((valley(basins, x, landscape.extent) == 0).sum())
        rows.append((run.about["dynamics"], clock, inside, len(x) - inside))
"""
LAW = """SITES, CLOCKS, FAR = {sites}, {clocks}, {far}


{relaxing}

law, _, _ = relaxing(landscape, {run!r})
columns, rows = {columns}, []
for clock, share in zip(np.linspace(0, {run[total]}, CLOCKS).tolist(), law, strict=True):
    rows.append(("the exact law", clock, share, None))
for clock in range(0, {clock} + 1, {every}):
    x = runs[0].x[np.searchsorted(runs[0].gradient_evaluations, clock, side="right") - 1]
    share = int((valley(basins, x, landscape.extent) == 0).sum()) / len(x)
    rows.append(("the run", clock, share, math.sqrt(share * (1 - share) / len(x))))
"""
LINES = """line, time, temperature = tm.flows.{line}, {time!r}, {temperature!r}
values = [line.heights]
for kind in tm.flows.KINDS:
    flow = tm.flows.Flow(line, kind, temperature)
    values += [flow.at(time), tm.flows.closed(line, kind, time, temperature)]
columns = {columns}
rows = np.column_stack([line.x, *values]).tolist()
"""
FLOWS = """line, temperature = tm.flows.{line}, {temperature!r}
columns, rows = {columns}, []
kept = [tm.flows.Flow(line, kind, temperature) for kind in tm.flows.KINDS]
for stiffness, time in {times}:
    found = [line.minima(flow.at(time)) for flow in kept]
    rows.append((stiffness, *(part for one in found for part in (float(one[0]) if len(one) else None, len(one)))))
"""
KINDS = {"diffusion": "heat w", "viscous": "viscous u", "inviscid": "Moreau M"}


def counted(side, want, schedule, asked):
    """The `Taken` of how many replicas are in the first minimum's valley, and how many are not, frame by frame up to a clock.

    side: the `LandscapeSide` that drew the stage.
    """
    landscape, rows = tm.landscapes.get(want.landscape), []
    for key, run in side.trajectories(want, schedule).items():
        rows += [(key, at, inside, run.x.shape[1] - inside) for at, inside in _inside(landscape, run, asked.clock)]
    name = landscape.labels[0] if len(landscape.labels) else "first minimum"
    columns = (("method", ""), ("gradient evaluations", COUNT), (f"in the {name}", "replicas"), ("elsewhere", "replicas"))
    python = HEADS + _runs(side, landscape, want, schedule, shown(want))
    return Taken(columns, rows, f"{python}columns, rows = {heads(columns)}, []\n{COUNTED.format(clock=asked.clock, every=EVERY)}")


def of_share(side, want, schedule, asked, run, curve):
    """The `Taken` of the share in the first minimum's valley: by the exact law along x, and as counted up to a clock.

    side: the `LandscapeSide` that drew the stage; run: what its picture says of the run; curve: the law's (`laws.relaxing`).
    """
    landscape, counts = tm.landscapes.get(want.landscape), []
    walked = side.trajectories(want.with_(visible=(want.selected,)), schedule)[want.selected]
    for at, inside in _inside(landscape, walked, asked.clock):
        share = inside / walked.x.shape[1]
        counts.append(("the run", at, share, math.sqrt(share * (1 - share) / walked.x.shape[1])))
    columns = (("line", ""), ("gradient evaluations", COUNT), ("share", ""), ("standard error", ""))
    law = [("the exact law", *pair, None) for pair in zip(np.linspace(0, run["total"], laws.CLOCKS).tolist(), curve, strict=True)]
    top = f"import itertools\nimport math\n\n{HEADS}from toy_models import gibbs\n\n"
    python = top + _runs(side, landscape, want, schedule, [want.selected]) + LAW.format(
        sites=laws.SITES, clocks=laws.CLOCKS, far=laws.FAR, relaxing=inspect.getsource(laws.relaxing), columns=heads(columns),
        run={name: run[name] for name in ("start", "total", "base", "pins")}, clock=asked.clock, every=EVERY)
    return Taken(columns, [*law, *counts], python)


def _inside(landscape, run, clock):
    """[(clock, replicas in the first minimum's valley)] at the frames up to a clock."""
    basins, found = landscape.basins(map_shape(landscape)), []
    for at in range(0, clock + 1, EVERY):
        x = run.x[np.searchsorted(run.gradient_evaluations, at, side="right") - 1]
        found.append((at, int((valley(basins, x, landscape.extent) == 0).sum())))
    return found


def _runs(side, landscape, want, schedule, keys):
    """The lines that give a landscape, its basins, `valley`, and the runs of some methods on it."""
    calls = {key: said(side.call(landscape, key, want, schedule)) for key in keys}
    made = "".join(f"    tm.simulate(landscape, {method_source(key)}, {call}),\n" for key, call in calls.items())
    return (f"landscape = {source(landscape)}\nbasins = landscape.basins({map_shape(landscape)})\n\n\n"
            f"{inspect.getsource(valley)}\n\nruns = [\n{made}]\n")


def of_step_error(landscape, method, settings, found):
    """The `Taken` of bias and spread of one step, `found` {"symbol", "counts", "bias", "spread", "error"} by `tm.step_error`."""
    columns = ((found["symbol"], COUNT), ("bias", LENGTH), ("spread", LENGTH), ("standard error of the bias", LENGTH))
    rows = list(zip(found["counts"], found["bias"], found["spread"], found["error"], strict=True))
    python = (f"{HEADS}found = tm.step_error({source(landscape)}, {method_source(method)}, {said(settings)})\n"
              f"columns = {heads(columns)}\n"
              "parts = (part.astype(float).tolist() for part in (found.bias, found.spread, found.error))\n"
              "rows = list(zip(found.counts, *parts, strict=True))\n")
    return Taken(columns, rows, python)


def of_lines(line, scope, temperature):
    """The `Taken` of f on a line, and of three flows at γ and T: stepped, afresh from f, and in closed form."""
    columns, values, time = [("x", LENGTH), ("f", ENERGY)], [line.heights], time_of(scope)
    for kind in flows.KINDS:
        values += [flows.Flow(line, kind, temperature).at(time), flows.closed(line, kind, time, temperature)]
        columns += [(f"{KINDS[kind]}, stepped", ENERGY), (f"{KINDS[kind]}, closed form", ENERGY)]
    python = HEADS + LINES.format(line=_line(line), time=time, temperature=temperature, columns=heads(columns))
    return Taken(tuple(columns), np.column_stack([line.x, *values]).tolist(), python)


def of_flows(line, low, high, temperature):
    """The `Taken` of where three flows are lowest along an axis of γ, and of how many minima they have there."""
    columns, rows = [("γ", f"{ENERGY} / {LENGTH}²")], []
    for kind in flows.KINDS:
        columns += [(f"{KINDS[kind]}: lowest at", LENGTH), (f"{KINDS[kind]}: minima", COUNT)]
    times = [(float(value), time_of(value)) for value in np.geomspace(high, low, LADDER)]
    kept = [flows.Flow(line, kind, temperature) for kind in flows.KINDS]
    for stiffness, time in times:
        found = [line.minima(flow.at(time)) for flow in kept]
        rows.append((stiffness, *(part for one in found for part in (float(one[0]) if len(one) else None, len(one)))))
    python = HEADS + FLOWS.format(line=_line(line), temperature=temperature, columns=heads(columns), times=times)
    return Taken(tuple(columns), rows, python)


def of_maps(side, scope, temperature):
    """The `Taken` of f on a map, and of three surfaces at γ and T. side: a `MapSide`."""
    landscape, shape = side.landscape, tuple(side.scene[0]["shape"])
    points, made = landscape.grid(shape)[2], side.surfaces(scope, temperature)
    values = [landscape.shown(points), *(tm.landscapes.smooth(landscape, kind, shape, **given).values for _, kind, given in made)]
    columns = (("x", LENGTH), ("y", LENGTH), ("f", ENERGY), *((KINDS[flow], ENERGY) for flow, *_ in made))
    python = (f"{HEADS}landscape = {source(landscape)}\nx, y, points = landscape.grid({shape})\n"
              "values = [landscape.shown(points)]\n"
              f"for kind, given in {[(kind, given) for _, kind, given in made]!r}:\n"
              f"    values.append(tm.landscapes.smooth(landscape, kind, {shape}, **given).values)\ncolumns = {heads(columns)}\n"
              "rows = np.column_stack([points.reshape(-1, 2), *(one.ravel() for one in values)]).tolist()\n")
    return Taken(columns, np.column_stack([points.reshape(-1, 2), *(one.ravel() for one in values)]).tolist(), python)


def _line(line):
    if line.source is None:
        raise InvalidArgument("line", line, "one of toy_models.flows: no text makes this one again")
    return line.source
