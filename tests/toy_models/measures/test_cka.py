"""Linear CKA: one with itself, blind to what is linear and orthogonal, from the matrices of inner products."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, weights

measured = tm.measures.cka


def exact(world, a, b, images, p):
    """Through the matrices of inner products of images, centred: ⟨K, L⟩ / |K| |L|."""
    count = len(images)
    centre = np.eye(count) - 1 / count
    k, m = (centre @ z @ z.T @ centre for z in world.logits(np.stack([a, b]), images.pixels / 255))
    return (k * m).sum() / (np.linalg.norm(k) * np.linalg.norm(m))


def test_a_network_is_like_itself_and_like_itself_turned_scaled_and_shifted():
    """An orthogonal map, a factor and a shift of the logits, by the last layer."""
    network = SMALL[0]
    x = weights(network)
    y, turn = x.copy(), np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    blocks = network.unflatten(y)
    blocks.W2[:], blocks.b2[:] = 3 * blocks.W2 @ turn, 7.0
    assert measured(network, x, x, IMAGES).value == pytest.approx(np.ones(3), abs=1e-12)
    assert measured(network, x, y, IMAGES).value == pytest.approx(np.ones(3), abs=1e-12)
    assert measured(network, x, x[::-1], IMAGES).value[0] < 0.99


def test_a_network_that_says_the_same_of_every_image_is_like_nothing():
    assert np.isnan(measured(SMALL[0], 0 * weights(SMALL[0], 1), weights(SMALL[0], 1), IMAGES).value).all()
