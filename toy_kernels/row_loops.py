"""Compiled loops over long rows: noise, and whether a row has left. Loaded through `toy_kernels.kept`, never imported.

`first` numbers the first pair of words, `counter` is stream << 24 | slot, as in `toy_kernels.noise`.
"""

import numpy as np
from numba import njit

from toy_kernels.lane_noise import normal, uniform, words

compiled = njit(cache=True, nogil=True, error_model="numpy")


@compiled
def fill_normals(seed, step, first, counter, out):
    """Standard normals into `out`, from pair number `first` on."""
    for i in range(len(out) // 2):
        out[2 * i], out[2 * i + 1] = normal(seed, step, first + i, counter)
    if len(out) & 1:
        out[len(out) - 1] = normal(seed, step, first + len(out) // 2, counter)[0]


@compiled
def fill_uniforms(seed, step, first, counter, out):
    """Uniforms on (-1, 1) into `out`, from pair number `first` on."""
    for i in range(len(out) // 2):
        out[2 * i], out[2 * i + 1] = uniform(seed, step, first + i, counter)
    if len(out) & 1:
        out[len(out) - 1] = uniform(seed, step, first + len(out) // 2, counter)[0]


@compiled
def fill_picks(seed, step, first, counter, size, out):
    """Row numbers below `size` into `out`, from pair number `first` on."""
    for i in range(len(out)):
        word = words(seed, step, first + i // 2, counter)[i & 1]
        out[i] = (np.uint64(word) * np.uint64(size)) >> np.uint64(32)


@compiled
def within(x, far):
    """Whether every number of each row lies within ±far; NaN does not."""
    result, far = np.ones(len(x), np.bool_), np.float32(far)
    for i in range(len(x)):
        row, outside = x[i], 0
        for k in range(len(row)):
            outside += not abs(row[k]) < far
        result[i] = outside == 0
    return result
