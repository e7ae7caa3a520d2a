"""SWA against the arithmetic mean of descent's points at the ends of cycles, and the variance of a mean of thinned points."""

import numpy as np
import pytest

CHAINS = 80_000


@pytest.mark.parametrize(("cycle", "tail_start"), [(1, 1), (5, 1), (5, 4), (10, 500)])
def test_it_is_the_mean_of_descent_at_the_ends_of_cycles(trajectory, slope, cycle, tail_start):
    """Without noise, where a step of a cycle and a step of descent see the same slopes."""
    curved = slope(lambda x: x**3 + np.sin(5 * x))
    x = trajectory("swa", curved, [1.0, -2.0], 8, step_size=0.05, cycle=cycle, tail_start=tail_start)
    plain = trajectory("sgd", curved, [1.0, -2.0], 8 * cycle, step_size=0.05)[cycle::cycle]
    for n in range(1, 9):
        expected = plain[tail_start - 1 : n].mean(0) if n >= tail_start else plain[n - 1]
        assert x[n] == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("step_size", "cycle"), [(0.1, 10), (0.5, 3), (1.5, 2)])
def test_the_variance_of_the_mean_of_thinned_points(trajectory, quadratic, step_size, cycle):
    """n points whose neighbours are correlated by r = qᶜ: V/n ((1 + r)/(1 - r) - 2r(1 - rⁿ)/(n(1 - r)²)); 4√(2/80,000) = 2 %."""
    n, q = 50, 1 - step_size
    r, spread = q**cycle, step_size / (2 - step_size)
    start = spread**0.5 * np.random.default_rng(0).normal(size=CHAINS)
    x = trajectory("swa", quadratic(1.0, gradient_noise=1.0), start, n, step_size=step_size, cycle=cycle, tail_start=1)
    expected = spread / n * ((1 + r) / (1 - r) - 2 * r * (1 - r**n) / (n * (1 - r) ** 2))
    assert x[-1].var() == pytest.approx(expected, rel=4 * (2 / CHAINS) ** 0.5)


def test_the_mean_lies_lower_than_the_points_of_a_bowl(trajectory, quadratic):
    """f of the mean is below the mean of f by ½λ times the spread of the points: here by more than nine tenths."""
    fast = []
    x = trajectory("swa", quadratic(1.0, gradient_noise=1.0), np.zeros(4_000), 100, step_size=0.5, cycle=10, tail_start=1,
                   watch=lambda **shown: fast.append(shown["fast"]))
    assert (x[-1] ** 2).mean() < 0.1 * (fast[-1] ** 2).mean()
