"""The smallest curvature: a saddle has a negative one, and its estimate is never below the truth."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.bottom_eigenvalue


def exact(world, x, images, p):
    return np.linalg.eigvalsh(hessian(world, x))[0]


def test_a_saddle_has_a_negative_one():
    """x² - 3 y² has 2 and -6."""
    assert measured(tm.landscapes.from_formula("x^2 - 3*y^2"), [[0.0, 0.0], [2.0, 1.0]]).value == pytest.approx([-6, -6], rel=1e-12)


@pytest.mark.parametrize("steps", [2, 8, 21])
def test_an_estimate_is_never_below_and_more_steps_come_closer(steps):
    """A convex loss has no negative curvature; softmax is unchanged by a shift of all logits, so its smallest is 0."""
    network = SMALL[1]
    x = weights(network, 1)
    found = measured(network, x, IMAGES, steps=steps)
    truth = exact(network, x[0], None, None)
    assert truth == pytest.approx(0, abs=1e-12)
    assert found.value[0] >= truth - 1e-12
    assert measured(network, x, IMAGES, steps=steps + 1).value[0] <= found.value[0] + 1e-12
