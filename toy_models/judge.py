"""What weights are worth on some images: loss, accuracy, logits and slopes, by the fastest road that gives what the text gives.

The compiled layers of `toy_kernels.fully_connected` serve every network whose `logits` they agree with, which is found by comparing
numbers, not names. Any other text gives its own numbers and its own slopes: by NumPy, which keeps a record of what the text does
(`toy_kernels.recorded`), or by autograd where it does what no record knows.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels.fully_connected import FullyConnected, pack
from toy_kernels.recorded import Recorded
from toy_models.contract import InvalidArgument
from toy_models.shown import Shown

if TYPE_CHECKING:
    from toy_models.data import Images
    from toy_models.network import Network

CHUNK = 1024  # images whose activations are held at once where a text runs as it is written
PROBES, SIZES, AGREED = 12, (1e-3, 0.03, 1.0, 30.0), 1e-4  # float32 sums of some hundred products differ by 1e-6 of the largest


def agrees(network):
    """Whether the compiled layers give this network's logits: compared at random weights of several sizes, on random images."""
    draw = np.random.default_rng(0)
    shape = PROBES, network.layers[0]
    pixels = (draw.integers(0, 256, shape) * (draw.random(shape) < 0.3)).astype(np.uint8)
    pixels[0], pixels[1] = 0, 255
    compiled = FullyConnected(network.layers, pack(pixels, np.zeros(PROBES, np.uint8)))
    for size in SIZES:
        x = (size * draw.standard_normal(network.size)).astype(np.float32)
        with np.errstate(all="ignore"):
            found, said = compiled.logits(x), np.asarray(network.as_written(x[None].astype(float), pixels / 255.0))
        if said.shape != (1, *found.shape) or not np.abs(found - said[0]).max() <= AGREED * np.abs(said).max():
            return False
    return True


def on_record(network):
    """How many numbers of one image the text holds at once, at most, where NumPy can take its slope; else 0.

    Tried on one image: the recorded logits have to be those of the text, but for roundings.
    """
    x, image, tape = network.start(0, 1), np.linspace(0, 1, network.layers[0], dtype=np.float32)[None], []
    try:
        z = network.module.logits(recorded(network, x, tape), image)
        z.pull(np.ones_like(z.value))
    except (TypeError, AttributeError):
        return 0
    said, blocks = network.as_written(x, image), len(network.shapes)
    same = z.value.dtype == said.dtype and np.abs(z.value - said).max() <= AGREED * np.abs(said).max()
    return max(one.value.size for one in tape[blocks:]) * bool(same)


def recorded(network, x, tape):
    """The blocks of x (replica, weight) by name, recorded."""
    return SimpleNamespace(**{name: Recorded(block, tape) for name, block in vars(network.unflatten(x)).items()})


def on_tape(network, x, images, labels):
    """(losses (replica, image), odds (replica, image, class), back) of rows x, by NumPy, for a network that is on record.

    odds: ∂loss/∂z on each image, softmax z - 1 at the label; back(s) brings such a slope at the logits to the weights, once:
    (replica, weight). x may be complex (`toy_kernels.recorded`).
    """
    tape = []
    weights = recorded(network, x, tape)
    with np.errstate(all="ignore"):
        z = network.module.logits(weights, images)
        odds = z.value - z.value.real.max(-1, keepdims=True)
        chosen = np.broadcast_to(labels, odds.shape[:-1])[..., None]
        right, odds = np.take_along_axis(odds, chosen, -1), np.exp(odds)
        total = odds.sum(-1, keepdims=True)
        losses = (np.log(total) - right)[..., 0]
        odds /= total
        np.put_along_axis(odds, chosen, np.take_along_axis(odds, chosen, -1) - 1, -1)

    def back(slope):
        found = np.zeros_like(x)
        with np.errstate(all="ignore"):
            z.pull(slope)
        tape.clear()  # or what was recorded would hold itself, and stay until garbage is looked for
        for name, block in vars(network.unflatten(found)).items():
            pulled = vars(weights)[name].slope
            block[:] = 0 if pulled is None else pulled
        return found

    return losses, odds, back


