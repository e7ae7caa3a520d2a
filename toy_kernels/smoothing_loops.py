"""The compiled loops of `toy_kernels.smoothing`: soft and hard minima along lines. Loaded through `toy_kernels.kept`.

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
