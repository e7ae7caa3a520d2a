"""What is no heat: the current of a law at rest, measured on a run, and the exact law of x under a noise that is not round.

    circulation = E[x dy - y dx] / dt = lim E[x(t) × x(t + h)] / h,      a × b = a₁b₂ - a₂b₁

The product over a step is the midpoint rule, ½(x(t) + x(t + h)) × (x(t + h) - x(t)): noise that is independent of the place adds
nothing to its mean. Detailed balance makes it 0, whatever the law: where it is not, no energy and no round noise have made the run.
Where loops of both senses lie beside each other it may be 0 all the same. Chaudhari and Soatto, ICLR 2018, arXiv 1710.11029.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models.contract import InvalidArgument, number
from toy_models.landscape import Landscape


def circulation(run: ArrayLike, step_size: float, centre: ArrayLike = (0.0, 0.0)) -> tuple[float, float]:
    """The circulation of points at rest about a `centre`, with its standard error over replicas.

    Args:
        run: (frames, replicas, 2), a `Trajectory` or its points, a frame for every step; at rest from the first on.
        step_size: h, the time that one step takes.
        centre: (2,) the place about which they go round.

    Returns:
        The mean over replicas, which are independent, and its standard error.

    Raises:
        InvalidArgument: fewer than two frames or replicas, or a step that is not above 0.
    """
    x = np.asarray(getattr(run, "x", run), float) - np.asarray(centre, float)
    if x.ndim != 3 or x.shape[2] != 2 or min(x.shape[:2]) < 2:
        raise InvalidArgument("run", np.shape(x), "points of shape (frames, replicas, 2), at least two of both")
    time = (len(x) - 1) * number("step_size", step_size, 1e-12, 1e12)
    turned = (x[:-1, :, 0] * x[1:, :, 1] - x[:-1, :, 1] * x[1:, :, 0]).sum(axis=0) / time
    return float(turned.mean()), float(turned.std(ddof=1) / x.shape[1] ** 0.5)


def along_x(landscape: Landscape, temperature: float, x: ArrayLike) -> NDArray[np.float64]:
    """The law at rest of x alone under the landscape's own noise D, as shares of evenly spaced places.

    dx = -V'(x) dt + √(2 T D(x)) dW  (Itô):      ρ ∝ 1/D exp(-∫ V'/(T D))

    Args:
        landscape: one whose slope along x and whose D₁₁ = (A Aᵀ)₁₁ depend on x alone.
        temperature: T; of descent under noise of size σ it is ησ²/2.
        x: (n,) the places, evenly spaced and rising, finer than the slope changes.

    Returns:
        (n,) shares that sum to 1; the integral is by the trapezoidal rule.

    Raises:
        InvalidArgument: where the slope along x or D₁₁ depends on y, or `temperature` is not above 0.
    """
    x, temperature = np.asarray(x, float), number("temperature", temperature, 1e-12, 1e12)
    low, high = landscape.extent[1]
    points = np.stack(np.broadcast_arrays(x[:, None], np.linspace(low, high, 3)), axis=-1)
    slope = landscape.gradient(points)[..., 0]
    spread = sum(landscape.diffused(points, np.broadcast_to(axis, points.shape))[..., 0] ** 2 for axis in np.eye(2))
    for of_place in (slope, spread):
        if np.ptp(of_place, axis=1).max() > 1e-9 * (1 + np.abs(of_place).max()):
            raise InvalidArgument("landscape", landscape.key, "one whose slope along x and whose noise there depend on x alone")
    pull, spread = slope[:, 0] / (temperature * spread[:, 0]), spread[:, 0]
    height = np.concatenate([[0.0], np.cumsum((pull[1:] + pull[:-1]) / 2 * np.diff(x))]) + np.log(spread)
    weights = np.exp(height.min() - height)
    return weights / weights.sum()


def under_heat(landscape: Landscape, temperature: float) -> dict[str, float]:
    """What Langevin's dynamics at rest give, by a sum over exp(-Φ/T), to compare a run with: {"turn", "lean", "left"}.

    turn: E[x F_y - y F_x], the circulation, 0 where F is a slope; lean: E xy; left: the share at x < 0.

    landscape: one with a law at rest, of a field at `temperature` 1. Raises `InvalidArgument` where none is known.
    """
    if landscape.stationary is None or not landscape.confining or not (landscape.conservative or temperature == 1):
        raise InvalidArgument("landscape", landscape.key, "one with a law at rest at this temperature")
    temperature = number("temperature", temperature, 1e-12, 1e12)
    grids = [np.linspace(2 * low - high, 2 * high - low, 1201) for low, high in landscape.extent]
    points = np.stack(np.meshgrid(*((grid[1:] + grid[:-1]) / 2 for grid in grids)), axis=-1)
    height = landscape.stationary.energy(points)
    weights = np.exp((height.min() - height) / temperature)
    x, y, slope = points[..., 0], points[..., 1], landscape.gradient(points)
    means = {"turn": y * slope[..., 0] - x * slope[..., 1], "lean": x * y, "left": x < 0}
    return {name: float((values * weights).sum() / weights.sum()) for name, values in means.items()}
