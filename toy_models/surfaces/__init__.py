"""The surfaces that methods aim at: a landscape, softened; one kind a file.

All are in energy units, and all return f where what they average over is small.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import smoothing
from toy_models import spots
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Parameters, Reach, checked
from toy_models.landscape import Landscape, checked_extent, checked_points, checked_shape
from toy_models.shown import Shown

SAYS = ("NAME", "ORDER", "ARGUMENTS", "ROUGHNESS", "values", "slope", "reach")
OPTIONS = {"WIDEST": math.inf, "FLOW": None}  # what a file may say besides, and what holds where it does not


@dataclass(frozen=True, repr=False)
class Kind(FromFile):
    """One kind of softening, with everything derived from its file: `module`, of the name `key`."""

    KIND = "softened surface"

    key: str
    module: ModuleType

    def __post_init__(self):
        missing = [name for name in SAYS if not hasattr(self.module, name)]
        if missing or not inspect.getdoc(self.module):
            raise TypeError(f"the surface {self.key!r} lacks {', '.join(missing) or 'a docstring'}")

        super().__post_init__()

    def __getattr__(self, name):
        if name in SAYS:
            return getattr(self.module, name)
        if name in OPTIONS:
            return getattr(self.module, name, OPTIONS[name])
        raise AttributeError(f"{self.key} has no {name!r}")

    def checked(self, arguments: Mapping[str, float]) -> Parameters:
        """All of the kind's arguments, checked, as `Parameters`; none is left to a default, and none is unknown."""
        declared = [parameter.name for parameter in self.ARGUMENTS]
        for name in arguments:
            if name not in declared:
                raise InvalidArgument("arguments", name, f"{self.key} takes {' and '.join(declared)}")
        for name in declared:
            if name not in arguments:
                raise InvalidArgument(name, None, f"given: {self.key} takes {' and '.join(declared)}")
        return checked(self.ARGUMENTS, arguments)

    def reach(self, landscape: Landscape, **arguments: float) -> Reach:
        """The neighbourhood that the surface looks at around a point of a landscape, at these `arguments`: a `Reach`."""
        return self.module.reach(landscape, self.checked(arguments))


@dataclass(frozen=True, eq=False, repr=False)
class Surface(Shown):
    """A `landscape` softened: which `kind` at which `arguments`, and its values on a grid.

    `grid` = (gx (nx,), gy (ny,)), `values` (ny, nx) in energy units, `minima` (k, 2), lowest first.
    """

    kind: str
    arguments: MappingProxyType
    grid: tuple
    values: np.ndarray
    minima: np.ndarray
    landscape: object = field(repr=False)

    def _line(self):
        said = ", ".join(f"{name}={value:.4g}" for name, value in self.arguments.items())
        return f"surface {self.kind}({said}) of {self.landscape.key}, {self.values.shape[0]} x {self.values.shape[1]}"

    def _head(self):
        return ("minimum", "x", "y", "height on the grid")

    def _rows(self):
        gx, gy = self.grid
        return [(i, x, y, self.values[abs(gy - y).argmin(), abs(gx - x).argmin()]) for i, (x, y) in enumerate(self.minima)]

    @property
    def note(self) -> str:
        """A sentence where the values are no surface, or not to be relied on; else empty."""
        if np.isneginf(self.values).all():
            return "It is minus infinity everywhere: at a pole or far out f falls faster than the spring holds."
        if self.landscape.poles:
            x, y = self.landscape.poles[0].place
            return f"f falls without end at ({x:.3g}, {y:.3g}): no value is relied on."
        kind = get(self.kind)
        if kind.reach(self.landscape, **self.arguments).size > kind.WIDEST * spots.spacing(self.landscape) / spots.FINEST:
            return f"It looks farther than {kind.WIDEST} diagonals of the window: its values are not relied on."
        return ""

    def __reduce__(self):
        """What another process needs: neither a view of a dictionary nor prepared functions can cross."""
        return _arrived, (self.kind, dict(self.arguments), self.grid, self.values, self.minima, self.landscape)

    def gradient(self, x: ArrayLike) -> NDArray[np.float64]:
        """The surface's slope at points x (..., 2), an array (..., 2): by quadrature at each of them, not from the grid.

        What a step that knew this surface exactly would go down. The first call prepares what the next ones share. NaN where
        the surface has none.
        """
        x = checked_points(x)
        points = x.reshape(-1, 2)
        low, high = np.array([[g[0], g[-1]] for g in self.grid]).T
        inside = ((low <= points) & (points <= high)).all(axis=1)
        found = np.full(points.shape, np.nan)
        found[inside] = self._slope(points[inside])
        away = ~inside & np.isfinite(points).all(axis=1)
        if away.any():
            ends = [np.linspace(side.min() - 1e-6, side.max() + 1e-6, 9) for side in points[away].T]
            found[away] = self._prepared(*ends)(points[away])
        return found.reshape(x.shape)

    @functools.cached_property
    def _slope(self):
        return self._prepared(*self.grid)

    def _prepared(self, gx, gy):
        return get(self.kind).slope(self.landscape, gx, gy, Parameters(self.arguments))


