"""The bundled digits: real MNIST, checked, and cut down in one fixed order; and data that are made, of models that are solved.

Images are kept as bytes (0 to 255) and read as brightness between 0 and 1. A subset is the first n in the order of a
permutation that never changes, so that a smaller set is part of every larger one and nobody picks digits.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import fully_connected, noise
from toy_models.contract import InvalidArgument, number, whole
from toy_models.draws import Draws
from toy_models.shown import Shown

_FILE = Path(__file__).parent / "mnist" / "mnist.npz"
_RELABELLED = 2  # which stream of words decides; 0 and 1 order the images
_SHA256 = "2d76e9118549b71fc4e0b3166431520149753401496e0eefc8349fb7c2bf689a"


class DamagedData(RuntimeError):
    """A bundled file that is missing or is not the file that belongs there; the message says what to do."""


@dataclass(frozen=True, eq=False, repr=False)
class Images(Shown):
    """Images as bytes, `pixels` (image, pixel) uint8, and their `labels` (image,) uint8; neither can be written to.

    What is derived from them is kept, and they are shared: a change is a new object, `dataclasses.replace(images, labels=...)`.
    """

    pixels: np.ndarray
    labels: np.ndarray

    def __post_init__(self):
        pixels, labels = np.asarray(self.pixels), np.asarray(self.labels)
        if pixels.dtype != np.uint8 or pixels.ndim < 2 or not len(pixels):
            raise InvalidArgument("pixels", self.pixels, "a uint8 array with one row for each image, and at least one")
        if labels.dtype.kind not in "iu" or labels.shape != pixels.shape[:1] or labels.min() < 0 or labels.max() > 255:
            raise InvalidArgument("labels", self.labels, f"{len(pixels)} whole numbers from 0 to 255")
        object.__setattr__(self, "pixels", _fixed(pixels.reshape(len(pixels), -1)))
        object.__setattr__(self, "labels", _fixed(labels.astype(np.uint8, copy=False)))

    def __reduce__(self):
        return Images, (self.pixels, self.labels)  # a copy's arrays are fixed as well, and nothing derived comes along

    def _line(self):
        return f"{len(self):,} images of {self.pixels.shape[1]} pixels"

    def _head(self):
        return ("label", "images")

    def _rows(self):
        return list(zip(*(part.tolist() for part in np.unique(self.labels, return_counts=True)), strict=True))

    def __len__(self):
        return len(self.labels)

    def brightness(self, rows: slice | ArrayLike = slice(None)) -> NDArray[np.float32]:
        """Pixels as float32 from 0 to 1, of shape (image, pixel); of some `rows`, or all."""
        return self.pixels[rows].astype(np.float32) / np.float32(255)

    def first(self, count: int) -> Images:
        """The first `count` images (all, if there are fewer); asked again, the same object, with what was derived from it."""
        if count >= len(self):
            return self
        known = self.__dict__.get("_first")
        if known is None or len(known) != count:
            known = self.__dict__["_first"] = Images(self.pixels[:count], self.labels[:count])
        return known

    def some(self, rows: slice | ArrayLike) -> Images:
        """The images of these rows, or where a mask (image,) is true; at least one."""
        return Images(self.pixels[rows], self.labels[rows])

    def pooled(self, window: int) -> Images:
        """The mean of each window x window pixels, rounded to a byte, of square images whose side it divides."""
        side = round(self.pixels.shape[1] ** 0.5)
        sides = [w for w in range(1, side + 1) if side % w == 0 and side**2 == self.pixels.shape[1]]
        if isinstance(window, bool) or not isinstance(window, int | np.integer) or window not in sides:
            allowed = f"one of {', '.join(map(str, sides))}" if sides else "left out: these are no square images"
            raise InvalidArgument("window", window, allowed)
        new = side // window
        means = self.pixels.reshape(len(self), new, window, new, window).mean(axis=(2, 4))
        return Images(np.rint(means).astype(np.uint8).reshape(len(self), -1), self.labels)

    @functools.cached_property
    def sparse(self) -> fully_connected.SparseImages:
        """The same images without their black pixels, as the fast gradient reads them."""
        return fully_connected.pack(self.pixels, self.labels)


def _fixed(array):
    """The array, contiguous, as a view that cannot be written to; of a copy, if others could write to it."""
    owner = array
    while isinstance(owner, np.ndarray) and not owner.flags.writeable and owner.base is not None:
        owner = owner.base
    if not array.flags.c_contiguous or not isinstance(owner, np.ndarray) or owner.flags.writeable:
        array = np.array(array, order="C")
        array.flags.writeable = False
    return array.view()


@dataclass(frozen=True, eq=False, repr=False)
class Data(Shown):
    """Images to learn from, `train`, and images to be tested on, `test`, under a `name`."""

    name: str
    train: Images
    test: Images

    def _line(self):
        return f"data {self.name}: {len(self.train):,} images to learn from, {len(self.test):,} to be tested on"


    def pooled(self, window: int) -> Data:
        """The same with each window x window pixels as one, their mean: 2 makes 14 x 14 of MNIST, 4 makes 7 x 7."""
        train, test = self.train.pooled(window), self.test.pooled(window)
        side = round(train.pixels.shape[1] ** 0.5)
        return Data(f"{self.name}, {side} x {side}", train, test)

    def relabelled(self, share: float, seed: int = 0) -> Data:
        """The same with wrong labels to learn from: each, with probability `share`, another class, all others alike.

        A larger share of one seed changes the same labels to the same, and more besides; the test's labels are left. Where they
        are wrong: `data.train.labels != changed.train.labels`.
        """
        share, seed = number("share", share, 0.0, 1.0), whole("seed", seed, 0, 2**32 - 1)
        classes = max(int(part.labels.max()) for part in (self.train, self.test)) + 1
        if classes < 2:
            raise InvalidArgument("share", share, "of data of at least two classes")
        rows = np.arange(len(self.train), dtype=np.uint32)
        words = noise.threefry((np.uint32(seed), np.uint32(_RELABELLED)), (rows, np.uint32(0)))
        chance, other = ((word >> np.uint32(8)).astype(float) / 2**24 for word in words)
        moved = (self.train.labels + 1 + (other * (classes - 1)).astype(int)) % classes
        labels = np.where(chance < share, moved, self.train.labels)
        return Data(f"{self.name}, {100 * share:.3g} % of the labels wrong", Images(self.train.pixels, labels), self.test)


@functools.lru_cache(maxsize=4)
def _mnist(train, test):
    arrays = _read(str(_FILE))
    parts = []
    for part, (images, labels, count) in enumerate((("Xtr", "ytr", train), ("Xte", "yte", test))):
        order = _order(len(arrays[labels]), part)[:count]
        chosen = [arrays[name][order] for name in (images, labels)]
        for array in chosen:
            array.flags.writeable = False  # ours: it need not be copied
        parts.append(Images(*chosen))
    return Data("MNIST", *parts)


def mnist(train: int = 10000, test: int = 2000) -> Data:
    """MNIST digits, the first in one fixed order: a smaller set is part of every larger one.

    Args:
        train: how many of the 60,000 to learn from.
        test: how many of the 10,000 others.

    Returns:
        The `Data`.

    Raises:
        InvalidArgument: a size outside 1 to 60,000 (10,000).
        DamagedData: the bundled file is not whole.
    """
    return _mnist(whole("train", train, 1, 60_000), whole("test", test, 1, 10_000))


def gaussian_mixture(train: int = 1000, test: int = 1000, inputs: int = 100, spread: float = 1.0, seed: int = 0) -> Data:
    """Two clouds to be told apart, as those of `tm.solvable.gaussian_mixture`: x = y v + √Δ z, y = ±1, vᵢ = 1/√N, z ~ N(0, I).

    Label 1 is y = +1. The least error of any rule is Φ(-1/√Δ). Brightness is ½ + x/2r, r = 1 + 5√Δ, cut off at 0 and 1 and rounded
    to bytes: an affine map, which a network's first layer can undo.

    Args:
        train: how many points to learn from; at most 20,000,000 numbers.
        test: how many others.
        inputs: N, 1 to 4,096.
        spread: Δ, the variance along each axis, up to 1e6.
        seed: 0 to 2³² - 1.

    Returns:
        The `Data`, for a network of N pixels and two classes, "100-20-2".

    Raises:
        InvalidArgument: a value that cannot be used; it names the argument, the value and what is allowed.
    """
    spread = number("spread", spread, 0.0, 1e6)

    def points(draw, count):
        signs = draw.signs(count, 1)
        x = signs * inputs**-0.5 + spread**0.5 * draw.normals(count, inputs)
        return np.clip(0.5 + x / (2 + 10 * spread**0.5), 0, 1), signs[:, 0] > 0

    return _made(f"two Gaussian clouds, N = {inputs}, Δ = {spread:g}", points, train, test, inputs, seed)


def teacher(train: int = 1000, test: int = 1000, inputs: int = 101, seed: int = 0) -> Data:
    """What a perceptron with weights of ±1 says of random patterns of ±1: label 1 where w·ξ > 0. Black is -1, white +1.

    Args:
        train: how many patterns to learn from; at most 20,000,000 numbers.
        test: how many others.
        inputs: an odd number up to 4,095, so that w·ξ is never 0.
        seed: of the teacher and the patterns, 0 to 2³² - 1.

    Returns:
        The `Data`, for a network of that many pixels and two classes.

    Raises:
        InvalidArgument: a value that cannot be used; it names the argument, the value and what is allowed.
    """
    if whole("inputs", inputs, 1, 4096) % 2 == 0:
        raise InvalidArgument("inputs", inputs, "an odd number from 1 to 4095")
    weights = Draws(whole("seed", seed, 0, 2**32 - 1), inputs, 2).signs(1)[0]

    def points(draw, count):
        patterns = draw.signs(count, inputs)
        return (1 + patterns) / 2, patterns @ weights > 0

    return _made(f"a teacher's perceptron, N = {inputs}", points, train, test, inputs, seed)


def _made(name, points, train, test, inputs, seed):
    """`Data` of points(draw, count) -> (brightness, labels), the two parts from draws of their own."""
    inputs, seed = whole("inputs", inputs, 1, 4096), whole("seed", seed, 0, 2**32 - 1)
    counts = [whole(part, count, 1, 20_000_000 // inputs) for part, count in (("train", train), ("test", test))]
    made = [points(Draws(seed, inputs, part), count) for part, count in enumerate(counts)]
    return Data(name, *(Images(np.rint(255 * brightness).astype(np.uint8), labels.astype(np.uint8)) for brightness, labels in made))


def _order(size, part):
    """A permutation of `size` rows, the same on every machine: rows sorted by a counter-based word of their own."""
    words, _ = noise.threefry((np.uint32(0), np.uint32(part)), (np.arange(size, dtype=np.uint32), np.uint32(0)))
    return np.argsort(words, kind="stable")


def _read(path):
    _verify(path)
    with np.load(path) as archive:
        return {name: archive[name] for name in archive.files}


@functools.cache
def _verify(path):
    """Compare the file's sum, once for each process."""
    remedy = "restore it from the repository (git checkout), or install the package again"
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise DamagedData(f"{path} cannot be read ({error.strerror}): {remedy}") from None
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise DamagedData(f"{path} is not the file that belongs there ({len(content):,} bytes, other sha256): {remedy}")
