"""A network: an energy of many weights, which can only be seen in slices."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Mapping
from types import MappingProxyType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import noise
from toy_kernels.fully_connected import SparseImages
from toy_models.contract import InvalidArgument, whole
from toy_models.judge import Judge, agrees, checked_array, cross_entropy, on_record
from toy_models.parameter import scale
from toy_models.shown import Shown

if TYPE_CHECKING:
    import torch

    from toy_models.data import Images

    Array = NDArray | torch.Tensor

MOST_REPLICAS = 4096
PROBES = 16  # random images on which a text is looked at


class Network(Shown):
    """A file of `networks/`, with everything derived from it: `module`, of the name `key`.

    Attributes: `key`, `name`, `layers` (pixels, then units of each layer; the last are the classes), `size` (weights), `shapes`
    {name: shape of that block}, `scales` {slider: factor, or "1/N"}, `stacked`: whether a unit is given all of the layer below.
    Weights x are flat rows (replica, weight): W1 (inputs of a unit, units), b1, W2, b2, ... in turn. `in_layers`: whether Wᵢ and bᵢ
    are layer i.
    """

    in_layers = True

    def __init__(self, key: str, module: ModuleType):
        self.key, self.module, self.name, self.scales = key, module, module.NAME, MappingProxyType(dict(module.SCALES))
        first, *others = module.LAYERS
        self.layers = (first, *(layer if isinstance(layer, int) else layer[1] for layer in others))
        given = [below if isinstance(layer, int) else layer[0] for below, layer in zip(self.layers[:-1], others, strict=True)]
        self.stacked, self.shapes = tuple(given) == self.layers[:-1], {}
        for i, (inputs, outputs) in enumerate(zip(given, self.layers[1:], strict=True), start=1):
            self.shapes |= {f"W{i}": (inputs, outputs), f"b{i}": (1, outputs)}
        self.size = sum(rows * columns for rows, columns in self.shapes.values())

        self.__doc__ = inspect.getdoc(module)

    def _line(self):
        return f"network {self.key}: {self.name}, {self.size:,} weights"

    def _head(self):
        return ("weights", "shape")

    def _rows(self):
        return list(self.shapes.items())

    def __reduce__(self):
        return _from_file, (type(self), self.key, self.module.__name__)

    def scale(self, slider: str, digits: int, own: Mapping[str, float | str] = MappingProxyType({})) -> float:
        """What a slider's number is multiplied by on this network, with so many training digits; `own`: a method's own scales."""
        return scale({**self.scales, **own}, slider, digits)

    def start(self, seed: int = 0, replicas: int | ArrayLike = 1) -> NDArray[np.float32]:
        """Initial weights, float32 (replica, weight): biases 0, weights normal with variance 2 / inputs.

        A function of (seed, replica) alone: every method starts at the same place. replicas: how many, or their numbers.
        He, Zhang, Ren and Sun, ICCV 2015, arXiv 1502.01852.
        """
        seed = whole("seed", seed, 0, 2**32 - 1)
        numbers = np.arange(whole("replicas", replicas, 1, MOST_REPLICAS)) if np.ndim(replicas) == 0 else np.asarray(replicas)
        x = noise.normals(seed, noise.START, numbers, self.size, 0, 0)
        for name, block in vars(self.unflatten(x)).items():
            block[:] = self._begun(name, block)
        return x.astype(np.float32)

    def _begun(self, name, normals):
        """What a block of `start` is, made from normals of its shape."""
        return normals * ((2 / normals.shape[1]) ** 0.5 if name.startswith("W") else 0)

    def unflatten(self, x: Array) -> SimpleNamespace:
        """The blocks of x (replica, weight) by name, as views: W1 (replica, inputs, outputs), b1 (replica, 1, outputs), ..."""
        if getattr(x, "ndim", 0) != 2 or x.shape[1] != self.size:
            raise InvalidArgument("x", tuple(getattr(x, "shape", ())), f"weights of shape (replica, {self.size})")
        blocks, at = {}, 0
        for name, (rows, columns) in self.shapes.items():
            blocks[name] = x[:, at : at + rows * columns].reshape(len(x), rows, columns)
            at += rows * columns
        return SimpleNamespace(**blocks)

    @functools.cached_property
    def compiled(self) -> bool:
        """Whether compiled layers give what this network's text gives, and may stand for it; compared when first asked for."""
        return self.stacked and agrees(self)

    @functools.cached_property
    def recorded(self) -> int:
        """0 where NumPy cannot take the text's slope (`toy_kernels.recorded`); else how many numbers of one image it holds at once.

        Tried when first asked for.
        """
        return on_record(self)

    @property
    def width(self) -> int:
        """How many numbers of one image are held at once, at most, where its text runs as it is written."""
        return max(*self.layers, self.recorded)

    @property
    def needs_torch(self) -> bool:
        """Whether training it needs torch: neither NumPy nor compiled layers give its slope."""
        return not (self.recorded or self.compiled)

    def as_written(self, x: Array, images: Array) -> Array:
        """The file's own `logits` of weights x on images, for arguments that are right by construction."""
        return self.module.logits(self.unflatten(x), images)

    def logits(self, x: Array, images: Array) -> Array:
        """(replica, image, class), for x (replica, weight) and images (image, pixel) or (replica, image, pixel).

        Arrays or tensors; brightness from 0 to 1. Raises `InvalidArgument`, as `energy` and `accuracy` do.
        """
        return self.as_written(*self._checked(x, images))

    def hidden(self, x: ArrayLike, images: ArrayLike) -> NDArray:
        """What the last layer is given, (replica, image, unit): what the text says with the identity in that layer's place.

        x and images are those of `logits`, as arrays. Raises `InvalidArgument` where, on random images, the logits are not
        `hidden @ W` but for a factor and a shift of each class.
        """
        x, images = self._checked(x, images)
        if not self.in_layers:
            raise InvalidArgument("network", self, "one whose text ends in a layer, hidden @ W + b")
        blocks, count = vars(self.unflatten(x)), len(self.layers) - 1
        last = blocks[f"W{count}"]
        bare = {f"W{count}": np.eye(last.shape[1], dtype=x.dtype)[None], f"b{count}": np.zeros((1, 1, last.shape[1]), x.dtype)}
        without = SimpleNamespace(**{**blocks, **bare})
        probes = np.random.default_rng(0).normal(size=(PROBES, self.layers[0])).astype(x.dtype)
        read, said = np.asarray(self.module.logits(without, probes)) @ last, self.as_written(x, probes)
        read, said = (values - values.mean(1, keepdims=True) for values in (read, said))
        size = (read * read).sum(1, keepdims=True)
        rest = said - read * (read * said).sum(1, keepdims=True) / np.where(size > 0, size, 1)
        if not np.abs(rest).max() <= 1e4 * np.finfo(x.dtype).eps * np.abs(said).max():
            raise InvalidArgument("network", self, "one whose text ends in a layer, hidden @ W + b")
        found = np.asarray(self.module.logits(without, images))
        return np.broadcast_to(found, (len(x), *found.shape[1:]))

    def energy(self, x: Array, images: Array, labels: Array) -> Array:
        """Mean cross-entropy (replica,) of weights x on images; labels (image,) or (replica, image), numbers of classes."""
        x, images = self._checked(x, images)
        return self.cross_entropy(x, images, self._checked_labels(labels, len(x), images.shape[-2]))

    def cross_entropy(self, x: Array, images: Array, labels: Array) -> Array:
        """`energy` of x on images with labels, for arguments that are right by construction."""
        return cross_entropy(self.as_written(x, images), labels)

    def judge(self, images: Images) -> Judge:
        """The `Judge` of these images: loss, share right, logits, slopes and planes fast, for flat float32 weights (weight,).

        images: a `toy_models.data.Images`. One thread may use it at a time.
        """
        sparse, (pixels, *_, classes) = getattr(images, "sparse", None), self.layers
        if not isinstance(sparse, SparseImages) or sparse.pixels != pixels or sparse.labels.max() >= classes:
            raise InvalidArgument("images", images, f"toy_models.data.Images of {pixels} pixels with labels below {classes}")
        return Judge(self, images)

    def accuracy(self, x: Array, images: Array, labels: Array) -> NDArray[np.float64]:
        """The share of images on which the largest logit of weights x is that of `labels` (replica,); arrays only."""
        x, images = self._checked(x, images)
        labels = self._checked_labels(labels, len(x), images.shape[-2])
        return (self.as_written(x, images).argmax(-1) == labels).mean(-1)

    def _checked(self, x, images):
        """x and images, as arrays unless x is a tensor, in shapes that belong together."""
        pixels = self.layers[0]
        if not _is_tensor(x):
            x = checked_array("x", x, (None, self.size))
        self.unflatten(x)
        allowed = f"brightness, real numbers, of shape (image, {pixels}) or ({len(x)}, image, {pixels}), in the kind of array of x"
        try:
            given = images if _is_tensor(images) else np.asarray(images)
        except (TypeError, ValueError):
            raise InvalidArgument("images", images, allowed) from None
        real = given.is_floating_point() if _is_tensor(given) else given.dtype.kind == "f"
        shape = tuple(given.shape)
        sound = real and _is_tensor(given) == _is_tensor(x) and len(shape) in (2, 3) and shape[-1] == pixels and shape[-2] > 0
        if not sound or (len(shape) == 3 and shape[0] != len(x)):
            raise InvalidArgument("images", images, allowed)
        return x, given

    def _checked_labels(self, labels, replicas, count):
        classes = self.layers[-1]
        allowed = f"whole numbers from 0 to {classes - 1}, of shape ({count},) or ({replicas}, {count})"
        try:
            given = labels if _is_tensor(labels) else np.asarray(labels)
            whole_numbers = str(given.dtype).removeprefix("torch.").startswith(("int", "uint"))
        except (TypeError, ValueError):
            raise InvalidArgument("labels", labels, allowed) from None
        fits = whole_numbers and tuple(given.shape) in ((count,), (replicas, count))
        if not fits or int(given.min()) < 0 or int(given.max()) >= classes:
            raise InvalidArgument("labels", labels, allowed)
        return given


def _is_tensor(value):
    return hasattr(value, "detach")  # torch itself need not be here


def _from_file(kind, key, module):
    return kind(key, importlib.import_module(module))
