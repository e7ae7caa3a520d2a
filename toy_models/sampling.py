"""Heights on rectangles of evenly spaced nodes, as far out and as close together as a softened surface needs them.

What the kinds in `surfaces/` share: soft minima under a spring, and means.
"""

import numpy as np

from toy_kernels import smoothing
from toy_models import spots

MOST_NODES = 400_000
GROWTH, PANEL, LESS = 1.25, 12, 9  # far nodes: each panel is so much wider than the last; its nodes, and those of a cruder look
FAR = 10.0  # extents of the map: nodes that reach over more are set in such panels
AGREED = 1e-5  # of the coloured heights and of T: what that look may differ by
NARROW, COLD = 1e-6, 1e-12  # an average over so small a part of a node's spacing, a temperature so low: as good as none
CUTOFF = 25.0  # heights above the lowest by this many temperatures do not count: e^-25


def lower(landscape, gx, gy, scope, temperature):
    """-T log of the N(x, T/γ) average of e^(-f/T) on a grid, (ny, nx); at T = 0, the minimum of f(y) + ½γ|x - y|².

    Minus infinity where f falls faster than the spring holds (`Landscape.falls`).
    """
    if landscape.falls(scope, temperature):
        return np.full((len(gy), len(gx)), -np.inf)
    temperature = temperature if temperature > COLD else 0.0
    x, y, resolved = lower_nodes(landscape, gx, gy, scope, temperature)
    found = None
    if temperature and _far(landscape, x, y):
        found = _far_and_wide(landscape, gx, gy, scope, temperature)
    if found is None and resolved:
        found = smoothing.lower_by_products(landscape.heights(x.places(), y.places()), x, y, gx, gy, scope, temperature)
    if found is None:
        if resolved:
            x, y = nodes(gx, gy, lower_reach(landscape, gx, gy, scope, temperature), spots.spacing(landscape))
        found = _by_lines(landscape, x, y, gx, gy, scope, temperature)
    return found


def _by_lines(landscape, x, y, gx, gy, scope, temperature):
    """By soft minima along lines, which parabolas mend; narrow holes from nodes of their own."""
    heights = spots.filled(landscape, landscape.spots, landscape.heights(x.places(), y.places()), spots.fill, x, y)
    found = smoothing.lower(heights, x, y, gx, gy, scope, temperature)
    for spot in landscape.spots:
        px, py = spot.x.places(), spot.y.places()
        own, instead = (smoothing.lower(heights, *spot, gx, gy, scope, temperature)
                        for heights in (landscape.heights(px, py), spots.fill(landscape, spot, px, py)))
        found = _exchanged(found, own, instead, temperature)
    return found


def _far(landscape, x, y):
    """Whether heights matter so far beyond the map that what it shows of f does not tell how close nodes must stand there."""
    lengths = (nodes.spacing * nodes.count / (high - low) for nodes, (low, high) in zip((x, y), landscape.extent, strict=True))
    return max(lengths) > FAR


