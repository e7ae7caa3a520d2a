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
import hashlib
import threading
import warnings
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models import stack
from toy_models.contract import InvalidArgument, whole
from toy_models.judge import checked_array
from toy_models.network import Network

if TYPE_CHECKING:
    import torch

OWN = "own_"  # how the keys of such networks begin
STARTS = ("redrawn", "own")
SHAPES = ("flat", "square")
SAME, PROBES = 1e-9, 5  # of the largest logit, in float64; random images
MOST_CLASSES, MOST_HELD = 256, 4  # labels are bytes; networks that are known even while nobody holds them
_known: weakref.WeakValueDictionary[str, OwnNetwork] = weakref.WeakValueDictionary()
_newest: dict[str, OwnNetwork] = {}


class OwnNetwork(Network):
    """A `Network` made from a module. `reads` is "flat" where it is given (image, pixel), "square" for (image, 1, side, side);
    `parameters` are the names of its parameters, one for each block of `shapes`; `batched` says whether rows of weights go through
    it together (`torch.func.vmap`), or one after another.
    """

    def __init__(self, key: str, name: str, module: torch.nn.Module, start: str, reader: _Reader):
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
            raise InvalidArgument("network", self, f"one that ends in a layer, hidden @ W + b: {_words(error)}") from None

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
    _check_numbers(module)
    try:
        own = copy.deepcopy(module).eval()
    except Exception as error:
        raise _refused(module, f"that can be copied: {_words(error)}") from None
    key = OWN + _digest(own, name, pixels, start)
    made = OwnNetwork(key, name.strip(), own, start, _Reader(own, pixels))
    _newest.pop(key, None)
    while len(_newest) >= MOST_HELD:
        _newest.pop(next(iter(_newest)))
    _newest[key] = _known[key] = made
    return made


def known(key: str) -> OwnNetwork | None:
    """The network of that key, if it is still known."""
    return _known.get(key) if isinstance(key, str) else None


