"""A module becomes a function of this processor, and nothing in it is computed otherwise than it says."""

import ctypes

import numpy as np
from llvmlite import ir

from toy_kernels.native import Native


def test_a_product_and_a_sum_are_rounded_twice():
    """A processor that could do both at once must not: the bits of every other world are those of two roundings."""
    pointer = ir.FloatType().as_pointer()
    module = ir.Module("one")
    run = ir.Function(module, ir.FunctionType(ir.VoidType(), [pointer]), "run")
    build = ir.IRBuilder(run.append_basic_block("start"))
    x, y, z = (build.load(build.gep(run.args[0], [ir.IntType(32)(i)])) for i in range(3))
    build.store(build.fadd(build.fmul(x, y), z), run.args[0])
    build.ret_void()
    numbers = np.array([1 + 2**-12, 1 + 2**-12, -1], np.float32)
    Native(module, [ctypes.c_void_p])(numbers.ctypes.data)
    assert numbers[0] == np.float32(2**-11), "the product's 2^-24 is rounded away before the sum"
