"""What is taken away of a phase diagram: the numbers of its cells in full, and the `tm.sweep` that makes them again, to the bit."""

import inspect

import numpy as np

from toy_models import dynamics, landscapes
from toy_models.contract import whole
from widgets import landscape_side
from widgets.sweep_readings import KEEP, difference, error, mean
from widgets.sweeping import named, shown
from widgets.taken import COUNT, ENERGY, HEADS, LENGTH, Taken, heads, method_source, source

UNITS = {"energy": ENERGY, "sharpness": f"{ENERGY} / {LENGTH}²", "escape": f"gradient evaluations, {COUNT}", "distance": LENGTH}
READINGS = """basins = landscape.basins({shape})


{valley}

def valleys(run):
    return valley(basins, run.x, landscape.extent)


@tm.readings.by_replica
def share(run):
    return {replicas} * (valleys(run)[-1] == 0)


@tm.readings.by_replica
def left(run):
    return (valleys(run) != valleys(run)[0]).any(axis=0)


@tm.readings.by_replica
def escape(run):
    left = valleys(run) != valleys(run)[0]
    return np.where(left.any(axis=0), run.gradient_evaluations[left.argmax(axis=0)], run.gradient_evaluations[-1])


readings = {{"share": share, "energy": tm.readings.energy, "sharpness": tm.readings.sharpness, "escape": escape,
            "distance": tm.readings.distance, "left": left}}
"""
CELLS = """

def mean(sweep, name):
    found = sweep.mean(name)
    return np.where(sweep.mean("left") >= {keep}, found, np.nan) if name == "escape" else found


numbers, (here, *other) = [], sweeps
for name in list(readings)[:-1]:
    numbers += [mean(here, name), here.standard_error(name)]
for name in list(readings)[:-1] if other else ():
    numbers += [mean(here, name) - mean(other[0], name), np.hypot(here.standard_error(name), other[0].standard_error(name))]
columns = {columns}
rows = [(here.x[i].item(), here.y[j].item(), *(None if np.isnan(one[j, i]) else float(one[j, i]) for one in numbers))
        for j, i in {cells}]
"""
EVERY = "np.ndindex(here.shape)"


def of_sweep(sweeping, asked):
    """The `Taken` of the cells that a `Sweeping` has run, or of one row of them; less those of the sweep that is held, if it is.

    Raises `InvalidArgument` for a row that is not there.
    """
    job, kept = sweeping.job, sweeping.held()
    down, across = job.sweep.shape
    rows = [whole("row", asked.row, 0, down - 1)] if asked.picture == "row" else range(down)
    cells, seen = [(j, i) for j in rows for i in range(across) if job.sweep.done[j, i]], shown(job)
    numbers = [part for key in seen for part in (mean(job, key), error(job, key))]
    with np.errstate(invalid="ignore"):
        numbers += [part for key in seen if kept for part in difference(job, kept, key)]
    table = [(job.sweep.x[i].item(), job.sweep.y[j].item(), *(None if np.isnan(one[j, i]) else float(one[j, i]) for one in numbers))
             for j, i in cells]
    landscape, columns = landscapes.get(job.asked.landscape), _columns(job, kept, seen)
    python = f"{HEADS}landscape = {source(landscape)}\n" + READINGS.format(
        shape=landscape_side.map_shape(landscape), valley=inspect.getsource(landscape_side.valley), replicas=job.plan.replicas)
    calls = "".join(f"    {_call(one.plan)},\n" for one in (job, kept) if one)
    whole_row = f"[({rows[0]}, i) for i in range(here.shape[1])]" if asked.picture == "row" else EVERY
    listed = whole_row if len(cells) == across * len(rows) else repr(cells)
    return Taken(columns, table, f"{python}sweeps = [\n{calls}]\n" + CELLS.format(keep=KEEP, columns=heads(columns), cells=listed))


def _columns(job, kept, seen):
    axes = [(f"{told['word']} {told['symbol']}".strip(), "") for told in map(named, (job.asked.x, job.asked.y))]
    units = UNITS | {"share": f"of {job.plan.replicas}"}
    words = [(job.listed[key].words, units[key]) for key in seen]
    if kept:
        less = dynamics.get(kept.asked.method).NAME
        words += [(f"{word} less that of {less}", unit) for word, unit in words]
    return (*axes, *(column for word, unit in words for column in ((word, unit), (f"{word}: standard error", unit))))


def _call(plan):
    """The `tm.sweep` that does what a plan says."""
    axes = ", ".join(f"{name}=({axis.name!r}, {list(axis.values)!r})" for name, axis in zip("xy", plan.axes, strict=True))
    swept = {axis.name for axis in plan.axes}
    held = {name: value for name, value in plan.parameters.items() if name not in swept}
    settings = "".join(f", {name}={value!r}" for name, value in plan.settings.items())
    return (f"tm.sweep(landscape, {method_source(plan.method.key)}, {axes}, readings=readings, replicas={plan.replicas}, "
            f"seeds={plan.seeds}, seed={plan.seed}, parameters={held!r}{settings})")