class _Reader:
    """The module as a function of blocks of weights and images. A call puts its parameters into the module for a while, so that
    each thread has a copy.
    """

    def __init__(self, module, pixels):
        self.module, self.pixels, self.batched, self.width = module, pixels, False, pixels
        self._mine = threading.local()
        parameters = dict(module.named_parameters())
        self._trained = {name: one.detach() for name, one in parameters.items() if one.requires_grad}
        others = {name: one.detach() for name, one in parameters.items() if not one.requires_grad}
        self._rest = others | dict(module.named_buffers())
        self.shapes = {name: tuple(one.shape) for name, one in self._trained.items()}
        self.size = sum(one.numel() for one in self._trained.values())
        self.blocks, counts = {}, {"W": 0, "b": 0}
        for shape in self.shapes.values():
            kind = "W" if len(shape) > 1 else "b"
            counts[kind] += 1
            self.blocks[f"{kind}{counts[kind]}"] = _block(shape)
        self.reads = self._found_to_read()
        self._check_behaviour()
        self.layers = self._found_layers()

    def row(self):
        """The module's own parameters as weights (1, weight), float64."""
        parts = [_matrix(one.double().numpy()).ravel() for one in self._trained.values()]
        return np.concatenate(parts)[None]

    def placed(self, blocks):
        """The parameters by name, each (replica, *shape), that blocks (replica, inputs, units) in turn are."""
        return {name: _parameter(block, shape) for block, (name, shape) in zip(blocks, self.shapes.items(), strict=True)}

    def logits(self, weights, images):
        """(replica, image, class), as arrays or tensors, of blocks of weights by name and images."""
        from toy_kernels.extras import torch

        blocks = list(vars(weights).values())
        if hasattr(blocks[0], "detach"):
            return self._said(blocks, images)
        with torch.no_grad():
            return self._said([torch.from_numpy(np.array(block)) for block in blocks], torch.from_numpy(np.array(images))).numpy()

    def _said(self, blocks, images):
        from toy_kernels.extras import torch

        rows, kind = max(len(block) for block in blocks), torch.promote_types(blocks[0].dtype, images.dtype)
        placed = self.placed([block.to(kind).expand(rows, *block.shape[1:]) for block in blocks])
        rest, images = self._as(kind, images.device), self._shaped(images.to(kind))
        own = images.ndim == 2 + 2 * (self.reads == "square") + 1  # each row has its images
        call, module = torch.func.functional_call, self._module()
        if self.batched and rows > 1:
            one = torch.func.vmap(lambda parameters, seen: call(module, (parameters, rest), (seen,)), (0, 0 if own else None))
            return one(placed, images)
        found = []
        for i in range(rows):
            parameters = {name: one[i] for name, one in placed.items()}
            found.append(call(module, (parameters, rest), (images[i] if own else images,)))
        return torch.stack(found)

    def _as(self, kind, device):
        """What is not trained, in that kind of number on that device; whole numbers stay whole."""
        return {name: one.to(device, kind) if one.is_floating_point() else one.to(device) for name, one in self._rest.items()}

    def _shaped(self, images):
        if self.reads == "flat":
            return images
        side = round(self.pixels**0.5)
        return images.reshape(*images.shape[:-1], 1, side, side)

    def _module(self):
        if not hasattr(self._mine, "module"):
            self._mine.module = copy.deepcopy(self.module)
        return self._mine.module

    def _probes(self, kind):
        from toy_kernels.extras import torch

        images = torch.from_numpy(np.random.default_rng(0).random((PROBES, self.pixels))).to(kind)
        return [torch.from_numpy(_matrix(one.double().numpy())[None].copy()).to(kind) for one in self._trained.values()], images

    def _found_to_read(self):
        """Which of `SHAPES` the module reads; sets `classes` and `width`."""
        from toy_kernels.extras import torch

        square, reasons = round(self.pixels**0.5) ** 2 == self.pixels, []
        for reads in SHAPES if square else SHAPES[:1]:
            self.reads, widest = reads, [self.pixels]
            seen = [one.register_forward_hook(lambda part, given, out, widest=widest: widest.append(_numbers(out)))
                    for one in self._module().modules()]
            try:
                with torch.no_grad(), torch.random.fork_rng(devices=[]):
                    blocks, images = self._probes(torch.float32)
                    found = self._said(blocks, images)[0]
            except Exception as error:
                reasons.append(f"of {reads} digits it fails ({_words(error)})")
                continue
            finally:
                for hook in seen:
                    hook.remove()
            if found.ndim == 2 and len(found) == PROBES and found.is_floating_point() and 2 <= found.shape[1] <= MOST_CLASSES:
                self.classes, self.width = found.shape[1], max(widest) // PROBES
                return reads
            reasons.append(f"of {PROBES} {reads} digits it gives {found.dtype} {tuple(found.shape)}")
        raise _refused(self.module, f"that gives logits (image, class), of 2 to {MOST_CLASSES} classes: {'; '.join(reasons)}")

    def _check_behaviour(self):
        """Refuse what is no function of weights and of one image; find out whether rows go together."""
        from toy_kernels.extras import torch

        blocks, images = self._probes(torch.float64)
        before = {name: one.clone() for name, one in self._module().named_buffers()}
        with torch.random.fork_rng(devices=[]):
            state = torch.get_rng_state()
            with torch.no_grad():
                said = self._asked(blocks, images, "in float64, which measures compute in")
                self._call_itself(images)
            drawn = not torch.equal(state, torch.get_rng_state())
            with torch.no_grad():
                again = self._asked(blocks, images, "twice")
        if drawn or not torch.equal(said.nan_to_num(), again.nan_to_num()):
            raise _refused(self.module, "that draws no random numbers in eval(): the loss has to be a function of its weights")
        after = dict(self._module().named_buffers())
        if after.keys() != before.keys() or any(not torch.equal(one, after[name]) for name, one in before.items()):
            raise _refused(self.module, "whose call leaves its buffers as they are in eval()")
        if not bool(said.isfinite().all()):
            raise _refused(self.module, "whose logits are finite at its own parameters")
        with torch.no_grad():
            alone = torch.cat([self._asked(blocks, images[i : i + 1], "of one image by itself") for i in range(PROBES)], dim=1)
        if not _close(alone, said):
            raise _refused(self.module, "that says of an image the same by itself and among others: a BatchNorm needs running "
                                        "statistics")
        rows = [torch.cat([block, block + 0.1]).requires_grad_() for block in blocks]
        each = self._asked(rows, images, "of two rows of weights")
        if not each.requires_grad or all(one is None for one in torch.autograd.grad(each.sum(), rows, allow_unused=True)):
            raise _refused(self.module, "whose logits autograd can follow back to its parameters")
        self.batched = True
        try:
            with warnings.catch_warnings(), torch.no_grad():
                warnings.simplefilter("error")  # a part that is unrolled by torch is no faster than rows one by one
                self.batched = _close(self._said(rows, images), each)
        except Exception:
            self.batched = False

    def _call_itself(self, images):
        """The module by itself, with its own parameters and buffers."""
        try:
            self._module()(self._shaped(images.to(next(iter(self._trained.values())).dtype)))
        except Exception as error:
            raise _refused(self.module, f"that can be called by itself: {_words(error)}") from None

    def _asked(self, blocks, images, how):
        try:
            return self._said(blocks, images)
        except Exception as error:
            raise _refused(self.module, f"that can be called {how}: {_words(error)}") from None

    def _found_layers(self):
        """`LAYERS` where parameters are a W and its b in turn, the last with a unit for each class; else None."""
        shapes, layers = list(self.shapes.values()), [self.pixels]
        for weight, bias in zip(shapes[::2], shapes[1::2], strict=False):
            if len(weight) < 2 or bias != weight[:1]:
                return None
            layers.append(_block(weight))
        return tuple(layers) if len(shapes) % 2 == 0 and shapes[-1] == (self.classes,) else None


