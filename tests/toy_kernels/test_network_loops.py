"""The pieces of the fast slope, each by itself."""

import numpy as np
import pytest

from toy_kernels.kept import loops
from toy_kernels.vectors import LANES

LOOPS = loops("network_loops")


def test_cutting_at_zero_hides_no_nan():
    values = np.array([-1, 0, 2, np.nan, -np.inf, np.inf], np.float32)
    LOOPS.cut(values)
    assert np.array_equal(values, np.array([0, 0, 2, np.nan, 0, np.inf], np.float32), equal_nan=True)


def judged(logits, labels, scale=1.0):
    z = np.zeros((len(logits), LANES), np.float32)
    z[:, : logits.shape[1]] = logits
    flat = z.ravel()
    loss, right = LOOPS.cross_entropy(flat, logits.shape[1], labels, np.arange(len(logits)), np.float32(scale))
    return loss, right, flat.reshape(z.shape)[:, : logits.shape[1]]


def test_cross_entropy_and_its_slope_are_those_of_float64():
    """Logits up to 60 lie in float32 to 4e-6, which is what e^z and hence each probability can be off by, relatively."""
    rng = np.random.default_rng(0)
    logits, labels = (rng.standard_normal((50, 10)) * 20).astype(np.float32), rng.integers(0, 10, 50)
    loss, right, slope = judged(logits, labels, 0.5)
    exact = logits.astype(float) - logits.max(1, keepdims=True)
    p = np.exp(exact) / np.exp(exact).sum(1, keepdims=True)
    assert loss == pytest.approx(-np.log(p[np.arange(50), labels]).sum(), rel=1e-5)
    assert right == (logits.argmax(1) == labels).sum()
    p[np.arange(50), labels] -= 1
    assert np.abs(slope - 0.5 * p).max() < 4e-6


def test_of_equal_logits_the_first_is_the_answer():
    assert [judged(np.zeros((1, 4), np.float32), np.array([label]))[1] for label in range(4)] == [1, 0, 0, 0]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("place", [0, 3, 9])
def test_a_logit_that_is_not_finite_makes_the_loss_nan(bad, place):
    logits = np.zeros((3, 10), np.float32)
    logits[1, place] = bad
    assert np.isnan(judged(logits, np.array([1, 2, 3]))[0])


def test_sums_side_by_side_are_those_of_one_row_after_the_other():
    """Seven rows by four and three, and by one: the same bits, and those of float64 to a rounding of eleven sums."""
    rng, inputs, count = np.random.default_rng(1), 11, 7
    shapes = (count, 12), (inputs, 2 * LANES), 2 * LANES
    values, weights, bias = (rng.standard_normal(shape).astype(np.float32) for shape in shapes)
    sums, alone = (np.zeros((count, 2 * LANES), np.float32) for _ in range(2))
    for at, rows in ((0, 4), (4, 3)):
        LOOPS.product(rows, inputs, 2 * LANES, values.ravel(), at * 12, 12, weights.ravel(), 0, bias, sums.ravel(), at * 2 * LANES)
    for at in range(count):
        LOOPS.product(1, inputs, 2 * LANES, values.ravel(), at * 12, 12, weights.ravel(), 0, bias, alone.ravel(), at * 2 * LANES)
    assert np.array_equal(sums, alone)
    exact = values[:, :inputs].astype(float) @ weights.astype(float) + bias
    size = np.abs(values[:, :inputs]).astype(float) @ np.abs(weights) + np.abs(bias)
    assert (np.abs(sums - exact) <= (inputs + 1) * np.finfo(np.float32).eps * size).all()
