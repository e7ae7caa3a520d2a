"""Four lanes at a time, for a machine with vectors of 128 bits and a product and a sum in one instruction: WebAssembly's.

What differs from lane to lane is a vector, what does not stays one number; a number that meets a vector is spread over it. So the
words of `toy_kernels.lane_math` and `toy_kernels.lane_noise` are written as they stand.

WebAssembly's instruction, `f32x4.relaxed_madd`, may round once or twice, as the machine likes; a page looks which one it is
before it walks (`widgets/page/walker/walker.js`). Rounded once, the bits are the lanes'.
"""

from llvmlite import ir

from toy_kernels.lane_math import FLOAT, WORD
from toy_kernels.threads.exact_fma import Builder

WIDTH = 4
FLOATS, WORDS = ir.VectorType(FLOAT, WIDTH), ir.VectorType(WORD, WIDTH)
PLAIN = ("add", "sub", "mul", "udiv", "urem", "and_", "or_", "xor", "shl", "lshr", "ashr", "fadd", "fsub", "fmul", "fdiv")
CHANGED = ("bitcast", "sitofp", "uitofp")


def is_wide(value):
    """Whether a value differs from lane to lane."""
    return isinstance(value.type, ir.VectorType)


class Wide(Builder):
    """Writes instructions as `ir.IRBuilder` does, for vectors where any of the values is one."""

    def spread(self, value):
        """A vector of a number; a vector as it is."""
        if is_wide(value):
            return value
        kind = ir.VectorType(value.type, WIDTH)
        if isinstance(value, ir.Constant):
            return ir.Constant(kind, [value] * WIDTH)
        first = self.insert_element(ir.Constant(kind, ir.Undefined), value, WORD(0))
        return self.shuffle_vector(first, ir.Constant(kind, ir.Undefined), ir.Constant(WORDS, [WORD(0)] * WIDTH))

    def alike(self, *values):
        """The values, all of them vectors if one is."""
        return [self.spread(value) for value in values] if any(map(is_wide, values)) else list(values)

    def select(self, cond, lhs, rhs, name="", flags=()):
        """As everywhere; one condition may decide for all lanes."""
        if is_wide(cond):
            lhs, rhs = self.spread(lhs), self.spread(rhs)
        return super().select(cond, *self.alike(lhs, rhs), name, flags)

    def fma(self, x, y, z, name="", flags=()):
        """x y + z, of vectors by the machine's own instruction."""
        values = self.alike(x, y, z)
        if not is_wide(values[0]):
            return super().fma(*values)
        return super().call(self._named("llvm.wasm.relaxed.madd.v4f32", values), values)

    def call(self, fn, args, *rest, **named):
        """An intrinsic of numbers is that of vectors where a vector is given."""
        if not any(map(is_wide, args)):
            return super().call(fn, args, *rest, **named)
        values = self.alike(*args)
        word, _, kind = fn.name.rpartition(".")
        return super().call(self._named(f"{word}.v{WIDTH}{kind}", values), values, *rest, **named)

    def _named(self, name, values):
        kinds = [value.type for value in values]
        return self.module.globals.get(name) or ir.Function(self.module, ir.FunctionType(kinds[0], kinds), name)

    def load_lanes(self, place, kind):
        """What stands at a place for this lane and the three after it."""
        return self.load(self.bitcast(place, ir.PointerType(ir.VectorType(kind, WIDTH))), align=4)

    def store_lanes(self, value, place):
        """Put it there."""
        value = self.spread(value)
        self.store(value, self.bitcast(place, ir.PointerType(value.type)), align=4)


def _plain(name):
    def act(self, lhs, rhs, *rest, **named):
        return getattr(Builder, name)(self, *self.alike(lhs, rhs), *rest, **named)

    return act


def _compared(name):
    def act(self, cmpop, lhs, rhs, *rest, **named):
        return getattr(Builder, name)(self, cmpop, *self.alike(lhs, rhs), *rest, **named)

    return act


def _changed(name):
    def act(self, value, typ, *rest, **named):
        kind = ir.VectorType(typ, WIDTH) if is_wide(value) and not isinstance(typ, ir.VectorType) else typ
        return getattr(Builder, name)(self, value, kind, *rest, **named)

    return act


for name in PLAIN:
    setattr(Wide, name, _plain(name))
for name in ("icmp_signed", "icmp_unsigned", "fcmp_ordered", "fcmp_unordered"):
    setattr(Wide, name, _compared(name))
for name in CHANGED:
    setattr(Wide, name, _changed(name))