def _check_numbers(module):
    """Refuse parameters that cannot be a row of numbers."""
    from toy_kernels.extras import torch

    parameters, places = dict(module.named_parameters()), {**dict(module.named_parameters()), **dict(module.named_buffers())}
    for name, one in places.items():
        if torch.nn.parameter.is_lazy(one):
            raise _refused(module, f"whose sizes are known: {name} is lazy; call it once on some digits")
        if one.device.type != "cpu":
            raise _refused(module, f"on the CPU, from where it is taken to a device: {name} is on {one.device}; use module.cpu()")
    trained = {name: one for name, one in parameters.items() if one.requires_grad}
    for name, one in trained.items():
        if not one.is_floating_point():
            raise _refused(module, f"of real numbers: {name} is {one.dtype}")
    count = sum(one.numel() for one in trained.values())
    if not 1 <= count <= stack.MOST_WEIGHTS:
        raise _refused(module, f"with 1 to {stack.MOST_WEIGHTS:,} weights to train (requires_grad), not {count:,}")
    for name, one in trained.items():
        if not one.numel() or not bool(one.isfinite().all()):
            raise _refused(module, f"whose parameters are finite numbers: {name} is not, or is empty")


def _block(shape):
    """(inputs of a unit, units)."""
    return (int(np.prod(shape[1:])), shape[0]) if len(shape) > 1 else (1, int(np.prod(shape)))


def _matrix(array):
    """A parameter as its block."""
    return array.reshape(len(array), -1).T if array.ndim > 1 else array.reshape(1, -1)


def _parameter(block, shape):
    """Blocks (replica, inputs, units) as parameters; with more units than `shape` has, or fewer, where that was asked for."""
    if len(shape) > 1:
        return block.transpose(1, 2).reshape(len(block), block.shape[2], *shape[1:])
    return block.reshape(len(block), *([block.shape[2]] if shape else []))


def _close(found, expected):
    return found.shape == expected.shape and bool((found - expected).abs().max() <= SAME * expected.abs().max().clamp(min=SAME))


def _numbers(out):
    return out.numel() if hasattr(out, "numel") else 0


def _refused(module, allowed):
    return InvalidArgument("module", type(module).__name__, f"a module {allowed}")


def _words(error):
    """The first line of what a module said, cut."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"


def _digest(module, name, pixels, start):
    """What tells one network from another: how it is built, what it computes, and its numbers."""
    digest = hashlib.sha256(repr((name, pixels, start, module)).encode())
    for part in module.modules():
        code = getattr(getattr(type(part).forward, "__code__", None), "co_code", b"")
        digest.update(code + repr(getattr(getattr(type(part).forward, "__code__", None), "co_names", "")).encode())
    for key, one in {**dict(module.named_parameters()), **dict(module.named_buffers())}.items():
        digest.update(f"{key} {one.dtype} {tuple(one.shape)} {one.requires_grad}".encode())
        digest.update(one.detach().double().numpy().tobytes() if not one.is_complex() else one.detach().numpy().tobytes())
    return digest.hexdigest()[:16]
