"""Runs compared in pairs, seed by seed: Student's interval of a difference, how many seeds would show it, and who stands where.

    d_s = a_s - b_s,      d̄ ± t(n - 1) sd(d) / √n,      n seeds s, each with one start and one stream of minibatches for both

Student, Biometrika 6 (1908). Where several pairs are looked at, each interval is the wider one of Bonferroni, so that of races
among equals at most one in twenty names anybody. Of counts, whole multiples of a unit u, sd(d) is taken for no smaller than u/√6,
the deviation of two roundings: differences that are one count at each seed, by chance, would else have an interval of no width. The
number of seeds is that of the t test's power, by the noncentral t distribution.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from toy_models.contract import InvalidArgument, number, whole
from toy_models.shown import Shown

LEVEL, POWER, MOST_SEEDS = 0.95, 0.8, 10_000
BETTER = ("more", "less")


@dataclass(frozen=True)
class Difference(Shown):
    """One less the other: the `mean` over `seeds` pairs, its standard `error`, and the interval from `low` to `high`.

    `needed`: with so many seeds a difference like this would be told from zero four times in five; None where 10,000 would not do.
    """

    mean: float
    error: float
    low: float
    high: float
    seeds: int
    needed: int | None

    @property
    def told(self) -> bool:
        """Whether zero is outside of the interval."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Podium(Shown):
    """Names on `steps`, the best first: each step has the best of those left, and all that are not told from it.

    `first` is the `Difference` of the best and the next, the best less the next, or None; `unfinished`: who has no number at some
    seed, and stands nowhere; `leaders`: the names of the best and the next.
    """

    steps: tuple
    first: Difference | None
    unfinished: tuple
    leaders: tuple = ()

    @property
    def winner(self) -> str | None:
        """The one that stands alone on the first step, above somebody."""
        return self.steps[0][0] if len(self.steps) > 1 and len(self.steps[0]) == 1 else None


def difference(one, other, level=LEVEL, pairs=1, unit=0.0):
    """The `Difference` of values (seed,), paired; `pairs`: of how many such intervals this is one, all of them right at that level.

    unit: all values are whole multiples of it; 0 for values that are no counts.

    Raises `InvalidArgument` where there are not as many of both, fewer than two, or values that are not finite.
    """
    one, other = np.asarray(one, float), np.asarray(other, float)
    if one.ndim != 1 or one.shape != other.shape or len(one) < 2 or not np.isfinite([one, other]).all():
        raise InvalidArgument("other", other, "as many finite values as there are of the first, two at least, seed by seed")
    number("level", level, 0.5, 0.9999)
    mean, error, half = interval(one - other, level, pairs, number("unit", unit, 0, 1e300))
    return Difference(mean, error, mean - half, mean + half, len(one), seeds_needed(mean, error * len(one) ** 0.5, level, pairs))


def interval(apart, level=LEVEL, pairs=1, unit=0.0):
    """(mean, standard error, half the width of Student's interval) of differences (seed,), two at least; else as `difference`."""
    n, mean, spread = len(apart), float(apart.mean()), float(apart.std(ddof=1))
    spread = 0.0 if np.ptp(apart) == 0 else spread  # a mean's rounding is no spread
    spread = max(spread, unit / 6**0.5) if apart.any() else spread
    error = spread / n**0.5
    return mean, error, _quantile(level, pairs, n) * error


def seeds_needed(mean, spread, level=LEVEL, pairs=1, power=POWER):
    """The fewest seeds at which a difference of this mean and spread is told from zero with that power; None for over 10,000.

    Raises `InvalidArgument` for a number that means nothing here.
    """
    mean, spread = abs(number("mean", mean, -1e300, 1e300)), number("spread", spread, 0, 1e300)
    level, power, pairs = number("level", level, 0.5, 0.9999), number("power", power, 0.05, 0.999), whole("pairs", pairs, 1, 10_000)
    if spread == 0 or mean == 0:
        return 2 if mean else None
    low, high = 1, 2
    while _power(mean / spread, high, level, pairs) < power:
        low, high = high, 2 * high
        if low > MOST_SEEDS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _power(mean / spread, middle, level, pairs) >= power else (middle, high)
    return high if high <= MOST_SEEDS else None


def _quantile(level, pairs, n):
    return float(stats.t.ppf(1 - (1 - level) / pairs / 2, n - 1))


def _power(ratio, n, level, pairs):
    """How often the t test at n seeds finds a difference whose mean is `ratio` of its spread."""
    bound, shift = _quantile(level, pairs, n), ratio * n**0.5
    if shift > 8 + 2 * bound:
        return 1.0 if n > 3 else float(stats.nct.sf(bound, n - 1, min(shift, 1e4)))
    return float(stats.nct.sf(bound, n - 1, shift))


def podium(values, better="more", level=LEVEL, unit=0.0):
    """The `Podium` of {name: values (seed,)}; better: "more" or "less". All pairs together are right at that level.

    unit: as of `difference`.

    Raises `InvalidArgument` where nobody is there, or not all have as many seeds.
    """
    if better not in BETTER:
        raise InvalidArgument("better", better, f"one of {', '.join(BETTER)}")
    values = {name: np.asarray(given, float) for name, given in values.items()}
    if not values or len({given.shape for given in values.values()}) > 1:
        raise InvalidArgument("values", list(values), "at least one name, each with a value for every seed")
    whole_ = {name: given for name, given in values.items() if np.isfinite(given).all()}
    unfinished = tuple(name for name in values if name not in whole_)
    sign = 1 if better == "more" else -1
    left = sorted(whole_, key=lambda name: -sign * whole_[name].mean())
    pairs = max(len(left) * (len(left) - 1) // 2, 1)
    if len(left) < 2 or len(whole_[left[0]]) < 2:
        return Podium((tuple(left),) if left else (), None, unfinished)
    leaders = tuple(left[:2])
    first, steps = difference(whole_[left[0]], whole_[left[1]], level, pairs, unit), []
    while left:
        best = left[0]
        step = tuple(name for name in left if name == best or not difference(whole_[best], whole_[name], level, pairs, unit).told)
        steps.append(step)
        left = [name for name in left if name not in step]
    return Podium(tuple(steps), first, unfinished, leaders)
