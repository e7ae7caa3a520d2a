"""Weights in padded rows, so that compiled loops may take whole lanes.

One block for each layer: a row for each input, then the row of biases. Every row is padded to whole lanes.
"""

from numba import njit

from toy_kernels.vectors import LANES, add, load, store

OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}


@njit(**OPTIONS)
def width(outputs):
    """The length of a padded row."""
    return -(-outputs // LANES) * LANES


@njit(**OPTIONS)
def copy(source, target):
    """target = source. Arrays are cut first and indexed from zero: a place that might be negative would not be vectorised."""
    for k in range(len(target)):
        target[k] = source[k]


@njit(**OPTIONS)
def spread(layers, x, weights):
    """Copy flat weights into padded blocks."""
    at = to = 0
    for layer in range(len(layers) - 1):
        rows, row, padded = together(layers[layer] + 1, layers[layer + 1])
        for _ in range(rows):
            copy(x[at : at + row], weights[to : to + row])
            at += row
            to += padded


@njit(**OPTIONS)
def gather(layers, weights, x):
    """Copy padded blocks into flat weights."""
    at = to = 0
    for layer in range(len(layers) - 1):
        rows, row, padded = together(layers[layer] + 1, layers[layer + 1])
        for _ in range(rows):
            copy(weights[to : to + row], x[at : at + row])
            at += row
            to += padded


@njit(**OPTIONS)
def together(rows, row):
    """(rows, length, padded length) of a block's rows, as one long row where they need no padding."""
    return (1, rows * row, rows * row) if row == width(row) else (rows, row, width(row))


@njit(**OPTIONS)
def add_up(slopes, to, count, active, at, stride):
    """slopes[to : to + LANES] += the sum over images of their slopes at `at`."""
    total = load(slopes, to)
    for b in range(count):
        total = add(total, load(active, at + b * stride))
    store(slopes, to, total)
