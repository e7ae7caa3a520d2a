"""Hutch++: exact where the sketch holds everything, and better than Hutchinson where a few axes hold most."""

import numpy as np

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.trace_hutch_plus_plus
CHEAP = {"products": 30}


def exact(world, x, images, p):
    return np.trace(hessian(world, x))


def test_a_sketch_as_wide_as_the_space_leaves_nothing_to_chance():
    network = SMALL[0]
    x = weights(network, 2)
    found = measured(network, x, IMAGES, products=3 * network.size)
    assert np.abs(found.value - [exact(network, row, None, None) for row in x]).max() < 1e-10
    assert found.error.max() < 1e-10


def test_at_equal_cost_its_error_is_below_hutchinsons():
    """The Hessian of a three-class loss has few large eigenvalues."""
    x = weights(SMALL[0], 1)
    plain = tm.measures.trace(SMALL[0], x, IMAGES, probes=30)
    better = measured(SMALL[0], x, IMAGES, products=30)
    assert better.cost <= plain.cost
    assert better.error[0] < plain.error[0] / 3
