"""Smooth sampled heights: soft minima, minima, means and maxima, on rectangles of evenly spaced nodes.

A `Nodes` says where samples lie along one axis. Heights have shape (y nodes, x nodes); results have shape (y, x) of the
targets asked for. Nothing here knows where the heights come from; what is not finite counts as +inf, a wall.
"""

import math
from typing import NamedTuple

import numpy as np

from toy_kernels import kept

_INTEGRALS = [np.polyint(np.poly(roots) / scale) for roots, scale in (  # of the cubic Lagrange weights of nodes -1, 0, 1, 2
    ((0, 1, 2), -6.0), ((-1, 1, 2), 2.0), ((-1, 0, 2), -2.0), ((-1, 0, 1), 6.0))]
_WEIGHTS = [np.polyder(integral) for integral in _INTEGRALS]
RIM = 48  # points of a disc's rim; the parabola between them leaves 1e-5 of the rise over the disc
SMALLEST = 1e-280  # of a sum whose terms are 0 or at least 1e-308
GAUSSIAN_REACH = 8.0  # standard deviations


class Nodes(NamedTuple):
    """Evenly spaced places origin + j spacing, j = 0 .. count - 1."""

    origin: float
    spacing: float
    count: int

    def places(self):
        """The coordinates, (count,)."""
        return self.origin + self.spacing * np.arange(self.count)


def lower(heights, x, y, gx, gy, stiffness, temperature):
    """-T log of the N(·, T/γ) average of e^(-f/T) at targets (gy, gx); at T = 0, the minimum of f + ½γ|· - y|²."""
    loops = kept.loops("smoothing_loops")
    heights = np.where(np.isfinite(heights), heights, np.inf)
    along = loops.lower_lines(heights, x.origin, x.spacing, gx, stiffness, temperature)
    return loops.lower_lines(np.ascontiguousarray(along.T), y.origin, y.spacing, gy, stiffness, temperature).T.copy()


def lower_by_products(heights, x, y, gx, gy, stiffness, temperature):
    """What `lower` gives, for nodes that resolve e^(-f/T): two matrix products. None where its range overflows float64."""
    heights = np.where(np.isfinite(heights), heights, np.inf)
    floor = heights.min()
    weights = np.exp((floor - heights) / temperature)
    sums = gaussians(y, gy, stiffness, temperature) @ weights @ gaussians(x, gx, stiffness, temperature).T
    return floor - temperature * np.log(sums) if sums.min() > SMALLEST else None


def lower_weighted(heights, px, wx, py, wy, gx, gy, stiffness, temperature):
    """What `lower_by_products` gives, by a quadrature rule of any places and weights (nx,) and (ny,)."""
    heights = np.where(np.isfinite(heights), heights, np.inf)
    floor, cold = heights.min(), stiffness / temperature
    rows, columns = (np.exp(-0.5 * cold * (g[:, None] - p) ** 2) * (w * math.sqrt(cold / (2 * math.pi)))
                     for g, p, w in ((gy, py, wy), (gx, px, wx)))
    sums = rows @ np.exp((floor - heights) / temperature) @ columns.T
    return floor - temperature * np.log(sums) if sums.min() > SMALLEST else None


def gaussians(nodes, places, stiffness, temperature):
    """The matrix (place, node) of the density of N(place, T/γ) times the spacing."""
    cold = stiffness / temperature
    return np.exp(-0.5 * cold * (places[:, None] - nodes.places()) ** 2) * (nodes.spacing * math.sqrt(cold / (2 * math.pi)))


def interpolation(nodes, places):
    """The matrix (place, node) of cubic interpolation; a place on a node takes that node alone, one beyond all of them none."""
    position = (np.asarray(places) - nodes.origin) / nodes.spacing
    cell = np.clip(np.floor(position + 1e-9).astype(int), 1, nodes.count - 3)
    part = np.where(np.abs(position - cell) < 1e-9, 0.0, position - cell)
    matrix = np.zeros((len(position), nodes.count))
    for k, weight in enumerate(_WEIGHTS):
        matrix[np.arange(len(position)), cell + k - 1] = np.polyval(weight, part)
    matrix[(position < -1e-9) | (position > nodes.count - 1 + 1e-9)] = 0.0
    return matrix


def box_mean(nodes, places, half_width, whole=True):
    """The matrix (place, node) of the mean over [place - a, place + a] of the cubic interpolant: an exact integral of it.

    Where the nodes do not cover the interval, heights beyond them count as zero, `whole` or not.
    """
    cells = np.arange(1, nodes.count - 2)
    left = (np.asarray(places)[:, None] - nodes.origin) / nodes.spacing - cells
    reach = half_width / nodes.spacing
    low, high = np.clip(left - reach, 0, 1), np.clip(left + reach, 0, 1)
    matrix = np.zeros((len(left), nodes.count))
    for k, integral in enumerate(_INTEGRALS):
        matrix[:, cells[0] + k - 1 : cells[-1] + k] += np.polyval(integral, high) - np.polyval(integral, low)
    return matrix / (2 * reach)


