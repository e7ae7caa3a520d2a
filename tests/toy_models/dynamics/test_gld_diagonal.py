"""Diagonal noise: the variances of the minibatches' slopes, and none of their covariances."""

import numpy as np
import pytest

ROWS = 330_000


@pytest.mark.parametrize(("formula", "diagonal"), [
    ("x^2/2 + 5*y^2", [2 / 11, 20 / 11]),  # along the axes it is all of the noise
    ("11/4*(x^2 + y^2) + 9/2*x*y", [1.0, 1.0]),  # the same bowl, turned by 45°: it has become isotropic
])
def test_what_it_adds_is_the_diagonal_of_the_minibatches_covariance(crowd, four_errors, formula, diagonal):
    """Σ = 2H/tr H. A product of two normals has nine times the fourth moment of one, an excess of 6."""
    moved = [crowd(formula, "gld_diagonal", np.zeros((ROWS, 2)), 1, gradient_noise=1.0, direction="hessian", step_size=1.0,
                   added_noise=s) for s in (0.0, 1.0)]
    extra = moved[1] - moved[0]
    assert (extra**2).mean(0) == pytest.approx(diagonal, rel=four_errors(ROWS, 6))
    assert (extra[:, 0] * extra[:, 1]).mean() == pytest.approx(0, abs=4 * (3 * np.prod(diagonal) / ROWS) ** 0.5)


@pytest.mark.parametrize("size", [0.0, 1.0, 3.0])
def test_each_axis_rests_at_its_own_variance(crowd, four_errors, size):
    """Varᵢ = η(1 + s²)σ²/(λᵢ(2 - ηλᵢ)) (1 - r²ᵀ), r = 1 - ηλᵢ. One draw has an excess of 6s⁴/(1 + s²)², a sum of aₖ draws Σ aₖ⁴ /
    (Σ aₖ²)² of it, here with aₖ = rᵏ.
    """
    curvature, step_size, steps = np.array([0.5, 3.0]), 0.2, 40
    x = crowd("x^2/4 + 3*y^2/2", "gld_diagonal", np.zeros((ROWS, 2)), steps, gradient_noise=1.0, step_size=step_size,
              added_noise=size)
    kept = (1 - step_size * curvature) ** np.arange(steps)[:, None]
    excess = 6 * size**4 / (1 + size**2) ** 2 * (kept**4).sum(0) / (kept**2).sum(0) ** 2
    assert (kept**2).sum(0)[0] == pytest.approx((1 - 0.9**80) / (1 - 0.9**2))
    assert x.var(0) == pytest.approx(step_size**2 * (1 + size**2) * (kept**2).sum(0), rel=four_errors(ROWS, excess.max()))
