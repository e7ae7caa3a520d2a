"""The compiled loops of `toy_kernels.fully_connected`. Loaded through `toy_kernels.kept`, never imported.

Weights are held in the blocks of `toy_kernels.padded`. `active` holds, for each layer, what every image of a chunk gives (image,
output), rows padded alike; on the way back the same places hold the slope of the loss. Images are sparse:
`codes[starts[i]:starts[i + 1]]` are the pixels of image i that are not black, each as pixel << 8 | value (`sparse_layer`).
"""

import numpy as np
from numba import njit

from toy_kernels.lane_math import exp
from toy_kernels.padded import OPTIONS, add_up, gather, spread, width
from toy_kernels.sparse_layer import back_first_layer, back_wide_layer, first_layer
from toy_kernels.vectors import LANES, add_scaled, load, store

compiled = njit(cache=True, **OPTIONS)
WIDE = 96  # outputs of a first layer from which on it pays to sort the images by pixel
TOGETHER = 4  # rows whose sums run side by side


@compiled
def cut(values):
    """max(value, 0) in place; NaN stays NaN."""
    for i in range(len(values)):
        values[i] = np.float32(0) if values[i] < 0 else values[i]


@compiled
def other_layers(layers, weights, count, active):
    """From the first layer's sums to the logits: cut at zero, weigh, add, layer by layer. Return where the logits begin."""
    block, at = (layers[0] + 1) * width(layers[1]), 0
    for layer in range(1, len(layers) - 1):
        inputs, padded_in, padded = layers[layer], width(layers[layer]), width(layers[layer + 1])
        to = at + count * padded_in
        cut(active[at:to])
        bias = weights[block + inputs * padded : block + (inputs + 1) * padded]
        for b in range(0, count, TOGETHER):
            some = min(TOGETHER, count - b)
            product(some, inputs, padded, active, at + b * padded_in, padded_in, weights, block, bias, active, to + b * padded)
        block += (inputs + 1) * padded
        at = to
    return at


@compiled
def product(count, inputs, padded, values, at, stride, weights, block, bias, sums, to):
    """bias + values · weights of at most four rows of values, into rows of `sums`; side by side, for one would wait for itself."""
    for column in range(0, padded, LANES):
        if count == TOGETHER:
            a = b = c = d = load(bias, column)
            for j in range(inputs):
                row = load(weights, block + j * padded + column)
                a = add_scaled(a, values[at + j], row)
                b = add_scaled(b, values[at + stride + j], row)
                c = add_scaled(c, values[at + 2 * stride + j], row)
                d = add_scaled(d, values[at + 3 * stride + j], row)
            store(sums, to + column, a)
            store(sums, to + padded + column, b)
            store(sums, to + 2 * padded + column, c)
            store(sums, to + 3 * padded + column, d)
        else:
            for i in range(count):
                a = load(bias, column)
                for j in range(inputs):
                    a = add_scaled(a, values[at + i * stride + j], load(weights, block + j * padded + column))
                store(sums, to + i * padded + column, a)


@compiled
def forward(layers, weights, starts, codes, picks, active):
    """From the picked images to their logits, layer by layer. Return where the logits begin."""
    first_layer(layers[0], width(layers[1]), weights, starts, codes, picks, active)
    return other_layers(layers, weights, len(picks), active)


@compiled
def cross_entropy(z, classes, labels, picks, scale):
    """Turn logits into `scale` times their slope; return the summed loss and how many are right.

    The loss is NaN if any logit is not finite.
    """
    loss, right, blur, padded = 0.0, 0, np.float32(0), width(classes)
    for b in range(len(picks)):
        row, label = z[b * padded : b * padded + classes], labels[picks[b]]
        top = row[0]
        for k in range(1, classes):
            top = max(top, row[k])
        first = row[label] == top
        for k in range(classes):
            first &= (row[k] < top) | (k >= label)
        right += first
        loss -= row[label] - top
        for k in range(classes):
            row[k] -= top
            blur += row[k] * np.float32(0)
    for i in range(len(picks) * padded):
        z[i] = exp(z[i])
    for b in range(len(picks)):
        row, total = z[b * padded : b * padded + classes], np.float32(0)
        for k in range(classes):
            total += row[k]
        loss += np.log(total)
        for k in range(classes):
            row[k] *= scale / total
        row[labels[picks[b]]] -= scale
    return loss + blur, right


@compiled
def back_layer(weights, slopes, block, inputs, outputs, count, active, at, turned):
    """From the slope at a layer's outputs, to the slope of its weights (added up) and at its inputs (in their place)."""
    padded_in, padded = width(inputs), width(outputs)
    to = at + count * padded_in
    for k in range(outputs):
        for j in range(inputs):
            turned[k * padded_in + j] = weights[block + j * padded + k]
    for column in range(0, padded, LANES):
        for j in range(0, inputs, TOGETHER):
            outer(slopes, block, padded, column, j, min(TOGETHER, inputs - j), count, active, at, padded_in, to)
        add_up(slopes, block + inputs * padded + column, count, active, to + column, padded)
    nothing, pulled = np.zeros(padded_in, np.float32), np.empty(TOGETHER * padded_in, np.float32)
    for b in range(0, count, TOGETHER):
        some = min(TOGETHER, count - b)
        product(some, outputs, padded_in, active, to + b * padded, padded, turned, 0, nothing, pulled, 0)
        row = active[at + b * padded_in : at + (b + some) * padded_in]
        for i in range(len(row)):
            row[i] = pulled[i] if row[i] > 0 else np.float32(0)


