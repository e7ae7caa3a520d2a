"""Planes through the weights of some solutions: that of three of them, or the main one of a training path; and what stands on it.

Nothing is drawn here, and nothing of the science is here: it asks `toy_models.plane` and `toy_models.slicing`.
"""

from dataclasses import dataclass

import numpy as np

from toy_models import dynamics, units
from toy_models.plane import Plane, plane_through, project
from toy_models.slicing import Refining, principal_plane, walk_explained
from widgets import network_picture, pack
from widgets.trainee import EVERY, Plan, Trainee

SEEN = 1_000  # digits of a height
SHAPE = (33, 49)  # (rows, columns) of the finest grid
NOWHERE = np.empty((0, 2)), np.empty(0)
MEANT = {"loss": "training loss", "error": "share misread"}


@dataclass(frozen=True)
class Scene:
    """A plane of a `kind`: "three", through three runs, or "path", of the path to the first; `matched`: others' units to its."""

    kind: str
    runs: tuple
    matched: bool = False

    def __str__(self):
        return "the plane of three" if self.kind == "three" else "the path, once more"


@dataclass(frozen=True)
class Look:
    """What there is to see on a plane: a `height`, one of `slicing.HEIGHTS`."""

    scene: Scene
    height: str

    def __str__(self):
        return f"{MEANT[self.height]} on the plane"


@dataclass(frozen=True, eq=False)
class Stage:
    """A plane with what stands on it: (coordinates (point, 2), distances (point,) from it) of points and of a path.

    The points are the solutions, then where the first one's training began; `away` is each one's distance from the first. `extent`
    is the window.
    """

    plane: Plane
    points: tuple
    away: np.ndarray
    path: tuple
    extent: list


def wanted(ask):
    """The `Scene` and the `Look` that an `Ask` is about."""
    runs = ask.trained if ask.picture == "three" else ask.runs[:: -1 if ask.walked else 1]
    scene = Scene(ask.picture, runs, ask.matched)
    return [scene, Look(scene, ask.height)]


def trained(network, data, run, evaluations):
    """The `Trainee` of a (method, batch, seed), as `widgets.solutions` trains it."""
    method, batch, seed = run
    return Trainee(network, method, data, evaluations, Plan({}, (), seed, batch))


def frames(trainee, clock):
    """The path (frame, weight) up to a clock, a frame each time that it was written down."""
    clocks, weights = trainee.path()
    return np.stack([x for at, x in zip(clocks, weights, strict=True) if at <= clock])


def stage(network, scene, ends, path=None):
    """The `Stage` of a scene. ends: the weights (weight,) of its runs; path: (frame, weight) to the first, where it is a path's."""
    others = [units.matched(network, ends[0][None], x[None])[0] if scene.matched else x for x in ends[1:]]
    points = np.stack([ends[0], *others]).astype(np.float32)
    plane = plane_through(points) if path is None else principal_plane(path)
    points = np.concatenate([points, network.start(scene.runs[0][-1], 1)])
    stood, along = project(plane, points), NOWHERE if path is None else project(plane, path)
    away = np.linalg.norm(points - points[0], axis=1)
    extent = network_picture.window(np.concatenate([stood[0], along[0]]), (SHAPE[1] - 1) / (SHAPE[0] - 1))
    return Stage(plane, stood, away, along, extent)


def looking(network, data, on, height):
    """The `Refining` of a height over a `Stage`: training loss, or the share of test digits that is misread."""
    images = (data.train if height == "loss" else data.test).first(SEEN)
    return Refining(network, images, on.plane, on.extent, height, SHAPE)


def told(scene, height, on, grid, looked):
    """(a dictionary, heights as bytes) of a scene: marks with their places and distances, the path, how far the grid is.

    on: its `Stage`, or None where there is none yet; grid: heights (row, column), as fine as they are; looked: how many there are.
    """
    if on is None:
        return {}, b""
    (places, off), (path, strayed) = on.points, on.path
    marks = [{"name": dynamics.get(method).NAME, "seed": seed, "kind": "solution"} for method, _, seed in scene.runs]
    marks.append({"name": f"start of {marks[0]['name']}", "seed": marks[0]["seed"], "kind": "start"})
    stood = [mark | {"at": at.tolist(), "off": float(o), "away": float(a)}
             for mark, at, o, a in zip(marks, places, off, on.away, strict=True)]
    about = {"kind": scene.kind, "height": height, "marks": stood, "extent": on.extent, "shape": list(grid.shape), "digits": SEEN,
             "looked": looked, "places": SHAPE[0] * SHAPE[1], "matched": scene.matched, "path": path.tolist()}
    if len(path):
        about |= {"explained": on.plane.explained, "by_chance": walk_explained(len(path)) if len(path) > 1 else 1.0,
                  "strayed": float(strayed.max()), "frames": len(path), "every": EVERY}
    shown = grid * (100 if height == "error" else 1)
    if grid.size:
        about |= network_picture.scale(shown)
    return about, pack.heights(shown, about["low"], about["top"]) if grid.size else b""
