"""Poles: places where f falls without end as they are approached, like log |x|; a soft minimum of f may be minus infinity there.

Near a pole f ~ s log r, r the distance from a place (codimension 2) or from a line (1): exp(-f/T) ~ r^(-s/T) has no integral where
s/T is at least the codimension, and no minimum at all. Ours.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

SHAPE, MOST = (81, 121), 16  # the grid whose lowest hollows are looked into, and how many of them
FINER, ZOOMS = 4.0, 16  # each look is so much closer than the one before
EARLY, LATE = 4, 12  # of those, the two between which the fall must not die down: that of a kink is 65,536 times less
OFFSETS = np.linspace(-1, 1, 9)
ROUND = 2 * np.pi * np.arange(64) / 64


class Pole(NamedTuple):
    """`place` (2,); `strength` s, an energy, infinite where f falls faster than every multiple of log r; `codimension` 1 or 2."""

    place: np.ndarray
    strength: float
    codimension: int


def find(landscape):
    """[`Pole`] of a landscape in its window."""
    gx, gy, points = landscape.grid(SHAPE)
    heights = _heights(landscape.energy, points)
    around = np.pad(heights, 1, constant_values=np.inf)
    rows, columns = heights.shape
    lowest = np.min([around[i : i + rows, j : j + columns] for i, j in product(range(3), repeat=2)], axis=0)
    hollows = np.argwhere((heights == lowest) & (heights < np.inf))
    deepest = hollows[np.argsort(heights[tuple(hollows.T)], kind="stable")[:MOST]]
    found = (_pole(landscape.energy, points[i, j], max(gx[1] - gx[0], gy[1] - gy[0])) for i, j in deepest)
    return [pole for pole in found if pole]


def _pole(energy, place, width):
    place, strength = _sink(energy, place, width)
    if not strength:
        return None
    radius = width * FINER**-EARLY

    def along(angles):
        return energy(place + radius * np.concatenate([np.cos(angles), np.sin(angles)], axis=-1))

    start = ROUND[[_heights(along, ROUND[:, None]).argmin()]]
    return Pole(place, strength, 1 if _sink(along, start, ROUND[1])[1] else 2)


def _sink(function, place, width):
    """(where the function is lowest within `width` of a place, the strength of its fall there or 0), in one dimension or in two."""
    dimension = len(place)
    box = np.array(list(product(OFFSETS, repeat=dimension)))
    circle = np.array([[-1.0], [1.0]]) if dimension == 1 else np.stack([np.cos(ROUND), np.sin(ROUND)], axis=-1)
    for zoom in range(ZOOMS):
        points = place + width * FINER**-zoom * box
        place = points[_heights(function, points).argmin()]
    # The lower quarter of a circle: its lowest place may stand on a line of poles, a half of it above the other side of 1/x.
    looks = np.array([place + width * FINER**-zoom * circle for zoom in (EARLY, EARLY + 1, LATE, LATE + 1)])
    low = np.quantile(_heights(function, looks), 0.25, axis=1, method="lower")
    with np.errstate(invalid="ignore"):
        early, late = low[0] - low[1], low[2] - low[3]
    if not late >= 0.5 * early > 0:
        return place, 0.0
    return place, np.inf if late > 2 * early else late / np.log(FINER)


def _heights(function, points):
    with np.errstate(all="ignore"):
        values = function(points)
    return np.where(np.isnan(values), np.inf, values)
