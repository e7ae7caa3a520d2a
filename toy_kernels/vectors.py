"""Thirty-two float32 numbers at once, as words for compiled code.

A `lanes` value lives in vector registers (two of AVX-512, four of AVX2, eight of SSE or NEON): it is loaded from a flat
float32 array, used, and stored. Written out because a loop over 32 numbers with a sum in memory waits for each store.
"""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, models, register_model

LANES = 32
_VECTOR = ir.VectorType(ir.FloatType(), LANES)
_WORD = ir.IntType(32)


class _Lanes(types.Type):
    def __init__(self):
        super().__init__(name=f"float32 x {LANES}")


lanes = _Lanes()


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, _VECTOR)


def _pointer(context, builder, kind, array, index, to):
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), to.as_pointer())


@intrinsic
def load(typingctx, array, index):
    """The numbers array[index : index + 32]."""

    def generate(context, builder, signature, values):
        return builder.load(_pointer(context, builder, signature.args[0], *values, _VECTOR), align=4)

    return lanes(array, types.intp), generate


@intrinsic
def store(typingctx, array, index, value):
    """array[index : index + 32] = value."""

    def generate(context, builder, signature, values):
        builder.store(values[2], _pointer(context, builder, signature.args[0], *values[:2], _VECTOR), align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), generate


@intrinsic
def add_scaled(typingctx, total, scale, value):
    """total + scale * value, each product fused with its sum."""

    def generate(context, builder, signature, values):
        nothing = ir.Constant(_VECTOR, ir.Undefined)
        one = builder.insert_element(nothing, values[1], _WORD(0))
        spread = builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(_WORD, LANES), [0] * LANES))
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        fused = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fma.v{LANES}f32")
        return builder.call(fused, [spread, values[2], values[0]])

    return lanes(lanes, types.float32, lanes), generate


@intrinsic
def add(typingctx, left, right):
    """left + right."""

    def generate(context, builder, signature, values):
        return builder.fadd(*values)

    return lanes(lanes, lanes), generate


@intrinsic
def zero(typingctx):
    """Thirty-two zeros."""

    def generate(context, builder, signature, values):
        return ir.Constant(_VECTOR, [0.0] * LANES)

    return lanes(), generate


@intrinsic
def prefetch(typingctx, array, index):
    """Ask for the memory around array[index]; it will be read soon."""

    def generate(context, builder, signature, values):
        byte = ir.IntType(8)
        pointer = _pointer(context, builder, signature.args[0], *values, byte)
        kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), _WORD, _WORD, _WORD])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte.as_pointer()], kind)
        builder.call(ask, [pointer, _WORD(0), _WORD(3), _WORD(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate
