"""What is taken away of the pictures of trained networks: numbers in full, and the Python that makes them again, to the bit."""

import numpy as np

from toy_models import dynamics, experiments, measures, networks, stack
from toy_models.contract import InvalidArgument
from widgets import flat_work
from widgets.flat_work import CURVE, DIRECTIONS, LADDER, TABLE, Task
from widgets.path_planes import SEEN, SHAPE
from widgets.path_work import JUDGED, PLACES, Way
from widgets.solutions import MOST, TEST, TRAIN
from widgets.taken import Taken, heads
from widgets.trainee import EVERY

TOP = """import numpy as np

import toy_models as tm
from toy_models.network_run import NetworkRun

network, digits = {network}, tm.data.mnist({train:_}, {test:_})


def path(method, batch, seed, clock):
    run = NetworkRun(network, method, digits, seed, {{}}, batch, {every}, {most})
    run.advance(clock)
    return np.stack([run.checkpoint(at) for at in np.unique(run.records.clock) if at <= clock])


"""
PLANE = """paths = [path(*run) for run in {runs}]
ends = [one[-1] for one in paths]
{matched}plane = {plane}
extent, (ny, nx) = {extent}, {shape}
images = digits.{images}.first({seen})
slow = tm.slicing.Refining(network, images, plane, extent, {height!r}, (ny, nx))
while slow.advance():
    pass
a, b = np.meshgrid(np.linspace(*extent[0], nx), np.linspace(*extent[1], ny))
columns = {columns}
rows = np.column_stack([a.ravel(), b.ravel(), slow.grid.ravel()]).tolist()
"""
MATCHED = "ends[1:] = [tm.units.matched(network, ends[0][None].astype(float), x[None].astype(float))[0] for x in ends[1:]]\n"
PLANES = {"three": "tm.plane.plane_through(np.stack(ends).astype(np.float32))", "path": "tm.slicing.principal_plane(paths[0])"}
WAYS = """a, b = (path(*run)[-1].astype(float) for run in {runs})
other = tm.units.matched(network, a[None], b[None])[0] if {matched} else b
ways = [
{ways}]
along = [np.float32(way.profile({images}, {places})[{which}]) for way in ways]
columns = {columns}
rows = np.column_stack([np.linspace(0, 1, {places}), *along]).tolist()
"""
FLAT = """

def network_of(method, batch, clock, c):
    x = path(method, batch, 0, clock)[-1][None].astype(float)
    return x if c == 1 else tm.units.rescaled(network, x, c)


columns, rows = {columns}, []
"""
SLICES = """judge, along = network.judge(digits.train.first({seen})), np.linspace(-1, 1, {places}, dtype=np.float32)
for name, run in {runs}:
    x = network_of(*run)[0]
    for k, d in enumerate(tm.plane.filter_directions(network, x, 0, {directions})):
        losses = judge.plane(np.stack([x, d, d]), np.stack([along, 0 * along], axis=-1))
        places = zip(np.linspace(-1, 1, {places}).tolist(), losses.tolist(), strict=True)
        rows += [(name, run[1], run[3], k, place, loss) for place, loss in places]
"""
SPECTRA = """for name, run in {runs}:
    found = tm.measures.get({key!r})(network, network_of(*run), digits.train.first({digits}), **{numbers})
    drawn = np.column_stack([found.more[part][0] for part in ("curvature", "density", "density_error")])
    rows += [(name, run[1], run[3], *row) for row in drawn.tolist()]
"""
CURVES = """for _, run in {runs}:
    found = tm.measures.get({key!r})(network, network_of(*run), digits.train.first({digits}), **{numbers})
    rows.append((run[3], float(found.value[0]), float(found.error[0])))
"""
TRIAL = """import toy_models as tm

outcome = tm.experiments.get({key!r})(seeds={seeds})
columns, rows = {columns}, []
for (case, seed), (places, along) in sorted(outcome.curves.items()):
    for i, place in enumerate(places.tolist()):
        rows.append((outcome.cases[case], seed, place, *(float(along[name][i]) for name in outcome.columns)))
"""


def top(network):
    """The first lines: the network, its digits, and how a run is trained. Raises `InvalidArgument` where no text makes it again."""
    return TOP.format(network=network_source(network), train=TRAIN, test=TEST, every=EVERY, most=MOST)


def network_source(network):
    """The expression that makes a network again. Raises `InvalidArgument` where there is none."""
    if network.key not in networks.names() and not stack.describes(network.key):
        raise InvalidArgument("network", network.name, "one of a file: no text makes this one again")
    return f"tm.networks.get({network.key!r})"


def of_plane(work, asked):
    """The `Taken` of the plane that a `PathWork` has looked at to the end. Raises `InvalidArgument` where there is none."""
    with work.lock:
        seen, height = work.scene(), work.asked.height
    if seen is None or seen[1] is None or seen[2].shape != SHAPE:
        raise InvalidArgument("picture", asked.picture, "one that is there: the plane has not been looked at to its end")
    scene, on, grid, _ = seen
    columns = (("a", "weights"), ("b", "weights"), ("training loss", "nats") if height == "loss" else ("misread", "share"))
    a, b = np.meshgrid(*(np.linspace(*ends, count) for ends, count in zip(on.extent, SHAPE[::-1], strict=True)))
    rows = np.column_stack([a.ravel(), b.ravel(), grid.ravel()]).tolist()
    runs = [(*run, work.solutions.read(run, "loss")[0]) for run in scene.runs]
    python = PLANE.format(runs=runs, matched=MATCHED if scene.matched else "", plane=PLANES[scene.kind], extent=on.extent,
                          shape=SHAPE, images="train" if height == "loss" else "test", seen=SEEN, height=height,
                          columns=heads(columns))
    return Taken(columns, rows, top(work.network) + python)


