"""The mean of the tail against the arithmetic mean, and its variance against a law that no step enters."""

import numpy as np
import pytest

CHAINS = 16_000


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


@pytest.mark.parametrize("step_size", [0.1, 0.5, 1.0])
def test_the_means_variance_does_not_know_the_step(trajectory, quadratic, step_size):
    """AR(1) with q = 1 - ηλ and variance V: T Var(mean) = V (1 + q)/(1 - q) - 2Vq(1 - qᵀ)/(T(1 - q)²), σ²/λ² but for the rest.

    Started at the law of y, which is one long noisy step: y₀ = √V z. Four standard errors of a variance: 4.5 %.
    """
    curvature, sigma, steps = 2.0, 1.5, 400
    eta = step_size / curvature
    q, count = 1 - step_size, np.arange(CHAINS)
    spread = eta * sigma**2 / (curvature * (2 - eta * curvature))
    start = spread**0.5 * np.random.default_rng(0).normal(size=len(count))
    x, fast = followed(trajectory, "tail_averaging", quadratic(curvature, gradient_noise=sigma), start, steps, step_size=eta,
                       tail_start=1)
    expected = spread * (1 + q) / (1 - q) - 2 * spread * q * (1 - q**steps) / (steps * (1 - q) ** 2)
    assert expected == pytest.approx(sigma**2 / curvature**2, rel=0.05)
    assert steps * x[-1].var() == pytest.approx(expected, rel=4 * (2 / CHAINS) ** 0.5)
    assert fast[-1].var() == pytest.approx(spread, rel=4 * (2 / CHAINS) ** 0.5)


def test_before_the_tail_it_is_sgd(trajectory, quadratic):
    """y = x + 0, to the bit."""
    objective = quadratic([1.0, 7.0], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0], 50, step_size=0.1, **values)
                     for key, values in (("tail_averaging", {"tail_start": 51}), ("sgd", {})))
    assert np.array_equal(got, expected)
