"""Slopes of what is written for arrays: numbers are computed as they stand, and what was done to them is undone backwards.

    z = f(w):      w̄ = (∂z/∂w)ᵀ z̄,      one operation after another, from the last to the first

Reverse mode, Linnainmaa, BIT 16 (1976). An operation that is not here is refused by NumPy itself, with a TypeError. Where two
values of `maximum` or `minimum` are equal each counts half, and a ReLU is flat at 0, as autograd has it.

Numbers may be complex: then f is continued from the real axis, so that of w + iεv with tiny ε the slope's imaginary part is ε times
its derivative along v, without the rounding of a difference (Squire and Trapp, SIAM Review 40, 1998).
"""

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.lib.stride_tricks import sliding_window_view
from scipy import special

ALONE = 2**18  # products below which OpenBLAS takes one thread; more of them wait for each other longer than they compute
STILL = {np.greater, np.less, np.greater_equal, np.less_equal, np.equal, np.not_equal, np.sign}  # whose slope is 0
OPERATIONS = {  # of inputs and result: what pulls a slope at the result back to each input
    np.add: lambda a, b, y: (lambda s: s, lambda s: s),
    np.subtract: lambda a, b, y: (lambda s: s, np.negative),
    np.multiply: lambda a, b, y: (lambda s: s * b, lambda s: s * a),
    np.divide: lambda a, b, y: (lambda s: s / b, lambda s: -s * y / b),
    np.power: lambda a, b, y: (lambda s: s * b * a ** (b - 1), lambda s: s * y * np.log(a, dtype=y.dtype)),
    np.matmul: lambda a, b, y: (lambda s: product(s, np.swapaxes(b, -1, -2)), lambda s: product(np.swapaxes(a, -1, -2), s)),
    np.maximum: lambda a, b, y: (lambda s: s * _above(a, b), lambda s: s * _above(b, a)),
    np.minimum: lambda a, b, y: (lambda s: s * _above(b, a), lambda s: s * _above(a, b)),
    np.negative: lambda a, y: (np.negative,),
    np.absolute: lambda a, y: (lambda s: s * np.sign(a.real),),
    np.exp: lambda a, y: (lambda s: s * y,),
    np.log: lambda a, y: (lambda s: s / a,),
    np.sqrt: lambda a, y: (lambda s: s / (2 * y),),
    np.sin: lambda a, y: (lambda s: s * np.cos(a),),
    np.cos: lambda a, y: (lambda s: -s * np.sin(a),),
    np.tan: lambda a, y: (lambda s: s * (1 + y * y),),
    np.tanh: lambda a, y: (lambda s: s * (1 - y * y),),
    special.erf: lambda a, y: (lambda s: s * np.exp(-a * a) * a.dtype.type(2 / np.pi**0.5),),
}


