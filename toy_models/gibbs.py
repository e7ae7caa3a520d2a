"""The law at rest, and how long it takes: what Langevin's dynamics must do, computed without it.

    law at rest      ρ ∝ exp(-f/T)                                       (Gibbs)
    along one axis   F(x) = -T log ∫ exp(-f(x, y)/T) dy                  (so that ρ(x) ∝ exp(-F/T))
    mean wait        τ = (1/T) ∫ₐᵇ e^(F(z)/T) ∫₋∞ᶻ e^(-F(w)/T) dw dz      from a to the first visit of b > a
    its limit        τ ≈ 2π / √(F''(well) |F''(top)|) e^(ΔF/T)           for T -> 0

The wait is exact in one dimension (Pontryagin, Andronov and Vitt, 1933; Gardiner, Handbook of Stochastic Methods, 5.5), and so on a
landscape whose axes are independent, f = V(x) + W(y); elsewhere F is the energy that x feels if y is quick. The limit is Kramers',
Physica 7 (1940). Lengths are the landscape's, T is an energy, and a time is one of dX = -∇f dt + √(2T) dW: steps times step size.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models.contract import InvalidArgument, number, whole
from toy_models.landscape import Landscape
from toy_models.shown import Shown

GRID = 512  # cells along each side of an extent; a law is summed over twice as many
BASINS = 256  # cells along each side of an extent in which descent says whose basin it is
EDGE = 40  # in units of T: what lies higher holds e^-40 of the law


def shares(landscape: Landscape, temperature: float) -> NDArray[np.float64]:
    """(k,) which share of a `landscape`'s law at rest lies in the basin of each of its k minima; they sum to 1 or less.

    The midpoint rule on a rectangle with twice the extent's sides; beyond the extent a point counts to the basin at its edge.
    Raises `InvalidArgument` where there is no law at rest, and for a `temperature` that is not above 0.
    """
    places, _, weights = cells(landscape, temperature)
    found = basin(landscape, places)
    return np.array([weights[found == k].sum() for k in range(len(landscape.minima))])


def basin(landscape: Landscape, x: ArrayLike) -> NDArray[np.int16]:
    """(...) the minimum whose basin each of the points `x` (..., 2) of a `landscape` lies in, on a grid of `BASINS`²; -1 for none.

    A point beyond the extent counts to the basin at its edge; what is no number is in none.
    """
    (xmin, xmax), (ymin, ymax) = landscape.extent
    x, last = np.asarray(x, float), BASINS - 1
    column = np.nan_to_num(np.rint((x[..., 0] - xmin) / (xmax - xmin) * last)).clip(0, last).astype(np.int16)
    row = np.nan_to_num(np.rint((x[..., 1] - ymin) / (ymax - ymin) * last)).clip(0, last).astype(np.int16)
    found = landscape.basins((BASINS, BASINS))[row, column]
    return np.where(np.isnan(x).any(axis=-1), -1, found).astype(np.int16)


def cells(
    landscape: Landscape, temperature: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Midpoints (rows, columns, 2) of a rectangle with twice the extent's sides, heights there, each cell's share of the law.

    The law is that of a `landscape` at a `temperature`. The middle `GRID` rows and columns are the extent. Raises as `shares`
    does.
    """
    x, y, weights, energy = _weights(landscape, temperature)
    return np.stack(np.meshgrid(x, y), axis=-1), energy, weights


def along(landscape: Landscape, temperature: float) -> Line:
    """The `Line` of F(x) of a `landscape` at a `temperature`, its lowest height at 0, as far out as it is lower than `EDGE` T."""
    x, _, weights, _ = _weights(landscape, temperature)
    density = weights.sum(axis=0)
    with np.errstate(divide="ignore"):
        heights = np.minimum(-temperature * np.log(density / density.max()), 600 * temperature)
    low = np.flatnonzero(heights < EDGE * temperature)
    inside = slice(low[0], low[-1] + 1)
    return Line(x[inside], heights[inside])


def _checked(temperature):
    return number("temperature", temperature, 1e-12, 1e12)


