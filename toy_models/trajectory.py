"""What a run leaves behind: its frames, what is read off them when asked for, and the one way to keep them."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from toy_models import relief
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.shown import Shown
from toy_models.stall import stalled_from

if TYPE_CHECKING:
    import pandas

MAP = (192, 256)  # the grid on which a landscape's basins are looked up; between places that differ, points are led down themselves


@dataclass(repr=False)
class Run(Shown):
    """What `Trajectory` and `NetworkTrajectory` share: frames `x` (frames, replicas, coordinates), clocks, and how to keep them."""

    x: np.ndarray
    gradient_evaluations: np.ndarray
    steps: np.ndarray
    diverged_at: int | None
    about: dict = field(default_factory=dict)

    READ = ()  # the names of what is read off the frames: arrays (frames, replicas), columns of a data frame
    STEPS = ("diverged_at",)  # the names of steps, or None
    WORLD = ""  # what the method ran on, as `about` calls it

    def columns(self) -> dict[str, NDArray]:
        """{name: (frames, replicas)}: the numbers of one row of a data frame."""
        return {name: getattr(self, name) for name in self.READ}

    def _line(self):
        method, world = self.about.get("dynamics"), self.about.get(self.WORLD)
        done = f"{self.x.shape[1]:,} replicas, {self.steps[-1]:,} steps, {self.gradient_evaluations[-1]:,} gradient evaluations"
        return f"run of {method} on {world}: {done}, {len(self.x):,} frames"

    def _head(self):
        return ("mean over replicas", "at the start", "at the end")

    def _ends(self):
        """{name: (replica numbers at the start, and at the end)}."""
        return {name: (getattr(self, name)[0], getattr(self, name)[-1]) for name in self.READ}

    def _rows(self):
        return [(name, *(float(np.mean(end)) for end in ends)) for name, ends in self._ends().items()]

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas frame with a row for each frame and replica: how it was made, step, clock, replica, and `columns`."""
        import pandas

        frames, replicas = self.x.shape[:2]
        return pandas.DataFrame({
            "method": np.repeat(self.about.get("dynamics"), frames * replicas),
            self.WORLD: np.repeat(self.about.get(self.WORLD), frames * replicas),
            "step": np.repeat(self.steps, replicas),
            "gradient_evaluations": np.repeat(self.gradient_evaluations, replicas),
            "replica": np.tile(np.arange(replicas), frames),
            **{name: values.ravel() for name, values in self.columns().items()},
        })

    def save(self, path: str | Path) -> None:
        """Write everything to one compressed .npz file at `path`, of exactly that name; `load` reads it back."""
        arrays = {name: getattr(self, name) for name in ("x", "gradient_evaluations", "steps", *self.READ)}
        steps = {name: -1 if getattr(self, name) is None else getattr(self, name) for name in self.STEPS}
        with open(path, "wb") as file:  # given a name, NumPy would add a suffix to it, and `load` would look elsewhere
            np.savez_compressed(file, **arrays, **steps, about=json.dumps(self.about))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The run that `save` wrote at `path`."""
        with np.load(path) as file:
            values = {name: file[name] for name in file.files}
        values |= {name: None if values[name] < 0 else int(values[name]) for name in cls.STEPS}
        values["about"] = json.loads(str(values["about"]))
        declared = {entry.name for entry in dataclasses.fields(cls)}
        run = cls(**{name: value for name, value in values.items() if name in declared})
        vars(run).update({name: value for name, value in values.items() if name not in declared})  # as if asked for already
        return run


@dataclass(repr=False)
class Trajectory(Run):
    """What a run on a landscape leaves behind.

    `x` (frames, replicas, 2) float64: the start, every `record_every`-th step, always the last. `energy` and `basin` (the number
    of the minimum that descent would lead to; -1: none), (frames, replicas), are computed when first asked for.
    `gradient_evaluations` (frames,) spent per replica (by replica 0, if they differ in cost), `steps` (frames,) done.
    `diverged_at` is the first step after which a replica was not finite (None if none was); frames from there on keep each
    such replica's last finite point. `stalled_at` is the step since which a replica stands still because its steps are below the
    last bit of float32 (None if none does): device="reference" would go on. `about` says how the run was made: enough to make
    it again. Its start is "x[0]" where replicas start apart, and replicas are named by [first, one past the last].
    `landscape` and `method` are those it was made with, `left` (replica,) the step after which each diverged, or -1.
    """

    landscape: Landscape | None = field(default=None, repr=False)
    method: Dynamics | None = field(default=None, repr=False)
    left: np.ndarray | None = field(default=None, repr=False)  # the step after which each replica left, or -1
    WORLD, STEPS = "landscape", ("diverged_at", "stalled_at")

    @property
    def READ(self) -> tuple[str, ...]:
        """Energy and basin; a field has no energy."""
        return ("energy", "basin") if self.landscape is None or self.landscape.conservative else ("basin",)

    def _ends(self):
        if self.landscape is None:
            return {}
        first, last = self.x[0], self.x[-1]  # the frames between are not asked for
        heights = {"energy": (self.landscape.energy(first), self.landscape.energy(last))} if self.landscape.conservative else {}
        return {"x": (first[:, 0], last[:, 0]), "y": (first[:, 1], last[:, 1]), **heights}

    @classmethod
    def beside(cls, runs: Sequence[Run]) -> Self | None:
        """All replicas of `runs` as those of one run, for what is read off each by itself; None where their clocks differ."""
        first = runs[0]
        if not all(isinstance(run, cls) and np.array_equal(run.gradient_evaluations, first.gradient_evaluations) for run in runs):
            return None
        died, stay = [run.diverged_at for run in runs if run.diverged_at is not None], [run.left for run in runs]
        return cls(np.concatenate([run.x for run in runs], axis=1), first.gradient_evaluations, first.steps,
                   min(died, default=None), {}, first.landscape, first.method, np.concatenate(stay))

    @functools.cached_property
    def energy(self) -> NDArray[np.float64]:
        """f at every point: (frames, replicas); computed when first asked for."""
        return self.landscape.energy(self.x)

    @functools.cached_property
    def basin(self) -> NDArray[np.int16]:
        """The minimum that descent from every point leads to, as its number in `landscape.minima`; -1 for none."""
        return basin_of(self.landscape, self.x)

    @functools.cached_property
    def stalled_at(self) -> int | None:
        """The first step since which a replica stands still though the definition would go on, or None; by `toy_models.stall`."""
        found = []
        for group in self.about["groups"] if self.about["device"] != "reference" else ():
            rows = rows_of(group["replicas"])
            rows = rows[self.left[rows] < 0]
            if len(rows) and group["segments"]:
                end = self.method.parameters(group["segments"][-1][1])
                found.append(stalled_from(self.landscape, self.method, self.x[:, rows], self.steps, rows, self.about["seed"], end,
                                          self.about))
        return min((step for step in found if step is not None), default=None)

    def columns(self) -> dict[str, NDArray]:
        """x, y, energy and basin."""
        return {"x": self.x[..., 0], "y": self.x[..., 1], **super().columns()}


class Interrupted(KeyboardInterrupt):
    """Ctrl-C (or a notebook's stop button) during a run. `trajectory` holds what had been computed.

        try:
            t = tm.train("mlp", "sam", evaluations=10**6)
        except tm.Interrupted as stopped:
            t = stopped.trajectory

    In a notebook, where nothing caught it, it is `sys.last_value.trajectory`. The last frame holds every replica's newest point
    (with a million particles, one of a second ago); `steps[-1]` is the most steps that any replica did, and `about["done"]`
    says how many each did. Earlier frames that a replica did not reach are NaN.
    """

    def __init__(self, trajectory: Run):
        done, wanted = int(trajectory.steps[-1]), trajectory.about["steps"]
        super().__init__(f"stopped after {done:,} of {wanted:,} steps; they are kept in this exception's `trajectory`")
        self.trajectory = trajectory


def cut(kept, written, reached, *pairs):
    """The frames of a run that was stopped: (steps after which they are, each of `pairs` cut to them).

    kept: the steps after which a frame was wanted. written (replica,): how many frames each replica wrote; reached (replica,):
    steps it did, -1 for one that never began. pairs: (frames (frame, replica, ...), the newest (replica, ...)).
    """
    last = int(reached.max())
    whole = int((kept < last).sum())
    missing = np.arange(whole)[:, None] >= written
    for frames, newest in pairs:
        frames[:whole][missing] = np.nan
        frames[whole] = newest
    return np.append(kept[:whole], last), *(frames[: whole + 1] for frames, _ in pairs)


def progress(reached):
    """What `about["done"]` says of a run that was stopped: which replicas did how many steps; those that began."""
    counts = np.unique(reached[reached >= 0])
    return [{"replicas": ranges(np.flatnonzero(reached == steps)), "steps": int(steps)} for steps in counts]


def ranges(rows):
    """Ascending replica numbers as [[first, one past the last], ...] of those that follow one another."""
    rows = np.asarray(rows)
    if rows[-1] - rows[0] == len(rows) - 1:
        return [[int(rows[0]), int(rows[-1]) + 1]]
    edges = np.flatnonzero(np.diff(rows) != 1)
    return np.stack([rows[np.append(0, edges + 1)], rows[np.append(edges, len(rows) - 1)] + 1], axis=1).tolist()


def rows_of(pairs):
    """The replica numbers that `ranges` wrote down."""
    return np.concatenate([np.arange(first, stop) for first, stop in pairs])


def basin_of(landscape, x):
    """The number of the minimum that points (..., 2) drain to, -1 for none: int16 (...).

    Looked up on a grid where the four places around a point agree, and followed down where they do not, or outside the map.
    """
    points = np.reshape(x, (-1, 2))
    result, grid = np.full(len(points), -1, np.int16), landscape.basins(MAP)
    (xmin, xmax), (ymin, ymax) = landscape.extent
    with np.errstate(invalid="ignore"):
        place = (points - (xmin, ymin)) / (xmax - xmin, ymax - ymin) * (MAP[1] - 1, MAP[0] - 1)
    inside = ((place >= 0) & (place < (MAP[1] - 1, MAP[0] - 1))).all(axis=-1)  # false for NaN
    column, row = place[inside].astype(int).T
    corners = np.stack([grid[row + i, column + j] for i in (0, 1) for j in (0, 1)])
    agreed = (corners == corners[0]).all(axis=0)
    result[inside] = corners[0]
    unsure = np.isfinite(points).all(axis=-1)
    unsure[np.flatnonzero(inside)[agreed]] = False
    result[unsure] = relief.basins(landscape, points[unsure])
    return result.reshape(np.shape(x)[:-1])
