"""Linear CKA: one with itself, blind to what is linear and orthogonal, from the matrices of inner products."""

from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, PIXELS, SMALL, weights
from toy_models.contract import InvalidArgument
from toy_models.network import Network
from toy_models.notation import relu

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


def test_hidden_units_are_alike_whatever_the_last_layer_makes_of_them():
    """In another order and with other outputs they are the same ones; what nothing is hidden behind is the image itself."""
    network, other = SMALL[0], weights(SMALL[0], 6)[3:]
    x = weights(network)
    y = x.copy()
    blocks, own = network.unflatten(y), network.unflatten(other)
    blocks.W1[:], blocks.b1[:] = blocks.W1[:, :, ::-1].copy(), blocks.b1[:, :, ::-1].copy()
    blocks.W2[:], blocks.b2[:] = own.W2, own.b2
    assert measured(network, x, y, IMAGES, hidden=1).value == pytest.approx(np.ones(3), abs=1e-12)
    assert (measured(network, x, y, IMAGES).value[1:] < 0.99).all()  # the first has one unit that any image wakes
    assert (measured(network, x, other, IMAGES, hidden=1).value < 0.99).all()
    flat = weights(SMALL[1], 2)
    assert measured(SMALL[1], flat[:1], flat[1:], IMAGES, hidden=1).value == pytest.approx([1], abs=1e-12)


def test_what_is_hidden_is_what_the_text_computes():
    x, pixels = weights(SMALL[0]), PIXELS / 255
    blocks = SMALL[0].unflatten(x)
    assert np.abs(SMALL[0].hidden(x, pixels) - np.maximum(pixels @ blocks.W1 + blocks.b1, 0)).max() < 1e-14


def test_a_text_without_a_last_layer_hides_nothing_that_could_be_read():
    def logits(weights, images):
        return relu(images @ weights.W1 + weights.b1) @ weights.W2 ** 3 + weights.b2

    network = Network("cubed", SimpleNamespace(NAME="Cubed", LAYERS=(6, 4, 3), SCALES={}, logits=logits))
    with pytest.raises(InvalidArgument, match="ends in a layer"):
        measured(network, weights(network, 1), weights(network, 1), IMAGES, hidden=1)