def gaussian_mean(nodes, places, deviation, whole=True):
    """The matrix (place, node) of the mean over N(place, deviation²); not `whole`, heights beyond the nodes count as zero.

    A Gaussian that the nodes resolve is summed over them, which converges faster than any power of the spacing; a narrower
    one by the three-point Gauss-Hermite rule on the cubic interpolant, exact for polynomials of degree three.
    """
    places = np.asarray(places)
    if deviation < nodes.spacing:
        arm = math.sqrt(3.0) * deviation
        around = interpolation(nodes, places - arm) + interpolation(nodes, places + arm)
        return (2 / 3) * interpolation(nodes, places) + around / 6
    distance = (places[:, None] - nodes.places()) / deviation
    matrix = np.exp(-0.5 * distance**2) * (np.abs(distance) <= GAUSSIAN_REACH)
    return matrix / (matrix.sum(axis=1, keepdims=True) if whole else deviation * math.sqrt(2 * math.pi) / nodes.spacing)


def mean(heights, rows, columns):
    """rows @ heights @ columnsᵀ, +inf where a wall carries weight."""
    wall = ~np.isfinite(heights)
    if not wall.any():
        return rows @ heights @ columns.T
    result = rows @ np.where(wall, 0.0, heights) @ columns.T
    result[(rows != 0) @ wall.astype(float) @ (columns != 0).T.astype(float) > 0] = np.inf
    return result


def disc_maximum(heights, x, y, radius):
    """The maximum over the disc about each node, for the nodes at least a disc and two cells away from every edge.

    The nodes inside the disc, and `RIM` points of its rim by cubic interpolation.
    """
    loops = kept.loops("disc_loops")
    heights = np.where(np.isfinite(heights), heights, np.inf)
    margins = disc_margin(y.spacing, radius), disc_margin(x.spacing, radius)
    result = heights[margins[0] : -margins[0], margins[1] : -margins[1]].copy()
    deep = int(radius / y.spacing + 1e-9)
    chord = np.sqrt(np.maximum(radius**2 - (np.arange(-deep, deep + 1) * y.spacing) ** 2, 0))
    half_widths = (chord / x.spacing + 1e-9).astype(np.int64)
    table = loops.window_table(heights, int(2 * half_widths.max() + 1).bit_length())
    loops.disc_nodes(table, half_widths, margins, result)
    angle = 2 * np.pi * np.arange(RIM) / RIM
    offsets = radius * np.stack([np.sin(angle) / y.spacing, np.cos(angle) / x.spacing], axis=-1)
    cells = np.floor(offsets).astype(np.int64)
    weights = np.stack([np.polyval(weight, offsets - cells) for weight in _WEIGHTS], axis=-1)
    loops.disc_rim(heights, cells - 1 + np.array(margins), weights, result)
    return result


def disc_margin(spacing, radius):
    """How many nodes `disc_maximum` needs beyond the outermost node that is asked for."""
    return int(radius / spacing + 1e-9) + 3


def without_margin(nodes, margin):
    """The nodes that remain when `margin` are left out at either end."""
    return Nodes(nodes.origin + margin * nodes.spacing, nodes.spacing, nodes.count - 2 * margin)


def minima(gx, gy, values, shallow):
    """The minima (k, 2) of a surface inside its grid that are deeper than `shallow`, lowest first; the edge has none.

    A pit counts if it is deeper than a third of the step to its highest neighbour: along a crease or a narrow, slanting valley a
    grid has pits that the surface has not. Refined by the quadratic through the pit and its neighbours.
    """
    values = np.where(np.isfinite(values), values, np.inf)
    cells, depths = kept.loops("flood_loops").pits(values, np.argsort(values, axis=None, kind="stable"))
    rows, columns = np.divmod(cells, values.shape[1])
    inside = (rows > 0) & (rows < len(gy) - 1) & (columns > 0) & (columns < len(gx) - 1)
    rows, columns, depths = rows[inside], columns[inside], depths[inside]
    v = {(i, j): values[rows + i, columns + j] for i in (-1, 0, 1) for j in (-1, 0, 1)}
    with np.errstate(all="ignore"):
        sx, sy = (v[0, 1] - v[0, -1]) / 2, (v[1, 0] - v[-1, 0]) / 2
        a, d = v[0, 1] + v[0, -1] - 2 * v[0, 0], v[1, 0] + v[-1, 0] - 2 * v[0, 0]
        b = (v[1, 1] + v[-1, -1] - v[1, -1] - v[-1, 1]) / 4
        move = np.stack([b * sy - d * sx, b * sx - a * sy], axis=-1) / (a * d - b * b)[:, None]
    move = np.where(np.abs(move) <= 3, move, 0.0)  # false for NaN: a pit beside a wall stays where it is
    found = np.stack([gx[columns] + move[:, 0] * (gx[1] - gx[0]), gy[rows] + move[:, 1] * (gy[1] - gy[0])], axis=-1)
    highest = np.maximum.reduce(list(v.values()))
    step = np.where(highest < np.inf, highest - v[0, 0], 0.0)
    return found[depths > np.maximum(step / 3, shallow)]
