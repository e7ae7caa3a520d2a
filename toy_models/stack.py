"""Fully connected layers of any sizes, with units of one kind between them: networks that need no file of their own.

    a₀ = image,      aₗ = unit(aₗ₋₁ Wₗ + bₗ),      logits = a Wₙ + bₙ

The name says it all: "196-100-10" has 100 ReLU units between 196 pixels and 10 classes, "784-32-32-10 tanh" two hidden layers of
tanh units. Weights, start and scales are those of `networks/mlp.py`.
"""

import functools
import re
from types import SimpleNamespace

from toy_models import notation
from toy_models.contract import InvalidArgument
from toy_models.network import Network

SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}
UNITS = ("relu", "tanh", "erf", "gelu")
MOST_LAYERS, MOST_UNITS, MOST_WEIGHTS = 10, 4096, 5_000_000  # a step in a second or so; what is larger is torch's
_NAME = re.compile(r"(\d{1,6}(?:-\d{1,6})+)(?: ([a-z]+))?")


class Stack(Network):
    """A `Network` whose key is its description; two of the same description are one object."""

    def __reduce__(self):
        return of, (self.key,)


def describes(text: str) -> bool:
    """Whether a text has the form of such a name."""
    return _NAME.fullmatch(text) is not None


def of(text: str) -> Stack:
    """The network of a name: sizes from the pixels to the classes, then the unit, "relu" where none is said.

    Raises `InvalidArgument` for another unit, for sizes outside 1 to 4,096 (pixels to 65,536, at least two classes), for more than
    ten layers or 5,000,000 weights.
    """
    sizes, unit = _NAME.fullmatch(text).groups()
    layers, unit = tuple(int(size) for size in sizes.split("-")), unit or UNITS[0]
    if unit not in UNITS:
        raise InvalidArgument("network", text, f"sizes and then one of {', '.join(UNITS)}")
    pixels, *others = layers
    weights = sum((inputs + 1) * outputs for inputs, outputs in zip(layers, others, strict=False))
    fits = 1 <= pixels <= 65_536 and all(1 <= size <= MOST_UNITS for size in others) and others[-1] >= 2
    if not fits or len(others) > MOST_LAYERS or weights > MOST_WEIGHTS:
        raise InvalidArgument("network", text, f"1 to 65,536 pixels, then at most {MOST_LAYERS} layers of 1 to {MOST_UNITS:,}, the "
                                               f"last of at least 2, and at most {MOST_WEIGHTS:,} weights in all")
    return _made(layers, unit)


@functools.lru_cache(maxsize=64)
def _made(layers, unit):
    bend, count = getattr(notation, unit), len(layers) - 1

    def logits(weights, images):
        """One row for every image of every replica."""
        for i in range(1, count):
            images = bend(images @ getattr(weights, f"W{i}") + getattr(weights, f"b{i}"))
        return images @ getattr(weights, f"W{count}") + getattr(weights, f"b{count}")

    sizes = "-".join(map(str, layers))
    key = sizes if unit == UNITS[0] else f"{sizes} {unit}"
    name = f"Network {sizes}, {unit}" if count > 1 else f"Softmax regression {sizes}"
    made = Stack(key, SimpleNamespace(NAME=name, LAYERS=layers, SCALES=SCALES, logits=logits))
    made.__doc__ = __doc__
    return made
