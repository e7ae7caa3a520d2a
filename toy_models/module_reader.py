"""A torch module as a function of blocks of weights and images, and what it must be for that: what is not is refused in words."""

import copy
import hashlib
import threading
import warnings

import numpy as np

from toy_models import stack
from toy_models.contract import InvalidArgument

SHAPES = ("flat", "square")
SAME, PROBES = 1e-9, 5  # of the largest logit, in float64; random images
MOST_CLASSES = 256  # labels are bytes


class Reader:
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
                reasons.append(f"of {reads} digits it fails ({words(error)})")
                continue
            finally:
                for hook in seen:
                    hook.remove()
            if found.ndim == 2 and len(found) == PROBES and found.is_floating_point() and 2 <= found.shape[1] <= MOST_CLASSES:
                self.classes, self.width = found.shape[1], max(widest) // PROBES
                return reads
            reasons.append(f"of {PROBES} {reads} digits it gives {found.dtype} {tuple(found.shape)}")
        raise refused(self.module, f"that gives logits (image, class), of 2 to {MOST_CLASSES} classes: {'; '.join(reasons)}")

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
            raise refused(self.module, "that draws no random numbers in eval(): the loss has to be a function of its weights")
        after = dict(self._module().named_buffers())
        if after.keys() != before.keys() or any(not torch.equal(one, after[name]) for name, one in before.items()):
            raise refused(self.module, "whose call leaves its buffers as they are in eval()")
        if not bool(said.isfinite().all()):
            raise refused(self.module, "whose logits are finite at its own parameters")
        with torch.no_grad():
            alone = torch.cat([self._asked(blocks, images[i : i + 1], "of one image by itself") for i in range(PROBES)], dim=1)
        if not _close(alone, said):
            raise refused(self.module, "that says of an image the same by itself and among others: a BatchNorm needs running "
                                        "statistics")
        rows = [torch.cat([block, block + 0.1]).requires_grad_() for block in blocks]
        each = self._asked(rows, images, "of two rows of weights")
        if not each.requires_grad or all(one is None for one in torch.autograd.grad(each.sum(), rows, allow_unused=True)):
            raise refused(self.module, "whose logits autograd can follow back to its parameters")
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
            raise refused(self.module, f"that can be called by itself: {words(error)}") from None

    def _asked(self, blocks, images, how):
        try:
            return self._said(blocks, images)
        except Exception as error:
            raise refused(self.module, f"that can be called {how}: {words(error)}") from None

    def _found_layers(self):
        """`LAYERS` where parameters are a W and its b in turn, the last with a unit for each class; else None."""
        shapes, layers = list(self.shapes.values()), [self.pixels]
        for weight, bias in zip(shapes[::2], shapes[1::2], strict=False):
            if len(weight) < 2 or bias != weight[:1]:
                return None
            layers.append(_block(weight))
        return tuple(layers) if len(shapes) % 2 == 0 and shapes[-1] == (self.classes,) else None


def check_numbers(module):
    """Refuse parameters that cannot be a row of numbers."""
    from toy_kernels.extras import torch

    parameters, places = dict(module.named_parameters()), {**dict(module.named_parameters()), **dict(module.named_buffers())}
    for name, one in places.items():
        if torch.nn.parameter.is_lazy(one):
            raise refused(module, f"whose sizes are known: {name} is lazy; call it once on some digits")
        if one.device.type != "cpu":
            raise refused(module, f"on the CPU, from where it is taken to a device: {name} is on {one.device}; use module.cpu()")
    trained = {name: one for name, one in parameters.items() if one.requires_grad}
    for name, one in trained.items():
        if not one.is_floating_point():
            raise refused(module, f"of real numbers: {name} is {one.dtype}")
    count = sum(one.numel() for one in trained.values())
    if not 1 <= count <= stack.MOST_WEIGHTS:
        raise refused(module, f"with 1 to {stack.MOST_WEIGHTS:,} weights to train (requires_grad), not {count:,}")
    for name, one in trained.items():
        if not one.numel() or not bool(one.isfinite().all()):
            raise refused(module, f"whose parameters are finite numbers: {name} is not, or is empty")


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


def refused(module, allowed):
    """The refusal of a module."""
    return InvalidArgument("module", type(module).__name__, f"a module {allowed}")


def words(error):
    """The first line of what a module said, cut."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"


def digest(module, name, pixels, start):
    """What tells one network from another: how it is built, what it computes, and its numbers."""
    digest = hashlib.sha256(repr((name, pixels, start, module)).encode())
    for part in module.modules():
        code = getattr(getattr(type(part).forward, "__code__", None), "co_code", b"")
        digest.update(code + repr(getattr(getattr(type(part).forward, "__code__", None), "co_names", "")).encode())
    for key, one in {**dict(module.named_parameters()), **dict(module.named_buffers())}.items():
        digest.update(f"{key} {one.dtype} {tuple(one.shape)} {one.requires_grad}".encode())
        digest.update(one.detach().double().numpy().tobytes() if not one.is_complex() else one.detach().numpy().tobytes())
    return digest.hexdigest()[:16]
