"""Persistence against the variance that it leaves, and the memory between its steps."""

import numpy as np
import pytest

CHAINS = 80_000


@pytest.mark.parametrize(("step_size", "persistence"), [(0.1, 1), (0.1, 20), (0.5, 3), (0.02, 300)])
def test_minibatches_that_stay_leave_more_variance(trajectory, quadratic, step_size, persistence):
    """(σ/λ)² (1 - r)/(1 + r) with r = (1 - ηλ)^τ; 80,000 chains, four standard errors: 2 %.

    The start is forgotten to r^(2n) < 1e-6.
    """
    curvature, sigma = 2.0, 0.7
    r = (1 - step_size * curvature) ** persistence
    expected = (sigma / curvature) ** 2 * (1 - r) / (1 + r)
    steps = max(2, int(np.ceil(7 / -np.log(r)))) if r > 0 else 2
    x = trajectory("persistent_sgd", quadratic(curvature, gradient_noise=sigma), np.zeros(CHAINS), steps, step_size=step_size,
                   persistence=persistence)
    assert x[-1].var() == pytest.approx(expected, rel=4 * (2 / CHAINS) ** 0.5)
    assert np.corrcoef(x[-1], x[-2])[0, 1] == pytest.approx(r, abs=4 / CHAINS**0.5)


@pytest.mark.parametrize("step_size", [0.1, 0.4])
def test_after_a_long_stay_it_stands_in_the_minibatchs_own_minimum(trajectory, quadratic, step_size):
    """σ²/λ², whatever the step."""
    x = trajectory("persistent_sgd", quadratic(2.0, gradient_noise=1.0), np.zeros(CHAINS), 1, step_size=step_size, persistence=200)
    assert x[-1].var() == pytest.approx(0.25, rel=4 * (2 / CHAINS) ** 0.5)


def test_without_noise_it_is_sgd(trajectory, quadratic):
    one = trajectory("persistent_sgd", quadratic([1.0, 7.0]), [1.0, -2.0], 5, step_size=0.1, persistence=10)
    other = trajectory("sgd", quadratic([1.0, 7.0]), [1.0, -2.0], 50, step_size=0.1)
    assert np.array_equal(one, other[::10])
