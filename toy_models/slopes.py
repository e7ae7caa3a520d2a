"""Gradients of softened surfaces at any points, by quadrature there: no interpolation of the drawn surface.

Each function prepares what all points of a rectangle (gx, gy) share, and returns `slope(points (n, 2)) -> (n, 2)`.
"""

import numpy as np

from toy_kernels import smoothing
from toy_models import sampling, spots

SPLIT = np.stack(np.meshgrid([-0.25, 0.25], [-0.25, 0.25]), axis=-1).reshape(4, 2)  # centres of a square's quarters, in sides
POLISH = 5  # halvings after which Newton's method is tried for a minimum
DEEPEST = 24  # halvings of a square: 1e-7 of a node's spacing, where float64 has no more to tell of a minimum
MOST_SQUARES = 20_000


def lower(landscape, gx, gy, scope, temperature):
    """∇u = γ (x - ⟨y⟩), where y has the law e^(-(f(y) + ½γ|x - y|²) / T); at T = 0 the lowest y."""
    if landscape.falls(scope, temperature):
        return lambda points: np.full(points.shape, np.nan)
    temperature = temperature if temperature > sampling.COLD else 0.0
    x, y, resolved = sampling.lower_nodes(landscape, gx, gy, scope, temperature)
    px, py = x.places(), y.places()
    heights = landscape.heights(px, py)
    heights = np.where(np.isfinite(heights), heights, np.inf)
    weights = np.exp((heights.min() - heights) / temperature) if resolved else None

    def slope(points):
        centre = np.full(points.shape, np.nan)
        if resolved:
            across = smoothing.gaussians(x, points[:, 0], scope, temperature)
            along = smoothing.gaussians(y, points[:, 1], scope, temperature)
            half = along @ weights
            total = (half * across).sum(axis=1)
            good = total > smoothing.SMALLEST
            moments = np.stack([(half * across) @ px, ((along * py) @ weights * across).sum(axis=1)], axis=-1)
            centre[good] = moments[good] / total[good, None]
        for i in np.flatnonzero(np.isnan(centre[:, 0])):
            spring = 0.5 * scope * ((points[i, 0] - px) ** 2 + (points[i, 1] - py[:, None]) ** 2)
            centre[i] = _centre(landscape, points[i], heights + spring, x, y, scope, temperature)
        return scope * (points - centre)

    return slope


def _centre(landscape, at, energies, x, y, scope, temperature):
    """⟨y⟩ by squares that are halved until a sum over them is the integral; those that cannot matter are dropped.

    A square about c of side h matters if S(c) - ½h|∂S|₁ - ¼h²Λ is below the lowest S found by less than `CUTOFF`
    temperatures, Λ the stiffest curvature.
    """
    side, px, py = np.array([x.spacing, y.spacing]), x.places(), y.places()
    stiffness = scope + landscape.stiffest
    with np.errstate(invalid="ignore"):  # beside a wall
        rise = np.maximum(*(np.abs(np.gradient(energies, axis=axis)) for axis in (0, 1)))
    near = energies - 1.5 * np.where(np.isfinite(rise), rise, 0) < energies.min() + sampling.CUTOFF * temperature
    for spot in landscape.spots:
        across, along = (np.abs(p - own.places().mean()) < np.ptp(own.places()) for p, own in zip((px, py), spot, strict=True))
        near |= along[:, None] & across
    rows, columns = np.nonzero(near)
    squares = np.stack([px[columns], py[rows]], axis=-1)
    for depth in range(DEEPEST):
        energy, slope = _pulled(landscape, squares, at, scope)
        best = squares[energy.argmin()]
        lowest = energy.min()
        if temperature and side.max() <= 0.9 * np.sqrt(temperature / stiffness):
            weight = np.exp((lowest - energy) / temperature)
            return weight @ squares / weight.sum()
        if depth >= POLISH and not temperature and (refined := _newton(landscape, best, at, scope, side.max())) is not None:
            return refined
        bound = energy - 0.5 * np.abs(slope) @ side - 0.25 * stiffness * (side**2).sum() / 2
        kept = np.flatnonzero(bound < lowest + sampling.CUTOFF * temperature)
        if len(kept) > MOST_SQUARES:
            kept = kept[np.argpartition(bound[kept], MOST_SQUARES)[:MOST_SQUARES]]
        squares, side = (squares[kept][:, None] + SPLIT * side).reshape(-1, 2), side / 2
    return best


