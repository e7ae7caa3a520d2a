"""Gadam against Adam's own points and the noise that their mean leaves."""

import numpy as np
import pytest

CHAINS = 2_000


@pytest.mark.parametrize("tail_start", [1, 12])
def test_it_reports_the_mean_of_adams_tail(trajectory, quadratic, tail_start):
    objective = quadratic([0.5, 3.0], gradient_noise=0.5)
    x = trajectory("gadam", objective, [1.0, -2.0], 40, step_size=0.1, tail_start=tail_start)[1:]
    plain = trajectory("adam", objective, [1.0, -2.0], 40, step_size=0.1)[1:]
    for t in range(1, 41):
        expected = plain[tail_start - 1 : t].mean(0) if t >= tail_start else plain[t - 1]
        assert x[t - 1] == pytest.approx(expected, abs=1e-12)


def test_before_the_tail_it_is_adam(trajectory, quadratic):
    objective = quadratic([1.0, 7.0], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0], 50, step_size=0.1, **values)
                     for key, values in (("gadam", {"tail_start": 51}), ("adam", {})))
    assert np.array_equal(got, expected)


@pytest.mark.parametrize("step_size", [0.02, 0.1])
def test_the_mean_of_a_long_tail_has_the_noise_of_the_slopes_alone(trajectory, quadratic, step_size):
    """At rest Adam divides by a steady √v, so it is heavy-ball descent, whose mean obeys T Var = σ²/λ² whatever its step.

    v wanders by √((1 - β₂)/2) = 2 % and y by half of σ's size, which makes the law 5 % uncertain; four standard errors are 13 %.
    """
    steps, curvature = 3000, 1.0
    x = trajectory("gadam", quadratic(curvature, gradient_noise=1.0), np.zeros(CHAINS), steps, step_size=step_size, tail_start=1001)
    plain = trajectory("adam", quadratic(curvature, gradient_noise=1.0), np.zeros(CHAINS), steps, step_size=step_size)
    assert 2000 * x[-1].var() == pytest.approx(1, rel=4 * (2 / CHAINS) ** 0.5 + 0.05)
    assert plain[-1].var() > 10 * x[-1].var()
