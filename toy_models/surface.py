"""The surface that a method really descends: a landscape, softened.

| kind            | arguments            | value at x                                                                   |
|-----------------|----------------------|------------------------------------------------------------------------------|
| `local_entropy` | scope γ, temperature T | -T log of the N(x, T/γ) average of exp(-f/T); at T = 0 the Moreau envelope |
| `moreau`        | scope γ              | min over y of f(y) + ½γ\\|x - y\\|²                                            |
| `heat`          | scope γ, temperature T | the mean of f over N(x, T/γ)                                               |
| `box`           | width a              | the mean of f over the square of half-width a                                |
| `max`           | radius ρ             | the maximum of f over the disc of radius ρ                                   |

Chaudhari et al., arXiv 1611.01838 (local entropy) and 1704.04932 (Moreau, heat); Wen et al., arXiv 1805.07898 (box); Foret et
al., arXiv 2010.01412 (max). All are in energy units, and all return f where their last argument is 0 (γ: where it is large).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from toy_kernels import smoothing
from toy_models.contract import InvalidArgument, Parameter
from toy_models.landscape import checked_extent, checked_shape

_SCOPE = Parameter("scope", "γ", 1.0, 1e-6, 1e6, "stiffness of the spring")
_TEMPERATURE = Parameter("temperature", "T", 1.0, 0.0, 1e3, "heat")
ARGUMENTS = {
    "local_entropy": (_SCOPE, _TEMPERATURE),
    "moreau": (_SCOPE,),
    "heat": (_SCOPE, _TEMPERATURE),
    "box": (Parameter("width", "a", 0.6, 0.0, 1e3, "half-width of the square"),),
    "max": (Parameter("radius", "ρ", 0.1, 0.0, 1e3, "radius of the disc"),),
}
FINEST = 1 / 150  # nodes are at most this share of the landscape's diagonal apart, unless `MOST_NODES` forbids
MOST_NODES = 400_000
ROUNDING, MAXIMUM_ERROR = 1e-9, 5e-4  # shares of the coloured heights; a shallower pit is no minimum
NARROW, COLD = 1e-6, 1e-12  # an average over so small a part of a node's spacing, a temperature so low: as good as none
CUTOFF = 25.0  # heights above the lowest by this many temperatures do not count: e^-25


@dataclass(frozen=True, eq=False)
class Surface:
    """`grid` = (gx (nx,), gy (ny,)), `values` (ny, nx) in energy units, `minima` (k, 2), lowest first."""

    kind: str
    arguments: MappingProxyType
    grid: tuple
    values: np.ndarray
    minima: np.ndarray


def smooth(landscape, kind, shape=(256, 256), extent=None, **arguments):
    """The `Surface` of a kind on a grid of `shape` (ny, nx) over `extent` (the landscape's own by default).

    Accuracy, as a share of the coloured heights: 1e-6 for local entropies so warm that a grid of 1/750 of the diagonal resolves
    exp(-f/T), and 1e-3 for colder ones and for Moreau envelopes; 1e-5 for means, 3e-4 across a crease of f; 2e-3 for maxima, 1e-2
    along a crease
    (`benchmarks/surfaces.md`). Where f outgrows the Gaussian its heat mean does not exist, and that of the Gaussian cut at eight
    deviations stands in its place. Raises `InvalidArgument`.
    """
    if not isinstance(kind, str) or kind not in ARGUMENTS:
        raise InvalidArgument("kind", kind, f"one of {', '.join(ARGUMENTS)}")
    values = _checked(kind, arguments)
    extent = landscape.extent if extent is None else checked_extent(extent)
    gx, gy = landscape.grid(checked_shape(shape), extent)[:2]
    heights = _KINDS[kind](landscape, gx, gy, **values)
    heights.flags.writeable = False
    low, high = landscape.height_range
    minima = smoothing.minima(gx, gy, heights, (high - low) * (MAXIMUM_ERROR if kind == "max" else ROUNDING))
    return Surface(kind, MappingProxyType(values), (gx, gy), heights, minima)


def _checked(kind, arguments):
    declared = {parameter.name: parameter for parameter in ARGUMENTS[kind]}
    for name in arguments:
        if name not in declared:
            raise InvalidArgument("arguments", name, f"{kind} takes {' and '.join(declared)}")
    for name in declared:
        if name not in arguments:
            raise InvalidArgument(name, None, f"given: {kind} takes {' and '.join(declared)}")
    return {name: parameter.check(arguments[name]) for name, parameter in declared.items()}


def _local_entropy(landscape, gx, gy, scope, temperature):
    temperature = temperature if temperature > COLD else 0.0
    pads, finest = _reach(landscape, gx, gy, scope, temperature), _finest(landscape)
    resolving = 0.9 * np.sqrt(temperature / (scope + landscape.stiffest))
    if resolving > 0.2 * finest:
        x, y = _nodes(gx, gy, pads, min(resolving, 2 * finest))
        if max(x.spacing, y.spacing) <= 1.5 * resolving:
            found = smoothing.lower_by_products(landscape.heights(x.places(), y.places()), x, y, gx, gy, scope, temperature)
            if found is not None:
                return found
    x, y = _nodes(gx, gy, pads, finest)
    return smoothing.lower(landscape.heights(x.places(), y.places()), x, y, gx, gy, scope, temperature)


def _moreau(landscape, gx, gy, scope):
    return _local_entropy(landscape, gx, gy, scope, 0.0)


def _heat(landscape, gx, gy, scope, temperature):
    deviation = float(np.sqrt(temperature / scope))
    return _mean(landscape, gx, gy, smoothing.GAUSSIAN_REACH * deviation, smoothing.gaussian_mean, deviation)


def _box(landscape, gx, gy, width):
    return _mean(landscape, gx, gy, width, smoothing.box_mean, width)


def _mean(landscape, gx, gy, pad, matrix, size):
    if size < NARROW * _finest(landscape):
        return landscape.heights(gx, gy)
    x, y = _nodes(gx, gy, (pad, pad), _finest(landscape))
    return smoothing.mean(landscape.heights(x.places(), y.places()), matrix(y, gy, size), matrix(x, gx, size))


def _max(landscape, gx, gy, radius):
    if radius < NARROW * _finest(landscape):
        return landscape.heights(gx, gy)
    x, y = _nodes(gx, gy, (radius, radius), min(_finest(landscape), max(gx[1] - gx[0], gy[1] - gy[0])))
    heights = smoothing.disc_maximum(landscape.heights(x.places(), y.places()), x, y, radius)
    x, y = (smoothing.without_margin(nodes, smoothing.disc_margin(nodes.spacing, radius)) for nodes in (x, y))
    return smoothing.mean(heights, smoothing.interpolation(y, gy), smoothing.interpolation(x, gx))


def _finest(landscape):
    return FINEST * float(np.hypot(*(high - low for low, high in landscape.extent)))


def _nodes(gx, gy, pads, spacing):
    """The `Nodes` of x and y: about `spacing` apart, on the targets or a whole part of them, `pads` beyond the outermost."""
    while True:
        x, y = (_line(g, pad, spacing) for g, pad in zip((gx, gy), pads, strict=True))
        if x.count * y.count <= MOST_NODES:
            return x, y
        spacing *= 1.1 * np.sqrt(x.count * y.count / MOST_NODES)


def _line(g, pad, spacing):
    between = (g[-1] - g[0]) / (len(g) - 1)
    step = between * np.floor(spacing / between) if spacing >= between else between / np.ceil(between / spacing)
    beyond = int(np.ceil(pad / step)) + 5  # room for cubic interpolation
    return smoothing.Nodes(float(g[0] - beyond * step), float(step), int(np.ceil((g[-1] - g[0]) / step - 1e-9)) + 1 + 2 * beyond)


def _reach(landscape, gx, gy, scope, temperature):
    """How far beyond the targets, along x and along y, heights still matter.

    As far as the landscape's own extent, unless the spring forbids; and on from there until, on the sides of the rectangle, f(y)
    + ½γ d² exceeds f at the nearest target, a distance d away, by `CUTOFF` temperatures, or thirty times the extent.
    """
    low, high = np.array(landscape.extent).T
    beyond = np.maximum(np.maximum([gx[0], gy[0]] - low, high - [gx[-1], gy[-1]]), 0)
    drop = max(float(np.nanmax(landscape.heights(gx[::8], gy[::8]))) - landscape.height_range[0], 0.0)
    pads = np.maximum(0.05 * (high - low), np.minimum(beyond, np.sqrt(2 * (drop + CUTOFF * temperature) / scope)))
    for _ in range(60):
        short = np.array([_matters(landscape, gx, gy, pads, axis, scope, temperature) for axis in (0, 1)])
        if not short.any():
            break
        pads = np.where(short, np.minimum(1.3 * pads, 30 * (high - low)), pads)
    return pads


def _matters(landscape, gx, gy, pads, axis, scope, temperature):
    """Whether heights beyond the two sides across `axis`, `pads` out, still matter."""
    box = np.array([[gx[0], gx[-1]], [gy[0], gy[-1]]])
    sides = np.empty((2, 101, 2))
    for side in (0, 1):
        sides[side, :, axis] = box[axis, side] + (2 * side - 1) * pads[axis]
        sides[side, :, 1 - axis] = np.linspace(box[1 - axis, 0] - pads[1 - axis], box[1 - axis, 1] + pads[1 - axis], 101)
    nearest = np.clip(sides, box[:, 0], box[:, 1])
    rise = landscape.energy(sides) - landscape.energy(nearest) + 0.5 * scope * ((sides - nearest) ** 2).sum(axis=-1)
    return bool((rise < CUTOFF * temperature).any())


_KINDS = {"local_entropy": _local_entropy, "moreau": _moreau, "heat": _heat, "box": _box, "max": _max}
