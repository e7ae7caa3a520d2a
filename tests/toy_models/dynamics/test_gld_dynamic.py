"""Isotropic noise of the minibatches' trace: its covariance, and one temperature for all axes."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.objective import LandscapeObjective

ROWS = 60_000


@pytest.mark.parametrize("direction", ["hessian", "leading", "isotropic"])
def test_what_it_adds_has_the_trace_and_no_direction(trajectory, direction):
    """Σ of the law plus s² (tr Σ/2) I, tr Σ = 2σ² = 2. The added part has at most three times a normal's fourth moment."""
    bowl, size = tm.landscapes.from_formula("x^2/2 + 5*y^2 + x*y"), 2.0
    objective = LandscapeObjective(bowl, range(ROWS), 0, 1.0, direction)
    added = {s: trajectory("gld_dynamic", objective, np.zeros((ROWS, 2)), 1, step_size=1.0, added_noise=s)[1] for s in (0.0, size)}
    extra = added[size] - added[0.0]
    found = extra.T @ extra / ROWS
    error = 4 * (3 * size**4 * 3 / ROWS) ** 0.5
    assert found == pytest.approx(size**2 * np.eye(2), abs=error)


def test_all_axes_have_one_temperature(trajectory, quadratic):
    """Minibatch noise 1 in each of three coordinates: Varᵢ = η(1 + s²)/(λᵢ(2 - ηλᵢ)), as for GLD."""
    curvature, step_size, size = np.linspace(0.4, 2.0, 3), 0.4, 1.5
    x = trajectory("gld_dynamic", quadratic(curvature, gradient_noise=1.0), np.zeros((80_000, 3)), 40, step_size=step_size,
                   added_noise=size)[-1]
    expected = step_size * (1 + size**2) / (curvature * (2 - step_size * curvature))
    assert x.var(0) == pytest.approx(expected, rel=4 * (2 / 80_000) ** 0.5)


def test_where_minibatches_agree_it_adds_nothing(trajectory, quadratic):
    one, other = (trajectory(key, quadratic([1.0, 7.0]), [1.0, -2.0], 30, step_size=0.1, **values)
                  for key, values in (("gld_dynamic", {"added_noise": 5.0}), ("sgd", {})))
    assert np.array_equal(one, other)
