"""x y + z through float64, against exact fractions: rounded once, everywhere."""

import ctypes
from fractions import Fraction

import llvmlite.binding as llvm
import numpy as np
import pytest
from llvmlite import ir

from toy_kernels.lane_math import FLOAT
from toy_kernels.threads.exact_fma import Builder


@pytest.fixture(scope="module")
def fma():
    """The instruction sequence, compiled for this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = ir.Module("fma")
    function = ir.Function(module, ir.FunctionType(FLOAT, [FLOAT] * 3), "f")
    build = Builder(function.append_basic_block())
    build.ret(build.fma(*function.args))
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), llvm.Target.from_default_triple().create_target_machine())
    engine.finalize_object()
    call = ctypes.CFUNCTYPE(ctypes.c_float, *[ctypes.c_float] * 3)(engine.get_function_address("f"))
    call.engine = engine
    return lambda x, y, z: np.float32(call(x, y, z))


def nearest(exact):
    """The float32 nearest to a fraction, ties to even."""
    guess = np.float32(float(exact))
    around = [np.nextafter(guess, np.float32(-np.inf)), guess, np.nextafter(guess, np.float32(np.inf))]
    around = [value for value in around if np.isfinite(value)]
    return min(around, key=lambda value: (abs(Fraction(float(value)) - exact), int(value.view(np.uint32)) & 1))


def check(fma, x, y, z):
    x, y, z = (np.float32(value) for value in (x, y, z))
    exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
    assert fma(x, y, z) == nearest(exact), (x, y, z)


def naive(x, y, z):
    """Rounded twice: to 53 bits, then to 24."""
    return np.float32(np.float64(x) * np.float64(y) + np.float64(z))


def test_a_tie_that_float64_makes_is_broken_as_the_exact_sum_says(fma):
    """(1 + 2⁻²³)(1 - 2⁻²³) / 2 is a hair less than one half, too thin for float64 beside a z with 24 bits: there it is a tie."""
    below, above = (np.float32(1 - 2.0**-23), np.float32(1 + 2.0**-23)), (np.float32(1 + 2.0**-22), np.float32(1 + 2.0**-22))
    wrong = 0
    for z in 2**23 + np.random.default_rng(1).integers(0, 2**23, 500):
        for sign in (0.5, -0.5):
            for x, y in ((1 + 2.0**-23, below[0]), (below[0], below[0]), above):
                x, y, z = np.float32(x), np.float32(sign) * y, np.float32(z)
                check(fma, x, y, z)
                wrong += naive(x, y, z) != fma(x, y, z)
    assert wrong >= 437  # of 1,000 sums that are ties in float64, those whose z is odd: one in two, less 4 standard errors


def test_a_tie_below_the_normal_range(fma):
    """There float32 drops more than 29 bits: half a unit of 2⁻¹⁴⁹, and a hair less."""
    unit = np.float32(2.0**-149)
    for units in range(400):
        check(fma, 2.0**-75, 2.0**-75, units * unit)
        check(fma, np.float32(2.0**-75) * np.float32(1 + 2.0**-23), np.float32(2.0**-75) * np.float32(1 - 2.0**-23), units * unit)


@pytest.mark.parametrize("scale", [1.0, 1e-20, 2.0**-149, 1e18])
def test_random_numbers_of_every_size(fma, scale):
    rng = np.random.default_rng(0)
    for _ in range(3000):
        x, y = (np.float32(v) for v in rng.normal(size=2) * 2.0 ** rng.integers(-12, 12, 2))
        check(fma, x * np.float32(scale), y, np.float32(rng.normal() * 2.0 ** float(rng.integers(-40, 40))) * np.float32(scale))


def test_what_is_not_finite_passes_through(fma):
    assert fma(np.float32(np.inf), 1, 0) == np.inf
    assert np.isnan(fma(np.float32(np.nan), 1, 0))
    assert np.isnan(fma(np.float32(np.inf), 1, np.float32(-np.inf)))
    assert fma(np.float32(3e38), np.float32(3e38), 0) == np.inf
    assert fma(0, 5, 0) == 0
