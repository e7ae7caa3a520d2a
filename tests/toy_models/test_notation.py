"""The words of a step mean the same for arrays and for tensors."""

import numpy as np
import pytest
import torch
from scipy import special

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


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_dot_is_the_inner_product_of_rows(kind):
    found = notation.dot(kind(POINTS), kind(POINTS[::-1].copy()))
    assert tuple(found.shape) == (4, 1)
    assert np.allclose(found, (POINTS * POINTS[::-1]).sum(axis=1)[:, None], rtol=1e-14)


@pytest.mark.parametrize("kind", [lambda v: np.asarray(v, np.float32), lambda v: torch.as_tensor(v, dtype=torch.float32)])
def test_where_takes_points_and_numbers_and_keeps_their_kind(kind):
    """By coordinate, or by row; a number on either side makes nothing longer than it was."""
    point = kind(POINTS)
    for condition in (point > 0, notation.norm(point) > 2.5):
        mask = np.asarray(condition)
        assert 0 < mask.sum() < mask.size
        for yes, no in ((point, -point), (0.3, point), (point, 0.3)):
            found = notation.where(condition, yes, no)
            assert found.dtype == point.dtype
            assert np.array_equal(found, np.where(mask, *(np.asarray(value, np.float32) for value in (yes, no))))
    assert notation.where(3 > 2, point, 0) is point
    with pytest.raises(TypeError, match="one of its two values must be a point"):
        notation.where(point > 0, 1.0, 0.0)


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
@pytest.mark.parametrize(("share", "count"), [(0, 0), (0.07, 0), (0.08, 1), (0.5, 4), (0.49, 3), (1, 7), (2, 7), (-1, 0)])
def test_largest_marks_the_share_rounded_to_whole_entries(kind, share, count):
    """Halves up; of equal ones the first."""
    mask = np.asarray(notation.largest(kind(POINTS), share))
    assert (mask.sum(axis=1) == count).all()
    assert (np.where(mask == 1, POINTS, np.inf).min(axis=1) >= np.where(mask == 0, POINTS, -np.inf).max(axis=1)).all()
    level = notation.largest(kind(np.array([[1.0, 2, 2, 2, 0, 1, 1]])), share)
    assert np.flatnonzero(np.asarray(level)[0]).tolist() == sorted([1, 2, 3, 0, 5, 6, 4][:count])


def test_a_share_may_differ_from_row_to_row():
    mask = notation.largest(torch.as_tensor(POINTS), torch.tensor([[0.0], [0.3], [0.6], [1.0]]))
    assert mask.sum(dim=1).tolist() == [0, 2, 4, 7]


@pytest.mark.parametrize("kind", [lambda v: np.asarray(v, np.float32), lambda v: torch.as_tensor(v, dtype=torch.float32)])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 16])
def test_groups_are_rows_one_after_the_other_and_the_last_one_what_is_left(kind, size):
    rows = np.random.default_rng(1).normal(size=(7, 5)).astype(np.float32)
    mean, mixed = notation.together(kind(rows), size), notation.ring(kind(rows), size)
    assert mean.dtype == mixed.dtype == kind(rows).dtype
    for low in range(0, 7, size):
        members = rows[low : low + size].astype(float)
        here = slice(low, low + len(members))
        assert np.abs(np.asarray(mean)[here] - members.mean(axis=0)).max() < 1e-6
        expected = (np.roll(members, 1, axis=0) + members + np.roll(members, -1, axis=0)) / 3
        assert np.abs(np.asarray(mixed)[here] - expected).max() < 1e-6


def test_words_of_plain_numbers_are_plain_numbers():
    """NumPy's own would turn float32 rows into float64."""
    assert type(notation.sqrt(2.0)) is type(notation.maximum(1, 2.5)) is float


