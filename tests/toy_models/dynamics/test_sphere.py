"""Descent on the sphere against the plateaus of the Rayleigh quotient, and against descent in all of space."""

import numpy as np
import pytest


def quotient(matrix):
    """(f, its slope) of xᵀAx/|x|²."""
    def value(x):
        return ((x @ matrix) * x).sum(-1) / (x * x).sum(-1)

    return value, lambda x: 2 * (x @ matrix - value(x)[:, None] * x) / (x * x).sum(-1)[:, None]


@pytest.mark.parametrize(("rate", "plateau"), [(0.3, 0.0), (0.49, 0.0), (0.51, 0.0196), (0.6, 0.1667), (0.8, 0.375), (2.0, 0.75)])
def test_above_one_half_it_bounces_at_a_known_height(trajectory, slope, rate, plateau):
    """(αx² + βy²)/|x|² with α - β = 2: (α - β)/2 - 1/(2ε) above the bottom, to four digits."""
    value, gradient = quotient(np.diag([2.5, 0.5]))
    x = trajectory("sphere", slope(gradient), [0.8, 0.6], 6000, step_size=rate)
    assert value(x[-1]) - 0.5 == pytest.approx(max(0.0, 1 - 1 / (2 * rate)), abs=5e-5)
    assert value(x[-1]) - 0.5 == pytest.approx(plateau, abs=5e-5)


def test_the_length_is_kept(trajectory, slope):
    _, gradient = quotient(np.diag([3.0, 1.0, 0.2]))
    start = np.random.default_rng(0).normal(size=(20, 3))
    x = trajectory("sphere", slope(gradient), start, 300, step_size=0.2)
    assert np.allclose(np.linalg.norm(x, axis=-1), np.linalg.norm(start, axis=-1), rtol=300 * 4 * 2.0**-52, atol=0)


def test_it_goes_where_descent_in_all_of_space_goes(trajectory, slope):
    """Descent with a step η moves the direction at the rate η/|x|², which falls as |x| grows. With that rate, step by step, the
    directions agree: 200 steps of rounding.
    """
    _, gradient = quotient(np.array([[3.0, 0.5], [0.5, 1.0]]))
    free = trajectory("sgd", slope(gradient), [0.8, 0.6], 200, step_size=0.2)
    x = free[0]
    for place in free[:-1]:
        x = trajectory("sphere", slope(gradient), x, 1, step_size=0.2 / (place**2).sum())[1]
    assert np.linalg.norm(free[-1]) > np.linalg.norm(free[0]) * 1.001
    assert x / np.linalg.norm(x) == pytest.approx(free[-1] / np.linalg.norm(free[-1]), abs=1e-13)


def test_the_scale_of_the_start_does_not_matter(trajectory, slope):
    """f(cx) = f(x): slopes shrink as 1/c, and the squared length makes up for it."""
    _, gradient = quotient(np.diag([3.0, 1.0]))
    one, other = (trajectory("sphere", slope(gradient), [0.8 * c, 0.6 * c], 100, step_size=0.1) / c for c in (1, 50))
    assert np.abs(one - other).max() < 1e-13
