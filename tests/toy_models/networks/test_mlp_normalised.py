"""Weights that count by direction alone: f(c w) = f(w), no slope along w, slopes as 1/c, lengths that only grow."""

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.twin import twin
from toy_models import kronecker
from toy_models.network_run import fast_walk, on_network, trains
from toy_models.place import places

NET, DATA = tm.networks.get("mlp_normalised"), tm.data.mnist(200, 20)
IMAGES = DATA.test.brightness().astype(float)
X = NET.start(0, 2).astype(float) + 0.05 * np.random.default_rng(3).normal(size=(2, NET.size))


def columns(x):
    """The weights and the bias of each unit: [(weight, unit), ...]."""
    blocks = NET.unflatten(x[None])
    return [np.vstack([blocks.W1[0], blocks.b1[0]]), np.vstack([blocks.W2[0], blocks.b2[0]])]


def test_it_is_two_linear_layers_whose_rows_are_normalised():
    """torch's own layers, their weights divided by hand; float64."""
    x = X[:1].copy()
    model = twin(NET, x, torch.nn.ReLU())
    with torch.no_grad():
        for layer, gain in ((model[0], 2), (model[2], 4)):
            length = torch.linalg.vector_norm(torch.cat([layer.weight, layer.bias[:, None]], 1), dim=1) / gain
            layer.weight /= length[:, None]
            layer.bias /= length
    assert np.abs(model(torch.tensor(IMAGES)).detach().numpy() - NET.logits(x, IMAGES)[0]).max() < 1e-12


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_all_weights_times_a_power_of_two_say_the_same_to_the_last_bit(kind):
    """And times any other number, to rounding."""
    x, images = X.astype(kind), IMAGES.astype(kind)
    said = NET.logits(x, images)
    assert np.array_equal(NET.logits(8 * x, images), said)
    assert np.abs(NET.logits(kind(3.7) * x, images) - said).max() < 1000 * np.finfo(kind).eps


def test_each_unit_may_be_scaled_by_itself():
    other = X.copy()
    blocks, factors = NET.unflatten(other), np.random.default_rng(1).uniform(0.1, 10, 42)
    for names, factor in ((("W1", "b1"), factors[:32]), (("W2", "b2"), factors[32:])):
        for name in names:
            getattr(blocks, name)[:] *= factor
    assert np.abs(NET.logits(other, IMAGES) - NET.logits(X, IMAGES)).max() < 1e-13


def test_no_slope_lies_along_any_units_weights():
    """<w, ∂f/∂w> = 0, Euler's identity of degree 0, for each unit: to the rounding of 785 products."""
    slope = places(NET, X[:1], DATA.train)[0].slope()
    for weights, along in zip(columns(X[0]), columns(slope), strict=True):
        size = np.linalg.norm(weights, axis=0) * np.linalg.norm(along, axis=0)
        assert (np.abs((weights * along).sum(0)) <= 1e-12 * size + 1e-16).all()
        assert size.max() > 0.01


def test_slopes_fall_as_the_inverse_of_the_scale_and_curvature_as_its_square():
    """At c w for c = 4; the Hessian along one direction."""
    here, there = (places(NET, c * X[:1], DATA.train)[0] for c in (1, 4))
    v = np.random.default_rng(0).normal(size=NET.size)
    for one, other, power in ((here.slope(), there.slope(), 4), (here.hessian_times(v), there.hessian_times(v), 16)):
        assert np.abs(power * other - one).max() < 1e-12 * np.abs(one).max()


def test_descent_lengthens_the_weights_by_the_square_of_each_step():
    """|w - ηg|² = |w|² + η²|g|², step by step: a float32 slope, of some hundred products, is off by 16 roundings of its size."""
    method = on_network(NET, "sgd", 200)
    walk = fast_walk(NET, method, DATA, 0, [0, 1], 16)
    grown = 0.0
    for _ in range(40):
        before = walk.state.x.astype(float)
        walk.advance(method.parameters({"step_size": 0.5, "momentum": 0.0}))
        after = walk.state.x.astype(float)
        squares = (after**2).sum(1) - (before**2).sum(1)
        rest = squares - ((after - before) ** 2).sum(1)
        assert (np.abs(rest) < 32 * 2.0**-24 * (after**2).sum(1)).all()
        grown += squares
    assert (grown > 1).all()


def test_on_the_sphere_it_goes_where_descent_goes():
    """One step at the effective rate η/|w|² turns the weights as one step η of plain descent does: float32."""
    walks = []
    for key, values in (("sgd", {"step_size": 0.5, "momentum": 0.0}), ("sphere", None)):
        method = on_network(NET, key, 200)
        walk = fast_walk(NET, method, DATA, 0, [0], 16)
        walk.advance(method.parameters(values or {"step_size": 0.5 / (walk.state.x.astype(float) ** 2).sum()}))
        walks.append(walk.state.x[0].astype(float))
    free, kept = (x / np.linalg.norm(x) for x in walks)
    start = NET.start(0)[0].astype(float)
    assert np.abs(free - kept).max() < 1e-7
    assert np.linalg.norm(free - start / np.linalg.norm(start)) > 1e-3


def test_what_it_has_and_what_it_refuses():
    """Its W are in no plain product, so there are no Kronecker factors; what its last layer is given is seen, but for a factor."""
    assert not kronecker.layered(NET)
    assert not trains(NET, "kfac")
    assert trains("mlp", "kfac")
    assert trains(NET, "sphere")
    with pytest.raises(tm.InvalidArgument, match=r"refuses natural.*no Kronecker factors"):
        tm.train(NET, "kfac", DATA, steps=1)
    W, b = columns(X[0])[0][:-1], columns(X[0])[0][-1]
    expected = np.maximum(IMAGES @ W + b, 0) / np.linalg.norm(columns(X[0])[0], axis=0)
    found = NET.hidden(X[:1], IMAGES)[0]
    assert found == pytest.approx(expected * found.max() / expected.max(), abs=1e-12)
    assert not NET.compiled
    assert not NET.needs_torch