def _pulled(landscape, y, at, scope):
    """S(y) = f(y) + ½γ|y - x|² and its slope; a wall where f is no number."""
    energy = landscape.energy(y) + 0.5 * scope * ((y - at) ** 2).sum(axis=-1)
    slope = landscape.gradient(y) + scope * (y - at)
    return np.where(np.isfinite(energy), energy, np.inf), np.where(np.isfinite(slope), slope, 0.0)


def _newton(landscape, y, at, scope, reach):
    """The minimum of S near y, or None where Newton's method does not find one within `reach`."""
    start = y
    for _ in range(8):
        hessian = landscape.hessian(y) + scope * np.eye(2)
        if not np.isfinite(hessian).all() or np.linalg.eigvalsh(hessian)[0] <= 0:
            return None
        move = np.linalg.solve(hessian, landscape.gradient(y) + scope * (y - at))
        y = y - move
        if not np.abs(y - start).max() <= 4 * reach:
            return None
        if np.abs(move).max() <= 1e-12 * (1 + np.abs(y).max()):
            return y
    return None


def mean(landscape, gx, gy, pad, matrix, size):
    """The mean of ∇f under the weights of `sampling.mean`."""
    if size < sampling.NARROW * spots.spacing(landscape):
        return landscape.gradient
    x, y = sampling.nodes(gx, gy, (pad, pad), spots.spacing(landscape))
    narrow = spots.mattering(landscape, size)
    sampled = [(x, y, True, spots.filled(landscape, narrow, _gradients(landscape, x, y), spots.fill_slope, x, y))]
    for spot in narrow:
        more = _gradients(landscape, *spot) - spots.fill_slope(landscape, spot, *(nodes.places() for nodes in spot))
        sampled.append((*spot, False, more))
    sampled = [(x, y, whole, np.ascontiguousarray(np.moveaxis(slopes, -1, 0))) for x, y, whole, slopes in sampled]

    def slope(points):
        found = np.zeros(points.shape)
        for x, y, whole, slopes in sampled:
            rows, columns = matrix(y, points[:, 1], size, whole=whole), matrix(x, points[:, 0], size, whole=whole)
            found += np.stack([((rows @ part) * columns).sum(axis=1) for part in slopes], axis=-1)
        return found

    return slope


def _gradients(landscape, x, y):
    return landscape.gradient(np.stack(np.meshgrid(x.places(), y.places()), axis=-1))


def disc_maximum(landscape, radius):
    """∇f at the highest point of the disc about x: the slope of the maximum, where that point is one alone."""
    angle, share = np.meshgrid(2 * np.pi * np.arange(96) / 96, np.linspace(0, 1, 25))

    def at(points, angle, share):
        return points[:, None] + radius * share[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)

    def slope(points):
        turn, part = np.tile(angle.ravel(), (len(points), 1)), np.tile(share.ravel(), (len(points), 1))
        width = np.array([2 * np.pi / 96, 1 / 24])
        for _ in range(24):
            energy = landscape.energy(at(points, turn, part))
            best = np.where(np.isnan(energy), np.inf, energy).argmax(axis=1)[:, None]
            turn, part = np.take_along_axis(turn, best, 1), np.take_along_axis(part, best, 1)
            around = np.stack(np.meshgrid(*[np.linspace(-1, 1, 5)] * 2), axis=-1).reshape(-1, 2) * width
            turn, part, width = turn + around[:, 0], np.clip(part + around[:, 1], 0, 1), 0.6 * width
        return landscape.gradient(at(points, turn[:, 12:13], part[:, 12:13])[:, 0])

    return slope