WORDS = {word: getattr(notation, word) for word in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "minimum", "maximum", "erf")}
LIBRARY = {word: getattr(np, word, None) or getattr(special, word) for word in WORDS}
TWO = ("minimum", "maximum")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_means_the_same_for_arrays_tensors_and_numbers(word):
    """Both libraries round a function of one number within 2 units of the last place."""
    values = [np.abs(POINTS) + 0.1] if word not in TWO else [POINTS, 0.3]
    expected = LIBRARY[word](*values)
    assert np.array_equal(WORDS[word](*values), expected)
    found = WORDS[word](*(torch.as_tensor(value) if np.ndim(value) else value for value in values))
    assert isinstance(found, torch.Tensor)
    assert np.allclose(found, expected, rtol=2**-50)
    assert WORDS[word](*(np.ravel(value)[0] for value in values)) == expected[0, 0]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_a_slope(word):
    point = torch.tensor(np.abs(POINTS) + 0.1, requires_grad=True)
    result = WORDS[word](point) if word not in TWO else WORDS[word](0.7, point)
    result.sum().backward()
    h, other = 1e-6, (0.7,) if word in TWO else ()
    beside = [LIBRARY[word](*other, point.detach().numpy() + step) for step in (h, -h)]
    assert np.allclose(point.grad, (beside[0] - beside[1]) / (2 * h), rtol=1e-6)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_gelu_is_the_same_for_arrays_and_tensors_and_rounds_a_kink(kind):
    """Torch's own is exact to some units of the last place of the values, which are below 30."""
    values = np.linspace(-30, 30, 301).astype(kind)
    found = notation.gelu(values)
    assert found.dtype == kind
    near = 30 * 4 * np.finfo(kind).eps
    assert np.abs(notation.gelu(torch.as_tensor(values)).numpy() - found).max() < near
    assert np.abs(torch.nn.functional.gelu(torch.as_tensor(values)).numpy() - found).max() < near
    far = np.abs(values) > 8
    assert np.abs(found - notation.relu(values))[far].max() < near
    assert notation.gelu(1.0) == pytest.approx(0.8413447460685429, rel=1e-15)


PICTURES = np.random.default_rng(2).normal(size=(2, 3, 6 * 6, 4))  # (replica, image, place, channel)


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_windows_are_torchs_own_and_a_product_with_them_a_convolution(size):
    """The same numbers moved, for arrays and for tensors; torch names channels first."""
    rows, places = PICTURES.reshape(2, 3 * 36, 4), (7 - size) ** 2
    found = notation.windows(rows, 6, size)
    assert found.shape == (2, 3 * places, size * size * 4)
    assert np.array_equal(notation.windows(torch.tensor(rows), 6, size).numpy(), found)
    assert np.array_equal(notation.windows(rows[1], 6, size), found[1])
    first = torch.tensor(PICTURES.reshape(6, 6, 6, 4)).permute(0, 3, 1, 2)
    theirs = torch.nn.functional.unfold(first, size).numpy().reshape(6, 4, size * size, places).transpose(0, 3, 2, 1)
    assert np.array_equal(found.reshape(theirs.shape), theirs)
    filters = torch.randn(size * size, 4, 5, dtype=float, generator=torch.Generator().manual_seed(0))
    expected = torch.nn.functional.conv2d(first, filters.reshape(size, size, 4, 5).permute(3, 2, 0, 1)).permute(0, 2, 3, 1)
    assert np.abs((found @ filters.reshape(-1, 5).numpy()).reshape(expected.shape) - expected.numpy()).max() < 1e-13


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_pools_are_torchs_means_over_squares(size):
    rows, few = PICTURES.reshape(2, 3 * 36, 4), 6 // size
    found = notation.pooled(rows, 6, size)
    assert found.shape == (2, 3 * few * few, 4)
    first = torch.tensor(PICTURES.reshape(6, 6, 6, 4)).permute(0, 3, 1, 2)
    expected = torch.nn.functional.avg_pool2d(first, size).permute(0, 2, 3, 1).numpy()
    assert np.abs(found.reshape(expected.shape) - expected).max() < 1e-15
    assert np.abs(notation.pooled(torch.tensor(rows), 6, size).numpy() - found).max() < 1e-15


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_squares_that_do_not_tile_and_pictures_that_are_none_are_refused(kind):
    for wrong in (lambda: notation.pooled(kind(PICTURES[:, 0]), 6, 4), lambda: notation.windows(kind(PICTURES[:, 0]), 5, 2),
                  lambda: notation.windows(kind(PICTURES[:, 0]), 6, 7)):
        with pytest.raises(ValueError, match="no pictures of side"):
            wrong()


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_pixels_are_rows_and_lengths_those_of_columns(kind):
    images = np.arange(24.0).reshape(2, 3, 4)
    assert np.array_equal(notation.pixels(kind(images)), images.reshape(2, 12, 1))
    assert np.array_equal(notation.pixels(kind(images[0])), images[0].reshape(12, 1))
    columns = np.linalg.norm(np.concatenate([images, 1 + images[:, :1]], axis=1), axis=1, keepdims=True)
    assert np.allclose(notation.lengths(kind(images), kind(1 + images[:, :1])), columns, rtol=1e-15)


def test_a_relu_is_flat_at_zero_where_slopes_are_taken():
    point = torch.tensor([[-1.0, 0.0, 2.0]], requires_grad=True)
    notation.relu(point).sum().backward()
    assert point.grad.tolist() == [[0.0, 0.0, 1.0]]
