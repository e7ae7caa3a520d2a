"""The noise of compiled lanes: `toy_kernels.noise` in 32-bit words, one pair for each lane.

Same key, same counter, same words; the float32 normals differ from the definition's by rounding alone.
"""

import math

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from toy_kernels.lane_math import FLOAT, WORD, log_of_normal, nearest, number, root, sine_and_cosine, turned, whole
from toy_kernels.noise import ROTATIONS


def _threefry(b, k0, k1, c0, c1):
    keys = (k0, k1, b.xor(b.xor(k0, k1), whole(0x1BD11BDA)))
    rotate = b.module.declare_intrinsic("llvm.fshl", [WORD], ir.FunctionType(WORD, [WORD] * 3))
    x, y = b.add(c0, k0), b.add(c1, k1)
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            x = b.add(x, y)
            y = b.xor(b.call(rotate, [y, y, whole(rotation)]), x)
        x = b.add(x, keys[(group + 1) % 3])
        y = b.add(y, b.add(keys[(group + 2) % 3], whole(group + 1)))
    return x, y


def _unit(b, word):
    """(⌊w / 2⁹⌋ + ½) / 2²³, exactly."""
    return b.fma(b.sitofp(b.lshr(word, whole(9)), FLOAT), number(2.0**-23), number(2.0**-24))


def normal_pair(b, *counter):
    """Two standard normals of (seed, step, replica, slot), 32-bit words, by Box and Muller."""
    first, second = _threefry(b, *counter)
    radius = root(b, b.fmul(log_of_normal(b, _unit(b, first)), number(-2)))
    quarters = b.fma(b.sitofp(b.lshr(second, whole(9)), FLOAT), number(2.0**-21), number(2.0**-22))
    n, turns = nearest(b, quarters)
    sine, cosine = turned(b, *sine_and_cosine(b, b.fmul(b.fsub(quarters, n), number(math.pi / 2))), turns)
    return b.fmul(radius, cosine), b.fmul(radius, sine)


def uniform_pair(b, *counter):
    """Two uniforms on (-1, 1) of (seed, step, replica, slot), 32-bit words."""
    return tuple(b.fma(_unit(b, word), number(2), number(-1)) for word in _threefry(b, *counter))


def _draw(build, kind):
    """The word (seed, step, replica, slot) -> a pair, made by `build` from the low 32 bits of each."""

    def typed(typingctx, seed, step, replica, slot):
        def generate(context, builder, signature, values):
            pair = build(builder, *(builder.trunc(value, WORD) for value in values))
            return context.make_tuple(builder, signature.return_type, pair)

        return types.UniTuple(kind, 2)(*[types.int64] * 4), generate

    typed.__name__ = build.__name__
    return intrinsic(typed)


normal, uniform = _draw(normal_pair, types.float32), _draw(uniform_pair, types.float32)
words = _draw(_threefry, types.uint32)