def of_ways(work, asked):
    """The `Taken` of the losses, or errors, along the ways that a `PathWork` has found. Raises `InvalidArgument` for none."""
    with work.lock:
        ways = {way: work.found[way][1] for way in work.tasks() if isinstance(way, Way) and way in work.found}
    if not ways:
        raise InvalidArgument("picture", asked.picture, "one that is there: no way has been looked at yet")
    first, which = next(iter(ways)), asked.picture == "errors"
    named = ("misread", "share") if which else ("training loss", "nats")
    columns = (("share of the way", ""), *((f"{named[0]}, {way}", named[1]) for way in ways))
    rows = np.column_stack([np.linspace(0, 1, PLACES), *(along[int(which)] for along in ways.values())]).tolist()
    ends = [(*run, work.solutions.read(run, "loss")[0]) for run in first.runs]
    images = "digits.test" if which else f"digits.train.first({JUDGED})"
    python = WAYS.format(runs=ends, matched=any(way.matched for way in ways), ways="".join(map(_way, ways)), images=images,
                         places=PLACES, which=1 + which, columns=heads(columns))
    return Taken(columns, rows, top(work.network) + python)


def _way(way):
    to = "other" if way.matched else "b"
    curve = f"tm.paths.curve(network, a, {to}, digits, {way.kind!r}, evaluations={way.evaluations})"
    return f"    {f'tm.paths.line(network, a, {to})' if way.kind == 'line' else curve},\n"


def of_flat(work, asked):
    """The `Taken` of slices, spectra or curvatures that a `FlatWork` has found. Raises `InvalidArgument` for none."""
    with work.lock:
        found = {task: work.found[task] for task in _shown(work, asked.picture) if task in work.found}
    if not found:
        raise InvalidArgument("picture", asked.picture, "one that is there: nothing of it has been found yet")
    about = ("method", ""), ("batch", "digits"), ("c", "")
    columns = {"slices": (*about, ("direction", "number"), ("place", "filter lengths"), ("loss", "nats")),
               "spectra": (*about, ("curvature", "nats / weight²"), ("density", ""), ("its error", "")),
               "curvature": (("c", ""), ("largest curvature", "nats / weight²"), ("its error", "nats / weight²"))}[asked.picture]
    rows = [row for task, value in found.items() for row in _rows(asked.picture, task, value)]
    runs = [(_name(task), (*task.run, work.solutions.read(task.run, task.at)[0], task.factor)) for task in found]
    one = next(iter(found))
    numbers, digits = measures.get(one.of).budget(*one.budget) if one.of in TABLE else ({}, 0)
    text = {"slices": SLICES, "spectra": SPECTRA, "curvature": CURVES}[asked.picture]
    python = FLAT.format(columns=heads(columns)) + text.format(
        runs=runs, key=one.of, numbers=numbers, digits=digits, seen=flat_work.SEEN, places=flat_work.PLACES, directions=DIRECTIONS)
    return Taken(columns, rows, top(work.network) + python)


def _name(task):
    return dynamics.get(task.run[0]).NAME


def _shown(work, picture):
    """The tasks behind a picture, in its order."""
    ask = work.asked
    both, budget = [(run, 1.0) for run in ask.runs] + [(ask.chosen, ask.factor)] * (ask.factor != 1), (ask.products, ask.digits)
    if picture == "slices":
        return [Task(run, ask.at, "slice", factor) for run, factor in both]
    if picture == "curvature":
        return [Task(ask.chosen, ask.at, CURVE, factor, budget) for factor in sorted({*LADDER, ask.factor})]
    tasks = [Task(run, ask.at, key, factor, budget) for run, factor in both for key in TABLE]
    return [task for task in tasks if len(work.found.get(task, ())) > 3]


def _rows(picture, task, found):
    about = _name(task), task.run[1], task.factor
    if picture == "curvature":
        return [(task.factor, *found[:2])]
    if picture == "spectra":
        return [(*about, *row) for row in found[3].T.tolist()]
    places = np.linspace(-1, 1, flat_work.PLACES).tolist()
    return [(*about, k, place, loss) for k, along in enumerate(found[0].tolist())
            for place, loss in zip(places, along, strict=True)]


def of_trial(work, asked):
    """The `Taken` of the experiment that a `TrialWork` is looked at for, of the seeds whose curves are whole.

    Raises `InvalidArgument` for none.
    """
    with work.lock:
        key, outcome = work.asked.shown, work.outcome(work.asked.shown)
    whole, experiment = set(outcome.curves), experiments.get(key)
    seeds = next(n for n in range(len(whole) + 1) if any((case, n) not in whole for case in range(len(outcome.cases))))
    if not seeds:
        raise InvalidArgument("picture", asked.picture, "one that is there: no seed has all of its curves yet")
    across, named = experiment.module.ACROSS, experiment.columns
    columns = (("case", ""), ("seed", "number"), (across.words or across.name, ""), *((one.words or one.name, "") for one in named))
    rows = [(outcome.cases[case], seed, place, *(float(along[name][i]) for name in outcome.columns))
            for (case, seed), (places, along) in sorted(outcome.curves.items()) if seed < seeds
            for i, place in enumerate(places.tolist())]
    return Taken(columns, rows, TRIAL.format(key=key, seeds=seeds, columns=heads(columns)))
