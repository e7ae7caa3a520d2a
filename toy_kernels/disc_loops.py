"""The compiled loops of `toy_kernels.smoothing`: maxima over discs. Loaded through `toy_kernels.kept`."""

import numpy as np
from numba import njit

compiled = njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})


@compiled
def window_table(heights, levels):
    """Running maxima along rows: entry [k, i, j] is the largest of heights[i, j : j + 2^k]; (level, row, column)."""
    table = np.empty((levels, *heights.shape))
    table[0] = heights
    columns = heights.shape[1]
    for k in range(1, levels):
        half = 1 << (k - 1)
        for i in range(heights.shape[0]):
            for j in range(columns - half):
                a, b = table[k - 1, i, j], table[k - 1, i, j + half]
                table[k, i, j] = a if a > b else b
            for j in range(columns - half, columns):
                table[k, i, j] = table[k - 1, i, j]
    return table


@compiled
def disc_nodes(table, half_widths, margins, result):
    """Raise `result` to the largest height on the nodes of a disc: half_widths[d] columns each way in row d - len // 2."""
    middle = len(half_widths) // 2
    for d in range(len(half_widths)):
        width = 2 * half_widths[d] + 1
        level = 0
        while 2 << level <= width:
            level += 1
        for i in range(result.shape[0]):
            row = table[level, i + margins[0] + d - middle]
            begin = margins[1] - half_widths[d]
            end = begin + width - (1 << level)
            for j in range(result.shape[1]):
                a, b = row[begin + j], row[end + j]
                a = a if a > b else b
                result[i, j] = a if a > result[i, j] else result[i, j]


@compiled
def _shifted(heights, row, row_weights, column, column_weights, lines, result):
    """Heights at every node, shifted by a part of a cell: cubic interpolation, first along columns and then along rows."""
    c0, c1, c2, c3 = column_weights
    r0, r1, r2, r3 = row_weights
    rows, columns = result.shape
    for i in range(rows + 3):
        source = heights[row + i]
        for j in range(columns):
            n = column + j
            lines[i, j] = c0 * source[n] + c1 * source[n + 1] + c2 * source[n + 2] + c3 * source[n + 3]
    for i in range(rows):
        for j in range(columns):
            result[i, j] = r0 * lines[i, j] + r1 * lines[i + 1, j] + r2 * lines[i + 2, j] + r3 * lines[i + 3, j]


@compiled
def disc_rim(heights, cells, weights, result):
    """Raise `result` to the largest height on a circle about each node.

    Offset a of the circle starts its 4 x 4 patch at node (i, j) + cells[a] and weighs it by weights[a] (2, 4). Between
    neighbouring offsets, the largest is that of the parabola through three.
    """
    rows, columns = result.shape
    lines = np.empty((rows + 3, columns))
    around = np.empty((3, rows, columns))
    for a in range(len(cells) + 2):
        n = a % len(cells)
        _shifted(heights, cells[n, 0], (weights[n, 0, 0], weights[n, 0, 1], weights[n, 0, 2], weights[n, 0, 3]),
                 cells[n, 1], (weights[n, 1, 0], weights[n, 1, 1], weights[n, 1, 2], weights[n, 1, 3]), lines, around[a % 3])
        if a < 2:
            continue
        before, here, after = around[(a - 2) % 3], around[(a - 1) % 3], around[a % 3]
        for i in range(rows):
            for j in range(columns):
                left, middle, right = before[i, j], here[i, j], after[i, j]
                bend = 2 * middle - left - right
                peak = middle + (right - left) ** 2 / (8 * bend) if middle >= left and middle >= right and bend > 0 else middle
                result[i, j] = peak if peak > result[i, j] else result[i, j]