def _far_and_wide(landscape, gx, gy, scope, temperature):
    """By products, with nodes that stand farther apart the farther out they are. None where a cruder look sees another surface."""
    pads = lower_reach(landscape, gx, gy, scope, temperature, farthest=1e6)
    low, high = landscape.height_range

    def look(gx, gy, count):
        (px, wx), (py, wy) = (_graded(g, pad, spots.spacing(landscape), count) for g, pad in zip((gx, gy), pads, strict=True))
        return smoothing.lower_weighted(landscape.heights(px, py), px, wx, py, wy, gx, gy, scope, temperature)

    few = [g[:: max(len(g) // 6, 1)] for g in (gx, gy)]
    crude, fine = (look(*few, count) for count in (LESS, PANEL))
    if crude is None or fine is None or np.abs(crude - fine).max() > AGREED * (high - low + temperature):
        return None
    return look(gx, gy, PANEL)


def _graded(g, pad, spacing, count):
    """(places, weights) of Gauss-Legendre panels over g and `pad` beyond either end: even inside, ever wider outside."""
    inner = np.linspace(g[0], g[-1], max(int(np.ceil((g[-1] - g[0]) / (0.5 * PANEL * spacing))), 1) + 1)
    widths = (inner[1] - inner[0]) * GROWTH ** np.arange(1, 200)
    beyond = np.cumsum(widths)
    beyond = beyond[: np.searchsorted(beyond, pad) + 1]
    edges = np.concatenate([g[0] - beyond[::-1], inner, g[-1] + beyond])
    nodes, weights = np.polynomial.legendre.leggauss(count)
    half, middle = np.diff(edges)[:, None] / 2, (edges[1:] + edges[:-1])[:, None] / 2
    return (middle + half * nodes).ravel(), (half * weights).ravel()


def _exchanged(whole, own, instead, temperature):
    """-T log (e^(-whole/T) + e^(-own/T) - e^(-instead/T)); at T = 0 the lower of `whole` and `own`."""
    low = np.minimum(whole, own)
    if not temperature:
        return low
    parts = (np.exp((low - part) / temperature) for part in (whole, own, instead))
    total = next(parts) + next(parts) - next(parts)
    return low - temperature * np.log(np.maximum(total, 1e-300))


def lower_nodes(landscape, gx, gy, scope, temperature):
    """(x nodes, y nodes, whether a plain sum over them is the integral)."""
    pads, spacing = lower_reach(landscape, gx, gy, scope, temperature), spots.spacing(landscape)
    resolving = 0.9 * np.sqrt(temperature / (scope + landscape.stiffest))
    narrowest = spots.narrowest(landscape)
    if min(resolving, narrowest) > 0.2 * spacing:
        x, y = nodes(gx, gy, pads, min(resolving, 2 * spacing, narrowest))
        if max(x.spacing, y.spacing) <= min(1.5 * resolving, narrowest):
            return x, y, True
    return *nodes(gx, gy, pads, spacing), False


def mean(landscape, gx, gy, pad, matrix, size):
    """The mean of f on a grid, (ny, nx), under the weights that `matrix(nodes, places, size)` gives along either axis."""
    if size < NARROW * spots.spacing(landscape):
        return landscape.heights(gx, gy)
    x, y = nodes(gx, gy, (pad, pad), spots.spacing(landscape))
    narrow = spots.mattering(landscape, size)
    heights = spots.filled(landscape, narrow, landscape.heights(x.places(), y.places()), spots.fill, x, y)
    found = smoothing.mean(heights, matrix(y, gy, size), matrix(x, gx, size))
    for spot in narrow:
        px, py = spot.x.places(), spot.y.places()
        more = landscape.heights(px, py) - spots.fill(landscape, spot, px, py)
        found += matrix(spot.y, gy, size, whole=False) @ more @ matrix(spot.x, gx, size, whole=False).T
    return found


def nodes(gx, gy, pads, spacing):
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


def lower_reach(landscape, gx, gy, scope, temperature, farthest=30.0):
    """How far beyond the targets, along x and along y, heights still matter to a soft minimum.

    As far as the landscape's own extent, unless the spring forbids; and on from there until, on the sides of the rectangle, f(y)
    + ½γ d² exceeds f at the nearest target, a distance d away, by `CUTOFF` temperatures, or `farthest` times the extent.
    """
    low, high = np.array(landscape.extent).T
    beyond = np.maximum(np.maximum([gx[0], gy[0]] - low, high - [gx[-1], gy[-1]]), 0)
    drop = max(float(np.nanmax(landscape.heights(gx[::8], gy[::8]))) - landscape.height_range[0], 0.0)
    pads = np.maximum(0.05 * (high - low), np.minimum(beyond, np.sqrt(2 * (drop + CUTOFF * temperature) / scope)))
    for _ in range(60):
        short = np.array([_matters(landscape, gx, gy, pads, axis, scope, temperature) for axis in (0, 1)])
        if not short.any():
            break
        pads = np.where(short, np.minimum(1.3 * pads, farthest * (high - low)), pads)
    return pads


def _matters(landscape, gx, gy, pads, axis, scope, temperature):
    """Whether heights beyond the two sides across `axis`, `pads` out, still matter."""
    box = np.array([[gx[0], gx[-1]], [gy[0], gy[-1]]])
    sides = np.empty((2, 101, 2))
    for side in (0, 1):
        sides[side, :, axis] = box[axis, side] + (2 * side - 1) * pads[axis]
        sides[side, :, 1 - axis] = np.linspace(box[1 - axis, 0] - pads[1 - axis], box[1 - axis, 1] + pads[1 - axis], 101)
    nearest = np.clip(sides, box[:, 0], box[:, 1])
    with np.errstate(invalid="ignore"):  # between two poles
        rise = landscape.energy(sides) - landscape.energy(nearest) + 0.5 * scope * ((sides - nearest) ** 2).sum(axis=-1)
    return bool((rise < CUTOFF * temperature).any())
