"""The `objective` of a step: gradients of whatever a closure computes, or those that stand ready."""

from toy_kernels.extras import torch
from toy_models.contract import InvalidArgument
from toy_models.optim.point import put, row, sizes
from toy_models.words import Objective

CLOSURE = "a function that computes a loss, calls its backward and returns it"


class Slopes(Objective):
    """Gradients at any point of what is lowered: `sign` times what was computed, plus w/2 |x|² for weight decay w.

    `sign` and `decay` are numbers, rows where groups differ, or None: a pass over all weights saved. `x` is where the weights
    stand when the step begins, `pool` what rows are made from. Where `keeping`, what was given is kept in `given`.
    """

    keeping, world = False, "an optimizer, which sees weights and a closure,"

    def __init__(self, weights, x, sign, decay, pool):
        super().__init__()
        self.weights, self.x, self.sign, self.decay, self.pool, self.asked, self.given = weights, x, sign, decay, pool, 0, []

    def draw(self, t, slot):
        """Nothing: the caller chooses the data."""

    def gradient(self, point, batch):
        """The slope at a row (1, coordinate)."""
        self.ask(point)
        slope = row([_dense(weight) for weight in self.weights], self.pool)
        if self.sign is not None:
            slope = self.sign * slope
        if self.decay is not None:
            slope = slope + self.decay * point
        self.asked += 1
        if self.keeping:
            self.given.append(slope)
        return slope


    def blocks(self, point):
        """Filters are the parts of a weight along its first axis, as torch's layers have them; of one axis, each number."""
        pieces = getattr(point, "tensor", point)[0].split(sizes(self.weights))
        return row([_lengths(piece, len(weight) if weight.ndim and weight.numel() else 1)
                    for piece, weight in zip(pieces, self.weights, strict=True)], self.pool)


class Ready(Slopes):
    """One gradient, at the weights, that the caller has left in them; `nothing` says that no weight has one."""

    loss = None

    def __init__(self, weights, x, sign, decay, pool, name):
        super().__init__(weights, x, sign, decay, pool)
        self.name, self.nothing = name, all(weight.grad is None for weight in weights)

    def ask(self, point):
        """Refuse what is not ready."""
        if point is not self.x or self.asked:
            raise InvalidArgument("closure", None, f"{CLOSURE}: {self.name} asks for gradients away from the weights")


class Closure(Slopes):
    """Gradients that a closure leaves in the weights, which are put to the point in question before it is called."""

    nothing = False

    def __init__(self, weights, x, sign, decay, pool, closure):
        super().__init__(weights, x, sign, decay, pool)
        self.closure, self.losses = closure, []
        if pool is not None:
            pool.own([x])  # a closure may do anything to the weights

    @property
    def loss(self):
        """What the closure returned first."""
        return self.losses[0] if self.losses else None

    def ask(self, point):
        """Call the closure at a point."""
        at_the_weights = point is self.x and not self.asked
        if not at_the_weights:
            put(point, self.weights)
        before = [(weight.grad, _writes(weight.grad)) for weight in self.weights]
        with torch.enable_grad():
            self.losses.append(self.closure())
        fresh = any(weight.grad is not old or _writes(old) != writes
                    for weight, (old, writes) in zip(self.weights, before, strict=True))
        # At the weights themselves gradients may stand ready from before, as torch's own optimizers allow.
        if all(weight.grad is None for weight in self.weights) or not (fresh or at_the_weights):
            raise InvalidArgument("closure", self.closure, f"{CLOSURE}: this one left no new gradient in any weight")


class Again(Slopes):
    """The gradients of another step once more, in their order."""

    def __init__(self, slopes):
        super().__init__(slopes.weights, slopes.x, None, None, slopes.pool)
        self.given = iter(slopes.given)

    def gradient(self, point, batch):
        """The next of them, wherever it is asked for."""
        return next(self.given)


def _lengths(piece, filters):
    """At each number the length of the filter that it stands in: (coordinate,)."""
    parts = piece.reshape(filters, -1)
    return parts.norm(dim=1, keepdim=True).expand_as(parts).reshape(-1)


def _dense(weight):
    """A weight's gradient; zeros where the loss did not use the weight."""
    if weight.grad is None:
        return torch.zeros_like(weight)
    return weight.grad if weight.grad.layout == torch.strided else weight.grad.to_dense()


def _writes(gradient):
    """How often a gradient has been changed in place."""
    return None if gradient is None else gradient._version
