"""Diagonal noise: the variances of the minibatches' slopes, and none of their covariances."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.objective import LandscapeObjective

ROWS = 60_000


@pytest.mark.parametrize(("formula", "diagonal"), [
    ("x^2/2 + 5*y^2", [2 / 11, 20 / 11]),  # along the axes it is all of the noise
    ("11/4*(x^2 + y^2) + 9/2*x*y", [1.0, 1.0]),  # the same bowl, turned by 45°: it has become isotropic
])
def test_what_it_adds_is_the_diagonal_of_the_minibatches_covariance(trajectory, formula, diagonal):
    """Σ = 2H/tr H. A product of two normals has nine times their fourth moment: a variance is known to √(8/n)."""
    objective = LandscapeObjective(tm.landscapes.from_formula(formula), range(ROWS), 0, 1.0, "hessian")
    moved = [trajectory("gld_diagonal", objective, np.zeros((ROWS, 2)), 1, step_size=1.0, added_noise=s)[1] for s in (0.0, 1.0)]
    extra = moved[1] - moved[0]
    assert (extra**2).mean(0) == pytest.approx(diagonal, rel=4 * (8 / ROWS) ** 0.5)
    assert (extra[:, 0] * extra[:, 1]).mean() == pytest.approx(0, abs=4 * (3 * np.prod(diagonal) / ROWS) ** 0.5)


def test_each_axis_rests_at_its_own_variance(trajectory, quadratic):
    """Varᵢ = η(1 + s²)σ²/(λᵢ(2 - ηλᵢ)); heavy tails of one draw are averaged by 1/(1 - r²) of them, so kurtosis is at most 9."""
    curvature, step_size, size = np.array([0.5, 1.0, 3.0]), 0.2, 1.0
    x = trajectory("gld_diagonal", quadratic(curvature, gradient_noise=1.0), np.zeros((20_000, 3)), 60, step_size=step_size,
                   added_noise=size)[-1]
    expected = step_size * (1 + size**2) / (curvature * (2 - step_size * curvature))
    assert x.var(0) == pytest.approx(expected, rel=4 * (8 / 20_000) ** 0.5)
