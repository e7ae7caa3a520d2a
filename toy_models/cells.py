"""The grid of a sweep: its two axes, the order in which its cells are run, and the numbers that were read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toy_models.contract import InvalidArgument, few
from toy_models.shown import Shown

if TYPE_CHECKING:
    import pandas

    from toy_models.dynamics import Dynamics

MOST_VALUES = 2048  # along one axis


@dataclass(frozen=True)
class Axis:
    """One parameter of a method and the values that it takes."""

    name: str
    values: tuple

    @classmethod
    def checked(cls, argument: str, given: tuple[str, Sequence[float]], method: Dynamics) -> Axis:
        """The axis of a pair (parameter name, values), or `InvalidArgument` naming `argument`."""
        allowed = f"(parameter name, increasing values), the name one of {', '.join(p.name for p in method.PARAMETERS)}"
        try:
            name, values = given
        except (TypeError, ValueError):
            raise InvalidArgument(argument, given, allowed) from None
        values = [value.item() if isinstance(value, np.generic) else value for value in few(argument, values, MOST_VALUES, allowed)]
        known = isinstance(name, str) and any(parameter.name == name for parameter in method.PARAMETERS)
        if not known or not 1 <= len(values) <= MOST_VALUES:
            raise InvalidArgument(argument, given, f"{allowed}, 1 to {MOST_VALUES} of them")
        checked = tuple(method.parameters({name: value}).as_dict()[name] for value in values)
        if list(checked) != sorted(set(checked)):
            raise InvalidArgument(argument, given, allowed)
        return cls(name, checked)


def coarse_to_fine(shape):
    """The cells (row, column) of a grid of that shape in the order in which they are run: corners, then ever finer grids.

    Every prefix of the order covers the whole grid about evenly, its edges included.
    """
    rows, columns = (levels(count) for count in shape)
    level = np.maximum(rows[:, None], columns[None, :])
    row, column = np.indices(shape)
    order = np.lexsort((column.ravel(), row.ravel(), level.ravel()))
    return [(int(k // shape[1]), int(k % shape[1])) for k in order]


def levels(count: int) -> NDArray[np.int64]:
    """For each of `count` places: at which halving of the whole it is first met; both ends at the first."""
    level, steps = np.full(count, -1), 1
    for depth in range(64):
        met = np.unique(np.rint(np.linspace(0, count - 1, steps + 1)).astype(int))
        level[met] = np.where(level[met] < 0, depth, level[met])
        if (level >= 0).all():
            return level
        steps *= 2
    raise AssertionError("a grid is finer than 2⁶⁴")


@dataclass(repr=False)
class Sweep(Shown):
    """What a sweep has read: `x` and `y` the values along the columns and rows, `about` how it was made.

    `mean(name)` and `standard_error(name)` are (rows, columns) arrays, NaN where a cell has not been run; `done` says which have.
    `axes`: the two; `readings`: the names of what was read, in `seeds` runs a cell; `first` and `second` (rows, columns, run,
    reading): the mean over replicas of each, and of its square.
    """

    axes: tuple
    readings: list
    seeds: int
    about: dict
    first: np.ndarray = field(repr=False)  # (rows, columns, run, reading): mean over replicas
    second: np.ndarray = field(repr=False)  # the same of squares

    @classmethod
    def empty(cls, axes: tuple[Axis, Axis], readings: list[str], seeds: int, about: dict) -> Sweep:
        """A sweep of which nothing has been run: of two axes, with readings, seeds and about as in the class."""
        shape = (len(axes[1].values), len(axes[0].values), seeds, len(readings))
        return cls(axes, readings, seeds, about, np.full(shape, np.nan), np.full(shape, np.nan))

    def _line(self):
        x, y = (axis.name for axis in self.axes)
        return f"sweep of {x} and {y}: {self.done.sum():,} of {self.done.size:,} cells, {', '.join(self.readings)}"

    def _head(self):
        return (f"{self.readings[0]}: {self.axes[1].name} down, {self.axes[0].name} across", *self.x.tolist())

    def _rows(self):
        return [(value, *means) for value, means in zip(self.y.tolist(), self.mean(self.readings[0]).tolist(), strict=True)]

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.first.shape[:2]

    @property
    def x(self) -> NDArray:
        """The values of the first parameter, one a column."""
        return np.array(self.axes[0].values)

    @property
    def y(self) -> NDArray:
        """The values of the second parameter, one a row."""
        return np.array(self.axes[1].values)

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which cells have been run: bool (rows, columns)."""
        return self._ran

    def __post_init__(self):
        self._ran = np.zeros(self.first.shape[:2], dtype=bool)

    def take(self, cells: Sequence[tuple[int, int]], values: NDArray[np.float64]) -> None:
        """Put in the values (cell, run, reading, 2) of some cells."""
        rows, columns = np.array(cells).T
        self.first[rows, columns], self.second[rows, columns] = values[..., 0], values[..., 1]
        self._ran[rows, columns] = True

    def mean(self, reading: str) -> NDArray[np.float64]:
        """The mean of a reading over replicas and runs, (rows, columns)."""
        return self.first[..., self._which(reading)].mean(axis=-1)

    def standard_error(self, reading: str) -> NDArray[np.float64]:
        """The standard error of a reading, (rows, columns): from the spread between runs, or, of one run, between its replicas.

        Replicas of a run on a network share nothing but the data, those on a landscape nothing at all, so both are independent.
        """
        which, replicas = self._which(reading), self.about["replicas"]
        first, second = self.first[..., which], self.second[..., which]
        many = self.seeds * replicas
        if many < 2:
            return np.full(self.shape, np.nan)
        variance = np.maximum(second.mean(axis=-1) - first.mean(axis=-1) ** 2, 0) * many / (many - 1)
        return np.sqrt(variance / many)

    def _which(self, reading):
        if reading not in self.readings:
            raise InvalidArgument("reading", reading, f"one of {', '.join(self.readings)}")
        return self.readings.index(reading)

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas frame with one row for each cell that has been run: both values, each reading's mean and standard error."""
        import pandas

        row, column = np.nonzero(self.done)
        frame = {self.axes[0].name: self.x[column], self.axes[1].name: self.y[row]}
        for name in self.readings:
            frame |= {name: self.mean(name)[row, column], f"{name}_standard_error": self.standard_error(name)[row, column]}
        return pandas.DataFrame(frame)

    def save(self, path: str | Path) -> None:
        """Write everything to one compressed .npz file at `path`, of exactly that name; `load` reads it back."""
        axes = {f"axis_{k}": np.array(axis.values) for k, axis in enumerate(self.axes)}
        said = {"names": [axis.name for axis in self.axes], "readings": self.readings, "seeds": self.seeds, "about": self.about}
        with open(path, "wb") as file:
            np.savez_compressed(file, first=self.first, second=self.second, done=self.done, said=json.dumps(said), **axes)

    @classmethod
    def load(cls, path: str | Path) -> Sweep:
        """The sweep that `save` wrote at `path`."""
        with np.load(path) as file:
            said = json.loads(str(file["said"]))
            axes = tuple(Axis(name, tuple(file[f"axis_{k}"].tolist())) for k, name in enumerate(said["names"]))
            result = cls(axes, said["readings"], said["seeds"], said["about"], file["first"], file["second"])
            result._ran[:] = file["done"]
        return result
