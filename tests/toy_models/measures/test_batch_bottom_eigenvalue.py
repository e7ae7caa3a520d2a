"""The smallest curvature of batches: a theorem about halving them."""

import numpy as np

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.batch_bottom_eigenvalue
CHEAP = {"batch_size": 10}


def exact(world, x, images, p):
    size = p.batch_size
    parts = [tm.data.Images(images.pixels[i : i + size], images.labels[i : i + size]) for i in range(0, len(images), size)]
    return np.mean([np.linalg.eigvalsh(hessian(world, x, part))[0] for part in parts])


def test_halving_the_batches_can_only_lower_it():
    """λmin is concave: nested batches of 40, 20, 10 and 5 images; no violation beyond rounding."""
    x = weights(SMALL[0])
    found = np.array([one.value for one in measured.over("batch_size", [40, 20, 10, 5], SMALL[0], x, IMAGES)])
    assert (np.diff(found, axis=0) < 1e-9).all()
    assert np.abs(found[0] - tm.measures.bottom_eigenvalue(SMALL[0], x, IMAGES).value).max() < 1e-9
