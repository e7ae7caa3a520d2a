"""Many replicas as a density: counts on a grid, what they say of heat and of rest, and the exact law on the same grid.

    at rest     ρ ∝ exp(-f/T):   ⟨|∇f|²⟩ / ⟨Δf⟩ = T,      ½ ⟨(x - x̄) · ∇f⟩ = T        (configurational temperature; virial)
    a change    X² = Σᵢ (√(n/m) aᵢ - √(m/n) bᵢ)² / (aᵢ + bᵢ)                            (χ² test that two samples have one law)

Clausius, Philosophical Magazine 40 (1870); Rugh, Physical Review Letters 78 (1997); the test: Pearson, Biometrika 8 (1911). Both
temperatures need an f that confines and has two derivatives. Replicas are independent, so two halves of them, one seen half-way
and one now, are independent samples of two moments: only then does the test's level hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc

from toy_models import gibbs
from toy_models.contract import InvalidArgument, whole
from toy_models.landscape import Landscape

CELLS = 4096  # of a grid over an extent
LEVEL = 0.01  # of both tests: so often does one say "a change" where there is none
INSIDE = (0.5, 0.9, 0.99)  # shares of the law within its lines
FEWEST = 200  # walkers of which a test may speak
EXPECTED = 5  # walkers in each cell of a test, at least; Cochran, Biometrics 10 (1954)


def edges(landscape: Landscape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges of the columns and of the rows of a grid over a `landscape`'s extent: `CELLS` cells, about square.

    Both numbers of cells are powers of two, so that the exact law's own grid fits it.
    """
    (xmin, xmax), (ymin, ymax) = landscape.extent
    columns = 2 ** int(np.clip(np.rint(np.log2(CELLS * (xmax - xmin) / (ymax - ymin)) / 2), 3, 9))
    return np.linspace(xmin, xmax, columns + 1), np.linspace(ymin, ymax, CELLS // columns + 1)


def density(x: ArrayLike, across: ArrayLike, up: ArrayLike) -> NDArray[np.int64]:
    """(..., rows, columns) how many of the points `x` (..., walkers, 2) lie in each cell of an even grid.

    A cell has its lower edges, the last its upper too. A point outside, or one that is no number, is counted nowhere.

    Args:
        x: the points.
        across: edges of the columns, evenly spaced and rising.
        up: edges of the rows, likewise.

    Returns:
        The counts.

    Raises:
        InvalidArgument: for edges that are not even.
    """
    across, up = _even("across", across), _even("up", up)
    x = np.asarray(x, float)
    shape = len(up) - 1, len(across) - 1
    counts = np.empty((x[..., 0, 0].size, shape[0] * shape[1]), np.int64)
    for frame, points in zip(counts, x.reshape(len(counts), -1, 2), strict=True):
        frame[:] = np.bincount(_cells(points, across, up), minlength=frame.size + 1)[:-1]
    return counts.reshape(*x.shape[:-2], *shape)


def _even(name, values):
    values = np.asarray(values, float)
    steps = np.diff(values) if values.ndim == 1 else []
    if len(steps) < 1 or not steps[0] > 0 or not np.allclose(steps, steps[0]):
        raise InvalidArgument(name, values, "two edges or more, evenly spaced and rising")
    return values


def _cells(points, across, up):
    """The number of each point's cell, row after row; one beyond the last for none."""
    found, inside = [], np.ones(len(points), bool)
    for values, line in zip(points.T, (across, up), strict=True):
        inside &= (values >= line[0]) & (values <= line[-1])  # false for NaN
        with np.errstate(invalid="ignore"):
            at = (np.nan_to_num(values, nan=line[0]).clip(line[0], line[-1]) - line[0]) / (line[1] - line[0])
        found.append(np.minimum(at.astype(np.int64), len(line) - 2))
    columns, cells = len(across) - 1, (len(across) - 1) * (len(up) - 1)
    return np.where(inside, found[1] * columns + found[0], cells)


def law(landscape: Landscape, temperature: float) -> NDArray[np.float64]:
    """(rows, columns) the share of a `landscape`'s law at a `temperature` in each cell of `edges`, by quadrature.

    What lies outside the extent is missing. Raises as `gibbs.shares` does.
    """
    _, _, weights = gibbs.cells(landscape, temperature)
    columns, rows = (len(line) - 1 for line in edges(landscape))
    half, side = gibbs.GRID // 2, gibbs.GRID
    inner = weights[half : half + side, half : half + side]
    return inner.reshape(rows, side // rows, columns, side // columns).sum(axis=(1, 3))


def lines(landscape: Landscape, temperature: float) -> list[float]:
    """Heights of a `landscape`'s f below which the shares `INSIDE` of its law at a `temperature` lie: the smallest such regions."""
    _, energy, weights = gibbs.cells(landscape, temperature)
    order = np.argsort(energy, axis=None)
    held = np.cumsum(weights.ravel()[order])
    return [float(energy.ravel()[order[min(np.searchsorted(held, share), len(order) - 1)]]) for share in INSIDE]


def shares(landscape: Landscape, x: ArrayLike, independent: int | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(..., k) the shares of the points `x` (..., walkers, 2) in the basins of k minima, with standard errors √(p(1 - p)/n).

    Looked up on the grid of `gibbs.shares`, whose law they are compared with; a point beyond the extent counts to the basin at its
    edge, one that is no number to none.

    Args:
        landscape: the one whose minima they are.
        x: the points.
        independent: n, where it is not the number of walkers.

    Returns:
        The shares and their errors.

    Raises:
        InvalidArgument: what the landscape says of points of another shape.
    """
    x = np.asarray(x, float)
    found = gibbs.basin(landscape, x)
    share = np.stack([(found == k).mean(axis=-1) for k in range(len(landscape.minima))], axis=-1)
    return share, np.sqrt(share * (1 - share) / (independent or x.shape[-2]))


def temperatures(landscape: Landscape, x: ArrayLike, independent: int | None = None) -> dict[str, tuple[float, float]] | None:
    """{"configurational", "virial"}: (T, its standard error) of points `x` (walkers, 2), as the equations above.

    Args:
        landscape: the one they walk on.
        x: the points.
        independent: how many of them count as independent, where it is not all.

    Returns:
        Both; the second alone where the mean curvature is not above 0. None for a field, which has no energy, for fewer than two
        points, and where f has no two derivatives at one of them.

    Raises:
        InvalidArgument: what the landscape says of points of another shape.
    """
    x = np.asarray(x, float)
    if not landscape.conservative or len(x) < 2:
        return None
    slope, bend = landscape.gradient(x), np.trace(landscape.hessian(x), axis1=1, axis2=2)
    if not (np.isfinite(slope).all() and np.isfinite(bend).all()):
        return None
    square, virial, n = (slope**2).sum(axis=1), ((x - x.mean(axis=0)) * slope).sum(axis=1) / 2, independent or len(x)
    found = {"virial": (float(virial.mean()), float(virial.std(ddof=1) / n**0.5))}
    if bend.mean() > 0:
        ratio = square.mean() / bend.mean()
        found["configurational"] = float(ratio), float((square - ratio * bend).std(ddof=1) / n**0.5 / bend.mean())
    return found


def changed(before: ArrayLike, now: ArrayLike) -> float:
    """The p-value of the χ² test that two independent samples have one law; cells with few are merged.

    `before`, `now`: counts in the same cells. Two samples in one cell have p = 1. Raises `InvalidArgument` where one is empty.
    """
    a, b = np.ravel(before).astype(float), np.ravel(now).astype(float)
    n, m = a.sum(), b.sum()
    if not min(n, m) > 0:
        raise InvalidArgument("before, now", (n, m), "two samples with somebody in each")
    a, b = _merged((a + b) * min(n, m) / (n + m), a, b)
    return _tail(float(((np.sqrt(m / n) * a - np.sqrt(n / m) * b) ** 2 / (a + b)).sum()), len(a) - 1)


def differs(counts: ArrayLike, law: ArrayLike, walkers: int) -> float:
    """The p-value of the χ² test that `counts` of so many `walkers` were drawn from a `law`, a share for each cell.

    Args:
        counts: how many are in each cell; the rest counts as one cell more.
        law: the share of each cell; the rest is that of one cell more.
        walkers: how many there are in all.

    Returns:
        The p-value; 0 where somebody is where the law has nobody.

    Raises:
        InvalidArgument: for a number of walkers that is not whole, or not at least 1.
    """
    counts, expected = np.ravel(counts).astype(float), np.ravel(law) * whole("walkers", walkers, 1, 2**31)
    counts, expected = np.append(counts, walkers - counts.sum()), np.append(expected, max(walkers - expected.sum(), 0.0))
    seen, wanted = _merged(expected, counts, expected)
    if len(wanted) and wanted.min() <= 0:
        return 0.0 if seen[wanted.argmin()] else 1.0
    return _tail(float(((seen - wanted) ** 2 / wanted).sum()), len(wanted) - 1)


def _merged(expected, *samples):
    """Samples without the cells where too few are expected, these together in one more, if there is anybody."""
    enough = expected >= EXPECTED
    rest = [sample[~enough].sum() for sample in samples]
    full = any(rest)
    return [np.append(sample[enough], more) if full else sample[enough] for sample, more in zip(samples, rest, strict=True)]


def _tail(statistic, freedom):
    return float(gammaincc(freedom / 2, statistic / 2)) if freedom > 0 else 1.0


def coarse(counts: ArrayLike) -> NDArray[np.int64]:
    """`counts` (..., rows, columns) on cells four times as wide and high: a test's power is in few cells with many in each."""
    counts = np.asarray(counts)
    *frames, rows, columns = counts.shape
    return counts.reshape(*frames, rows // 4, 4, columns // 4, 4).sum(axis=(-3, -1))
