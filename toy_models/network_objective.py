"""A network on its training images as an objective."""

import numpy as np

from toy_kernels import noise, row_noise
from toy_kernels.extras import one_thread
from toy_models import kronecker
from toy_models.words import Objective, Refused

NO_LAW = "its minibatches are images, not normals that a law turns into a slope"
NOTHING_KNOWN = "it was given a slope, and nothing else"


class GivenUp(Exception):
    """A step that is not finished, because the run was stopped."""


class Known:
    """What the optional words are answered from: a network, `count` images, and who asks.

    `look(numbers)` gives (brightness, labels) of the images of these numbers (replica, image), in the kind of array of the rows.
    Words of other derivatives than the first are computed in float64 by autograd.
    """

    def __init__(self, network, look, count, seed, replicas):
        self.network, self.look, self.count, self.seed, self.replicas = network, look, count, seed, np.asarray(replicas)
        self.world = f"network {network.key!r}"

    def everything(self):
        """The numbers of all images, for each replica: (replica, image)."""
        return np.broadcast_to(np.arange(self.count), (len(self.replicas), self.count))

    def energy(self, x, numbers):
        """The mean loss on these images: (replica, 1)."""
        with np.errstate(all="ignore"):
            return self.network.cross_entropy(x, *self.look(numbers))[:, None]

    def hessian_times(self, x, v, numbers):
        """By a backward pass through the slope; at a kink of a ReLU the slope of the flat side counts."""
        from toy_kernels.extras import torch

        images, labels = self.look(numbers)
        at, v, images, labels = map(_double, (x, v, images, labels))
        at.requires_grad_()
        with torch.enable_grad(), one_thread():
            slope = torch.autograd.grad(self.network.cross_entropy(at, images, labels).sum(), at, create_graph=True)[0]
            return _like(x, torch.autograd.grad(slope, at, v)[0])

    def natural(self, x, slope, numbers, damping, t, slot):
        """(A ⊗ S + λ)⁻¹ slope in each layer; the labels are the draw numbered `slot` of step `t`."""
        self.check_layers()
        drawn = noise.unit(noise.words(self.seed, noise.LABELS, self.replicas, numbers.shape[1], t, slot))
        given = [_double(values) for values in (x, slope, self.look(numbers)[0], drawn)]
        found, dampings = given[1].clone(), np.broadcast_to(np.reshape(_bare(damping), -1), len(x)).tolist()
        with one_thread():
            for row, *others in zip(found, *given, dampings, strict=True):
                row[:] = kronecker.natural(self.network, *others)
        return _like(x, found)

    def check_layers(self, method=None):
        """Raise `Refused`, naming the method that asks, where the network's text does not show its layers."""
        if not kronecker.layered(self.network):
            raise Refused("natural", self.world, kronecker.NO_LAYERS, method)

    def blocks(self, point):
        """The length of each unit's column of a W and of each entry of a b, at every coordinate of that column."""
        found = 0 * point
        for out, block in zip(*(vars(self.network.unflatten(rows)).values() for rows in (found, point)), strict=True):
            out[:] = ((block**2).sum(1) ** 0.5)[:, None]
        return found


class NetworkObjective(Objective):
    """A network on its training images, for rows of replicas: hands out minibatches and slopes, and counts the slopes.

    `draw(t, slot)` gives the numbers of the images of a minibatch (replica, image), drawn with replacement for each replica;
    `slope(x, batch)` the slope of the mean loss on them (replica, weight). `stopped()`, asked before each slope, says whether
    anybody still waits for it: the step is given up then, by `GivenUp`. `known` answers the optional words, if there is one.
    """

    def __init__(self, draw, slope, stopped=bool, known=None, whole=1, refused=()):
        self.draw, self.slope, self._stopped, self.known, self.whole = draw, slope, stopped, known, whole
        nothing = dict.fromkeys(("everything", "energy", "hessian_times", "natural", "blocks"), NOTHING_KNOWN)
        self.world = "a network" if known is None else known.world
        self._all = None
        super().__init__({"diffusion": NO_LAW} | (nothing if known is None else {}) | dict(refused))

    def begin(self, t):
        """Open step `t`."""
        super().begin(t)
        self._drawn = 0

    def _asked(self, word, *batch):
        if self._stopped():
            raise GivenUp
        super()._asked(word, *batch)

    def is_everything(self, batch):
        """Whether it is what `everything` gave."""
        return batch is not None and batch is self._all

    def check(self, method):
        """As any objective's; and a network's text has to show its layers where a method asks for them."""
        super().check(method)
        if "natural" in method.text.asks:
            self.known.check_layers(method.key)

    def everything(self):
        """The numbers of all images."""
        self._asked("everything")
        if self._all is None:
            self._all = self.known.everything()
        return self._all

    def energy(self, x, batch):
        """The mean loss."""
        self._asked("energy", batch)
        return self.known.energy(x, batch)

    def hessian_times(self, x, v, batch):
        """The Hessian of the mean loss times v."""
        self._asked("hessian_times", batch)
        return self.known.hessian_times(x, v, batch)

    def natural(self, x, slope, batch, damping):
        """(A ⊗ S + λ)⁻¹ slope in each layer."""
        self._asked("natural", batch)
        return self.known.natural(x, slope, batch, damping, self._t, self._next_draw())

    def _next_draw(self):
        slot, self._drawn = self._drawn, self._drawn + 1
        return slot

    def blocks(self, point):
        """By units and biases."""
        self._asked("blocks")
        return self.known.blocks(point)


def minibatches(count, batch_size):
    """How many minibatches all images are, the last one filled up."""
    return -(-count // batch_size)


def fast_objective(network, images, replicas, seed, batch_size, stopped=bool):
    """The `NetworkObjective` of float32 arrays, by the network's `Judge`."""
    judge = network.judge(images)

    def draw(t, slot):
        return row_noise.picks(seed, replicas, batch_size, len(images), t, slot)

    def slope(x, batch):
        slopes = np.empty_like(x)
        for row, numbers, out in zip(x, batch, slopes, strict=True):
            judge.slope(row, numbers, out)
        return slopes

    known = Known(network, looked(images), len(images), seed, replicas)
    return NetworkObjective(draw, slope, stopped, known, minibatches(len(images), batch_size))


def looked(images):
    """`Known.look` for arrays."""
    return lambda numbers: (images.brightness(numbers), images.labels[numbers].astype(np.int64))


def _bare(number):
    """A number for all rows or one for each, as an array."""
    return number.detach().cpu().numpy() if hasattr(number, "detach") else number


def _double(values):
    """A tensor of float64, or of the whole numbers that were given."""
    from toy_kernels.extras import torch

    tensor = values.detach() if hasattr(values, "detach") else torch.from_numpy(np.array(values))
    return tensor.double() if tensor.is_floating_point() else tensor


def _like(x, tensor):
    """The tensor in x's kind of array."""
    return tensor.to(x.dtype) if hasattr(x, "detach") else tensor.detach().numpy().astype(x.dtype)