def _arrived(kind, arguments, grid, values, minima, landscape):
    values.flags.writeable = False
    return Surface(kind, MappingProxyType(arguments), grid, values, minima, landscape)


def smooth(
    landscape: Landscape, kind: str | Kind, shape: tuple[int, int] = (256, 256), extent: ArrayLike | None = None,
    **arguments: float
) -> Surface:
    """The `Surface` of a kind on a grid.

    Accuracy, as a share of the coloured heights, searched for its worst case in `tests/toy_models/test_surfaces.py`:

    - local entropies so warm that a grid of 1/750 of the diagonal resolves exp(-f/T): 1e-6; colder ones and Moreau envelopes: 1e-3;
    - means: 1e-4, and 3e-4 across a crease of f;
    - maxima: 1e-2, where f has no feature narrower than 1/40 of the diagonal, and a quarter of κh² less over a peak of f with the
      curvature κ, h = 1/150 of the diagonal; away from creases of f↑ mostly 2e-3.

    All but the maxima also for a hole whose standard deviation is 1/1000 of the diagonal, if it is among `landscape.minima`; a
    narrower one, or a narrow ledge that is no minimum, may be missed. A kink adds at most an eighth of its jump of slope times
    1/150 of the diagonal. √(T/γ) may be six diagonals where valleys run along an axis; of wider springs nothing is promised,
    and `Surface.note` says so.

    Where f falls faster than the spring holds, far out or at a pole in the window, u is minus infinity; of a pole that it holds
    nothing is promised; `Surface.note` says both. Where f outgrows the Gaussian its heat mean does not exist; that of the Gaussian
    cut at eight deviations stands in its place.

    Args:
        landscape: a `Landscape`.
        kind: one of `surfaces/`, or its name.
        shape: (ny, nx) of the grid.
        extent: ((xmin, xmax), (ymin, ymax)); None takes the landscape's own.
        arguments: the kind's own, all of them, by name.

    Returns:
        The `Surface`: its values (ny, nx) in energy units, its minima, its slope at any points.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    kind = get(kind)
    values = kind.checked(arguments)
    extent = landscape.extent if extent is None else checked_extent(extent)
    gx, gy = landscape.grid(checked_shape(shape), extent)[:2]
    heights = kind.values(landscape, gx, gy, values)
    heights.flags.writeable = False
    low, high = landscape.height_range
    minima = smoothing.minima(gx, gy, heights, (high - low) * kind.ROUGHNESS)
    return Surface(kind.key, MappingProxyType(values.as_dict()), (gx, gy), heights, minima, landscape)


_catalogue = Catalogue(__name__, __path__, "kind", Kind, Kind)
names = _catalogue.names
get = _catalogue.get
first_line, look_for = _catalogue.first_line, _catalogue.look_for
