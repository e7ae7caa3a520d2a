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


WORDS = {word: value for word, value in vars(notation).items() if hasattr(np, word) and not word.startswith("_")}


def test_every_word_of_formulas_is_a_word():
    assert {"exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "minimum"} <= set(WORDS)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_means_the_same_for_arrays_tensors_and_numbers(word):
    """Both libraries round a function of one number within 2 units of the last place."""
    values = [np.abs(POINTS) + 0.1] if word != "minimum" else [POINTS, 0.3]
    expected = getattr(np, word)(*values)
    assert np.array_equal(WORDS[word](*values), expected)
    found = WORDS[word](*(torch.as_tensor(value) if np.ndim(value) else value for value in values))
    assert isinstance(found, torch.Tensor)
    assert np.allclose(found, expected, rtol=2**-50)
    assert WORDS[word](*(np.ravel(value)[0] for value in values)) == expected[0, 0]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_a_slope(word):
    point = torch.tensor(np.abs(POINTS) + 0.1, requires_grad=True)
    result = WORDS[word](point) if word != "minimum" else WORDS[word](0.7, point)
    result.sum().backward()
    h, other = 1e-6, (0.7,) if word == "minimum" else ()
    beside = [getattr(np, word)(*other, point.detach().numpy() + step) for step in (h, -h)]
    assert np.allclose(point.grad, (beside[0] - beside[1]) / (2 * h), rtol=1e-6)
