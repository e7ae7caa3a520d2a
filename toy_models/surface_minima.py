"""The minima of a family of softened surfaces: all of them at one value of the family's number, and which leads to which.

Places descend by the surface's own slopes. What takes a while is a generator that pauses after each step of a descent.
"""

from typing import NamedTuple

import numpy as np

from toy_models import relief, surfaces

SHAPE = (41, 53)  # of the grid whose pits are followed, with the landscape's own minima and those of the value before
MARGIN = 0.1  # of the extent: so far beyond the map minima are followed
ARM, SAME, STRIDE = 1e-4, 1e-3, 0.02  # of the diagonal: where slopes are compared; places that are one; the longest step
TURNS, KICKS = 100, 3  # steps of a descent; how often what rests on a saddle is pushed off
ARRIVED = 1e-8  # of the diagonal: a shorter step is none
KEPT = 4  # prepared slopes at hand
MOVED = 0.05  # of the diagonal: a minimum that seems to move farther may be another one
LEVEL = 1e-5  # of the coloured heights: heights closer than this are equal


class Level(NamedTuple):
    """A value, the minima (k, 2) there, and their heights (k,)."""

    value: float
    places: np.ndarray
    heights: np.ndarray


class Family:
    """The surfaces of one kind on a landscape, and what each of them does to places."""

    def __init__(self, landscape, kind, arguments):
        self.landscape, self.kind, self._arguments = landscape, kind, arguments
        extent = np.array(landscape.extent)
        self.diagonal = float(np.hypot(*np.ptp(extent, axis=1)))
        self._low, self._high = (extent + MARGIN * np.ptp(extent, axis=1)[:, None] * np.array([-1, 1])).T
        self.prepared, self._kept = 0, {}

    def looks(self, value):
        """How far the surface looks around a point."""
        return self.kind.reach(self.landscape, **self._arguments(value)).size

    def at_edge(self, place):
        """Whether a minimum was last seen on its way out of the map."""
        return bool((np.minimum(place - self._low, self._high - place) < 2 * STRIDE * self.diagonal).any())

    def pits(self, value):
        """The pits of the surface on a coarse grid: seeds."""
        return surfaces.smooth(self.landscape, self.kind.key, SHAPE, **self._arguments(value)).minima

    def jumped(self, a, b, forth):
        """Whether a minimum seems to have moved so far between two levels that it may be another one."""
        moves = b.places[forth] - a.places
        return bool((np.hypot(*moves.T) > MOVED * self.diagonal).any())

    def swapped(self, a, b, forth, back):
        """Whether another minimum is the lowest; one that was as low all the time is not another."""
        if len(a.places) < 2:
            return False
        first, then = int(a.heights.argmin()), int(b.heights.argmin())
        apart = a.heights[back[then]] - a.heights[first], b.heights[forth[first]] - b.heights[then]
        low, high = self.landscape.height_range
        return forth[first] != then and max(apart) > LEVEL * (high - low)

    def level(self, value, seeds):
        """The minima that seeds lead to."""
        places = np.empty((0, 2))
        for place in (yield from self._minima(value, seeds)):
            if np.isfinite(place[0]) and not (np.hypot(*(place - places).T) < SAME * self.diagonal).any():
                places = np.concatenate([places, place[None]])
        return Level(value, places, self._heights(value, places))

    def down(self, level, seeds):
        """The number of the minimum of a level that each seed leads to, -1 for none of them."""
        ends = yield from self._minima(level.value, seeds)
        apart = np.hypot(*np.moveaxis(ends[: len(seeds), None] - level.places, -1, 0))
        close = np.nan_to_num(apart, nan=np.inf) < 2 * SAME * self.diagonal
        return [int(row.argmax()) if row.any() else -1 for row in close]

    def _slope(self, value):
        if value not in self._kept:
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            grid = (np.linspace(low, high, 9) for low, high in zip(self._low, self._high, strict=True))
            self._kept[value] = self.kind.slope(self.landscape, *grid, self.kind.checked(self._arguments(value)))
            self.prepared += 1
        return self._kept[value]

    def _heights(self, value, places):
        """u at places; not asked where there is nothing to compare."""
        if len(places) < 2:
            return np.zeros(len(places))
        x, y = (np.unique([*side, side.max() + STRIDE * self.diagonal]) for side in places.T)
        heights = self.kind.values(self.landscape, x, y, self.kind.checked(self._arguments(value)))
        return heights[np.searchsorted(y, places[:, 1]), np.searchsorted(x, places[:, 0])]

    def _minima(self, value, seeds):
        """The minimum that descent from each seed ends in, NaN where it leaves the map: (seeds + more, 2).

        What rests on a saddle is pushed off it, to both sides; the other sides come after the seeds' own.
        """
        x, softest, axis = yield from self._descended(value, seeds)
        for _ in range(KICKS):
            saddles = np.flatnonzero(softest <= 0)
            if not len(saddles):
                break
            push = SAME * self.diagonal * axis[saddles]
            sides = np.concatenate([x[saddles] + push, x[saddles] - push])
            ends, softness, axes = yield from self._descended(value, sides)
            n = len(saddles)
            x[saddles], softest[saddles], axis[saddles] = ends[:n], softness[:n], axes[:n]
            x, softest, axis = (np.concatenate(pair) for pair in ((x, ends[n:]), (softest, softness[n:]), (axis, axes[n:])))
        x[~(softest > 0)] = np.nan
        return x

    def _descended(self, value, seeds):
        """(where descent ends (n, 2), the least curvature there (n,), its direction (n, 2)).

        The steps are Newton's, made positive and no longer than a stride, which shrinks where the slope turns round, as it does
        across a crease. Slope and curvature are read on the four arms of a small cross, so that those of a crease are a mean.
        """
        slope, arm, x = self._slope(value), ARM * self.diagonal, np.array(seeds, dtype=float).reshape(-1, 2)
        arms = arm * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
        stride, before = np.full(len(x), STRIDE * self.diagonal), np.zeros_like(x)
        hessian, moving = np.full((len(x), 2, 2), np.nan), np.arange(len(x))
        for _ in range(TURNS):
            if not len(moving):
                break
            g = slope((x[moving, None] + arms).reshape(-1, 2)).reshape(-1, 4, 2)
            rows = np.stack([g[:, 0] - g[:, 1], g[:, 2] - g[:, 3]], axis=1) / (2 * arm)
            hessian[moving], g = (rows + rows.transpose(0, 2, 1)) / 2, g.mean(axis=1)
            turned = (g * before[moving]).sum(axis=1) < 0
            stride[moving] *= np.where(turned, 0.5, 1.3)
            np.minimum(stride, STRIDE * self.diagonal, out=stride)
            before[moving] = g
            move = relief.implicit_step(g, hessian[moving], stride[moving])
            x[moving] -= move
            length = np.hypot(*move.T)
            away = ~((self._low <= x[moving]) & (x[moving] <= self._high)).all(axis=1)  # NaN is away
            x[moving[away]] = np.nan
            moving = moving[~away & (length > ARRIVED * self.diagonal)]
            yield
        hessian[~np.isfinite(hessian).all(axis=(1, 2)) | np.isnan(x[:, 0])] = np.nan
        ok = np.isfinite(hessian[:, 0, 0])
        softest, axis = np.full(len(x), np.nan), np.zeros_like(x)
        values, vectors = np.linalg.eigh(hessian[ok])
        softest[ok], axis[ok] = values[:, 0], vectors[:, :, 0]
        return x, softest, axis
