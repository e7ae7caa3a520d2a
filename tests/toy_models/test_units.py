"""Symmetries of networks: they leave what is said, change what is measured, and are refused where they are none."""

from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from tests.dense import PIXELS, SMALL, weights
from toy_models import units
from toy_models.network import Network
from toy_models.notation import tanh

TANH = Network("tanh", SimpleNamespace(NAME="Tanh", LAYERS=(6, 4, 3), SCALES={}, logits=(
    lambda weights, images: tanh(images @ weights.W1 + weights.b1) @ weights.W2 + weights.b2)))
BLIND = ("adaptive_sharpness", "adaptive_top_eigenvalue", "margin", "matched_distance")  # to a layer's scale
SEEING = ("top_eigenvalue", "trace", "sam_gap", "smoothing_rise", "epsilon_sharpness")


def deep(layers):
    """ReLU layers, as many as there are."""

    def logits(weights, images):
        blocks = vars(weights)
        for i in range(1, len(layers)):
            images = images @ blocks[f"W{i}"] + blocks[f"b{i}"]
            images = np.maximum(images, 0) if i < len(layers) - 1 else images
        return images

    return Network("deep", SimpleNamespace(NAME="Deep", LAYERS=layers, SCALES={}, logits=logits))


@pytest.fixture(scope="module")
def trained():
    """(network, weights of a short training, the same with a layer five times as large, images)."""
    data = tm.data.mnist(100, 10)
    network = tm.networks.get("mlp")
    x = tm.train(network, "sgd", data=data, evaluations=100, record_every=100).x[-1].astype(float)
    return network, x, units.rescaled(network, x, 5.0), data.train


def test_a_scaled_layer_says_the_same_to_rounding(trained):
    network, x, y, images = trained
    a, b = network.logits(np.concatenate([x, y]), images.pixels / 255)
    assert np.abs(a - b).max() < 1e-12 * np.abs(a).max()
    assert np.linalg.norm(x - y) > np.linalg.norm(x)


@pytest.mark.slow
@pytest.mark.parametrize("key", [*BLIND, *SEEING])
def test_curvature_sees_a_scaled_layer_and_adaptive_measures_do_not(trained, key):
    """Blind means to 1e-9 of the value, at converged Lanczos; seeing means by a tenth at least, and by 10 standard errors."""
    network, x, y, images = trained
    measure = tm.measures.get(key)
    given = {"steps": 40} if key.endswith("eigenvalue") else {}
    pairs = [(one, x) if measure.form == "between" else (one,) for one in (x, y)]
    before, after = (measure(network, *pair, images, **given) for pair in pairs)
    change = abs(after.value - before.value)[0]
    if key in BLIND:
        assert change <= 1e-9 * max(abs(before.value[0]), 1)
    else:
        assert change > 0.1 * abs(before.value[0])
        assert change > 10 * (before.error + after.error)[0] or measure.ERROR == "residual"


def test_where_an_activation_is_not_homogeneous_scaling_is_refused():
    x = weights(TANH)
    for change in (lambda: units.rescaled(TANH, x, 2.0), lambda: units.normalised(TANH, x)):
        with pytest.raises(tm.InvalidArgument, match=r"network = .*scaled"):
            change()
    assert np.abs(units.matched(TANH, x, x[:, ::-1]) - x).sum() > 0  # exchanging units is fine


def test_normalised_units_lie_on_the_sphere_and_one_without_weights_stays():
    network = deep((6, 4, 5, 3))
    x = weights(network)
    blocks = network.unflatten(x)
    blocks.W1[0, :, 2], blocks.b1[0, 0, 2] = 0, 0
    found = network.unflatten(units.normalised(network, x))
    for w, b in ((found.W1, found.b1), (found.W2, found.b2)):
        sizes = np.sqrt((w**2).sum(axis=1) + b[:, 0] ** 2)
        assert np.abs(np.delete(sizes.ravel(), 2) - 1).max() < 1e-12
    assert not found.W1[0, :, 2].any()


def test_matching_finds_hidden_units_that_were_exchanged_in_two_layers():
    network = deep((6, 4, 5, 3))
    x = weights(network)
    y = x.copy()
    blocks = vars(network.unflatten(y))
    for layer, order in ((1, [2, 0, 3, 1]), (2, [4, 2, 0, 1, 3])):
        blocks[f"W{layer}"][:], blocks[f"b{layer}"][:] = blocks[f"W{layer}"][..., order], blocks[f"b{layer}"][..., order]
        blocks[f"W{layer + 1}"][:] = blocks[f"W{layer + 1}"][:, order]
    assert (units.matched(network, x, y) == x).all()
    a, b = network.logits(x, PIXELS / 255), network.logits(y, PIXELS / 255)
    assert np.abs(a - b).max() < 1e-13


def test_one_layer_is_matched_as_well_as_any_permutation_could():
    network = SMALL[0]
    x, y = weights(network, 2)[:1], weights(network, 2)[1:]
    a, b = (network.unflatten(one) for one in (x, y))
    squares = [((a.W1 - b.W1[..., o]) ** 2).sum() + ((a.b1 - b.b1[..., o]) ** 2).sum() + ((a.W2 - b.W2[:, o]) ** 2).sum()
               for o in map(list, permutations(range(4)))]
    found = ((units.matched(network, x, y) - x) ** 2).sum()
    assert found == pytest.approx(min(squares) + ((a.b2 - b.b2) ** 2).sum(), rel=1e-12)


BAD = [("layer", lambda x: units.rescaled(SMALL[0], x, 2.0, layer=2)), ("factor", lambda x: units.rescaled(SMALL[0], x, 0.0)),
       ("x", lambda x: units.normalised(SMALL[0], x[0])), ("other", lambda x: units.matched(SMALL[0], x, x[:1])),
       ("other", lambda x: units.matched(SMALL[0], x, x[:, :4]))]


@pytest.mark.parametrize(("name", "ask"), BAD)
def test_what_cannot_be_used_is_refused(name, ask):
    with pytest.raises(tm.InvalidArgument, match=rf"(?s)^{name} = "):
        ask(weights(SMALL[0]))
