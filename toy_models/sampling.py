"""Heights on rectangles of evenly spaced nodes, as far out and as close together as a softened surface needs them.

What the kinds in `surfaces/` share: soft minima under a spring, and means.
"""

import numpy as np

from toy_kernels import smoothing

FINEST = 1 / 150  # nodes are at most this share of the landscape's diagonal apart, unless `MOST_NODES` forbids
MOST_NODES = 400_000
NARROW, COLD = 1e-6, 1e-12  # an average over so small a part of a node's spacing, a temperature so low: as good as none
CUTOFF = 25.0  # heights above the lowest by this many temperatures do not count: e^-25


def lower(landscape, gx, gy, scope, temperature):
    """-T log of the N(x, T/γ) average of e^(-f/T) on a grid, (ny, nx); at T = 0, the minimum of f(y) + ½γ|x - y|²."""
    temperature = temperature if temperature > COLD else 0.0
    x, y, resolved = lower_nodes(landscape, gx, gy, scope, temperature)
    if resolved:
        found = smoothing.lower_by_products(landscape.heights(x.places(), y.places()), x, y, gx, gy, scope, temperature)
        if found is not None:
            return found
        x, y = nodes(gx, gy, lower_reach(landscape, gx, gy, scope, temperature), finest(landscape))
    return smoothing.lower(landscape.heights(x.places(), y.places()), x, y, gx, gy, scope, temperature)


def lower_nodes(landscape, gx, gy, scope, temperature):
    """(x nodes, y nodes, whether a plain sum over them is the integral)."""
    pads, spacing = lower_reach(landscape, gx, gy, scope, temperature), finest(landscape)
    resolving = 0.9 * np.sqrt(temperature / (scope + landscape.stiffest))
    if resolving > 0.2 * spacing:
        x, y = nodes(gx, gy, pads, min(resolving, 2 * spacing))
        if max(x.spacing, y.spacing) <= 1.5 * resolving:
            return x, y, True
    return *nodes(gx, gy, pads, spacing), False


def mean(landscape, gx, gy, pad, matrix, size):
    """The mean of f on a grid, (ny, nx), under the weights that `matrix(nodes, places, size)` gives along either axis."""
    if size < NARROW * finest(landscape):
        return landscape.heights(gx, gy)
    x, y = nodes(gx, gy, (pad, pad), finest(landscape))
    return smoothing.mean(landscape.heights(x.places(), y.places()), matrix(y, gy, size), matrix(x, gx, size))


def finest(landscape):
    """The spacing that a landscape's nodes need."""
    return FINEST * float(np.hypot(*(high - low for low, high in landscape.extent)))


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


def lower_reach(landscape, gx, gy, scope, temperature):
    """How far beyond the targets, along x and along y, heights still matter to a soft minimum.

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
