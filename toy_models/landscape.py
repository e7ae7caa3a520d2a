"""A landscape: a two-dimensional energy that can be seen whole."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models import formula, kinks, poles, relief, spots
from toy_models.contract import InvalidArgument
from toy_models.minima import WORDS, search
from toy_models.shown import Shown

LARGEST = 2048  # grid points along one side
SCALES = {}  # sliders mean what they say here; a network declares where it differs


class Landscape(Shown):
    """An energy f(x, y) with its derived gradient and Hessian, where to look at it, and what is known of it.

    Attributes: `key`, `name`, `extent` ((xmin, xmax), (ymin, ymax)), `minima` (k, 2), `labels` (one for each minimum; a found
    one's says what is not ordinary about it: `toy_models.minima`), `start` (2,), `sliders` {slider: value} that suit it,
    `confining` (its Gibbs law exists), `text` (derived functions of (x, y) as arithmetic), `latex`.
    It is made from a parsed formula, `body`, and, where it has minibatch noise of its own, from that of `diffusion`: by
    `from_formula`, or from a file.
    """

    coloured, source = None, ""  # (low, high) of the heights to colour, where somebody has said them; how a text makes it again
    conservative = True  # whether its force is the slope of an energy; a field's is not (`toy_models.field`)

    def __init__(
        self, key: str, name: str, body: Callable, extent: ArrayLike, minima: ArrayLike | None = None,
        labels: Sequence[str] | None = None, start: ArrayLike | None = None, sliders: dict[str, float] | None = None,
        confining: bool | None = None, diffusion: Callable | None = None
    ):
        derived = formula.derive(body)
        self.key, self.name, self.text, self.latex = key, name, kinks.ruled(derived.text), derived.latex
        self._take_noise(diffusion)
        self.extent = checked_extent(extent)
        self._compile()
        self.confining = relief.confines(self) if confining is None else confining
        self.start = self._opening(start)
        if minima is None:
            found = search(self)
            minima, labels = [minimum.place for minimum in found], [WORDS[minimum.sort] for minimum in found]
        self.minima = np.array(minima, dtype=float).reshape(-1, 2)
        self.labels = tuple(labels or ("",) * len(self.minima))
        self._fix()
        self.sliders = dict(sliders or {})
        self._basins = {}

    def _line(self):
        return f"landscape {self.key}: {self.name}"

    def _head(self):
        return ("minimum", "x", "y", "f", "curvatures")

    def _rows(self):
        curvatures = np.linalg.eigvalsh(self.hessian(self.minima))
        known = zip(self.minima.tolist(), self.labels, self.shown(self.minima), curvatures, strict=True)
        return [(f"{i} {label}", *place, height, pair) for i, (place, label, height, pair) in enumerate(known)]

    def _repr_latex_(self):
        return f"$\\displaystyle {'f(x, y) = ' if self.conservative else ''}{self.latex}$"

    def _repr_html_(self):
        return f"{super()._repr_html_()}<p>{html.escape(self._repr_latex_())}</p>"

    def __getstate__(self):
        """What another process needs; functions are made from the text again, and what was looked up is looked up again."""
        looked_up = (name for kind in type(self).__mro__ for name, value in vars(kind).items()
                     if isinstance(value, functools.cached_property))
        made = {"_energy", "_gradient", "_hessian", "_diffusion", "_basins", *looked_up}
        return {name: value for name, value in vars(self).items() if name not in made}

    def __setstate__(self, state):
        vars(self).update(state, _basins={})
        self._fix()
        self._compile()

    def _compile(self):
        """The functions of its text."""
        self._energy, self._gradient, self._hessian = formula.compile_text(self.text)
        self._diffusion = formula.diffusion_of(self.text)
        self.noisy = self._diffusion is not None  # whether its file says what its minibatch noise is

    def _take_noise(self, body):
        """Its own minibatch noise, where its file gives one, is a part of its text."""
        self.text += "" if body is None else f"\n\n{formula.noise_text(body)}"

    def diffused(self, x: ArrayLike, z: ArrayLike) -> NDArray[np.float64]:
        """A(x) z at points x (..., 2) for normals z (..., 2): the landscape's own minibatch noise; z itself where it has none."""
        if self._diffusion is None:
            return z
        with np.errstate(all="ignore"):
            parts = self._diffusion(x[..., 0], x[..., 1], z[..., 0], z[..., 1])
        return np.stack(np.broadcast_arrays(*parts), axis=-1)

    def _opening(self, start):
        """Where runs start if nobody says."""
        return np.array(start if start is not None else [0.7 * high + 0.3 * low for low, high in self.extent])

    def _fix(self):
        """Every caller shares these arrays: nobody may write to them."""
        self.minima.flags.writeable = self.start.flags.writeable = False

    def energy(self, x: ArrayLike) -> NDArray[np.float64]:
        """f at points x (..., 2): an array (...)."""
        x = checked_points(x)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self._energy(x[..., 0], x[..., 1]), dtype=float), x.shape[:-1]).copy()

    def with_energy(self) -> Landscape:
        """Itself; a field, whose force is the slope of no energy, raises `InvalidArgument`."""
        return self

    def shown(self, x: ArrayLike) -> NDArray[np.float64]:
        """What a map shows as height at points x (..., 2): f, or a field's Φ, or 0 where that is not known: an array (...)."""
        return self.energy(x)

    def heights(self, gx: ArrayLike, gy: ArrayLike) -> NDArray[np.float64]:
        """f on the rectangle of coordinates gx (nx,) and gy (ny,): an array (ny, nx)."""
        gx, gy = np.asarray(gx, dtype=float), np.asarray(gy, dtype=float)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self._energy(gx[None, :], gy[:, None]), dtype=float), (len(gy), len(gx))).copy()

    def gradient(self, x: ArrayLike) -> NDArray[np.float64]:
        """∇f at points x (..., 2): an array (..., 2); 0 at a kink (`toy_models.kinks`)."""
        x = checked_points(x)
        return _stacked(self._gradient, x, x.shape)

    def force(self, x: ArrayLike) -> NDArray[np.float64]:
        """What pulls at points x (..., 2): -∇f, an array (..., 2)."""
        return -self.gradient(x)

    @property
    def stationary(self) -> Landscape | None:
        """The landscape whose Gibbs law is the law at rest of Langevin's dynamics: itself."""
        return self

    def hessian(self, x: ArrayLike) -> NDArray[np.float64]:
        """∇²f at points x (..., 2): an array (..., 2, 2)."""
        x = checked_points(x)
        entries = _stacked(self._hessian, x, (*x.shape[:-1], 3))
        return entries[..., [0, 1, 1, 2]].reshape(*x.shape[:-1], 2, 2)

    @functools.cached_property
    def curvature(self) -> float:
        """The largest Hessian eigenvalue at a known minimum: what `h λmax < 2` is about. 0 if no minimum is known."""
        return float(np.linalg.eigvalsh(self.hessian(self.minima)).max()) if len(self.minima) else 0.0

    @functools.cached_property
    def stiffest(self) -> float:
        """The largest curvature on the coloured part of the map: what a grid must resolve. At least 0."""
        points = self.grid(relief.COARSE)[2].reshape(-1, 2)
        hessian = self.hessian(np.concatenate([points[self.energy(points) <= self.height_range[1]], self.minima]))
        return float(np.linalg.eigvalsh(hessian[np.isfinite(hessian).all(axis=(1, 2))]).max(initial=0.0))

    @functools.cached_property
    def _far_below(self):
        return relief.far_below(self)

    def falls(self, scope: float, temperature: float) -> bool:
        """Whether f falls so fast that a spring γ, the `scope`, cannot hold it at a temperature T.

        Its soft minimum is minus infinity then, here and everywhere. f + ½γR² must outgrow 2T log R, and γxR, by which the spring's
        end moves it; read at a distance of a billion diagonals. And at no pole in the window may f fall so fast that exp(-f/T) has
        no integral there (`toy_models.poles`).
        """
        if any(pole.strength >= temperature * pole.codimension for pole in self.poles):
            return True
        far, lowest = self._far_below
        spring = 0.5 * scope * far**2
        return bool(lowest + spring < 2 * temperature * np.log(far) + 1e-8 * spring)

    @functools.cached_property
    def poles(self) -> list[poles.Pole]:
        """`Pole`s in the window: where f falls without end."""
        return poles.find(self)

    @functools.cached_property
    def spots(self) -> list:
        """Rectangles about the narrow holes that a grid would step over (`toy_models.spots`)."""
        return spots.find(self)

    @functools.cached_property
    def height_range(self) -> tuple[float, float]:
        """(low, high): the heights that a map should colour; higher ones are clipped."""
        return self.coloured or relief.height_range(self)

    @functools.cached_property
    def contours(self) -> relief.Contours:
        """`Contours`: the levels of the contour lines, about a dozen, and the three of them that are numbered."""
        return relief.contours(self)

    def basins(self, shape: tuple[int, int]) -> NDArray[np.int_]:
        """For each point of a grid of shape (ny, nx) the index of the minimum it drains to, -1 for none: int (ny, nx).

        The ravine's floor is a line of minima; there, places count that drain to near its listed one.
        """
        shape = checked_shape(shape)
        if shape not in self._basins:
            self._basins[shape] = relief.basins(self, self.grid(shape)[2])
            self._basins[shape].flags.writeable = False
        return self._basins[shape]

    def grid(
        self, shape: tuple[int, int], extent: tuple | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The (nx,) and (ny,) coordinates of a grid of shape (ny, nx), edges included, and its (ny, nx, 2) points.

        extent: ((xmin, xmax), (ymin, ymax)); None takes the landscape's own.
        """
        (xmin, xmax), (ymin, ymax) = extent or self.extent
        gx, gy = np.linspace(xmin, xmax, shape[1]), np.linspace(ymin, ymax, shape[0])
        return gx, gy, np.stack(np.meshgrid(gx, gy), axis=-1)


def checked_points(x):
    """Points (..., 2) as floats, or `InvalidArgument`."""
    try:
        x = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise InvalidArgument("x", x, "an array of numbers of shape (..., 2)") from None
    if x.ndim == 0 or x.shape[-1] != 2:
        raise InvalidArgument("x", x, "an array of shape (..., 2)")
    return x


def _stacked(function, x, shape):
    with np.errstate(all="ignore"):
        parts = function(x[..., 0], x[..., 1])
    result = np.empty(shape)
    for i, part in enumerate(parts):
        result[..., i] = part
    return result


def checked_extent(extent):
    """((xmin, xmax), (ymin, ymax)) as floats, or `InvalidArgument`."""
    allowed = "((xmin, xmax), (ymin, ymax)), finite and increasing"
    try:
        values = np.asarray(extent, dtype=float)
    except (TypeError, ValueError):
        raise InvalidArgument("extent", extent, allowed) from None
    if values.shape != (2, 2) or not np.isfinite(values).all() or not (values[:, 0] < values[:, 1]).all():
        raise InvalidArgument("extent", extent, allowed)
    return tuple(tuple(float(v) for v in pair) for pair in values)


def checked_shape(shape):
    """(ny, nx) as ints, each from 2 to `LARGEST`, or `InvalidArgument`."""
    numbers = tuple(shape) if isinstance(shape, (tuple, list)) else ()
    whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and 2 <= n <= LARGEST for n in numbers)
    if len(numbers) != 2 or not whole:
        raise InvalidArgument("shape", shape, f"(ny, nx), two whole numbers from 2 to {LARGEST}")
    return int(numbers[0]), int(numbers[1])