def _weights(landscape, temperature):
    """Midpoints x and y, and of each cell (y, x) the law's share and the height."""
    temperature = _checked(temperature)
    if landscape.stationary is None or not landscape.confining:
        raise InvalidArgument("landscape", landscape.key, "one with a law at rest")
    x, y = (np.linspace(a - (b - a) / 2, b + (b - a) / 2, 2 * GRID + 1) for a, b in landscape.extent)
    x, y = (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2
    energy = landscape.stationary.energy(np.stack(np.meshgrid(x, y), axis=-1))
    energy = np.where(np.isfinite(energy), energy, np.inf)
    weights = np.exp(-(energy - energy.min()) / temperature)
    return x, y, weights / weights.sum(), energy


class Line(Shown):
    """Heights along one axis, with walls at both ends that send everything back.

    x: (n,) evenly spaced places; heights: (n,) energies there. At least three of them.
    """

    def __init__(self, x: ArrayLike, heights: ArrayLike):
        self.x, self.heights = np.asarray(x, float), np.asarray(heights, float)
        steps = np.diff(self.x)
        if self.x.ndim != 1 or len(self.x) < 3 or not np.allclose(steps, steps[0]) or steps[0] <= 0:
            raise InvalidArgument("x", x, "at least three places, evenly spaced and rising")
        if self.heights.shape != self.x.shape or not np.isfinite(self.heights).all():
            raise InvalidArgument("heights", heights, "a finite number for each place")

    def _line(self):
        return f"line of {len(self.x)} places from {self.x[0]:.5g} to {self.x[-1]:.5g}"

    def _head(self):
        return ("x", "height")

    def _rows(self):
        return [(x, height) for x, height in zip(self.x, self.heights, strict=True)]

    def law(self, temperature: float) -> NDArray[np.float64]:
        """(n,) the law at rest at a `temperature`, as a share of each site."""
        weights = np.exp(-(self.heights - self.heights.min()) / _checked(temperature))
        return weights / weights.sum()

    def wait(self, start: float, goal: float, temperature: float) -> float:
        """The mean time from `start` to the first visit of `goal` > `start` at a `temperature`, by the trapezoidal rule."""
        self._check(start, goal)
        temperature = _checked(temperature)
        fine = np.linspace(self.x[0], self.x[-1], 20 * len(self.x))
        heights = self._between(fine) - self.heights.min()
        inner = _running(np.exp(-heights / temperature), fine)
        outer = _running(np.exp(heights / temperature) * inner, fine)
        return float(np.interp(goal, fine, outer) - np.interp(start, fine, outer)) / temperature

    def kramers(self, start: float, goal: float, temperature: float) -> float:
        """Kramers' limit of the same time for a small `temperature`: from the lowest height before the highest between `start` and
        `goal`, over that."""
        self._check(start, goal)
        path = (self.x >= start) & (self.x <= goal)
        top = np.flatnonzero(path)[self.heights[path].argmax()]
        well = self.heights[: top + 1].argmin()
        if not (0 < well < top and self.heights[top + 1 :].size and self._curvature(top) < 0 < self._curvature(well)):
            raise InvalidArgument("start, goal", (start, goal), "two places with a well and then a pass on the way")
        (low, stiff), (high, across) = self._turn(well), self._turn(top)
        return float(2 * np.pi / np.sqrt(stiff * -across) * np.exp((high - low) / _checked(temperature)))

    def _check(self, start, goal):
        if not self.x[0] <= start < goal <= self.x[-1]:
            raise InvalidArgument("start, goal", (start, goal), f"in this order within {self.x[0]:g} to {self.x[-1]:g}")

    def _curvature(self, place):
        (a, b, c), step = self.heights[place - 1 : place + 2], self.x[1] - self.x[0]
        return (a - 2 * b + c) / step**2

    def _turn(self, place):
        """(height, curvature) of the extremum beside a site, on the cubic through the slopes and curvatures around it."""
        step, (a, b, c) = self.x[1] - self.x[0], (self._curvature(place + k) for k in (-1, 0, 1))
        slope, bend = (self.heights[place + 1] - self.heights[place - 1]) / (2 * step), (c - a) / (2 * step)
        slope -= bend * step**2 / 6
        way = -slope / b
        return self.heights[place] + slope * way / 2, b + bend * way

    def _between(self, places):
        """Heights between the sites: on each gap the cubic with the mean slopes of its ends."""
        step, slopes = self.x[1] - self.x[0], np.gradient(self.heights, self.x)
        k = np.clip(((places - self.x[0]) / step).astype(int), 0, len(self.x) - 2)
        s = (places - self.x[k]) / step
        rise, (f, g) = self.heights[k + 1] - self.heights[k], (step * slopes[k], step * slopes[k + 1])
        return self.heights[k] + s * (f + s * (3 * rise - 2 * f - g + s * (f + g - 2 * rise)))

    def modes(self, temperature: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """(rates (n,), shapes (n, n), root of the law (n,)) of the relaxation at a `temperature`, slowest first; the first is 0.

        Sites hop to their neighbours at T/h² e^(-ΔF/2T), which keeps the law exactly and is Fokker and Planck's equation to
        order h². A distribution p becomes, after a time t, root · shapes e^(-rates t) shapesᵀ (p / root).
        """
        temperature = _checked(temperature)
        hop = temperature / (self.x[1] - self.x[0]) ** 2
        rise = np.diff(self.heights) / (2 * temperature)
        up, down = hop * np.exp(-rise), hop * np.exp(rise)
        leave = np.append(up, 0) + np.append(0, down)
        rates, shapes = np.linalg.eigh(np.diag(leave) - np.diag(np.full(len(rise), hop), 1) - np.diag(np.full(len(rise), hop), -1))
        return np.maximum(rates, 0), shapes, np.sqrt(self.law(temperature))

    def relax(self, p: ArrayLike, temperature: float, times: Sequence[float]) -> NDArray[np.float64]:
        """(times, n) how a distribution `p` over the sites goes on: where it is after `times` at a `temperature`."""
        p = np.asarray(p, float)
        if p.shape != self.x.shape or not (p >= 0).all():
            raise InvalidArgument("p", p, "a share, not below 0, for each site")
        rates, shapes, root = self.modes(temperature)
        found = np.exp(-np.outer(times, rates)) * (shapes.T @ (p / root)) @ shapes.T * root
        return np.maximum(found, 0) / found.sum(axis=1, keepdims=True)

    def thinned(self, sites: int) -> Line:
        """The same line on so many `sites`."""
        x = np.linspace(self.x[0], self.x[-1], whole("sites", sites, 3, 10_000))
        return Line(x, np.interp(x, self.x, self.heights))


def _running(values, x):
    """The integral from the first place on, by the trapezoidal rule."""
    return np.concatenate([[0.0], np.cumsum((values[1:] + values[:-1]) / 2 * np.diff(x))])
