"""The first layer on sparse images, forth and back: words for compiled loops, where only pixels that are not black are visited.

`codes[starts[i]:starts[i + 1]]` are those of image i, each as pixel << 8 | value; `picks` are the numbers of the images. Weights
and their slopes are padded rows, one for each pixel, then the biases (`toy_kernels.padded`); `active` has a row for each image.
"""

import numpy as np
from numba import njit

from toy_kernels.padded import OPTIONS, add_up
from toy_kernels.vectors import LANES, add, add_scaled, load, prefetch, store, zero

BRIGHTNESS = (np.arange(256) / 255).astype(np.float32)
BYTE, CACHE_LINE = 255, 16  # of codes


@njit(**OPTIONS)
def first_layer(pixels, padded, weights, starts, codes, picks, active):
    """Bias and weighted pixels of the picked images, two columns of lanes at a time, a last one alone."""
    pairs = padded // (2 * LANES) * 2 * LANES
    for column in range(0, pairs, 2 * LANES):
        two_columns(pixels, padded, weights, starts, codes, picks, active, column)
    if pairs < padded:
        one_column(pixels, padded, weights, starts, codes, picks, active, pairs)


@njit(**OPTIONS)
def one_column(pixels, padded, weights, starts, codes, picks, active, column):
    """`first_layer` of the outputs from `column` on; two sums run side by side, for one would wait for itself."""
    for b in range(len(picks)):
        begin, end = starts[picks[b]], starts[picks[b] + 1]
        ask_for_next(starts, codes, picks, b)
        even, odd = load(weights, pixels * padded + column), zero()
        for k in range(begin, end - 1, 2):
            one, two = np.int64(codes[k]), np.int64(codes[k + 1])
            even = add_scaled(even, BRIGHTNESS[one & BYTE], load(weights, (one >> 8) * padded + column))
            odd = add_scaled(odd, BRIGHTNESS[two & BYTE], load(weights, (two >> 8) * padded + column))
        if (end - begin) & 1:
            one = np.int64(codes[end - 1])
            even = add_scaled(even, BRIGHTNESS[one & BYTE], load(weights, (one >> 8) * padded + column))
        store(active, b * padded + column, add(even, odd))


@njit(**OPTIONS)
def two_columns(pixels, padded, weights, starts, codes, picks, active, column):
    """`one_column` of twice as many outputs: the same sums, and each code is read once for both."""
    right = column + LANES
    for b in range(len(picks)):
        begin, end = starts[picks[b]], starts[picks[b] + 1]
        ask_for_next(starts, codes, picks, b)
        even, odd = load(weights, pixels * padded + column), zero()
        even_right, odd_right = load(weights, pixels * padded + right), zero()
        for k in range(begin, end - 1, 2):
            one, two = np.int64(codes[k]), np.int64(codes[k + 1])
            light, row = BRIGHTNESS[one & BYTE], (one >> 8) * padded
            even = add_scaled(even, light, load(weights, row + column))
            even_right = add_scaled(even_right, light, load(weights, row + right))
            light, row = BRIGHTNESS[two & BYTE], (two >> 8) * padded
            odd = add_scaled(odd, light, load(weights, row + column))
            odd_right = add_scaled(odd_right, light, load(weights, row + right))
        if (end - begin) & 1:
            one = np.int64(codes[end - 1])
            light, row = BRIGHTNESS[one & BYTE], (one >> 8) * padded
            even = add_scaled(even, light, load(weights, row + column))
            even_right = add_scaled(even_right, light, load(weights, row + right))
        store(active, b * padded + column, add(even, odd))
        store(active, b * padded + right, add(even_right, odd_right))


@njit(**OPTIONS)
def ask_for_next(starts, codes, picks, b):
    """Have the codes of the image after the b-th on their way."""
    following = picks[min(b + 1, len(picks) - 1)]
    for k in range(starts[following], starts[following + 1], CACHE_LINE):
        prefetch(codes, k)


@njit(**OPTIONS)
def back_first_layer(pixels, padded, slopes, starts, codes, picks, active):
    """Add up the slope of the first layer's weights, image by image: what narrow layers are fastest by."""
    for b in range(len(picks)):
        ask_for_next(starts, codes, picks, b)
        for column in range(0, padded, LANES):
            slope = load(active, b * padded + column)
            bias = pixels * padded + column
            store(slopes, bias, add(load(slopes, bias), slope))
            for k in range(starts[picks[b]], starts[picks[b] + 1]):
                code = np.int64(codes[k])
                place = (code >> 8) * padded + column
                store(slopes, place, add_scaled(load(slopes, place), BRIGHTNESS[code & BYTE], slope))


@njit(**OPTIONS)
def by_pixel(pixels, starts, codes, picks, firsts, lights):
    """The picked images by pixel: lights[firsts[p] : firsts[p + 1]] are those of pixel p, as image << 8 | value, in order."""
    firsts[:] = 0
    for b in range(len(picks)):
        for k in range(starts[picks[b]], starts[picks[b] + 1]):
            firsts[(codes[k] >> np.uint32(8)) + 2] += 1
    for pixel in range(pixels):
        firsts[pixel + 2] += firsts[pixel + 1]
    for b in range(len(picks)):
        for k in range(starts[picks[b]], starts[picks[b] + 1]):
            pixel = np.int64(codes[k] >> np.uint32(8))
            lights[firsts[pixel + 1]] = np.uint32(b) << np.uint32(8) | codes[k] & np.uint32(BYTE)
            firsts[pixel + 1] += 1


@njit(**OPTIONS)
def back_wide_layer(pixels, padded, slopes, first, starts, codes, picks, active, firsts, lights):
    """`back_first_layer`, the same sums in the same order, pixel by pixel: a sum stays in registers until it is whole.

    The slopes of the `first` images are the slopes; others are added to what is there.
    """
    count = len(picks)
    by_pixel(pixels, starts, codes, picks, firsts, lights)
    panel = np.empty(count * 2 * LANES, np.float32)  # so many columns of all images, in one piece: it stays near
    for column in range(0, padded, 2 * LANES):
        right = min(column + LANES, padded - LANES)
        for b in range(count):
            store(panel, b * 2 * LANES, load(active, b * padded + column))
            store(panel, b * 2 * LANES + LANES, load(active, b * padded + right))
        for pixel in range(pixels):
            to = pixel * padded
            one, two = zero(), zero()
            if not first:
                one, two = load(slopes, to + column), load(slopes, to + right)
            for k in range(firsts[pixel], firsts[pixel + 1]):
                code = np.int64(lights[k])
                light, row = BRIGHTNESS[code & BYTE], (code >> 8) * 2 * LANES
                one, two = add_scaled(one, light, load(panel, row)), add_scaled(two, light, load(panel, row + LANES))
            store(slopes, to + column, one)
            store(slopes, to + right, two)
        to = pixels * padded
        if first:
            store(slopes, to + column, zero())
            store(slopes, to + right, zero())
        add_up(slopes, to + column, count, panel, 0, 2 * LANES)
        if right > column:
            add_up(slopes, to + right, count, panel, LANES, 2 * LANES)
