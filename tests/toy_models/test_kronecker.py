"""Kronecker factors against dense ones of a network that is known whole."""

import types

import numpy as np
import pytest
import torch

from tests.dense import PIXELS, SMALL, weights
from toy_models import kronecker
from toy_models.network import Network

IMAGES = PIXELS / 255
UNIFORMS = np.random.default_rng(4).random(len(IMAGES))


def forward(network, x):
    """([inputs with a 1], [pre-activations]) layer by layer, in NumPy."""
    blocks, a, inputs, outputs = network.unflatten(x[None]), IMAGES, [], []
    for i in range(1, len(network.layers)):
        inputs.append(np.c_[a, np.ones(len(a))])
        outputs.append(a @ getattr(blocks, f"W{i}")[0] + getattr(blocks, f"b{i}")[0])
        a = np.maximum(outputs[-1], 0)
    return inputs, outputs


def drawn(z):
    """Labels by the inverse of the distribution function."""
    odds = np.exp(z - z.max(1, keepdims=True))
    odds = np.cumsum(odds / odds.sum(1, keepdims=True), axis=1)
    return np.array([np.searchsorted(row, u) for row, u in zip(odds, UNIFORMS, strict=True)])


def dense(network, x, slope, damping):
    """Each layer by itself: the matrix A ⊗ S + λ, as large as it is, solved."""
    inputs, outputs = forward(network, x)
    labels, z = drawn(outputs[-1]), outputs[-1]
    back = np.exp(z - z.max(1, keepdims=True))
    back = np.eye(z.shape[1])[labels] - back / back.sum(1, keepdims=True)
    blocks, found = network.unflatten(x[None]), np.empty((1, len(x)))
    into, given = network.unflatten(found), network.unflatten(slope[None])
    for i in range(len(inputs), 0, -1):
        a, s = inputs[i - 1], back
        matrix = np.kron(a.T @ a / len(a), s.T @ s / len(s))
        V = np.vstack([getattr(given, f"W{i}")[0], getattr(given, f"b{i}")[0]])
        solved = np.linalg.solve(matrix + damping * np.eye(len(matrix)), V.ravel()).reshape(V.shape)
        getattr(into, f"W{i}")[0], getattr(into, f"b{i}")[0] = solved[:-1], solved[-1:]
        if i > 1:
            back = (back @ getattr(blocks, f"W{i}")[0].T) * (outputs[i - 2] > 0)
    return found[0]


def natural(network, x, slope, damping, rows=slice(None)):
    return kronecker.natural(network, *map(torch.from_numpy, (x, slope, IMAGES[rows], UNIFORMS[rows])), damping).numpy()


@pytest.mark.parametrize("network", SMALL, ids=["hidden", "plain"])
@pytest.mark.parametrize("damping", [1e-3, 1.0])
def test_it_solves_with_the_dense_matrix_of_each_layer(network, damping):
    """40 images: more than any layer has inputs. The solution is 1e3 at most, and float64 keeps ten digits of it."""
    x, slope = weights(network, 2)
    assert natural(network, x, slope, damping) == pytest.approx(dense(network, x, slope, damping), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("network", SMALL, ids=["hidden", "plain"])
def test_a_minibatch_smaller_than_a_layer_is_solved_the_same_way(network, monkeypatch):
    """Three images: what no image shows has curvature 0, and is divided by the damping."""
    x, slope = weights(network, 2)
    monkeypatch.setitem(globals(), "IMAGES", IMAGES[:3])
    monkeypatch.setitem(globals(), "UNIFORMS", UNIFORMS[:3])
    assert natural(network, x, slope, 0.01) == pytest.approx(dense(network, x, slope, 0.01), rel=1e-9, abs=1e-9)


def test_labels_follow_the_odds_of_the_network():
    """S of the last layer tends to the mean of diag p - p pᵀ: 10,000 draws of each image, entries below 1 within 4/√(40·10⁴)."""
    network, many = SMALL[1], 10_000
    x = weights(network, 1)[0]
    z = forward(network, x)[1][-1]
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    expected = np.mean([np.diag(row) - np.outer(row, row) for row in p], axis=0)
    images, uniforms = np.repeat(IMAGES, many, axis=0), np.random.default_rng(2).random(len(IMAGES) * many)
    _, (s,), _ = kronecker.products(network, *map(torch.from_numpy, (x, images, uniforms)))
    assert np.abs((s.T @ s / len(s)).numpy() - expected).max() < 4 / len(images) ** 0.5


def planted(logits, layers=(6, 4, 3)):
    return Network("planted", types.SimpleNamespace(NAME="Planted", LAYERS=layers, SCALES={}, logits=logits))


TEXTS = {
    "tanh": (lambda w, a: torch.tanh(a @ w.W1 + w.b1) @ w.W2 + w.b2, True),
    "skip": (lambda w, a: (a @ w.W1 + w.b1) @ w.W2 + w.b2 + (a @ w.W1)[..., :3], False),
    "decayed": (lambda w, a: (a @ w.W1 + w.b1) @ w.W2 + w.b2 + (w.W2**2).sum(1)[:, None], False),
    "no bias": (lambda w, a: (a @ w.W1) @ w.W2 + w.b2, False),
    "normalised": (lambda w, a: (a @ (w.W1 / (w.W1**2).sum(1)[:, None]) + w.b1) @ w.W2 + w.b2, False),
    "unused": (lambda w, a: (a @ w.W1 + w.b1)[..., :3] + w.b2 + 0 * (w.W2.sum() + (a @ w.W1 @ w.W2)), False),
}


@pytest.mark.parametrize("text", TEXTS)
def test_layers_are_recognised_by_their_slopes_and_not_by_their_names(text):
    logits, shown = TEXTS[text]
    assert kronecker.layered(planted(logits)) == shown
