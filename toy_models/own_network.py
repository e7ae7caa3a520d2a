"""A network of one's own: any `torch.nn.Module` that reads digits, as a `Network` over flat weights.

    logits = module(images) with the row's numbers in the place of its parameters      (`torch.func.functional_call`, `vmap`)

A parameter p of shape (units, ...) stands in the row as a W, of (inputs of a unit, units), one of a single axis as a b: the row of
`torch.nn.Linear` and what bends between them is that of the stack of the same sizes, and compiled layers serve it where they agree.
The module is copied, in `eval()`: Dropout lets everything through, and BatchNorm keeps the statistics that it has. Buffers, and
parameters that want no gradient, stay as they are. The loss of many images has to be the mean of their own, and a module whose
outputs say otherwise is refused.
"""

from __future__ import annotations

import copy
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models import stack
from toy_models.contract import InvalidArgument, whole
from toy_models.judge import checked_array
from toy_models.module_reader import Reader, check_numbers, digest, refused, words
from toy_models.network import Network

if TYPE_CHECKING:
    import torch

OWN = "own_"  # how the keys of such networks begin
STARTS = ("redrawn", "own")
MOST_HELD = 4  # networks that are known even while nobody holds them
_known: weakref.WeakValueDictionary[str, OwnNetwork] = weakref.WeakValueDictionary()
_newest: dict[str, OwnNetwork] = {}


class OwnNetwork(Network):
    """A `Network` made from a module. `reads` is "flat" where it is given (image, pixel), "square" for (image, 1, side, side);
    `parameters` are the names of its parameters, one for each block of `shapes`; `batched` says whether rows of weights go through
    it together (`torch.func.vmap`), or one after another.
    """

    def __init__(self, key: str, name: str, module: torch.nn.Module, start: str, reader: Reader):
        layers = reader.layers
        flat = (reader.pixels, reader.classes)
        super().__init__(key, SimpleNamespace(NAME=name, LAYERS=layers or flat, SCALES=stack.SCALES, logits=reader.logits))
        self.in_layers, self.reads, self.parameters = bool(layers), reader.reads, tuple(reader.shapes)
        if not layers:
            self.shapes, self.stacked = reader.blocks, False
            self.size = reader.size
        self.__doc__ = __doc__
        self._given, self._start, self._reader = module, start, reader
        self._own = reader.row()

    def __reduce__(self):
        return of, (self._given, self.name, self.layers[0], self._start)

    @property
    def batched(self) -> bool:
        """Whether rows of weights go through the module together."""
        return self._reader.batched

    @property
    def width(self) -> int:
        """How many numbers of one image a part of the module gives at once, at most."""
        return self._reader.width

    def _head(self):
        return ("parameter", "weights", "shape")

    def _rows(self):
        return [(name, *block) for name, block in zip(self.parameters, self.shapes.items(), strict=True)]

    def _begun(self, name, normals):
        own = vars(self.unflatten(self._own))[name]
        if self._start == "own" or name.startswith("b"):
            return np.broadcast_to(own, normals.shape)
        return own.mean() + own.std() * normals

    def hidden(self, x: ArrayLike, images: ArrayLike) -> NDArray:
        """As `Network.hidden`."""
        try:
            return super().hidden(x, images)
        except (RuntimeError, TypeError) as error:  # the module wants as many outputs as classes
            raise InvalidArgument("network", self, f"one that ends in a layer, hidden @ W + b: {words(error)}") from None

    def state(self, x: ArrayLike) -> dict[str, torch.Tensor]:
        """The `state_dict` of the module at weights x (weight,): `my_module.load_state_dict(net.state(run.x[-1, 0]))`."""
        from toy_kernels.extras import torch

        row = torch.from_numpy(checked_array("x", x, (self.size,)).astype(np.float32)[None])
        found = self._reader.placed(list(vars(self.unflatten(row)).values()))
        rest = self._given.state_dict()
        shared = {id(one): name for name, one in self._given.named_parameters()}  # of tied parameters, the first name
        names = {name: shared.get(id(one)) for name, one in self._given.named_parameters(remove_duplicate=False)}
        return {name: found[names[name]][0].to(one.dtype).clone() if names.get(name) in found else one.clone()
                for name, one in rest.items()}


def of(module: torch.nn.Module, name: str = "Mine", pixels: int = 784, start: str = "redrawn") -> OwnNetwork:
    """A `torch.nn.Module` as a network, for `tm.train`, `tm.race`, `tm.measures`, `tm.paths` and `tm.plane`.

        mine = tm.networks.module(torch.nn.Sequential(torch.nn.Linear(784, 32), torch.nn.Tanh(), torch.nn.Linear(32, 10)))
        run = tm.train(mine, "sgd", steps=500, replicas=4)

    What it is given is a copy in `eval()`: Dropout does nothing, and BatchNorm's statistics are frozen as they are, 0 and 1 in a
    module that has seen no digits. What the module is later does not matter.

    Args:
        module: gives logits (image, class) of images (image, pixel) or, where it cannot read these, (image, 1, side, side), of
            brightness from 0 to 1. Its parameters are real numbers on the CPU; those that want no gradient stay as they are.
        name: what it is called.
        pixels: of an image: 784, or 196 or 49 for pooled digits.
        start: where replicas begin, a function of (seed, replica). "redrawn": parameters of two axes or more are drawn anew,
            normal with the mean and the standard deviation of the module's own entries, and those of one axis, such as biases, are
            the module's own. "own": all begin at the module's own parameters.

    Returns:
        The `OwnNetwork`. `tm.networks.get` knows it by its key while it is held, and the newest four besides.

    Raises:
        InvalidArgument: a ValueError that says why a module cannot be one: it has no parameters to train, or 5,000,000 and more,
            complex or lazy ones, or some on another device; it fails on digits, gives another shape, draws random numbers, changes
            its buffers, lets images see each other, or does what autograd cannot follow.
        ModuleNotFoundError: where torch is missing; it names the extra.
    """
    from toy_kernels.extras import torch

    if not isinstance(module, torch.nn.Module):
        raise InvalidArgument("module", module, "a torch.nn.Module")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 60:
        raise InvalidArgument("name", name, "a text of 1 to 60 characters")
    if start not in STARTS:
        raise InvalidArgument("start", start, f"one of {', '.join(STARTS)}")
    pixels = whole("pixels", pixels, 1, 65_536)
    check_numbers(module)
    try:
        own = copy.deepcopy(module).eval()
    except Exception as error:
        raise refused(module, f"that can be copied: {words(error)}") from None
    key = OWN + digest(own, name, pixels, start)
    made = OwnNetwork(key, name.strip(), own, start, Reader(own, pixels))
    _newest.pop(key, None)
    while len(_newest) >= MOST_HELD:
        _newest.pop(next(iter(_newest)))
    _newest[key] = _known[key] = made
    return made


def known(key: str) -> OwnNetwork | None:
    """The network of that key, if it is still known."""
    return _known.get(key) if isinstance(key, str) else None
