"""Smooth sampled heights: soft minima, minima, means and maxima, on rectangles of evenly spaced nodes.

A `Nodes` says where samples lie along one axis. Heights have shape (y nodes, x nodes); results have shape (y, x) of the
targets asked for. Nothing here knows where the heights come from; what is not finite counts as +inf, a wall.
"""

import math
from typing import NamedTuple

import numpy as np

from kernels import kept

_INTEGRALS = [np.polyint(np.poly(roots) / scale) for roots, scale in (  # of the cubic Lagrange weights of nodes -1, 0, 1, 2
    ((0, 1, 2), -6.0), ((-1, 1, 2), 2.0), ((-1, 0, 2), -2.0), ((-1, 0, 1), 6.0))]
_WEIGHTS = [np.polyder(integral) for integral in _INTEGRALS]
RIM = 48  # points of a disc's rim; the parabola between them leaves 1e-5 of the rise over the disc
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


def interpolation(nodes, places):
    """The matrix (place, node) of cubic interpolation; a place on a node takes that node alone."""
    position = (np.asarray(places) - nodes.origin) / nodes.spacing
    cell = np.clip(np.floor(position + 1e-9).astype(int), 1, nodes.count - 3)
    part = np.where(np.abs(position - cell) < 1e-9, 0.0, position - cell)
    matrix = np.zeros((len(position), nodes.count))
    for k, weight in enumerate(_WEIGHTS):
        matrix[np.arange(len(position)), cell + k - 1] = np.polyval(weight, part)
    return matrix


def box_mean(nodes, places, half_width):
    """The matrix (place, node) of the mean over [place - a, place + a] of the cubic interpolant: an exact integral of it."""
    cells = np.arange(1, nodes.count - 2)
    left = (np.asarray(places)[:, None] - nodes.origin) / nodes.spacing - cells
    reach = half_width / nodes.spacing
    low, high = np.clip(left - reach, 0, 1), np.clip(left + reach, 0, 1)
    matrix = np.zeros((len(left), nodes.count))
    for k, integral in enumerate(_INTEGRALS):
        matrix[:, cells[0] + k - 1 : cells[-1] + k] += np.polyval(integral, high) - np.polyval(integral, low)
    return matrix / (2 * reach)


def gaussian_mean(nodes, places, deviation):
    """The matrix (place, node) of the mean over N(place, deviation²).

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
    return matrix / matrix.sum(axis=1, keepdims=True)


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
    loops = kept.loops("smoothing_loops")
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


def minima(gx, gy, values):
    """The minima (k, 2) of a surface inside its grid, lowest first: cells below their eight neighbours.

    Refined by the quadratic through them; of two equal neighbours, the later counts. The edge has none.
    """
    centre = values[1:-1, 1:-1]
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    around = {(i, j): values[1 + i : values.shape[0] - 1 + i, 1 + j : values.shape[1] - 1 + j] for i, j in steps}
    below = np.isfinite(centre)
    for step in steps:
        below = below & (centre <= around[step] if step < (0, 0) else centre < around[step])
    sx, sy = (around[0, 1] - around[0, -1])[below] / 2, (around[1, 0] - around[-1, 0])[below] / 2
    a, d = (around[0, 1] + around[0, -1] - 2 * centre)[below], (around[1, 0] + around[-1, 0] - 2 * centre)[below]
    b = (around[1, 1] + around[-1, -1] - around[1, -1] - around[-1, 1])[below] / 4
    determinant = a * d - b * b
    with np.errstate(all="ignore"):
        move = np.clip(np.stack([b * sy - d * sx, b * sx - a * sy], axis=-1) / determinant[:, None], -0.75, 0.75)
    rows, columns = np.nonzero(below)
    found = np.stack([gx[columns + 1] + move[:, 0] * (gx[1] - gx[0]), gy[rows + 1] + move[:, 1] * (gy[1] - gy[0])], axis=-1)
    return found[np.argsort(centre[below], kind="stable")]
