"""A cycle of steps that fall and rise."""

import numpy as np
import pytest

from toy_models import dynamics


def schedule(cycle, low):
    """Garipov et al., section 4: t(i) = i / c; from 1 to r in the first half, and back in the second."""
    t = np.arange(1, cycle + 1) / cycle
    return np.where(t <= 0.5, (1 - 2 * t) + 2 * t * low, (2 - 2 * t) * low + (2 * t - 1))


@pytest.mark.parametrize("cycle", [1, 2, 7, 20])
@pytest.mark.parametrize("low", [0.0, 0.1, 1.0])
def test_a_cycle_multiplies_by_its_factors(trajectory, quadratic, cycle, low):
    curvature = np.array([3.0, 0.5])
    x = trajectory("fge", quadratic(curvature), np.array([1.0, -2.0]), 2, step_size=0.1, cycle=cycle, low_share=low)[:, 0]
    factor = np.prod(1 - 0.1 * schedule(cycle, low)[:, None] * curvature, axis=0)
    assert x == pytest.approx(np.array([1.0, -2.0]) * factor ** np.arange(3)[:, None], rel=1e-12)


def test_the_inner_walk_is_shown_and_every_step_of_it_is_paid(trajectory, quadratic):
    shown = []
    trajectory("fge", quadratic([1.0]), np.array([1.0]), 1, step_size=0.1, cycle=4, low_share=0.0,
               watch=lambda inner: shown.append(inner[0, 0]))
    assert shown == pytest.approx(np.cumprod([0.95, 1.0, 0.95, 0.9]), rel=1e-12)
    method = dynamics.get("fge")
    assert method.evaluations(method.parameters({"cycle": 7})) == 7
