"""Narrow holes: places of a landscape that nodes a standard distance apart would step over.

Around each stands a rectangle with nodes of its own. Inside it the standard nodes see a smooth filling instead of f: the surface
over the four edges, F = (1-v) f(u, 0) + v f(u, 1) + (1-u) f(0, v) + u f(1, v) - (the bilinear one through the corners). What f is
more than that is added from the rectangle's own nodes, so that a hole costs its own area, not a finer map.
"""

from typing import NamedTuple

import numpy as np

from toy_kernels.smoothing import Nodes

FINEST = 1 / 150  # standard nodes are at most this share of the landscape's diagonal apart
MISSED = 3e-4  # of the coloured heights: what the parabola through three nodes may be off, along one axis
GONE = 1e-3  # of its curvature at the bottom: where less is left, a hole is over
WIDEST, AROUND, MOST = 30, 16, 32  # standard spacings that a hole may reach; directions in which that is read; holes
WIDE = 2  # standard spacings: sums over holes and means as wide as that are right (a hole's half rectangle is five of its widths)
HALF, MOST_ALONG = 56, 448  # a rectangle's nodes to either side of a hole's bottom; of all holes that share it, along one side


class Spot(NamedTuple):
    """A rectangle about a narrow hole, with its own nodes."""

    x: Nodes
    y: Nodes


def spacing(landscape):
    """How far apart standard nodes are."""
    return FINEST * float(np.hypot(*(high - low for low, high in landscape.extent)))


def find(landscape):
    """The landscape's `Spot`s, the deepest first; overlapping ones are one."""
    h, (low, high) = spacing(landscape), landscape.height_range
    found = []
    for place in landscape.minima[np.argsort(landscape.energy(landscape.minima), kind="stable")]:
        if _missed(landscape, place, h) > MISSED * (high - low) and (half := _half_width(landscape, place, h)):
            found = _joined(found, np.stack([place - half, place + half]), half / HALF)
    return tuple(Spot(*(_nodes(a, b, finest) for a, b in box.T)) for box, finest in found[:MOST])


def _missed(landscape, place, h):
    """How far the lowest point of the parabola through three nodes may be from f at a minimum between them."""
    worst = 0.0
    for axis in np.eye(2):
        for offset in (0.25, 0.5):
            three = place + h * (offset + np.array([-1, 0, 1]))[:, None] * axis
            left, middle, right = landscape.energy(three) - landscape.energy(place)
            bend, slope = left - 2 * middle + right, (right - left) / 2
            lowest = middle - slope**2 / (2 * bend) if bend > 0 else middle
            worst = max(worst, abs(lowest)) if np.isfinite(lowest) else worst
    return worst


def _half_width(landscape, place, h):
    """How far a hole reaches: to where f curves `GONE` times less than at the bottom. None where it does not end nearby."""
    angles, radii = 2 * np.pi * np.arange(AROUND) / AROUND, h * np.geomspace(0.02, WIDEST, 200)
    rays = place + radii[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    bends = np.abs(np.linalg.eigvalsh(landscape.hessian(rays) - landscape.hessian(rays[-1:]).mean(axis=(0, 1)))).max(axis=(1, 2))
    if not np.isfinite(bends).all():
        return None
    still = np.flatnonzero(bends > GONE * bends[0])
    return 1.2 * radii[still[-1]] if len(still) and still[-1] < len(radii) - 20 else None


def _joined(boxes, box, finest):
    """The (box, spacing)s and one more; those that overlap it become part of it."""
    apart = []
    for other, spaced in boxes:
        if (np.maximum(other[0], box[0]) < np.minimum(other[1], box[1])).all():
            box, finest = np.stack([np.minimum(other[0], box[0]), np.maximum(other[1], box[1])]), min(finest, spaced)
        else:
            apart.append((other, spaced))
    return [*apart, (box, finest)]


def _nodes(low, high, finest):
    steps = min(int(np.ceil((high - low) / finest - 1e-9)), MOST_ALONG)
    return Nodes(float(low), float(high - low) / steps, steps + 1)


def fill(landscape, spot, gx, gy):
    """F on places (nx,) and (ny,) in the rectangle: an array (ny, nx)."""
    (x0, x1), (y0, y1) = ((nodes.places()[0], nodes.places()[-1]) for nodes in spot)
    u, v = (gx - x0) / (x1 - x0), ((gy - y0) / (y1 - y0))[:, None]
    bottom, top = landscape.heights(gx, [y0, y1])
    left, right = landscape.heights([x0, x1], gy).T[..., None]
    (a, b), (c, d) = landscape.heights([x0, x1], [y0, y1])
    corners = (1 - u) * (1 - v) * a + u * (1 - v) * b + (1 - u) * v * c + u * v * d
    return (1 - v) * bottom + v * top + (1 - u) * left + u * right - corners


def fill_slope(landscape, spot, gx, gy):
    """∇F on places in the rectangle, (ny, nx, 2), by differences a hundredth of its nodes' spacing wide."""
    x, y = 0.01 * spot.x.spacing, 0.01 * spot.y.spacing
    across = fill(landscape, spot, gx + x, gy) - fill(landscape, spot, gx - x, gy)
    along = fill(landscape, spot, gx, gy + y) - fill(landscape, spot, gx, gy - y)
    return np.stack([across / (2 * x), along / (2 * y)], axis=-1)


def narrowest(landscape):
    """About the standard deviation of the narrowest hole, inf without one: a sum over nodes no farther apart is right to 1e-8."""
    return min((HALF * min(spot.x.spacing, spot.y.spacing) / 5.2 for spot in landscape.spots), default=np.inf)


def mattering(landscape, size):
    """The `Spot`s that a mean over `size` needs: all, if that is narrow; else those too narrow for a sum over standard nodes."""
    wide = WIDE * spacing(landscape)
    return [spot for spot in landscape.spots if size < wide or HALF * min(spot.x.spacing, spot.y.spacing) < 5 * wide]


def filled(landscape, these, values, instead, x, y):
    """`values` of standard nodes (y nodes, x nodes, ...); in the rectangles of `these`, `instead(landscape, spot, gx, gy)`."""
    px, py = x.places(), y.places()
    for spot in these:
        i, j = (np.flatnonzero((nodes.places()[0] < p) & (p < nodes.places()[-1])) for nodes, p in zip(spot, (px, py), strict=True))
        if len(i) and len(j):
            values[j[0] : j[-1] + 1, i[0] : i[-1] + 1] = instead(landscape, spot, px[i], py[j])
    return values
