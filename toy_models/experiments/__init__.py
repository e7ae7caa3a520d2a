"""Experiments: some cases, some seeds, and of each a curve that comes point by point; one experiment a file.

    found = tm.experiments.large_batch(seeds=3)
    found.mean("curvature", 1), found.standard_error("curvature", 1)
    found.difference("curvature", 1, 0)     # paired by seed: its mean, its standard error, whether it is clear

Each is called with how many `seeds`, from which `seed` on, and gives an `Outcome`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Quantity, whole
from toy_models.paired import interval
from toy_models.shown import Shown

SAYS = ("NAME", "ORDER", "ACROSS", "COLUMNS", "CASES", "FROM", "SEEDS", "SECONDS", "HIDES", "trace")
SAME = 1e-9  # of the larger of two numbers: a smaller difference is rounding, and none
MOST_SEEDS = 100


class Difference(NamedTuple):
    """Of two numbers of each seed: the `mean` of their difference, its standard `error`, how many `seeds`, whether it is `clear`.

    Clear is what Student's 95 % interval of the paired differences keeps apart from 0, from two seeds on.
    """

    mean: float
    error: float
    seeds: int
    clear: bool


@dataclass(frozen=True, eq=False, repr=False)
class Outcome(Shown):
    """What an experiment of that `name` has found.

    `cases`: their words, in order; `columns`: the names of what was measured; `curves` {(number of the case, seed): (places (k,),
    {column: (k,)})}, NaN where nothing was measured. A curve stands in a summary by its last number.
    """

    name: str
    cases: tuple
    columns: tuple
    curves: Mapping

    def ends(self, column: str, case: int) -> dict[int, float]:
        """{seed: the last number of a column} of a case, of the seeds that have one."""
        where, of = self._column(column), self._case("case", case)
        ours = ((seed, along[where]) for (number, seed), (_, along) in self.curves.items() if number == of)
        found = {seed: values[np.isfinite(values)] for seed, values in ours}
        return {seed: float(values[-1]) for seed, values in sorted(found.items()) if len(values)}

    def mean(self, column: str, case: int) -> float:
        """The mean over seeds of a column's last number in a case; NaN where there is none."""
        values = list(self.ends(column, case).values())
        return float(np.mean(values)) if values else np.nan

    def standard_error(self, column: str, case: int) -> float:
        """The standard error of `mean(column, case)`; NaN for fewer than two seeds."""
        values = list(self.ends(column, case).values())
        return float(np.std(values, ddof=1) / len(values) ** 0.5) if len(values) > 1 else np.nan

    def difference(self, column: str, case: int, other: int = 0) -> Difference:
        """A column's last number in a case less that in the other case, paired by seed."""
        return _apart(self.ends(column, case), self.ends(column, other))

    def change(self, column: str, case: int, place: float) -> Difference:
        """A column's last number in a case less the one at a place, paired by seed."""
        where, of = self._column(column), self._case("case", case)
        there = {seed: float(along[where][places == place][0]) for (number, seed), (places, along) in self.curves.items()
                 if number == of and (places == place).any()}
        return _apart(self.ends(where, of), there)

    def along(self, column: str, case: int) -> tuple[NDArray, NDArray, NDArray] | None:
        """(places (k,), the column's mean over seeds there, its standard error) of a case; None where seeds were elsewhere."""
        where, of = self._column(column), self._case("case", case)
        curves = [curve for (number, _), curve in self.curves.items() if number == of]
        if len(curves) < 2 or any(not np.array_equal(curve[0], curves[0][0]) for curve in curves):
            return None
        values = np.array([along[where] for _, along in curves])
        return curves[0][0], values.mean(axis=0), values.std(axis=0, ddof=1) / len(values) ** 0.5

    def _column(self, column):
        if column not in self.columns:
            raise InvalidArgument("column", column, f"one of {', '.join(self.columns)}")
        return column

    def _case(self, name, case):
        return whole(name, case, 0, len(self.cases) - 1)

    def _line(self):
        return f"{self.name}: {len(self.cases)} cases, {len({seed for _, seed in self.curves})} seeds"

    def _head(self):
        return ("case", *(name.replace("_", " ") for name in self.columns))

    def _rows(self):
        return [(words, *(f"{self.mean(name, k):.4g} ± {self.standard_error(name, k):.1g}" for name in self.columns))
                for k, words in enumerate(self.cases)]


