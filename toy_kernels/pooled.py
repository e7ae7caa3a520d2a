"""Rows of many numbers on the processor: an operation is written down when it is said, and done when its numbers are needed.

Ten million numbers do not fit into a core's cache, and the system hands out fresh memory page by page: a step's own text, done
operation by operation, would wait for memory most of the time. So rows note what is to be done. When numbers are needed, for a pass
at another point, for a length or by the weights, all that is wanted is done in one pass (`row_pass`), into storage that other rows
have left. Every number comes from the same operations in the same order: the bits are those of tensors.
"""

import weakref

from toy_kernels.extras import torch
from toy_kernels.row_pass import RowPass, root

MOST = 8  # rows kept for later; a step holds some five at once
LONG = 1 << 12  # numbers that a part has on average where blocks follow the parts; more parts are copied together first


class Pool:
    """Storage for rows like one tensor, and the rows that are not done yet. sizes: of the parts whose numbers a row may have."""

    def __init__(self, like, sizes=()):
        self.like, self.free = torch.empty_like(like, device="meta"), []
        self._given = list(sizes)
        self.sizes = self._given if len(sizes) * LONG <= like.numel() else []
        self._sizes = self.sizes or [like.numel()]
        self._noted, self._others = weakref.WeakSet(), weakref.WeakSet()

    def fits(self, tensor, sizes=()):
        """Whether this is the storage for rows like that tensor, of parts of these sizes."""
        return tensor.shape == self.like.shape and tensor.dtype == self.like.dtype and list(sizes) == self._given

    def take(self):
        """A tensor whose numbers are nobody's."""
        return self.free.pop() if self.free else torch.empty_like(self.like, device="cpu")

    def give(self, tensor):
        """Take storage back."""
        if len(self.free) < MOST:
            self.free.append(tensor)

    def row(self, parts, still=False):
        """A row of numbers that stand elsewhere, in flat tensors; which stay as they are until `settle`, `still` for good."""
        if not self.sizes:
            storage = self.take()
            torch.cat([part.to(self.like.dtype) for part in parts], out=storage[0])
            return Row(storage, self)
        row = Row(None, self, parts=[part.contiguous() for part in parts])
        if not still:
            self._others.add(row)
        return row

    def noted(self, operation, operands):
        """A row that comes of an operation."""
        row = Row(None, self, noted=(operation, operands))
        self._noted.add(row)
        return row

    def own(self, rows, put=()):
        """Give rows storage of their own, and put [(row, flat tensors)] there, in one pass over all numbers."""
        rows = [row for row in dict.fromkeys(rows) if row.storage is None]
        kept = [(row, self.take()) for row in rows]
        if kept or put:
            RowPass(self.like, [*put, *((row, [storage[0]]) for row, storage in kept)]).run(self._sizes)
        for row, storage in kept:
            row.storage, row.parts, row.noted = storage, None, None
            self._noted.discard(row)
            self._others.discard(row)

    def settle(self, put=()):
        """What is noted, or stands elsewhere, gets storage of its own: what stands elsewhere is about to change."""
        noted = list(self._noted)
        inner = {id(operand) for row in noted for operand in row.noted[1]}
        self.own([*(row for row in noted if id(row) not in inner), *self._others], put)


class Row:
    """Numbers of a pool, with the arithmetic that a step may use.

    They stand in `storage`, which is the row's own, or in `parts`, which are others', or come of what is `noted`: an operation and
    its operands.
    """

    __slots__ = ("__weakref__", "noted", "parts", "pool", "storage")

    def __init__(self, tensor, pool, parts=None, noted=None):
        self.storage, self.pool, self.parts, self.noted = tensor, pool, parts, noted

    def __del__(self):
        if self.storage is not None:
            self.pool.give(self.storage)

    @property
    def tensor(self):
        """The numbers, (1, coordinate); good for as long as the row is."""
        self.pool.own([self])
        return self.storage

    def __add__(self, other):
        return self.pool.noted(torch.add, (self, other))

    __radd__ = __add__

    def __sub__(self, other):
        return self.pool.noted(torch.sub, (self, other))

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        return self.pool.noted(torch.mul, (self, other))

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self.pool.noted(torch.div, (self, other))

    def __rtruediv__(self, other):
        return self.pool.noted(torch.reciprocal, (self,)) * other

    def __pow__(self, exponent):
        return self.pool.noted(root, (self,)) if exponent == 0.5 else self.pool.noted(torch.pow, (self, exponent))

    def __neg__(self):
        return self.pool.noted(torch.neg, (self,))

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
