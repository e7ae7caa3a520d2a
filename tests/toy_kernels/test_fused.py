"""A text of operations as one loop: the bits of the operations one by one, in place too, and of stretches of any length."""

import numpy as np
import pytest
import torch

from toy_kernels.fused import KINDS, OPERATIONS, WIDTH, fused

SIZES = (1, WIDTH - 1, WIDTH, WIDTH + 1, 0, 3 * WIDTH + 5)
TORCH = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "neg": torch.neg, "reciprocal": torch.reciprocal,
         "root": lambda a: torch.from_numpy(np.sqrt(a.numpy())), ("pow", 2): lambda a: a**2, ("pow", 3): lambda a: a**3}


def called(loop, arrays, constants):
    """Run it on stretches; arrays: for each the arrays that are read, then those that are written."""
    sizes = np.array([*(len(some[0]) for some in arrays), 0], np.int64)
    table = np.array([[array.ctypes.data for array in some] for some in arrays], np.int64)
    loop(len(arrays), sizes.ctypes.data, table.ctypes.data, constants.ctypes.data)
    return sizes[-1]


def drawn(kind, seed=0):
    """Numbers of every size, signs, zeros, infinities and none."""
    random = np.random.default_rng(seed)
    parts = [(random.standard_normal(size) * 10.0 ** random.integers(-20, 20, size)).astype(kind) for size in SIZES]
    parts[-1][:6] = 0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40
    return parts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OPERATIONS, ids=str)
def test_each_operation_is_torchs(name, kind):
    takes = 2 if name in ("add", "sub", "mul", "div") else 1
    loop = fused(kind, 2, 0, ((name, (0, 1)[:takes]),), (2,))
    left, right, out = drawn(kind), drawn(kind, 1), drawn(kind, 2)
    assert called(loop, list(zip(left, right, out, strict=True)), np.zeros(1, kind)) == 1, "it says that it is done"
    for a, b, found in zip(left, right, out, strict=True):
        a, b = torch.from_numpy(a), torch.from_numpy(b)
        with np.errstate(invalid="ignore"):
            np.testing.assert_array_equal(found, TORCH[name](*(a, b)[:takes]).numpy())


def test_what_is_written_may_be_what_was_read():
    """x <- x - c v,  v <- x: each takes what the other was."""
    loop = fused("float32", 2, 1, (("mul", (1, 2)), ("sub", (0, 3))), (4, 0))
    x, v = drawn("float32"), drawn("float32", 1)
    before = [part.copy() for part in x], [part.copy() for part in v]
    called(loop, [(a, b, a, b) for a, b in zip(x, v, strict=True)], np.array([0.1], np.float32))
    for a, b, c, d in zip(x, v, *before, strict=True):
        with np.errstate(over="ignore", invalid="ignore"):
            np.testing.assert_array_equal(a, c - np.float32(0.1) * d)
        np.testing.assert_array_equal(b, c)


def test_a_text_is_compiled_once_whatever_its_constants():
    assert fused("float32", 1, 1, (("mul", (0, 1)),), (2,)) is fused("float32", 1, 1, (("mul", (0, 1)),), (2,))
