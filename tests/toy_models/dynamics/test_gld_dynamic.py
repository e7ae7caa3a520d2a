"""Isotropic noise of the minibatches' trace: its covariance, and one temperature for all axes."""

import numpy as np
import pytest

ROWS, BOWL, HESSIAN = 150_000, "x^2/2 + 5*y^2 + x*y", np.array([[1.0, 1.0], [1.0, 10.0]])


@pytest.mark.parametrize("direction", ["hessian", "leading", "isotropic"])
def test_what_it_adds_has_the_trace_and_no_direction(crowd, four_errors, direction):
    """Σ of the law plus s² (tr Σ/2) I, tr Σ = 2σ² = 2. Added in a coordinate is |d| u with E u⁴ = 3/8, E|d|⁴ = (tr Σ)² + 2 tr Σ² <=
    3 (tr Σ)²: an excess of 1.5 at most; and for the product of two, E u²v² = 1/8, below that of a variance.
    """
    size = 2.0
    added = {s: crowd(BOWL, "gld_dynamic", np.zeros((ROWS, 2)), 1, gradient_noise=1.0, direction=direction, step_size=1.0,
                      added_noise=s) for s in (0.0, size)}
    extra = added[size] - added[0.0]
    found = extra.T @ extra / ROWS
    assert found == pytest.approx(size**2 * np.eye(2), abs=size**2 * four_errors(ROWS, 1.5))


def test_all_axes_have_one_temperature(crowd, four_errors):
    """Minibatch noise 1 in each coordinate, and |d| u is as normal as d: Varᵢ = η(1 + s²)/(λᵢ(2 - ηλᵢ)) (1 - rᵢ²ᵀ), as for GLD,
    along the axes of the bowl.
    """
    (curvature, axes), step_size, size, steps = np.linalg.eigh(HESSIAN), 0.1, 1.5, 40
    x = crowd(BOWL, "gld_dynamic", np.zeros((ROWS, 2)), steps, gradient_noise=1.0, step_size=step_size, added_noise=size) @ axes
    expected = step_size * (1 + size**2) / (curvature * (2 - step_size * curvature))
    assert x.var(0) == pytest.approx(expected * (1 - (1 - step_size * curvature) ** (2 * steps)), rel=four_errors(ROWS))


def test_where_minibatches_agree_it_adds_nothing(trajectory, quadratic):
    one, other = (trajectory(key, quadratic([1.0, 7.0]), [1.0, -2.0], 30, step_size=0.1, **values)
                  for key, values in (("gld_dynamic", {"added_noise": 5.0}), ("sgd", {})))
    assert np.array_equal(one, other)
