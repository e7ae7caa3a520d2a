"""Whether two steps are one: to rounding, on the same random numbers; or else in law, by their moments.

    u = (x₁ - m) / s,      E uᵢ, E uᵢuⱼ, E uᵢ³, E uᵢ⁴ of the one step and of the other,      m, s: mean and deviation of the second

Both walk from the same places on the same numbers, so that replicas are pairs: a difference of means is judged by the standard
error of the differences, which is small where two texts draw alike and that of two samples where they do not. What is more than 4
standard errors off is walked again on other numbers, and counts if it is off there too. So texts that draw alike are told apart at
any difference, others where a mean is off by 4 % of the deviation, or a deviation by 4 %: a law that agrees in four moments
at every place, after one step and after several, passes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from toy_kernels import noise, reference
from toy_models import landscapes, noises
from toy_models.contract import State
from toy_models.objective import LandscapeObjective
from toy_models.shown import Shown

FEW, AROUND, SEEDS = 24, 0.3, (11, 12)  # replicas at each place when rounding is asked for, how far they are strewn, seeds
SAMPLE, ERRORS, ROUNDING = 16_384, 4.0, 1e-9
STEPS = 4  # of the longer walk
ASPECTS = {"mean": slice(0, 2), "spread": slice(2, 5), "shape": slice(5, 9)}


@dataclass(frozen=True)
class Bench(Shown):
    """Where steps are compared: `places` {landscape: points}; `gradient_noise`, σ, and `direction`, the law of minibatches."""

    places: dict
    gradient_noise: float = 0.0
    direction: str = noises.FIRST


@dataclass
class Seen:
    """What one place saw after some steps: where both were on average and how they spread, and which moments are off.

    `mean`, `yours` (2,) and their covariances (2, 2); `error` (2,): standard errors of the difference of the means, on the same
    numbers; `off`: names of `ASPECTS`.
    """

    landscape: str
    place: tuple
    steps: int
    mean: np.ndarray
    covariance: np.ndarray
    yours: np.ndarray
    spread: np.ndarray
    error: np.ndarray
    off: list = field(default_factory=list)


def walked(method, values, bench, landscape, start, seed, steps):
    """The points (row, 2) after `steps` steps from `start` (row, 2), by the definition, in float64; what leaves stays behind."""
    rows = np.arange(len(start))
    objective = LandscapeObjective(landscapes.get(landscape), rows, seed, bench.gradient_noise, bench.direction, start)
    objective.check(method)
    first, plan = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES}), [(steps, method.parameters(values))]
    *_, (last, _) = reference.run(method.step, first, objective, noise.Noise(seed, rows, 2), plan)
    return last.x


def apart(one, other, bench, steps=STEPS):
    """How far apart two (method, values) end, from places around those of the bench, on the same numbers; 0 if that is rounding."""
    most = 0.0
    for landscape, places in bench.places.items():
        strewn = np.random.default_rng(5).normal(size=(len(places) * FEW, 2)) * AROUND
        start = np.repeat(np.asarray(places, float), FEW, axis=0) + strewn
        for seed in SEEDS:
            mine, law = (walked(*each, bench, landscape, start, seed, steps) for each in (one, other))
            found, moved = np.abs(mine - law).max(), np.abs(law - start).max()
            most = max(most, found if found > ROUNDING * max(moved, ROUNDING) else 0.0)
    return float(most)


def compare(one, other, bench):
    """Yield `Seen`: (method, values) `one` beside `other`, at every place, after one step and after `STEPS`."""
    for landscape, places in bench.places.items():
        for steps in (1, STEPS):
            yield from _compared(one, other, bench, landscape, np.asarray(places, float), steps)


def alike(one, other, bench):
    """Whether two (method, values) are one, to rounding or in law; it stops at the first difference."""
    return apart(one, other, bench) == 0 or not any(seen.off for seen in compare(one, other, bench))


def _compared(one, other, bench, landscape, places, steps):
    start = np.repeat(places, SAMPLE, axis=0)
    found = [_places(each, bench, landscape, start, SEEDS[0], steps) for each in (one, other)]
    told = [_seen(landscape, place, steps, *pair) for place, *pair in zip(places, *found, strict=True)]
    off = [_off(*pair) for pair in zip(*found, strict=True)]
    if np.any(off):
        again = [_places(each, bench, landscape, start, SEEDS[1], steps) for each in (one, other)]
        off = [first & _off(*pair) for first, pair in zip(off, zip(*again, strict=True), strict=True)]
    for seen, moments in zip(told, off, strict=True):
        seen.off = [name for name, which in ASPECTS.items() if moments[which].any()]
    return told


def _places(each, bench, landscape, start, seed, steps):
    return walked(*each, bench, landscape, start, seed, steps).reshape(-1, SAMPLE, 2)


def _off(mine, law):
    """Which moments (9,) of two paired samples (n, 2) differ."""
    middle, size = law.mean(axis=0), law.std(axis=0)
    size = np.where(size > ROUNDING * (1 + np.abs(middle)), size, 1)
    with np.errstate(all="ignore"):
        difference = _moments((mine - middle) / size) - _moments((law - middle) / size)
        return ~(np.abs(difference.mean(axis=0)) <= ERRORS * difference.std(axis=0) / len(law) ** 0.5 + ROUNDING)


def _moments(u):
    x, y = u.T
    return np.stack([x, y, x * x, x * y, y * y, x**3, y**3, x**4, y**4], axis=-1)


def _seen(landscape, place, steps, mine, law):
    covariances = [np.cov(points.T, bias=True) for points in (law, mine)]
    return Seen(landscape, tuple(place.tolist()), steps, law.mean(axis=0), covariances[0], mine.mean(axis=0), covariances[1],
                (mine - law).std(axis=0) / len(mine) ** 0.5)
