"""Slices looked at coarse to fine: the loss of a network, or the share of images it misreads, over a plane through its weights.

    x(a, b) = origin + a d₁ + b d₂ on a grid of (a, b);      first every 16th place, then every 8th, ..., then all

What was looked at is kept, so the finest grid costs no more for having been coarse; the first stride is the largest power of 2, 16
at most, that divides the grid both ways. And the plane of a path's two main directions, with the share of its variance that a
random walk would have on its own.
Li, Xu, Taylor, Studer and Goldstein, NeurIPS 2018, arXiv 1712.09913; Antognini and Sohl-Dickstein, NeurIPS 2018, arXiv 1806.08805.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models import networks
from toy_models.contract import InvalidArgument, whole
from toy_models.data import Images
from toy_models.landscape import checked_extent, checked_shape
from toy_models.network import Network
from toy_models.plane import Plane, main_plane
from toy_models.shown import Shown

COARSEST = 16  # places from one that is looked at first to the next
HEIGHTS = ("loss", "error")


def principal_plane(path: ArrayLike) -> Plane:
    """The `Plane` of the two principal components of a path (frame, weight), laid through its last frame.

    The directions of most variance about the path's mean; `explained` is their share of it.
    """
    path = np.asarray(path)
    return replace(main_plane(path, path.mean(axis=0) if path.ndim == 2 and path.dtype.kind == "f" else None), origin=path[-1])


def walk_explained(frames: int) -> float:
    """The share of a random walk's variance that its own two principal components have, in a space of very many axes.

    Their variances are as 1 / sin²(kπ/2n), k = 1, 2, ..., n - 1, for n frames; 76 % where these are many.
    """
    k = np.arange(1, whole("frames", frames, 2, 1_000_000))
    spread = np.sin(k * np.pi / (2 * frames)) ** -2.0
    return float(spread[:2].sum() / spread.sum())


class Refining(Shown):
    """A slice that becomes finer as it `advance`s.

    Args:
        network: a `Network` or the name of one.
        images: those that a height is a mean over.
        plane: a `Plane` of its weights.
        extent: ((xmin, xmax), (ymin, ymax)) in the plane's coordinates.
        of: "loss", the mean loss; "error", the share of the images that is misread.
        shape: (ny, nx), the places of the finest grid, edges included.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """

    def __init__(
        self, network: str | Network, images: Images, plane: Plane, extent: ArrayLike, of: str = "loss",
        shape: tuple[int, int] = (33, 49)
    ):
        network = networks.get(network)
        if not isinstance(plane, Plane) or plane.origin.shape != (network.size,):
            raise InvalidArgument("plane", plane, f"a Plane of {network.size} weights, the network's")
        if of not in HEIGHTS:
            raise InvalidArgument("of", of, " or ".join(HEIGHTS))
        self.plane, self.extent, self.shape, self.of = plane, checked_extent(extent), checked_shape(shape), of
        self._judge, self._points = network.judge(images), np.stack([plane.origin, *plane.directions])
        self._known, self._grid = np.full(self.shape, np.nan), np.empty((0, 0))
        self._seen = np.zeros(self.shape, bool)
        self._stride = math.gcd(COARSEST, *(n - 1 for n in self.shape))
        self._queue = self._missing()

    def _line(self):
        return f"slice of {self._judge.network.key}, {self.of}: {self.looked:,} of {self.places:,} places"

    def _rows(self):
        return [("across", self.extent[0]), ("up", self.extent[1])]

    @property
    def places(self) -> int:
        """How many places there are on the finest grid."""
        return self.shape[0] * self.shape[1]

    @property
    def looked(self) -> int:
        """How many of them have been looked at."""
        return int(self._seen.sum())

    @property
    def grid(self) -> NDArray[np.float64]:
        """The heights on the finest grid that is whole, (rows, columns), over all of the extent; (0, 0) before the first."""
        return self._grid

    def advance(self) -> bool:
        """Look at some more places, a row's at most; gives back whether any were missing."""
        if not self._queue:
            return False
        row, columns = self._queue.pop(0)
        self._known[row, columns] = self._heights(row, columns)
        self._seen[row, columns] = True
        if not self._queue:
            self._grid = self._known[:: self._stride, :: self._stride].copy()
            if self._stride > 1:
                self._stride //= 2
                self._queue = self._missing()
        return True

    def _missing(self):
        """[(row, its columns)] of the present grid that were not looked at."""
        rows, columns = (np.arange(0, n, self._stride) for n in self.shape)
        left = [(row, columns[~self._seen[row, columns]]) for row in rows]
        return [(row, some) for row, some in left if len(some)]

    def _heights(self, row, columns):
        (xmin, xmax), (ymin, ymax) = self.extent
        a, b = np.linspace(xmin, xmax, self.shape[1])[columns], np.linspace(ymin, ymax, self.shape[0])[row]
        if self.of == "loss":
            return self._judge.plane(self._points, np.column_stack([a, np.full_like(a, b)]))
        origin, one, other = self._points
        return np.array([1 - self._judge.loss(origin + each * one + b * other)[1] for each in a])
