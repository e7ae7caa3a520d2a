"""What is taken away of the pictures of trained networks: numbers in full, and the Python that makes them again, to the bit."""

import numpy as np

from toy_models import networks, stack
from toy_models.contract import InvalidArgument
from widgets.path_planes import SEEN, SHAPE
from widgets.solutions import MOST, TEST, TRAIN
from widgets.taken import Taken, heads
from widgets.trainee import EVERY

TOP = """import numpy as np

import toy_models as tm
from toy_models.network_run import NetworkRun

network, digits = tm.networks.get({network!r}), tm.data.mnist({train:_}, {test:_})


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


def top(network):
    """The first lines: the network, its digits, and how a run is trained. Raises `InvalidArgument` where no text makes it again."""
    if network.key not in networks.names() and not stack.describes(network.key):
        raise InvalidArgument("network", network.name, "one of a file: no text makes this one again")
    return TOP.format(network=network.key, train=TRAIN, test=TEST, every=EVERY, most=MOST)


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
