"""Momentum that is forgotten where it leads uphill."""

import numpy as np
import pytest


@pytest.mark.parametrize("curvature", [1.0, 0.25])
def test_without_friction_it_forgets_after_a_quarter_of_a_swing(trajectory, quadratic, curvature):
    """x'' = -λx from rest is at the bottom after π/(2√(ηλ)) steps; the slope ahead adds friction of order √(ηλ) = 1 %, and a step
    counts as one. Forgotten, the next move is a plain step: -ηλx.
    """
    step_size = 1e-4 / curvature
    x = trajectory("adaptive_restart", quadratic([curvature]), np.array([1.0]), 400, step_size=step_size, momentum=1.0)[:, 0, 0]
    moves = np.diff(x)
    plain = np.flatnonzero(np.isclose(moves[1:], -1e-4 * x[1:-1], rtol=1e-9))
    assert plain[0] + 1 == pytest.approx(np.pi / 2 / 1e-2, abs=0.01 * np.pi / 2 / 1e-2 + 1)
    assert abs(x[plain[0] + 1]) < 0.02


def test_each_restart_is_over_all_coordinates_together(trajectory, quadratic):
    """Against the recursion written out, on two curvatures that turn at different times."""
    curvature, step_size, momentum = np.array([9.0, 1.0]), 0.02, 0.97
    found = trajectory("adaptive_restart", quadratic(curvature), np.array([1.0, -2.0]), 200, step_size=step_size, momentum=momentum)
    x, v, restarts = np.array([1.0, -2.0]), np.zeros(2), 0
    for t in range(200):
        slope = curvature * (x + momentum * v)
        v = momentum * v - step_size * slope
        x = x + v
        if slope @ v > 0:
            v, restarts = np.zeros(2), restarts + 1
        assert np.abs(found[t + 1, 0] - x).max() < 1e-13
    assert restarts > 3


def test_it_arrives_where_plain_momentum_still_swings(trajectory, quadratic):
    """Condition 1000 at μ = 0.99: heavy swings fall by √μ a step, to 0.08 after 500; with restarts far below a thousandth."""
    bowl, start = quadratic([1000.0, 1.0]), np.array([1.0, 1.0])
    x = trajectory("adaptive_restart", bowl, start, 500, step_size=5e-4, momentum=0.99)[-1, 0]
    swinging = trajectory("sgd", bowl, start, 500, step_size=5e-4, momentum=0.99)[-1, 0]
    assert np.abs(x).max() < 1e-3 < 1e-2 < np.abs(swinging).max()
