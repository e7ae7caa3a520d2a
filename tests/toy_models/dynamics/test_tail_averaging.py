"""The mean of the tail against the arithmetic mean, and its variance against a law that no step enters."""

import numpy as np
import pytest

CHAINS = 100_000


def followed(trajectory, key, objective, start, steps, **values):
    """(what is reported after each step, where the fast point was)."""
    fast = []
    x = trajectory(key, objective, start, steps, watch=lambda **shown: fast.append(shown["fast"]), **values)
    return x[1:], np.array(fast)


@pytest.mark.parametrize("tail_start", [1, 7, 30, 1000])
def test_it_is_the_arithmetic_mean_of_descents_points(trajectory, quadratic, tail_start):
    objective = quadratic([0.5, 3.0], gradient_noise=0.5)
    x, fast = followed(trajectory, "tail_averaging", objective, [1.0, -2.0], 40, step_size=0.3, tail_start=tail_start)
    plain = trajectory("sgd", objective, [1.0, -2.0], 40, step_size=0.3)[1:]
    assert np.allclose(fast, plain, rtol=0, atol=1e-14)
    for t in range(1, 41):
        expected = plain[tail_start - 1 : t].mean(0) if t >= tail_start else plain[t - 1]
        assert x[t - 1] == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("step_size", "steps"), [(0.1, 1000), (0.5, 200), (1.0, 100)])
def test_the_means_variance_does_not_know_the_step(crowd, four_errors, step_size, steps):
    """AR(1) with q = 1 - ηλ and variance V: T Var(mean) = V (1 + q)/(1 - q) - 2Vq(1 - qᵀ)/(T(1 - q)²), σ²/λ² but for the rest,
    which is below 1 % here. Started at the law of y, y₀ = √V z; a tail that begins with the last step is y itself.
    """
    curvature, sigma, q = 2.0, 1.5, 1 - step_size
    eta, spread = step_size / curvature, step_size * sigma**2 / (curvature**2 * (2 - step_size))
    start = spread**0.5 * np.random.default_rng(0).normal(size=(CHAINS // 2, 2))
    mean, last = (crowd("x^2 + y^2", "tail_averaging", start, steps, gradient_noise=sigma, step_size=eta, tail_start=first)
                  for first in (1, steps))
    expected = spread * (1 + q) / (1 - q) - 2 * spread * q * (1 - q**steps) / (steps * (1 - q) ** 2)
    assert expected == pytest.approx(sigma**2 / curvature**2, rel=0.01)
    assert steps * mean.var() == pytest.approx(expected, rel=four_errors(CHAINS))
    assert last.var() == pytest.approx(spread, rel=four_errors(CHAINS))


def test_before_the_tail_it_is_sgd(trajectory, quadratic):
    """y = x + 0, to the bit."""
    objective = quadratic([1.0, 7.0], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0], 50, step_size=0.1, **values)
                     for key, values in (("tail_averaging", {"tail_start": 51}), ("sgd", {})))
    assert np.array_equal(got, expected)
