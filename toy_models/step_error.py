"""By how much a step that looks around is off the step that it estimates, against how long it looks: its bias and its spread.

    e = (x₁ - x) - s,      bias |E e|,      spread √tr Cov e,      E|e|² = bias² + spread²

x₁ is where one step leads from x, s = -τ∇u(x) what a step down the exact surface u would do, τ its pace. It is measured by taking
the step many times, on random numbers of their own: of the method it knows only that it can be called, so that a step of one's own
is measured as any other. Where no surface is said, s is the step's own mean at the longest look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import noise, reference
from toy_models import dynamics as dynamics_folder
from toy_models import landscapes as landscapes_folder
from toy_models import noises, surfaces
from toy_models.contract import InvalidArgument, Parameters, State, number, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.objective import LandscapeObjective
from toy_models.plans import MOST_STEPS
from toy_models.shown import Shown
from toy_models.simulate import checked_start

COUNTS, MOST_COUNTS, MOST_REPLICAS = (1, 2, 5, 10, 20, 50, 100), 1000, 1_000_000


@dataclass(frozen=True, repr=False)
class StepError(Shown):
    """What `step_error` found at `place` (2,), for each of `counts`, values of the parameter `loop`.

    `ideal` (2,): the step s; `against`: what it is, in words. `means` (k, 2): the step on average; `bias` and `spread` (k,): of its
    error, in units of x; `error` (k,): the standard error of the mean, below which no bias can be told.
    """

    loop: str
    counts: tuple[int, ...]
    place: tuple[float, float]
    ideal: NDArray[np.float64]
    against: str
    means: NDArray[np.float64]
    bias: NDArray[np.float64]
    spread: NDArray[np.float64]
    error: NDArray[np.float64]

    def _line(self):
        return f"error of one step at ({self.place[0]:g}, {self.place[1]:g}), against {self.against}"

    def _head(self):
        return (self.loop, "bias", "± standard error", "spread")

    def _rows(self):
        return list(zip(self.counts, self.bias, self.error, self.spread, strict=True))


def step_error(
    landscape: str | Landscape, method: str | Dynamics, start: ArrayLike | None = None, counts: Sequence[int] | None = None,
    replicas: int = 2000, seed: int = 0, parameters: dict | str | Parameters | None = None, gradient_noise: float = 0.0,
    gradient_noise_direction: str | noises.Law = noises.FIRST
) -> StepError:
    """Measure by how much one step is off, for several lengths of the loop in which it looks around.

    Args:
        landscape: a `Landscape` or the name of one.
        method: one of `dynamics/`, or its name, or a step of one's own, that loops.
        start: (2,), where the step is taken from; None takes the landscape's own.
        counts: values of the loop's length; None takes 1, 2, 5, ... 100, as far as the parameter reaches.
        replicas: how many steps are taken of each length.
        seed: of their random numbers.
        parameters: {name: number}, or the name of a preset; that of the loop is not heeded.
        gradient_noise: σ ≥ 0, the size of the random tilt.
        gradient_noise_direction: the law of its direction, one of `noises/` or its name.

    Returns:
        The `StepError`: bias, spread and their standard error for each length.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    landscape, method, law = landscapes_folder.get(landscape), dynamics_folder.get(method), noises.get(gradient_noise_direction)
    start = checked_start(landscape.start if start is None else start, 1)
    loop = _loop(method)
    replicas, seed = whole("replicas", replicas, 2, MOST_REPLICAS), whole("seed", seed, 0, 2**32 - 1)
    low, high = (int(end) for end in loop.bounds)
    asked = [count for count in COUNTS if low <= count <= min(high, loop.high)] if counts is None else counts
    if not isinstance(asked, Sequence | np.ndarray) or not 0 < len(asked) <= MOST_COUNTS:
        raise InvalidArgument("counts", counts, f"a list of one to {MOST_COUNTS} lengths of the loop")
    known = [whole("counts", count, max(low, 1), high) for count in asked]
    base, sigma = method.parameters(parameters), number("gradient_noise", gradient_noise, 0.0, 1e6)
    size = method.group(base)
    rows = np.arange(max(-(-replicas // size), 2) * size)

    def steps(count):
        objective = LandscapeObjective(landscape, rows, seed, sigma, law, np.repeat(start, len(rows), axis=0))
        objective.check(method)
        x = np.repeat(start, len(rows), axis=0)
        state = State(x, 0, **{name: np.zeros_like(x) for name in method.CARRIES})
        plan = [(1, method.parameters({loop.name: count}, base))]
        ((after, _),) = reference.run(method.step, state, objective, noise.Noise(seed, rows, 2), plan)
        return after.x - x

    moves = np.stack([steps(count) for count in known])
    ideal, against = exact_step(landscape, method, start[0], base)
    if ideal is None:
        longest = int(np.argmax(known))
        ideal, against = moves[longest].mean(axis=0), f"its own mean at {loop.symbol} = {known[longest]}"
    off = moves - ideal
    spread = np.sqrt(off.var(axis=1, ddof=1).sum(axis=-1))
    groups = off.reshape(len(off), -1, size, 2).mean(axis=2)  # copies that meet are not independent; their groups are
    error = np.sqrt(groups.var(axis=1, ddof=1).sum(axis=-1) / groups.shape[1])
    place = tuple(start[0].tolist())
    return StepError(loop.name, tuple(known), place, ideal, against, moves.mean(axis=1), np.linalg.norm(off.mean(axis=1), axis=-1),
                     spread, error)


def _loop(method):
    """The parameter that says how long a step looks around: the first that a basic loop counts to, else the first of any."""
    counted = {name for name, _ in (*method.text.gradients.loops, *method.text.wholes.loops)}
    found = sorted((one for one in method.PARAMETERS if one.name in counted), key=lambda one: not one.basic)
    if not found:
        raise InvalidArgument("method", method.key, "one that asks for gradients in a loop")
    return found[0]


def exact_step(
    landscape: str | Landscape, method: str | Dynamics, place: ArrayLike, parameters: dict | str | Parameters | None = None,
    t: int = 0
) -> tuple[NDArray[np.float64] | None, str]:
    """The step that a method estimates: -τ∇u at a place, down the surface u that it descends, τ its pace.

    Args:
        landscape: a `Landscape` or the name of one.
        method: one of `dynamics/`, or its name.
        place: (2,), where the step is taken from.
        parameters: {name: number}, or the name of a preset.
        t: steps done before, for what grows with them.

    Returns:
        (the step (2,), in units of x, what it is in words), or (None, "") where the method names no surface, or no pace.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    landscape, method, start = landscapes_folder.get(landscape), dynamics_folder.get(method), checked_start(place, 1)
    if method.SURFACE is None or method.SURFACE.pace is None:
        return None, ""
    now, kind = method.now(method.parameters(parameters), whole("t", t, 0, MOST_STEPS)), surfaces.get(method.SURFACE.kind)
    values = kind.checked({name: formula(now) for name, formula in method.SURFACE.arguments.items()})
    ends = [np.linspace(side - 1e-6, side + 1e-6, 9) for side in start[0]]
    slope = kind.slope(landscape, *ends, values)(start)[0]
    return -method.SURFACE.pace(now) * slope, f"the exact slope of {method.SURFACE.symbol}"