class Recorded(NDArrayOperatorsMixin):
    """An array, `value`, that writes what is done to it on a `tape`, a list; `slope` is what `pull` has brought back to it."""

    __slots__ = ("_pulls", "_tape", "slope", "value")

    def __init__(self, value, tape, pulls=()):
        self.value, self._tape, self._pulls, self.slope = value, tape, pulls, None
        tape.append(self)

    shape = property(lambda self: self.value.shape)
    ndim = property(lambda self: self.value.ndim)
    dtype = property(lambda self: self.value.dtype)

    def __len__(self):
        return len(self.value)

    def __array__(self, *_, **named):
        raise TypeError("what is recorded is no plain array: its slope would be lost")

    def __array_ufunc__(self, operation, method, *inputs, **named):
        if method != "__call__" or named or operation not in OPERATIONS.keys() | STILL:
            return NotImplemented
        values = [one.value if isinstance(one, Recorded) else one for one in inputs]
        if operation in STILL:
            return operation(*(np.real(one) for one in values))
        found = CONTINUED.get(operation, operation)(*values)
        pulls = zip(inputs, OPERATIONS[operation](*values, found), strict=True)
        return self._made(found, *((one, pull) for one, pull in pulls if isinstance(one, Recorded)))

    def _made(self, value, *pulls):
        return Recorded(value, self._tape, pulls)

    def relu(self):
        """max(value, 0), flat at 0."""
        return self._made(self._positive(), (self, lambda s: s * (self.value.real > 0)))

    def _positive(self):
        value = self.value
        return np.where(value.real <= 0, 0, value) if np.iscomplexobj(value) else np.maximum(value, 0)

    def reshape(self, *shape):
        """The same numbers in another shape."""
        return self._made(self.value.reshape(*shape), (self, lambda s: s.reshape(self.shape)))

    def swapaxes(self, one, other):
        """The same numbers with two axes exchanged."""
        return self._made(self.value.swapaxes(one, other), (self, lambda s: s.swapaxes(one, other)))

    def sum(self, axis=None):
        """The sum over an axis, several or all."""
        return self._made(self.value.sum(axis), (self, lambda s: np.broadcast_to(self._kept(s, axis), self.shape)))

    def mean(self, axis=None):
        """The mean over an axis, several or all."""
        found = self.value.mean(axis)
        share = self.dtype.type(found.size / self.value.size)
        return self._made(found, (self, lambda s: np.broadcast_to(self._kept(s * share, axis), self.shape)))

    def _kept(self, s, axis):
        return s if axis is None else np.expand_dims(s, axis)

    def __getitem__(self, key):
        """A part: whole numbers, slices and new axes."""
        if not all(isinstance(one, int | slice | type(None) | type(...)) for one in (key if isinstance(key, tuple) else (key,))):
            raise TypeError("no record is kept of places that may come twice")

        def pull(s):
            whole = np.zeros_like(self.value)
            whole[key] += s
            return whole

        return self._made(self.value[key], (self, pull))

    def unfold(self, axis, size, step):
        """Every piece of `size` along an axis, as a new last axis; pieces begin one after another (`step` 1)."""
        if step != 1:
            raise TypeError("pieces begin one after another")
        axis %= self.ndim

        def pull(s):
            whole = np.zeros_like(self.value)
            pieces, into = np.moveaxis(s, axis, 0), np.moveaxis(whole, axis, 0)
            for i in range(size):
                into[i : i + len(pieces)] += pieces[..., i]
            return whole

        return self._made(sliding_window_view(self.value, size, axis), (self, pull))

    def pull(self, slope):
        """Bring a slope at this value, the last on its tape, back to all that it came from."""
        self.slope = slope
        for one in reversed(self._tape):
            if one.slope is None:
                continue
            for source, pull in one._pulls:
                more = _summed(pull(one.slope), source.shape)
                source.slope = more if source.slope is None else source.slope + more


def product(a, b):
    """a @ b of stacks of matrices, piece by piece on this thread alone: the same bits on any number of processors."""
    if np.iscomplexobj(a) != np.iscomplexobj(b):  # two products of real matrices: half the work
        parts = ((a.real, b), (a.imag, b)) if np.iscomplexobj(a) else ((a, b.real), (a, b.imag))
        real, imaginary = (product(*map(_packed, pair)) for pair in parts)
        return real + 1j * imaginary
    alone = ALONE // 4 if np.iscomplexobj(a) else ALONE
    rows, piece = a.shape[-2], max(2, alone // (a.shape[-1] * b.shape[-1]))
    if rows <= piece:
        return a @ b
    stacks = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    found = np.empty((*stacks, rows, b.shape[-1]), np.result_type(a, b))
    for low in range(0, rows, piece):
        np.matmul(a[..., low : low + piece, :], b, out=found[..., low : low + piece, :])
    return found


def _packed(part):
    """A copy of one part of complex numbers, which lies between those of the other; anything else as it is."""
    return part.copy() if part.base is not None and np.iscomplexobj(part.base) else part


def _above(a, b):
    """1 where a > b, ½ where they are equal, 0 elsewhere; in the kind of number of the larger array."""
    kind, a, b = np.result_type(a, b), np.real(a), np.real(b)
    return (np.greater(a, b) + np.equal(a, b) / 2).astype(kind)


def _larger(a, b):
    """max(a, b), of complex numbers the one whose real part is larger: the mean of both where these are equal."""
    if not (np.iscomplexobj(a) or np.iscomplexobj(b)):
        return np.maximum(a, b)
    return a * _above(a, b) + b * _above(b, a)


CONTINUED = {  # what NumPy does otherwise with complex numbers, or on more threads
    np.matmul: product, np.maximum: _larger, np.minimum: lambda a, b: -_larger(-a, -b),
    np.absolute: lambda a: a * np.sign(a.real) if np.iscomplexobj(a) else np.absolute(a),
}


def _summed(slope, shape):
    """The slope at what was broadcast to its shape."""
    if slope.shape == shape:
        return slope
    slope = slope.sum(tuple(range(slope.ndim - len(shape))))
    return slope.sum(tuple(i for i, length in enumerate(shape) if length == 1), keepdims=True)
