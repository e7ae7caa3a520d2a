"""Fast slopes of fully connected layers with ReLU between them and softmax cross-entropy behind, on sparse images.

    a₀ = image,      zₗ = aₗ₋₁ Wₗ + bₗ,      aₗ = max(zₗ, 0),      loss = mean of (log Σ exp z - z[label])

Flat weights hold W₁ (inputs, outputs), b₁, W₂, b₂, ... one after another. Four fifths of a handwritten digit are black: only
the other pixels are visited, each with one contiguous row of W₁. float32; one network at a time, one thread, no GIL held, so
the bits depend on nothing but the arguments.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toy_kernels.kept import loops
from toy_kernels.vectors import LANES

CHUNK = 128  # images whose activations are held at once
_ALIGNMENT = 64  # bytes; a row of weights that straddles cache lines costs half as much again


@dataclass(frozen=True, eq=False)
class SparseImages:
    """Images without their black pixels: `codes[starts[i]:starts[i + 1]]` are those of image i, each as pixel << 8 | value."""

    pixels: int
    starts: np.ndarray
    codes: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)


def pack(images, labels):
    """`SparseImages` from bytes (image, pixel) and labels (image,)."""
    rows, places = np.nonzero(images)
    starts = np.searchsorted(rows, np.arange(len(images) + 1)).astype(np.int64)
    codes = places.astype(np.uint32) << np.uint32(8) | images[rows, places].astype(np.uint32)
    return SparseImages(images.shape[1], starts, codes, labels.astype(np.int64))


def size(layers):
    """How many weights fully connected layers of these sizes have, biases included."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(layers))


def _aligned(*shape):
    length = int(np.prod(shape))
    raw = np.zeros(4 * length + _ALIGNMENT, np.uint8)
    offset = -raw.ctypes.data % _ALIGNMENT
    return raw[offset : offset + 4 * length].view(np.float32).reshape(shape)


class FullyConnected:
    """Loss, slope and logits of flat float32 weights (weight,) on `SparseImages`.

    It holds its scratch memory, so one thread may use it at a time. Nothing that is asked is checked (`toy_models.judge` does).
    """

    def __init__(self, layers, images):
        layers = tuple(int(layer) for layer in layers)
        if len(layers) < 2 or images.pixels != layers[0] or images.labels.max() >= layers[-1] or images.labels.min() < 0:
            raise ValueError(f"layers {layers} do not fit images of {images.pixels} pixels with labels to {images.labels.max()}")
        self.layers, self.images, self.size = layers, images, size(layers)
        padded = [-(-outputs // LANES) * LANES for outputs in layers[1:]]
        self._blocks = sum((inputs + 1) * row for inputs, row in zip(layers, padded, strict=False))
        self._layers, self._loops = np.array(layers, np.int64), loops("network_loops")
        self._weights, self._slopes = _aligned(self._blocks), _aligned(self._blocks)
        self._active = _aligned(CHUNK * sum(padded))
        turned = (row * outputs for row, outputs in zip(padded, layers[2:], strict=False))
        self._turned = _aligned(max(turned, default=0))
        self._firsts, self._lights = np.zeros(layers[0] + 2, np.int64), np.empty(CHUNK * layers[0], np.uint32)

    def gradient(self, x, picks, out):
        """The slope of the mean loss on the images numbered `picks`, into `out` (weight,); returns that mean.

        NaN throughout where the loss is not finite.
        """
        images = self.images
        return self._loops.gradient(self._layers, x, images.starts, images.codes, images.labels, picks, CHUNK,
                                    self._weights, self._slopes, self._active, self._turned, self._firsts, self._lights, out)

    def loss(self, x):
        """(mean loss, share that is right) over all images."""
        images = self.images
        return self._loops.losses(self._layers, x, images.starts, images.codes, images.labels, CHUNK, self._weights, self._active)

    def logits(self, x):
        """The logits (image, class) of all images."""
        out = np.empty((len(self.images), self.layers[-1]), np.float32)
        self._loops.logits(self._layers, x, self.images.starts, self.images.codes, CHUNK, self._weights, self._active, out)
        return out

    def plane(self, points, offsets):
        """The mean loss over all images at points[0] + a points[1] + b points[2], one for each row (a, b) of `offsets`.

        points: (3, weight).
        """
        images, out = self.images, np.empty(len(offsets))
        width = -(-self.layers[1] // LANES) * LANES
        self._loops.plane_losses(
            self._layers, np.ascontiguousarray(points, np.float32), np.ascontiguousarray(offsets, np.float32), images.starts,
            images.codes, images.labels, CHUNK, _aligned(4, self._blocks), self._active, _aligned(3, CHUNK * width), out)
        return out
