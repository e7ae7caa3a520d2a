"""The float32 words of the lanes against NumPy in float64."""

import math

import numba
import numpy as np
import pytest

from toy_kernels import lane_math

RANDOM = np.random.default_rng(0)
WIDE = np.concatenate([RANDOM.uniform(-50, 50, 20_000), RANDOM.normal(0, 1e-3, 2_000)])
POSITIVE = np.exp(RANDOM.uniform(-100, 88, 20_000))
RANGES = {  # word: (NumPy's, where, roundings of the larger of the result and `floor`)
    "exp": (np.exp, RANDOM.uniform(-87.3, 88.7, 20_000), 0.0, 2),
    "log": (np.log, np.concatenate([POSITIVE, RANDOM.uniform(0.5, 2, 20_000), [1e-40]]), 0.0, 2),
    "sqrt": (np.sqrt, POSITIVE, 0.0, 1),
    "absolute": (np.abs, WIDE, 0.0, 1),
    "tanh": (np.tanh, WIDE / 5, 0.0, 3),
    "sin": (np.sin, WIDE, 0.125, 3),
    "cos": (np.cos, WIDE, 0.125, 3),
    "tan": (np.tan, RANDOM.uniform(-1.5, 1.5, 20_000), 0.0, 5),
}


def over_an_array(word):
    """A loop that applies a word: vectors, and what is left over."""
    word = getattr(lane_math, word)

    @numba.njit(error_model="numpy")
    def apply(x):
        result = np.empty_like(x)
        for i in range(len(x)):
            result[i] = word(x[i])
        return result

    return lambda values: apply(np.asarray(values, np.float32))


@pytest.mark.parametrize("word", RANGES)
def test_words_are_right_to_a_few_roundings(word):
    """A rounding is 2^-23 of the result, or of `floor` near the zeros of a sine, where the argument itself is rounded."""
    exact, x, floor, roundings = RANGES[word]
    x = x.astype(np.float32)
    expected = exact(x.astype(float))
    error = np.abs(over_an_array(word)(x) - expected) / (2.0**-23 * np.maximum(np.abs(expected), floor))
    assert error.max() <= roundings


ENDS = {
    "exp": [(0, 1), (-math.inf, 0), (math.inf, math.inf), (89, math.inf), (1e30, math.inf), (-88, 0), (-1e30, 0),
            (math.nan, math.nan)],
    "log": [(1, 0), (0, -math.inf), (math.inf, math.inf), (-1, math.nan), (math.nan, math.nan)],
    "sqrt": [(0, 0), (-1, math.nan), (math.inf, math.inf)],
    "tanh": [(0, 0), (math.inf, 1), (-math.inf, -1), (1e30, 1), (math.nan, math.nan)],
    "sin": [(0, 0), (math.nan, math.nan), (math.inf, math.nan)],
    "cos": [(0, 1), (math.nan, math.nan), (math.inf, math.nan)],
}


@pytest.mark.parametrize("word", ENDS)
def test_words_keep_what_is_not_finite(word):
    x, expected = zip(*ENDS[word], strict=True)
    np.testing.assert_array_equal(over_an_array(word)(x), np.float32(expected))


def test_a_sine_far_out_stays_a_sine():
    """Beyond 2^22 quarter turns the argument is coarser than a turn; all that can be asked for is a bounded number."""
    far = over_an_array("sin")([1e7, 1e9, 1e20, -1e30])
    assert (np.abs(far) <= 1.01).all()


def test_fma_rounds_once():
    fused = numba.njit(lambda x, y, z: lane_math.fma(x, y, z))
    x = np.float32(1 + 2**-12)
    assert fused(x, x, np.float32(-1)) == np.float32(float(x) * float(x) - 1)
    assert np.float32(x * x) - 1 != np.float32(float(x) * float(x) - 1)


def test_select_takes_one_side():
    chosen = numba.njit(lambda condition, yes, no: lane_math.select(condition, yes, no))
    assert (chosen(True, np.float32(1), np.float32(2)), chosen(False, np.float32(1), np.float32(2))) == (1, 2)
