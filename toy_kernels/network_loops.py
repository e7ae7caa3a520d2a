"""The compiled loops of `toy_kernels.fully_connected`. Loaded through `toy_kernels.kept`, never imported.

Weights are held in the blocks of `toy_kernels.padded`. `active` holds, for each layer, what every image of a chunk gives (image,
output), rows padded alike; on the way back the same places hold the slope of the loss. Images are sparse:
`codes[starts[i]:starts[i + 1]]` are the pixels of image i that are not black, each as pixel << 8 | value.
"""

import numpy as np
from numba import njit

from toy_kernels.lane_math import exp
from toy_kernels.padded import OPTIONS, gather, spread, width
from toy_kernels.vectors import LANES, add, add_scaled, load, prefetch, store, zero

compiled = njit(cache=True, **OPTIONS)
BRIGHTNESS = (np.arange(256) / 255).astype(np.float32)
BYTE, CACHE_LINE = 255, 16  # of codes


@compiled
def first_layer(pixels, padded, weights, starts, codes, picks, active):
    """Bias and weighted pixels of the picked images; two sums run side by side, for one would wait for itself."""
    for b in range(len(picks)):
        begin, end = starts[picks[b]], starts[picks[b] + 1]
        following = picks[min(b + 1, len(picks) - 1)]
        for k in range(starts[following], starts[following + 1], CACHE_LINE):
            prefetch(codes, k)
        for column in range(0, padded, LANES):
            even, odd = load(weights, pixels * padded + column), zero()
            for k in range(begin, end - 1, 2):
                one, two = np.int64(codes[k]), np.int64(codes[k + 1])
                even = add_scaled(even, BRIGHTNESS[one & BYTE], load(weights, (one >> 8) * padded + column))
                odd = add_scaled(odd, BRIGHTNESS[two & BYTE], load(weights, (two >> 8) * padded + column))
            if (end - begin) & 1:
                one = np.int64(codes[end - 1])
                even = add_scaled(even, BRIGHTNESS[one & BYTE], load(weights, (one >> 8) * padded + column))
            store(active, b * padded + column, add(even, odd))


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
        for b in range(count):
            for column in range(0, padded, LANES):
                total = load(weights, block + inputs * padded + column)
                for j in range(inputs):
                    total = add_scaled(total, active[at + b * padded_in + j], load(weights, block + j * padded + column))
                store(active, to + b * padded + column, total)
        block += (inputs + 1) * padded
        at = to
    return at


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
    pulled = np.empty(padded_in, np.float32)
    for b in range(count):
        row, out = at + b * padded_in, to + b * padded
        add_row(slopes, block + inputs * padded, padded, np.float32(1), active, out)
        for j in range(inputs):  # also where it is zero: to guess which costs more than to add
            add_row(slopes, block + j * padded, padded, active[row + j], active, out)
        for column in range(0, padded_in, LANES):
            total = zero()
            for k in range(outputs):
                total = add_scaled(total, active[out + k], load(turned, k * padded_in + column))
            store(pulled, column, total)
        for j in range(padded_in):
            active[row + j] = pulled[j] if active[row + j] > 0 else np.float32(0)


@compiled
def add_row(slopes, to, padded, scale, active, at):
    """slopes[to : to + padded] += scale * active[at : at + padded]."""
    for column in range(0, padded, LANES):
        store(slopes, to + column, add_scaled(load(slopes, to + column), scale, load(active, at + column)))


@compiled
def back_first_layer(pixels, padded, slopes, starts, codes, picks, active):
    """Add up the slope of the first layer's weights."""
    for b in range(len(picks)):
        following = picks[min(b + 1, len(picks) - 1)]
        for k in range(starts[following], starts[following + 1], CACHE_LINE):
            prefetch(codes, k)
        for column in range(0, padded, LANES):
            slope = load(active, b * padded + column)
            bias = pixels * padded + column
            store(slopes, bias, add(load(slopes, bias), slope))
            for k in range(starts[picks[b]], starts[picks[b] + 1]):
                code = np.int64(codes[k])
                place = (code >> 8) * padded + column
                store(slopes, place, add_scaled(load(slopes, place), BRIGHTNESS[code & BYTE], slope))


@compiled
def gradient(layers, x, starts, codes, labels, picks, chunk, weights, slopes, active, turned, out):
    """The slope, into `out`, of the mean loss over the picked images; return that mean."""
    spread(layers, x, weights)
    slopes[:] = np.float32(0)
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
        back_first_layer(layers[0], width(layers[1]), slopes, starts, codes, some, active)
    if np.isfinite(loss):
        gather(layers, slopes, out)
    else:
        out[:] = np.float32(np.nan)
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
