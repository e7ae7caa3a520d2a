"""x y + z of float32 numbers, rounded once, for a machine without the instruction: in float64, made safe against rounding twice.

The product of two float32 numbers is exact in float64. The sum is rounded to 53 bits and then to 24; the second rounding goes
wrong only where the first one has made or hidden a tie. Rounding the sum to odd (its last bit set if anything was lost) cures
that: Boldo and Melquiond, IEEE Trans. Computers 57 (2008). A tie shows in the bits that float32 drops, so almost every call
takes the short way.
"""

from llvmlite import ir

from toy_kernels.lane_math import FLOAT, WORD, whole

DOUBLE, LONG = ir.DoubleType(), ir.IntType(64)
TIE = 2**28  # float32 drops 29 bits of a float64 fraction, below its normal range more: a tie has none set below this one


class Builder(ir.IRBuilder):
    """Writes instructions as `ir.IRBuilder` does; `fma` as float64 arithmetic."""

    def fma(self, x, y, z, name="", flags=()):
        """The float32 number nearest to x y + z."""
        product = self.fmul(self.fpext(x, DOUBLE), self.fpext(y, DOUBLE))
        other = self.fpext(z, DOUBLE)
        total = self.fadd(product, other)
        bits = self.bitcast(total, LONG)
        low = self.and_(self.trunc(bits, WORD), whole(TIE - 1))
        rare = self.icmp_unsigned("==", low, whole(0))
        here = self.block
        with self.if_then(rare, likely=False):
            odd = self.call(_odd_sum(self.module), [product, other])
            there = self.block
        chosen = self.phi(DOUBLE)
        chosen.add_incoming(total, here)
        chosen.add_incoming(odd, there)
        return self.fptrunc(chosen, FLOAT)


def _odd_sum(module):
    """The function a + b, rounded to odd: where the sum is not exact, the neighbour of it whose last bit is set. Written once."""
    if "odd_sum" in module.globals:
        return module.globals["odd_sum"]
    function = ir.Function(module, ir.FunctionType(DOUBLE, [DOUBLE, DOUBLE]), "odd_sum")
    function.linkage = "internal"
    function.attributes.add("noinline")
    build, (a, b) = ir.IRBuilder(function.append_basic_block()), function.args
    total = build.fadd(a, b)
    back = build.fsub(total, a)  # Knuth's exact error of a sum
    lost = build.fadd(build.fsub(a, build.fsub(total, back)), build.fsub(b, back))
    zero, bits = ir.Constant(DOUBLE, 0.0), build.bitcast(total, LONG)
    inexact = build.fcmp_ordered("!=", lost, zero)
    even = build.icmp_unsigned("==", build.and_(bits, LONG(1)), LONG(0))
    away = build.icmp_unsigned("==", build.fcmp_ordered(">", lost, zero), build.fcmp_ordered(">", total, zero))
    nudged = build.bitcast(build.add(bits, build.select(away, LONG(1), LONG(-1))), DOUBLE)
    build.ret(build.select(build.and_(inexact, even), nudged, total))
    return function
