"""Expressions of a kernel's text as instructions, against the same text read by NumPy in float32."""

import ast
import ctypes

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from toy_kernels import native
from toy_kernels.lane_math import FLOAT, WORD, whole
from toy_kernels.threads.values import Values

NUMBERS = [-2.5, -0.0, 0.0, 0.1, 3.0, np.inf, np.nan]


class Written(Values):
    """float32 (a, b, whole numbers j and after_g) of one expression; `emitted` is asked for nothing."""

    def __init__(self, text):
        module = ir.Module()
        function = ir.Function(module, ir.FunctionType(FLOAT, [FLOAT, FLOAT, WORD, WORD]), "run")
        self.build = ir.IRBuilder(function.append_basic_block())
        self.variables, self.constants, self.turn = {}, {"c0": 0.1}, whole(7)
        for name, value in zip("ab", function.args, strict=False):
            self.build.store(value, self._variable(name, FLOAT))
        self.j, self.members = function.args[2:]
        self.build.ret(self._value(ast.parse(text, mode="eval").body))
        native.targets()
        target = llvm.Target.from_default_triple().create_target_machine(opt=0, jit=True)
        self.engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), target)
        self.engine.finalize_object()
        kinds = [ctypes.c_float] * 3 + [ctypes.c_uint32] * 2
        self.run = ctypes.CFUNCTYPE(*kinds)(self.engine.get_function_address("run"))


@pytest.mark.parametrize("text", [
    "a + b", "a - b", "a * b", "a / b", "-a", "(a + c0) * b", "select(a < b, a, b)", "select(a <= b, a, b)", "select(a > b, a, b)",
    "select(a >= b, a, b)", "select(a == b, a, c0)", "select(a != b, a, c0)", "select((a < b) & (b < c0), a, b)",
    "select((a < b) | (b < c0), a, b)", "np.float32(turn)", "a / np.float32(3)",
])
def test_numbers_are_numpys(text):
    """What is no number is unequal to everything, itself too."""
    written = Written(text)
    names = {"np": np, "c0": np.float32(0.1), "turn": 7, "select": np.where}
    with np.errstate(all="ignore"):
        for a in map(np.float32, NUMBERS):
            for b in map(np.float32, NUMBERS):
                expected = eval(text, names, {"a": a, "b": b})
                np.testing.assert_array_equal(np.float32(written.run(a, b, 0, 0)), np.float32(expected))


@pytest.mark.parametrize("text", ["j - 1 if j > g else after_g - 1", "j + 1 if j + 1 < after_g else g", "after_g - g"])
def test_places_in_a_group_are_pythons(text):
    written = Written(f"np.float32({text})")
    for size in range(1, 6):
        for j in range(size):
            assert written.run(0, 0, j, size) == eval(text, {"j": j, "g": 0, "after_g": size})


def test_what_is_not_known_is_an_error():
    with pytest.raises(NotImplementedError, match="a // b"):
        Written("[a // b]")
