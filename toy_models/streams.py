"""Streamlines of a field, evenly spread: what a map shows where there is no height to draw.

    dx/ds = F(x) / |F(x)|,      s the length along the line

A line is cut where it comes into a cell of the map that another has taken, or that it has left before itself. The cells are those
of Jobard and Lefer, Eurographics Workshop on Visualization in Scientific Computing (1997), as squares.
"""

import numpy as np

STEP, STEPS = 0.006, 180  # of the integration, a share of the map's diagonal, and how many of them each way
CELLS = 14  # along the map's shorter side
SHORTEST = 0.08  # share of the diagonal; what is shorter is not drawn
STILL = 1e-6  # of the largest force on the map: below that a line ends


def lines(field):
    """Lines along the force inside the field's extent, each an array (n, 2) that runs with it."""
    low, high = np.array(field.extent).T
    step, cell = STEP * np.hypot(*(high - low)), (high - low).min() / CELLS
    count = np.ceil((high - low) / cell).astype(int)
    rows, columns = np.indices(count[::-1]).reshape(2, -1)
    seeds = low + (np.stack([columns, rows], axis=-1) + 0.5) * (high - low) / count
    still = STILL * np.linalg.norm(field.force(seeds), axis=-1).max()
    ways = [_walked(field, seeds, way * step, still) for way in (1, -1)]
    taken, found = set(), []
    for i in np.random.default_rng(0).permutation(len(seeds)):
        own = set()
        parts = [_cut(way[:, i], low, high, cell, taken, own) for way in ways]
        line = np.concatenate([parts[1][:0:-1], parts[0]])
        if len(line) > SHORTEST / STEP:
            taken |= own
            found.append(line)
    return found


def _walked(field, x, step, still):
    """Points (step, line, 2) along the force by the midpoint rule; NaN after a line has come to rest, or turned back in a step."""
    found, way = [x], _direction(field, x, still)
    for _ in range(STEPS):
        x, before = x + step * _direction(field, x + 0.5 * step * way, still), way
        way = _direction(field, x, still)
        way[(way * before).sum(axis=-1) < 0] = np.nan
        found.append(x)
    return np.array(found)


def _direction(field, x, still):
    force = field.force(x)
    size = np.linalg.norm(force, axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(size > still, force / size, np.nan)


def _cut(line, low, high, cell, taken, own):
    """A line (n, 2) up to where it may go; the cells that it passes are put into `own`, those of its two halves together."""
    before = None
    for n, (x, y) in enumerate(line):
        if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):  # so for NaN
            return line[:n]
        here = int((x - low[0]) / cell), int((y - low[1]) / cell)
        if here in taken or (here != before and n and here in own):
            return line[:n]
        own.add(here)
        before = here
    return line
