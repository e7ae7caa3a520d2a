"""Rows of many numbers on the processor, whose arithmetic writes into storage that other rows have left.

The system hands out fresh memory page by page, which takes five times as long as adding two rows of ten million numbers. So a
step's own text, which makes a new row with every operation, runs on rows that give their storage back when nobody holds them.
"""

from toy_kernels.extras import torch

MOST = 8  # rows kept for later; a step holds some five at once


class Pool:
    """Storage for rows like one tensor."""

    def __init__(self, like):
        self.like, self.free = torch.empty_like(like, device="meta"), []

    def fits(self, tensor):
        """Whether this is the storage for rows like that tensor."""
        return tensor.shape == self.like.shape and tensor.dtype == self.like.dtype

    def take(self):
        """A tensor whose numbers are nobody's."""
        return self.free.pop() if self.free else torch.empty_like(self.like, device="cpu")

    def give(self, tensor):
        """Take storage back."""
        if len(self.free) < MOST:
            self.free.append(tensor)


class Row:
    """A tensor that owns its storage, with the arithmetic that a step may use. `tensor` is good for as long as the row is."""

    __slots__ = ("pool", "tensor")

    def __init__(self, tensor, pool):
        self.tensor, self.pool = tensor, pool

    def __del__(self):
        self.pool.give(self.tensor)

    def _made(self, operation, *others):
        out = self.pool.take()
        operation(*(other.tensor if isinstance(other, Row) else other for other in others), out=out)
        return Row(out, self.pool)

    def __add__(self, other):
        return self._made(torch.add, self, other)

    __radd__ = __add__

    def __sub__(self, other):
        return self._made(torch.sub, self, other)

    def __rsub__(self, other):
        negative = -self
        negative.tensor += other
        return negative

    def __mul__(self, other):
        return self._made(torch.mul, self, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._made(torch.div, self, other)

    def __rtruediv__(self, other):
        inverse = self._made(torch.reciprocal, self)
        inverse.tensor *= other
        return inverse

    def __pow__(self, exponent):
        return self._made(torch.pow, self, exponent)

    def __neg__(self):
        return self._made(torch.neg, self)

    def __lt__(self, other):
        return self.tensor < getattr(other, "tensor", other)

    def __le__(self, other):
        return self.tensor <= getattr(other, "tensor", other)

    def __gt__(self, other):
        return self.tensor > getattr(other, "tensor", other)

    def __ge__(self, other):
        return self.tensor >= getattr(other, "tensor", other)

    def sum(self, axis):
        """The sum along an axis, as a tensor."""
        return self.tensor.sum(axis)


class PooledNoise:
    """The `noise` argument of a step on rows of a pool, from that of a step on tensors."""

    def __init__(self, noise, pool):
        self.noise, self.pool = noise, pool
        self.begin = noise.begin

    def normal(self):
        """One standard normal for every coordinate."""
        return Row(self.noise.into("normal", self.pool.take()), self.pool)

    def uniform(self):
        """One uniform on (-1, 1) for every coordinate."""
        return Row(self.noise.into("uniform", self.pool.take()), self.pool)
