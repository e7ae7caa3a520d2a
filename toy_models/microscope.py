"""The points that a method asks at inside each step of one replica: the inner loop, seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import lanes, noise, reference, text
from toy_models import dynamics as dynamics_folder
from toy_models import landscapes as landscapes_folder
from toy_models import noises
from toy_models.contract import Parameters, State, number, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.objective import LandscapeObjective
from toy_models.plans import MOST_STEPS, clocks, segments
from toy_models.simulate import MOST_REPLICAS, checked_start


def microscope(
    landscape: str | Landscape, method: str | Dynamics, start: ArrayLike | None = None, evaluations: int = 6000, seed: int = 0,
    replica: int = 0, parameters: dict | str | Parameters | None = None, schedule: Sequence[tuple[int, dict]] | None = None,
    gradient_noise: float = 0.0, gradient_noise_direction: str | noises.Law = noises.FIRST
) -> tuple[NDArray[np.int64], dict[str, list[NDArray[np.float64]]]]:
    """The points that a method's `watch` shows inside each step of one replica.

    The replica moves exactly as it does in `simulate` with the same arguments; replicas that meet stand in whole groups.

    Args:
        landscape: a `Landscape` or the name of one.
        method: one of `dynamics/`, or its name.
        start: (2,); None takes the landscape's own.
        evaluations: as many whole steps as that many gradient evaluations pay for.
        seed: of the run that is looked into.
        replica: the number of the replica.
        parameters: {name: number}, or the name of a preset.
        schedule: [(gradient evaluations, {name: value}), ...], as in `simulate`.
        gradient_noise: σ ≥ 0, the size of the random tilt.
        gradient_noise_direction: the law of its direction, one of `noises/` or its name.

    Returns:
        (clocks, {name: [points of step 0, points of step 1, ...]}): clocks (steps,), the gradient evaluations spent after each
        step; the points of one step (count, 2), in the order in which they were shown.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    landscape, method = landscapes_folder.get(landscape), dynamics_folder.get(method)
    law = noises.get(gradient_noise_direction)
    replica, gradient_noise = whole("replica", replica, 0, MOST_REPLICAS), number("gradient_noise", gradient_noise, 0.0, 1e6)
    start = checked_start(landscape.start if start is None else start, 1)
    plan = segments(method, method.parameters(parameters), schedule, evaluations=whole("evaluations", evaluations, 1, MOST_STEPS))
    size = method.group(*(p for _, p in plan))
    rows = replica - replica % size + np.arange(size)
    run = method, landscape, np.repeat(start, size, axis=0), rows, whole("seed", seed, 0, 2**32 - 1), plan, gradient_noise, law
    try:
        watched = _by_lanes(*run)
    except text.Unreadable:
        watched = _as_defined(*run)
    one = {name: shown[:, :, replica % size] for name, shown in watched.items()}
    points = {name: [step[np.isfinite(step).all(axis=-1)] for step in shown] for name, shown in one.items()}
    return clocks(method, plan)[1:], points


def _by_lanes(method, landscape, start, rows, seed, plan, gradient_noise, law):
    """{name: (steps, count, replica, 2)}, NaN where a step showed fewer."""
    _, _, watched = lanes.run(
        method.step, landscape.text, start, rows, seed, [(steps, p.as_dict()) for steps, p in plan], MOST_STEPS,
        carries=method.CARRIES, gradient_noise=gradient_noise, tilt=law.text, watch=True,
    )
    return watched


def _as_defined(method, landscape, start, rows, seed, plan, gradient_noise, law):
    """The same, for a step outside the lanes' notation."""
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    objective = LandscapeObjective(landscape, rows, seed, gradient_noise, law, start)
    objective.check(method)
    steps, shown = sum(count for count, _ in plan), {name: [[]] for name in method.text.watched}

    def watch(**points):
        for name, point in points.items():
            shown[name][-1].append(point)

    for _ in reference.run(method.step, state, objective, noise.Noise(seed, rows, 2), plan, watch):
        for each in shown.values():
            each.append([])
    found = {}
    for name, each in shown.items():
        found[name] = np.full((steps, max(map(len, each)), len(rows), 2), np.nan)
        for row, points in zip(found[name], each, strict=False):  # after the last step nothing is shown
            row[: len(points)] = np.reshape(points, (-1, len(rows), 2))
    return found
