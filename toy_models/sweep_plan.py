"""What a sweep will run: the `Plan` of it, whose cells may be run one by one, in any order and anywhere, to the same numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toy_models import dynamics, landscapes, networks, noises
from toy_models.cells import Axis, Sweep
from toy_models.contract import InvalidArgument, Parameters, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.network import Network
from toy_models.simulate import simulate
from toy_models.train import train
from toy_models.trajectory import Run, Trajectory

MOST_CELLS, MOST_SEEDS = 1_000_000, 1000
Read = Callable[[Run], ArrayLike]


@dataclass(frozen=True)
class Plan:
    """A sweep before it is run: everything that a worker needs; it can be sent to one. A cell is (row, column)."""

    world: Landscape | Network
    method: Dynamics
    axes: tuple
    readings: dict
    seeds: int
    seed: int
    parameters: dict
    replicas: int
    settings: dict

    def empty(self) -> Sweep:
        """The sweep of which nothing has been run."""
        return Sweep.empty(self.axes, list(self.readings), self.seeds, self.about())

    def arguments(self, cell: tuple[int, int], run: int = 0) -> dict:
        """What `simulate` or `train` is called with for a `cell` in its `run`-th run, by name."""
        row, column = cell
        x, y = self.axes
        number = (row * len(x.values) + column) * self.seeds + run
        seed = int(np.random.SeedSequence((self.seed, number)).generate_state(1)[0])
        parameters = {**self.parameters, x.name: x.values[column], y.name: y.values[row]}
        return {"parameters": parameters, "seed": seed, "replicas": self.replicas, **self.settings}

    def run(self, cell: tuple[int, int], run: int = 0) -> Run:
        """The trajectory of a `cell` in its `run`-th run."""
        make = simulate if isinstance(self.world, Landscape) else train
        return make(self.world, self.method, **self.arguments(cell, run))

    def read(self, cell: tuple[int, int], run: int = 0) -> list:
        """[(mean, mean of squares)] over the replicas of a `cell` in its `run`-th run, for each reading."""
        return self.said(self.run(cell, run))[0]

    def said(self, *runs: Run) -> list:
        """What `read` says of each of these `runs`; of many, what looks at each replica by itself is read off all at once."""
        found, beside = [[] for _ in runs], Trajectory.beside(runs) if len(runs) > 1 else None
        for name, reading in self.readings.items():
            if beside is not None and getattr(getattr(reading, "func", reading), "by_replica", False):
                rows = self._numbers(name, reading(beside), len(runs)).reshape(len(runs), self.replicas)
            else:
                rows = [self._numbers(name, reading(run)) for run in runs]
            for said, row in zip(found, rows, strict=True):
                said.append((row.mean(), (row**2).mean()))
        return found

    def _numbers(self, name, read, runs=1):
        numbers = np.asarray(read, dtype=float)
        if numbers.shape != (runs * self.replicas,):
            raise InvalidArgument("readings", name, f"a function that gives {self.replicas} numbers, one a replica")
        return numbers

    def about(self) -> dict:
        """How the sweep is made, in words that JSON can say."""
        settings = {name: value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)
                    for name, value in self.settings.items()}
        return {"world": self.world.key, "dynamics": self.method.key, "x": self.axes[0].name, "y": self.axes[1].name,
                "readings": list(self.readings), "seeds": self.seeds, "seed": self.seed, "parameters": self.parameters,
                "replicas": self.replicas, "settings": settings}

    def name(self) -> str:
        """A hash of everything that the numbers depend on."""
        said = [self.about(), [axis.values for axis in self.axes], self.method.text.source,
                getattr(self.world, "text", repr(self.world))]
        said += [noises.get(law).text for name, law in self.settings.items() if name == "gradient_noise_direction"]
        arrays = [np.asarray(value).tolist() for value in self.settings.values() if isinstance(value, (np.ndarray, list, tuple))]
        return hashlib.sha256(json.dumps([said, arrays], sort_keys=True).encode()).hexdigest()


def plan(
    world: str | Landscape | Network, method: str | Dynamics, x: tuple[str, Sequence[float]], y: tuple[str, Sequence[float]],
    readings: Read | Sequence[Read] | dict[str, Read], replicas: int | None = None, seeds: int = 1, seed: int = 0,
    parameters: dict | str | Parameters | None = None, **settings: object
) -> Plan:
    """The `Plan` of a sweep, whose cells may be run one by one, in any order: `sweep` does what it says.

    Args:
        world: as all of these, what `sweep` takes under this name.
        method: one of `dynamics/`, or its name.
        x: (parameter name, increasing values).
        y: the same, along the rows.
        readings: functions of a run.
        replicas: of each run.
        seeds: how many runs a cell has.
        seed: that all of these come from.
        parameters: the other ones of the method.
        settings: what else `simulate` or `train` takes.

    Returns:
        The `Plan`.

    Raises:
        InvalidArgument: a ValueError that names the argument.
    """
    world = _world(world)
    replicas = (64 if isinstance(world, Landscape) else 1) if replicas is None else whole("replicas", replicas, 1, 1_000_000)
    method = dynamics.get(method)
    axes = Axis.checked("x", x, method), Axis.checked("y", y, method)
    if axes[0].name == axes[1].name:
        raise InvalidArgument("y", axes[1].name, "another parameter than that of x")
    seeds = whole("seeds", seeds, 1, MOST_SEEDS)
    if len(axes[0].values) * len(axes[1].values) * seeds > MOST_CELLS:
        raise InvalidArgument("x", f"{len(axes[0].values)} x {len(axes[1].values)} cells", f"at most {MOST_CELLS:,} runs in all")
    refused = {"seed", "schedule", "parameters"} & set(settings)
    if refused:
        raise InvalidArgument("settings", sorted(refused)[0], "left out: each cell has its own")
    values = method.parameters(parameters).as_dict()
    return Plan(world, method, axes, _named(readings), seeds, whole("seed", seed, 0, 2**32 - 1), values, replicas, settings)


def _world(world):
    if isinstance(world, (Landscape, Network)):
        return world
    known = {**{name: landscapes for name in landscapes.names()}, **{name: networks for name in networks.names()}}
    if not isinstance(world, str) or world not in known:
        raise InvalidArgument("world", world, f"a Landscape, a Network, or one of {', '.join(known)}")
    return known[world].get(world)


def _named(readings):
    if not isinstance(readings, dict):
        listed = list(readings) if isinstance(readings, (list, tuple)) else [readings]
        readings = {getattr(one, "__name__", str(one)): one for one in listed}
        if len(readings) != len(listed):
            raise InvalidArgument("readings", listed, "functions with different names, or a mapping from names to functions")
    if not readings or not all(isinstance(name, str) and callable(one) for name, one in readings.items()):
        raise InvalidArgument("readings", readings, "at least one function of a run, or a mapping from names to functions")
    return readings
