"""The arithmetic of compiled lanes: float32 words written straight as LLVM instructions.

Every word is a short polynomial in + - * / and bit views, without a branch or a library call, so that LLVM turns a loop over
lanes into vectors. Products that are added are fused by name (`fma`), never by the compiler's choice: a lane gives the same
bits wherever it stands, in a vector or in what is left over, on one thread or many, watched or not.

Coefficients: the single-precision Cephes library of S. L. Moshier.
"""

import inspect
import math

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

FLOAT, WORD = ir.FloatType(), ir.IntType(32)


def number(value):
    """A float32 constant."""
    return ir.Constant(FLOAT, float(np.float32(value)))


def whole(value):
    """A 32-bit integer constant, of either sign."""
    return ir.Constant(WORD, value & 0xFFFFFFFF)


def word(build):
    """The numba word, of float32 arguments and a float32 result, that `build(builder, *values)` writes."""

    def typed(typingctx, *arguments):
        def generate(context, builder, signature, values):
            return build(builder, *values)

        return types.float32(*[types.float32] * len(arguments)), generate

    typed.__name__, typed.__signature__ = build.__name__, inspect.signature(build)
    return intrinsic(typed)


def polynomial(b, x, coefficients):
    """c₀ xⁿ + c₁ xⁿ⁻¹ + … + cₙ, by Horner's rule."""
    result = number(coefficients[0])
    for coefficient in coefficients[1:]:
        result = b.fma(result, x, number(coefficient))
    return result


def nearest(b, x):
    """The whole number nearest to x, as a float and as an int; right for |x| < 2²²."""
    magic = number(1.5 * 2**23)
    shifted = b.fadd(x, magic)
    return b.fsub(shifted, magic), b.sub(b.bitcast(shifted, WORD), b.bitcast(magic, WORD))


def _pick(b, comparison, left, right, yes, no):
    return b.select(b.fcmp_ordered(comparison, left, right), yes, no)


def _exp(b, x):
    n, whole_n = nearest(b, b.fmul(x, number(1 / math.log(2))))
    r = b.fma(n, number(-0.693359375), x)
    r = b.fma(n, number(2.12194440e-4), r)
    p = polynomial(b, r, (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5))
    p = b.fma(b.fmul(r, r), p, b.fadd(r, number(1)))
    scaled = b.bitcast(b.add(b.bitcast(p, WORD), b.shl(whole_n, whole(23))), FLOAT)
    scaled = _pick(b, "<", x, number(-87.33654), number(0), scaled)
    return _pick(b, ">", x, number(88.72283), number(math.inf), scaled)


def log_of_normal(b, x):
    """log x for a positive, finite x that is not subnormal."""
    low = whole(0x3F3504F3)  # the bits of √½: the mantissa is taken from [√½, √2)
    bits = b.sub(b.bitcast(x, WORD), low)
    exponent = b.sitofp(b.ashr(bits, whole(23)), FLOAT)
    f = b.fsub(b.bitcast(b.add(b.and_(bits, whole(0x7FFFFF)), low), FLOAT), number(1))
    p = polynomial(b, f, (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1))
    square = b.fmul(f, f)
    tail = b.fma(exponent, number(-2.12194440e-4), b.fmul(b.fmul(square, f), p))
    tail = b.fma(square, number(-0.5), tail)
    return b.fma(exponent, number(0.693359375), b.fadd(f, tail))


def _log(b, x):
    small = b.fcmp_ordered("<", x, number(2.0**-126))
    result = log_of_normal(b, b.select(small, b.fmul(x, number(2.0**23)), x))
    result = b.select(small, b.fsub(result, number(23 * math.log(2))), result)
    result = _pick(b, "==", x, number(math.inf), x, result)
    result = _pick(b, "==", x, number(0), number(-math.inf), result)
    return b.select(b.fcmp_unordered("<", x, number(0)), number(math.nan), result)


def sine_and_cosine(b, r):
    """sin r and cos r for |r| up to π/4."""
    z = b.fmul(r, r)
    sine = polynomial(b, z, (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1))
    sine = b.fma(b.fmul(z, r), sine, r)
    cosine = polynomial(b, z, (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2))
    cosine = b.fma(b.fmul(z, z), cosine, b.fma(z, number(-0.5), number(1)))
    return sine, cosine


def turned(b, sine, cosine, quarters):
    """The sine and cosine of an angle that is larger by a whole number of quarter turns."""
    odd = b.icmp_signed("!=", b.and_(quarters, whole(1)), whole(0))
    sine, cosine = b.select(odd, cosine, sine), b.select(odd, sine, cosine)
    negative_sine = b.shl(b.and_(quarters, whole(2)), whole(30))
    negative_cosine = b.shl(b.and_(b.add(quarters, whole(1)), whole(2)), whole(30))
    return signed(b, sine, negative_sine), signed(b, cosine, negative_cosine)


def signed(b, x, sign):
    """x with its sign turned over where the top bit of `sign` is set."""
    return b.bitcast(b.xor(b.bitcast(x, WORD), sign), FLOAT)


def _circle(b, x):
    n, quarters = nearest(b, b.fmul(x, number(2 / math.pi)))
    r = x
    for part in (1.57079637050628662, -4.37113900018624283e-8, -1.71512449e-15):  # π/2, in three pieces
        r = b.fma(n, number(-part), r)
    r = _pick(b, "<", r, number(-0.8), number(-0.8), r)  # only where x is too coarse to have a phase
    r = _pick(b, ">", r, number(0.8), number(0.8), r)
    return turned(b, *sine_and_cosine(b, r), quarters)


def _sin(b, x):
    return _circle(b, x)[0]


def _cos(b, x):
    return _circle(b, x)[1]


def _tan(b, x):
    sine, cosine = _circle(b, x)
    return b.fdiv(sine, cosine)


def _tanh(b, x):
    size, z = _abs(b, x), b.fmul(x, x)
    p = polynomial(b, z, (-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1))
    near = b.fma(b.fmul(z, x), p, x)
    far = b.fsub(number(1), b.fdiv(number(2), b.fadd(_exp(b, b.fadd(size, size)), number(1))))
    far = signed(b, far, b.and_(b.bitcast(x, WORD), whole(0x80000000)))
    return _pick(b, "<", size, number(0.625), near, far)


def root(b, x):
    """√x as an instruction."""
    return b.call(b.module.declare_intrinsic("llvm.sqrt", [FLOAT]), [x])


def _abs(b, x):
    return b.call(b.module.declare_intrinsic("llvm.fabs", [FLOAT]), [x])


def _fma(b, x, y, z):
    return b.fma(x, y, z)


# How each word is written: builder and values to a value. The threads of `toy_kernels.threads` write the same.
BUILDERS = {
    "exp": _exp, "log": _log, "sin": _sin, "cos": _cos, "tan": _tan, "tanh": _tanh, "sqrt": root, "absolute": _abs, "fma": _fma,
}
exp, log, sin, cos, tan, tanh, sqrt, absolute, fma = map(word, BUILDERS.values())


@intrinsic
def select(typingctx, condition, yes, no):
    """`yes` where the condition holds, else `no`, with no branch; both of one type."""

    def generate(context, builder, signature, values):
        return builder.select(context.cast(builder, values[0], condition, types.boolean), *values[1:])

    return yes(types.boolean, yes, yes), generate
