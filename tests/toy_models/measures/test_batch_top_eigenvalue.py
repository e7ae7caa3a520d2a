"""The largest curvature of batches: a theorem about halving them."""

import numpy as np

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.batch_top_eigenvalue
CHEAP = {"batch_size": 10}


def parts(images, size):
    return [tm.data.Images(images.pixels[i : i + size], images.labels[i : i + size]) for i in range(0, len(images), size)]


def exact(world, x, images, p):
    return np.mean([np.linalg.eigvalsh(hessian(world, x, part))[-1] for part in parts(images, p.batch_size)])


def test_halving_the_batches_can_only_raise_it():
    """λmax is convex: nested batches of 40, 20, 10 and 5 images, every weight set alike; no violation beyond rounding."""
    x = weights(SMALL[0])
    found = np.array([one.value for one in measured.over("batch_size", [40, 20, 10, 5], SMALL[0], x, IMAGES, steps=43)])
    assert (np.diff(found, axis=0) > -1e-9).all()
    assert np.abs(found[0] - tm.measures.top_eigenvalue(SMALL[0], x, IMAGES, steps=43).value).max() < 1e-9


def test_it_costs_as_much_as_all_images_do():
    found = measured(SMALL[0], weights(SMALL[0], 1), IMAGES, batch_size=10, steps=5)
    assert abs(found.cost - 10) < 1e-12
    assert len(found.more["batches"][0]) == 4