def _apart(ours, theirs):
    """The `Difference` of two {seed: number}."""
    pairs = np.array([(ours[seed], theirs[seed]) for seed in sorted(ours.keys() & theirs.keys())]).reshape(-1, 2)
    apart = pairs[:, 0] - pairs[:, 1]
    apart[np.abs(apart) <= SAME * np.abs(pairs).max(axis=1)] = 0.0
    if len(apart) < 2:
        return Difference(float(apart[0]) if len(apart) else np.nan, np.nan, len(apart), False)
    mean, error, half = interval(apart)
    return Difference(mean, error, len(apart), abs(mean) > half)


@dataclass(frozen=True, repr=False)
class Experiment(FromFile):
    """One experiment, with everything derived from its file, `module`, of the name `key`; called, it is done."""

    KIND = "experiment"

    key: str
    module: ModuleType

    def __post_init__(self):
        missing = [name for name in SAYS if not hasattr(self.module, name)]
        if missing or not (self.module.__doc__ or "").strip():
            raise TypeError(f"the experiment {self.key!r} lacks {', '.join(missing) or 'a docstring'}")
        super().__post_init__()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.module.NAME

    @property
    def cases(self) -> tuple[str, ...]:
        """The words of its cases, in order."""
        return tuple(self.module.CASES)

    @property
    def columns(self) -> tuple[Quantity, ...]:
        """What is measured at each place."""
        return self.module.COLUMNS

    def trace(self, case: int, seed: int) -> Iterator[tuple[float, dict[str, float]] | None]:
        """One curve, as it comes.

        Args:
            case: the number of a case, the first being 0.
            seed: 0 to 2³² - 1; a curve is a function of (case, seed) alone.

        Yields:
            (place, {column: number}) for each point; None where there is nothing new, so that it can be given up.

        Raises:
            InvalidArgument: a case or a seed that is not there.
        """
        case, seed = whole("case", case, 0, len(self.cases) - 1), whole("seed", seed, 0, 2**32 - 1)
        return self.module.trace(self.module.CASES[self.cases[case]], seed)

    def gathered(self, curves: Mapping[tuple[int, int], list]) -> Outcome:
        """The `Outcome` of curves {(case, seed): [(place, {column: number}), ...]}."""
        names = [column.name for column in self.columns]
        made = {which: (np.array([place for place, _ in points], float),
                        {name: np.array([row.get(name, np.nan) for _, row in points], float) for name in names})
                for which, points in curves.items()}
        return Outcome(self.name, self.cases, tuple(names), made)

    def __call__(self, *, seeds: int | None = None, seed: int = 0) -> Outcome:
        """Do it: every case with every seed.

        Args:
            seeds: how many, 1 to 100; its own `SEEDS` if none is given.
            seed: the first of them.

        Returns:
            The `Outcome`.

        Raises:
            InvalidArgument: a value that cannot be used; it names the argument, the value and what is allowed.
        """
        count = self.module.SEEDS if seeds is None else whole("seeds", seeds, 1, MOST_SEEDS)
        first = whole("seed", seed, 0, 2**32 - 1 - count)
        which = [(case, one) for one in range(first, first + count) for case in range(len(self.cases))]
        return self.gathered({(case, one): [point for point in self.trace(case, one) if point] for case, one in which})


_catalogue = Catalogue(__name__, __path__, "experiment", Experiment, Experiment)
names = _catalogue.names
get = _catalogue.get
first_line, look_for = _catalogue.first_line, _catalogue.look_for
globals().update({name: get(name) for name in names()})  # over the modules of these names, which importing them has put here
