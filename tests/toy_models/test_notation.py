"""The words of a step mean the same for arrays and for tensors."""

import numpy as np
import pytest
import torch

from toy_models import notation

POINTS = np.random.default_rng(0).normal(size=(4, 7))


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_norm_is_the_length_of_a_row_and_divides_it(kind):
    point = kind(POINTS)
    length = notation.norm(point)
    assert tuple(length.shape) == (4, 1)
    assert np.allclose(length, np.linalg.norm(POINTS, axis=1, keepdims=True), rtol=1e-15)
    assert np.allclose(notation.norm(point / length), 1, rtol=1e-15)


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_norm_of_nothing_is_zero_and_tiny_keeps_its_direction_finite(kind):
    point = kind(np.zeros((2, 3)))
    assert (np.asarray(notation.norm(point)) == 0).all()
    assert (np.asarray(point / (notation.norm(point) + notation.TINY)) == 0).all()


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_relu_cuts_at_zero(kind):
    assert np.array_equal(notation.relu(kind(np.array([-1.0, 0.0, 2.5]))), [0.0, 0.0, 2.5])


def test_tiny_is_far_below_any_gradient_that_matters_and_above_rounding_of_zero():
    assert 0 < notation.TINY < 1e-9
    assert np.float32(notation.TINY) > 0
