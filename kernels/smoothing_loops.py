"""Loops over sampled heights: soft and hard minima along lines, and maxima over discs. Loaded through `kernels.kept`.

Every inner loop runs over neighbouring targets, so that it becomes vector instructions without any freedom in the order of a
sum.
"""

import math

import numpy as np
from numba import njit

compiled = njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
BLOCK = 16
CUTOFF = 25.0  # terms below e^-25 of the largest are left out: 1e-11 of a sum
RESOLVED = 1.2  # T / (curvature spacing²) from which on a sum over nodes is the integral, to 1e-10


@compiled
def _exp(z):
    """e^z for z from -CUTOFF to 0, to 1e-9 of itself: the middle of the range over 32, squared five times."""
    r = z * 0.03125 + 0.390625
    p = 2.505210838544172e-8 * r + 2.755731922398589e-7
    p = p * r + 2.755731922398589e-6
    p = p * r + 2.48015873015873e-5
    p = p * r + 1.984126984126984e-4
    p = p * r + 1.388888888888889e-3
    p = p * r + 8.333333333333333e-3
    p = p * r + 4.1666666666666664e-2
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r + 1.0
    p = (p * r + 1.0) * 0.6766338461617273
    p *= p
    p *= p
    p *= p
    p *= p
    return p * p


@compiled
def _log_comb(ratio, offset):
    """log of the sum over nodes j of e^(-(j - offset)² / 2 ratio), divided by its integral; |offset| at most ½.

    By its Fourier series where the Gaussian is wide, else as it stands; three or five terms leave 1e-7 at worst.
    """
    if ratio > 0.1:
        p, c = math.exp(-2 * math.pi**2 * ratio), math.cos(2 * math.pi * offset)
        return math.log1p(2 * p * (c + p**3 * ((2 * c * c - 1) + p**5 * (4 * c * c - 3) * c)))
    near, far = math.exp((abs(offset) - 0.5) / ratio), math.exp((-abs(offset) - 0.5) / ratio)
    outer = near * far * (near * near + far * far)
    return math.log1p(near + far + outer) - 0.5 * (offset * offset / ratio + math.log(2 * math.pi * ratio))


@compiled
def _bend(row, j, spring):
    """The second difference of S at node j, from the heights and the spring; +inf at either end of a row."""
    return row[j - 1] - 2 * row[j] + row[j + 1] + spring if 0 < j < len(row) - 1 else math.inf


@compiled
def _finish(row, j, low, slope, spring, total, scale, temperature):
    """The soft minimum at one target: -T log of the integral, from the sum of e^(-(S - low) / T) over nodes.

    What the nodes cannot resolve is mended by the parabola through the lowest, j, and its neighbours: the sum is divided by
    what the same nodes make of the parabola. At T = 0 that leaves the parabola's minimum. A cliff is no parabola: the bend at j
    must not stand out from those beside it.
    """
    bend = _bend(row, j, spring)
    mended = 0.0 < bend < math.inf and bend <= 2 * max(_bend(row, j - 1, spring), _bend(row, j + 1, spring))
    offset = -slope / bend if mended else 0.0
    if temperature == 0.0 or not low < math.inf:
        return low - 0.5 * bend * offset * offset if mended else low
    volume = math.log(total) + scale
    if mended and temperature < RESOLVED * bend:
        volume -= _log_comb(temperature / bend, offset)
    return low - temperature * volume


@compiled
def _lowest(row, first, beyond, origin, spacing, x, half, low, at):
    """For each target the lowest S = height + half (x - y)² over nodes first .. beyond - 1, and the node that has it."""
    for k in range(BLOCK):
        low[k] = math.inf
        at[k] = 0.0
    for j in range(first, beyond):
        y, height = origin + j * spacing, row[j]
        for k in range(BLOCK):
            s = height + half * ((x[k] - y) * (x[k] - y))
            better = s < low[k]
            low[k] = s if better else low[k]
            at[k] = j if better else at[k]


@compiled
def _sums(row, origin, spacing, x, half, temperature, low, total):
    """For each target the sum over nodes of e^(-(S - low) / T); nodes that matter to no target of the block are passed over."""
    middle, wide = 0.5 * (x[0] + x[BLOCK - 1]), 0.5 * (x[BLOCK - 1] - x[0])
    enough = low.max() + CUTOFF * temperature
    reach = math.sqrt(max(enough - row.min(), 0.0) / half) + wide
    first = int(max(math.floor((middle - reach - origin) / spacing), 0))
    beyond = int(min(math.ceil((middle + reach - origin) / spacing) + 1, len(row)))
    cold = -1 / temperature
    for k in range(BLOCK):
        total[k] = 0.0
    for j in range(first, beyond):
        y, height = origin + j * spacing, row[j]
        nearest = max(abs(middle - y) - wide, 0.0)
        if height + half * nearest * nearest < enough:
            for k in range(BLOCK):
                z = cold * (height + half * ((x[k] - y) * (x[k] - y)) - low[k])
                total[k] += _exp(z if z > -CUTOFF else -CUTOFF)


@compiled
def _stakes(row, origin, spacing, targets, half, low, at):
    """The lowest nodes of the outermost targets of each block, (block, 2): those of all targets between lie between."""
    blocks = -(-len(targets) // BLOCK)
    stakes, x = np.empty((blocks, 2), np.int64), np.empty(BLOCK)
    for begin in range(0, 2 * blocks, BLOCK):
        for k in range(BLOCK):
            block, end = (begin + k) // 2, (begin + k) % 2
            x[k] = targets[min(block * BLOCK + end * (BLOCK - 1), len(targets) - 1)]
        _lowest(row, 0, len(row), origin, spacing, x, half, low, at)
        for k in range(min(BLOCK, 2 * blocks - begin)):
            stakes[(begin + k) // 2, (begin + k) % 2] = int(at[k])
    return stakes


@compiled
def lower_lines(values, origin, spacing, targets, stiffness, temperature):
    """-T log of the N(x, T/γ) average of e^(-v/T) along each row, at targets x: (row, node) -> (row, target).

    At T = 0, min over y of v(y) + ½γ(x - y)². Nodes are origin + j spacing; targets ascend; heights may be +inf.
    """
    rows, count, half, spring = len(values), len(targets), 0.5 * stiffness, stiffness * spacing * spacing
    result = np.empty((rows, count))
    scale = math.log(spacing) + 0.5 * math.log(stiffness / (2 * math.pi * temperature)) if temperature > 0.0 else 0.0
    x, low, at, total = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.ones(BLOCK)
    for r in range(rows):
        row = values[r]
        stakes = _stakes(row, origin, spacing, targets, half, low, at)
        for begin in range(0, count, BLOCK):
            for k in range(BLOCK):
                x[k] = targets[min(begin + k, count - 1)]
            first, last = stakes[begin // BLOCK]
            _lowest(row, first, last + 1, origin, spacing, x, half, low, at)
            if temperature > 0.0 and low[0] < math.inf:
                _sums(row, origin, spacing, x, half, temperature, low, total)
            for k in range(min(BLOCK, count - begin)):
                j = int(at[k])
                slope = 0.5 * (row[j + 1] - row[j - 1]) if 0 < j < len(row) - 1 else 0.0
                slope += stiffness * spacing * (origin + j * spacing - x[k])
                result[r, begin + k] = _finish(row, j, low[k], slope, spring, total[k], scale, temperature)
    return result


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