@compiled
def outer(slopes, block, padded, column, j, inputs, count, active, at, stride, to):
    """Add to the slopes of the weights of at most four inputs from j on: over the images, input times slope of the output.

    Also where an input is zero: to guess which costs more than to add.
    """
    first = block + j * padded + column
    if inputs == TOGETHER:
        a, b = load(slopes, first), load(slopes, first + padded)
        c, d = load(slopes, first + 2 * padded), load(slopes, first + 3 * padded)
        for image in range(count):
            row, slope = at + image * stride + j, load(active, to + image * padded + column)
            a = add_scaled(a, active[row], slope)
            b = add_scaled(b, active[row + 1], slope)
            c = add_scaled(c, active[row + 2], slope)
            d = add_scaled(d, active[row + 3], slope)
        store(slopes, first, a)
        store(slopes, first + padded, b)
        store(slopes, first + 2 * padded, c)
        store(slopes, first + 3 * padded, d)
    else:
        for i in range(inputs):
            a = load(slopes, first + i * padded)
            for image in range(count):
                a = add_scaled(a, active[at + image * stride + j + i], load(active, to + image * padded + column))
            store(slopes, first + i * padded, a)


@compiled
def gradient(layers, x, starts, codes, labels, picks, chunk, weights, slopes, active, turned, firsts, lights, out):
    """The slope, into `out`, of the mean loss over the picked images; return that mean.

    A first layer of at least `WIDE` outputs goes back pixel by pixel; where its rows need no padding, straight into `out`.
    """
    pixels, padded = layers[0], width(layers[1])
    rest, wide = (pixels + 1) * padded, padded >= WIDE
    straight = wide and padded == layers[1]
    spread(layers, x, weights)
    slopes[rest if wide else 0 :] = np.float32(0)
    scale, loss = np.float32(1 / len(picks)), 0.0
    for low in range(0, len(picks), chunk):
        some = picks[low : low + chunk]
        at = forward(layers, weights, starts, codes, some, active)
        loss += cross_entropy(active[at:], layers[-1], labels, some, scale)[0]
        block = len(weights)
        for layer in range(len(layers) - 2, 0, -1):
            block -= (layers[layer] + 1) * width(layers[layer + 1])
            at -= len(some) * width(layers[layer])
            back_layer(weights, slopes, block, layers[layer], layers[layer + 1], len(some), active, at, turned)
        if wide:
            to = out if straight else slopes
            back_wide_layer(pixels, padded, to, low == 0, starts, codes, some, active, firsts, lights)
        else:
            back_first_layer(pixels, padded, slopes, starts, codes, some, active)
    if not np.isfinite(loss):
        out[:] = np.float32(np.nan)
    elif straight:
        gather(layers[1:], slopes[rest:], out[rest:])
    else:
        gather(layers, slopes, out)
    return loss / len(picks)


@compiled
def losses(layers, x, starts, codes, labels, chunk, weights, active):
    """The mean loss over all images, and the share that is right."""
    spread(layers, x, weights)
    loss, right, count = 0.0, 0, len(labels)
    for low in range(0, count, chunk):
        some = np.arange(low, min(low + chunk, count))
        at = forward(layers, weights, starts, codes, some, active)
        more = cross_entropy(active[at:], layers[-1], labels, some, np.float32(1))
        loss, right = loss + more[0], right + more[1]
    return loss / count, right / count


@compiled
def logits(layers, x, starts, codes, chunk, weights, active, out):
    """The logits (image, class) of all images, into `out`."""
    spread(layers, x, weights)
    padded = width(layers[-1])
    for low in range(0, len(out), chunk):
        some = np.arange(low, min(low + chunk, len(out)))
        at = forward(layers, weights, starts, codes, some, active)
        for b in range(len(some)):
            for k in range(layers[-1]):
                out[low + b, k] = active[at + b * padded + k]


@compiled
def plane_losses(layers, points, offsets, starts, codes, labels, chunk, weights, active, sums, out):
    """The mean loss at points[0] + a points[1] + b points[2] for each (a, b) of `offsets`, into `out`.

    The first layer's sums are linear in the weights, so they are taken three times, not once for each (a, b).
    """
    padded, count = width(layers[1]), len(labels)
    out[:] = 0
    for low in range(0, count, chunk):
        some = np.arange(low, min(low + chunk, count))
        size = len(some) * padded
        for i in range(3):
            spread(layers, points[i], weights[i])
            first_layer(layers[0], padded, weights[i], starts, codes, some, sums[i])
        for n in range(len(offsets)):
            a, b = offsets[n, 0], offsets[n, 1]
            for i in range((layers[0] + 1) * padded, len(weights[3])):
                weights[3, i] = weights[0, i] + a * weights[1, i] + b * weights[2, i]
            for i in range(size):
                active[i] = sums[0, i] + a * sums[1, i] + b * sums[2, i]
            at = other_layers(layers, weights[3], len(some), active)
            out[n] += cross_entropy(active[at:], layers[-1], labels, some, np.float32(1))[0] / count
