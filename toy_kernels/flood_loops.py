"""The compiled loop of `toy_kernels.smoothing` that floods a map. Loaded through `toy_kernels.kept`."""

import math

import numpy as np
from numba import njit

compiled = njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})


@compiled
def _root(parents, cell):
    while parents[cell] != cell:
        parents[cell] = parents[parents[cell]]
        cell = parents[cell]
    return cell


@compiled
def pits(values, order):
    """Flood a map: its pits as flat cell numbers, lowest first, and how far each fills before it spills into a lower one.

    `order` lists the cells from the lowest up; eight neighbours touch. The lowest pit of all never spills: inf.
    """
    rows, columns = values.shape
    parents, depths = np.full(values.size, -1), np.full(values.size, -1.0)
    for cell in order:
        i, j = cell // columns, cell % columns
        if not values[i, j] < math.inf:
            break
        parents[cell] = cell
        depths[cell] = math.inf
        for near in range(9):
            row, column = i + near // 3 - 1, j + near % 3 - 1
            if 0 <= row < rows and 0 <= column < columns and parents[row * columns + column] >= 0:
                other = _root(parents, row * columns + column)
                here = _root(parents, cell)
                if other != here:
                    a, b = values[other // columns, other % columns], values[here // columns, here % columns]
                    keep, gone = (other, here) if a < b or (a == b and here == cell) else (here, other)
                    parents[gone] = keep
                    depths[gone] = -1.0 if gone == cell else values[i, j] - values[gone // columns, gone % columns]
    found = order[depths[order] >= 0]
    return found, depths[found]
