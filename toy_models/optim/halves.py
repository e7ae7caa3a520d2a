"""A step in two halves, for loops that were written around `first_step` and `second_step`: the caller computes the gradients.

The first half runs the method until it asks for its second gradient, and puts the weights there; the second runs it once more with
the first gradient that it was given, so that the two are the whole step to the last bit.
"""

from toy_kernels.extras import torch
from toy_models.contract import InvalidArgument, State
from toy_models.optim.point import put
from toy_models.optim.slopes import Slopes


class Elsewhere(Exception):
    """The step asks at another point, `point`, for a gradient that is not there yet."""

    def __init__(self, point):
        super().__init__()
        self.point = point


class Half(Slopes):
    """Gradients that the caller computes between two halves of a step: those of the first half, `known`, and the one that is ready.

    Raises `Elsewhere` where a gradient more is asked for.
    """

    loss, nothing, ready = None, False, True

    def __init__(self, weights, x, sign, decay, pool, known):
        super().__init__(weights, x, sign, decay, pool)
        self.known = known

    def gradient(self, point, batch):
        """One that is known, or the one that stands ready."""
        if self.asked < len(self.known):
            slope = self.known[self.asked]
            self.asked += 1
            if self.keeping:
                self.given.append(slope)
            return slope
        if not self.ready:
            raise Elsewhere(point)
        if not self.known and point is not self.x:
            raise InvalidArgument("first_step", "this method", "one that asks first at the weights themselves: give step a closure")
        self.ready = False
        slope = super().gradient(point, batch)
        self.known = [*self.known, slope]
        return slope

    def ask(self, point):
        """The gradient must be there."""
        if all(weight.grad is None for weight in self.weights):
            raise InvalidArgument("closure", None, "left out where backward has left a gradient in some weight")


class Halves:
    """What an optimizer adds that can be stepped in two halves."""

    _first = None  # the `State` and the gradients of a first half that has not been ended

    @torch.no_grad()
    def first_step(self, zero_grad: bool = False) -> None:
        """Go from the weights to where the method asks for its second gradient: for loops that were written around two halves.

        A gradient at the weights stands ready; afterwards the caller computes one more, on the same minibatch, and calls
        `second_step`. For methods that ask twice a step, first at the weights, as SAM and ASAM do.

        Args:
            zero_grad: whether gradients are set to None afterwards.

        Raises:
            InvalidArgument: the method asks otherwise, no gradient is there, or another first step has not been ended.
        """
        if self._first is not None:
            raise InvalidArgument("first_step", "again", "second_step, which ends the one that has begun")
        values, weights, start = self._begun(self._members())
        with self._put_back_if_ended(weights, start):
            half = self._half(weights, start.x, values, [])
            try:
                self._stepped(start, half, weights, values)
            except Elsewhere as asked:
                put(asked.point, weights)
            else:
                raise InvalidArgument("first_step", self.method.NAME, "a method that asks for two gradients a step")
        self._first, self._passes = (start, half.known), 2
        if zero_grad:
            self.zero_grad()

    @torch.no_grad()
    def second_step(self, zero_grad: bool = False) -> None:
        """End the step that `first_step` began, with the gradient that stands ready at the point where the weights were put.

        Args:
            zero_grad: whether gradients are set to None afterwards.

        Raises:
            InvalidArgument: no first step has begun, or the method asks for more; the weights go back to where they were.
        """
        if self._first is None:
            raise InvalidArgument("second_step", None, "first_step before it")
        (start, known), self._first = self._first, None
        values, weights, there = self._begun(self._members())
        start = State(start.x, start.t, **there.carried)
        with self._put_back_if_ended(weights, start):
            try:
                new = self._stepped(start, self._half(weights, start.x, values, known), weights, values)
            except Elsewhere:
                raise InvalidArgument("second_step", self.method.NAME, "a method that asks for two gradients a step") from None
            self._leave(weights, new)
        if zero_grad:
            self.zero_grad()

    def _half(self, weights, x, values, known):
        return Half(weights, x, *self._sign_and_decay(values), self._pool, known)