class Judge(Shown):
    """Loss, accuracy, logits and slopes of flat float32 weights (weight,) of a network on some images.

    One thread may use it at a time.

    What is asked is checked here, once, before it reaches compiled loops, which check nothing.
    Raises `InvalidArgument`, a ValueError, that names the argument, the value and what is allowed.
    """

    def __init__(self, network: Network, images: Images):
        self.network, self.images = network, images
        self._road = FullyConnected(network.layers, images.sparse) if network.compiled else AsWritten(network, images)
        self.slope = self._road.gradient  # `gradient` without the checks, for arguments that are right by construction

    def loss(self, x: NDArray[np.float32]) -> tuple[float, float]:
        """(mean loss, share that is right) of weights x over all images."""
        return self._road.loss(self._weights(x))

    def logits(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logits (image, class) of weights x on all images."""
        return self._road.logits(self._weights(x))

    def gradient(self, x: NDArray[np.float32], picks: ArrayLike, out: NDArray[np.float32]) -> None:
        """The slope at weights x of the mean loss on the images numbered `picks`, into `out` (weight,) float32; returns that mean.

        NaN throughout where the loss is not finite.
        """
        count, size = len(self.images), self.network.size
        rows = checked_array("picks", picks, (None,), "iu", f"numbers of images, from 0 to {count - 1}")
        if not len(rows) or rows.min() < 0 or rows.max() >= count:
            raise InvalidArgument("picks", picks, f"at least one number of an image, from 0 to {count - 1}")
        sound = isinstance(out, np.ndarray) and out.dtype == np.float32 and out.shape == (size,)
        if not sound or not out.flags.c_contiguous or not out.flags.writeable:
            raise InvalidArgument("out", out, f"a contiguous float32 array of shape ({size},) that can be written")
        return self.slope(self._weights(x), np.ascontiguousarray(rows, np.int64), out)

    def plane(self, points: NDArray[np.float32], offsets: NDArray[np.float32]) -> NDArray[np.float32]:
        """The mean loss over all images at points[0] + a points[1] + b points[2], one for each row (a, b) of `offsets`.

        points: (3, weight).
        """
        points = checked_array("points", points, (3, self.network.size))
        return self._road.plane(_float32(points), _float32(checked_array("offsets", offsets, (None, 2))))

    def _weights(self, x):
        return _float32(checked_array("x", x, (self.network.size,)))


class AsWritten:
    """The questions of `FullyConnected`, answered by a network's own text: arrays for values, and slopes from it too."""

    def __init__(self, network, images):
        self._network, self._images = network, images

    def _pieces(self, picks):
        """(brightness, labels) of the images numbered `picks`, some at a time."""
        for low in range(0, len(picks), CHUNK):
            some = picks[low : low + CHUNK]
            yield self._images.brightness(some), self._images.labels[some].astype(np.int64)

    def gradient(self, x, picks, out):
        """As `FullyConnected.gradient`."""
        total = 0.0
        out[:] = 0
        for images, labels in self._pieces(picks):
            energy, slope = (self._on_record if self._network.recorded else self._by_autograd)(x, images, labels)
            share = len(labels) / len(picks)
            out += np.float32(share) * slope
            total += share * energy
        if not np.isfinite(total):
            out[:] = np.nan
        return total

    def _said(self, x, images):
        """The logits (image, class), on this thread alone where a record can be kept."""
        if self._network.recorded:
            return self._network.module.logits(recorded(self._network, x[None], []), images).value[0]
        return self._network.as_written(x[None], images)[0]

    def _on_record(self, x, images, labels):
        """(mean loss, its slope (weight,)), by NumPy."""
        losses, odds, back = on_tape(self._network, x[None], images, labels)
        return float(losses.mean(dtype=float)), back(odds / np.float32(len(labels)))[0]

    def _by_autograd(self, x, images, labels):
        """(mean loss, its slope (weight,)), by torch."""
        from toy_kernels.extras import torch

        weights = torch.tensor(x[None], requires_grad=True)
        with torch.enable_grad():
            energy = self._network.cross_entropy(weights, torch.from_numpy(images), torch.from_numpy(labels)).sum()
        return energy.item(), torch.autograd.grad(energy, weights)[0][0].numpy()

    def loss(self, x):
        """As `FullyConnected.loss`."""
        loss = right = 0.0
        with np.errstate(all="ignore"):
            for images, labels in self._pieces(np.arange(len(self._images))):
                z = self._said(x, images)
                loss += cross_entropy(z.astype(float), labels) * len(labels)
                right += (z.argmax(-1) == labels).sum()
        return float(loss / len(self._images)), float(right / len(self._images))

    def logits(self, x):
        """As `FullyConnected.logits`."""
        with np.errstate(all="ignore"):
            parts = [self._said(x, images) for images, _ in self._pieces(np.arange(len(self._images)))]
        return np.concatenate(parts).astype(np.float32)

    def plane(self, points: NDArray[np.float32], offsets: NDArray[np.float32]) -> NDArray[np.float32]:
        """As `FullyConnected.plane`."""
        return np.array([self.loss(points[0] + a * points[1] + b * points[2])[0] for a, b in offsets])


def cross_entropy(z, labels):
    """The mean over images of log Σ exp z - z[label]: (replica,) from (replica, image, class), arrays or tensors."""
    if not isinstance(z, np.ndarray):
        from toy_kernels.torch_runner import cross_entropy  # torch is here already: z is a tensor

        return cross_entropy(z, labels)
    z = z - z.max(-1, keepdims=True)
    chosen = np.take_along_axis(z, np.broadcast_to(labels, z.shape[:-1])[..., None].astype(np.int64), -1)
    return (np.log(np.exp(z).sum(-1)) - chosen[..., 0]).mean(-1)


def checked_array(name, value, shape, kinds="iuf", what="numbers"):
    """`value` as an array of such a shape (None: any length) and kind, or `InvalidArgument`."""
    said = f"({', '.join('n' if length is None else str(length) for length in shape)}{',' * (len(shape) == 1)})"
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError):
        raise InvalidArgument(name, value, f"an array of {what}, of shape {said}") from None
    fits = array.ndim == len(shape) and all(b in (None, a) for a, b in zip(array.shape, shape, strict=True))
    if array.dtype.kind not in kinds or not fits:
        raise InvalidArgument(name, value, f"an array of {what}, of shape {said}")
    return array


def _float32(array):
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, np.float32)
