"""What a map of a landscape needs: which valley each place drains to, the range of heights to show, and the contours."""

from typing import NamedTuple

import numpy as np

STRIDE, NEAR = 0.03, 0.03  # longest step of the descent, and how close counts as arrived: shares of the map's diagonal
NUDGE = 1e-7  # of the diagonal: a place on a watershed goes to one side
COARSE = (81, 121)  # the grid on which barriers and percentiles are read
NICE_STEPS = (1.0, 2.0, 2.5, 5.0)
FEWEST_CONTOURS, MOST_CONTOURS = 8, 15
NUMBERED_AT = (0.2, 0.45, 0.9)  # of the height range: one contour low in the valleys, one half-way, one near the top


class Contours(NamedTuple):
    """Energies of the contour lines, ascending: all `levels`, and the three of them that carry their number."""

    levels: tuple
    numbered: tuple


def basins(landscape, points):
    """The index of the minimum that steepest descent reaches from points (..., 2): int (...), -1 where it reaches none.

    Descends the gradient flow by x <- x - (H + s I)⁻¹ ∇f, where s makes H + s I positive and no step longer than `STRIDE`:
    it follows the flow where that turns, and needs no small steps where it is stiff. A path that ends within `NEAR` of a
    minimum has reached it. Of a field that is descent of Φ (`Landscape.stationary`); where it is not known, none is reached.
    """
    start, landscape = np.asarray(points, dtype=float), landscape.stationary
    if landscape is None:
        return np.full(start.shape[:-1], -1)
    diagonal = float(np.hypot(*(high - low for low, high in landscape.extent)))
    x = start.reshape(-1, 2) + NUDGE * diagonal * np.array([0.6, 0.8])
    moving = np.arange(len(x))
    for _ in range(60):
        move = implicit_step(landscape.gradient(x[moving]), landscape.hessian(x[moving]), STRIDE * diagonal)
        x[moving] -= move
        moving = moving[np.hypot(move[:, 0], move[:, 1]) > 1e-4 * diagonal]  # false for NaN too
        if not len(moving):
            break
    x[~np.isfinite(landscape.energy(start)).ravel()] = np.nan
    index = np.full(len(x), -1)
    nearest = np.full(len(x), NEAR * diagonal)
    for k, minimum in enumerate(landscape.minima):
        distance = np.hypot(*(x - minimum).T)
        index[distance < nearest] = k
        nearest = np.fmin(nearest, distance)
    return index.reshape(start.shape[:-1])


def implicit_step(gradient, hessian, stride):
    """(H + s I)⁻¹ ∇f for every row, with s as in `basins`: no longer than `stride`, and Newton's step near a minimum."""
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    with np.errstate(all="ignore"):  # a point that leaves the formula's domain becomes NaN, and drains nowhere
        lowest = (a + d) / 2 - np.hypot((a - d) / 2, b)
        shift = np.maximum(0, -2 * lowest) + np.hypot(gradient[:, 0], gradient[:, 1]) / stride + 1e-12
        a, d = a + shift, d + shift
        solved = np.stack([d * gradient[:, 0] - b * gradient[:, 1], a * gradient[:, 1] - b * gradient[:, 0]], axis=-1)
        return solved / (a * d - b * b)[:, None]


def barrier(values, index):
    """The height at which all basins of a map (ny, nx) have met: the highest pass that must be crossed; None for one basin.

    A pass between two basins is the lowest pair of neighbouring cells of which one drains to each.
    """
    passes = {}
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        a, b, height = index[here], index[there], np.maximum(values[here], values[there])
        for i, j, h in zip(*(part[(a != b) & (a >= 0) & (b >= 0)].tolist() for part in (a, b, height)), strict=True):
            pair = (min(i, j), max(i, j))
            passes[pair] = min(h, passes.get(pair, np.inf))
    group, highest = {k: k for pair in passes for k in pair}, None
    for (i, j), h in sorted(passes.items(), key=lambda item: item[1]):
        if group[i] != group[j]:
            gone, highest = group[j], h
            group = {k: group[i] if g == gone else g for k, g in group.items()}
    return highest


def confines(landscape):
    """Whether the Gibbs law exp(-f/T) exists: whether f outgrows every multiple of log |x|, here read at 1e4 and 1e5."""
    angle = np.linspace(0, 2 * np.pi, 3601)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    lowest = [np.min(landscape.energy(radius * circle)) / np.log(radius) for radius in (1e4, 1e5)]
    return bool(min(lowest) > 20)  # false for NaN


def far_below(landscape):
    """(R, the lowest f at distance R from the middle of the map), R a billion diagonals; -inf if f is that low there."""
    middle, far = np.array(landscape.extent).mean(axis=1), 1e9 * float(np.hypot(*(high - low for low, high in landscape.extent)))
    angle = np.linspace(0, 2 * np.pi, 3601)
    heights = landscape.energy(middle + far * np.stack([np.cos(angle), np.sin(angle)], axis=-1))
    return far, float(np.min(heights[~np.isnan(heights)], initial=np.inf))


def height_range(landscape):
    """(low, high) of the heights to colour: from the lowest to well above the passes, or to where 70 % of the map lies below.

    What is higher is clipped: a wall far out must not take the colours from the valleys.
    """
    points = landscape.grid(COARSE)[2]
    values = landscape.energy(points)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low = float(min(finite.min(), *landscape.energy(landscape.minima), np.inf))
    highest_pass = barrier(values, landscape.basins(COARSE))
    above = 0.0 if highest_pass is None else 1.6 * (highest_pass - low)
    high = low + max(above, float(np.percentile(finite, 70)) - low)
    return low, high if high > low else low + 1.0


def contours(landscape):
    """Contour levels at equal nice steps through the height range, at double steps above it; three are numbered."""
    low, high = landscape.height_range
    values = landscape.energy(landscape.grid(COARSE)[2])
    top = float(values[np.isfinite(values)].max(initial=high))
    decade = 10.0 ** np.floor(np.log10((high - low) / FEWEST_CONTOURS))
    step = max(nice * decade for nice in NICE_STEPS if nice * decade <= (high - low) / FEWEST_CONTOURS)
    within = np.arange(np.ceil(low / step + 1e-9), np.floor(high / step) + 1)
    above = 2 * (within[-1] // 2 + 1 + np.arange(max(MOST_CONTOURS - len(within), 0)))
    levels = sorted({float(f"{k * step:.12g}") + 0.0 for k in (*within, *above[above < top / step])})
    wanted = (low + share * (high - low) for share in NUMBERED_AT)
    return Contours(tuple(levels), tuple(min(levels, key=lambda level: abs(level - w)) for w in wanted))
