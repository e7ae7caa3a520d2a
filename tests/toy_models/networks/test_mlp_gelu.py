"""The network of GELU units is the `nn.Module` that everybody would write, with a Hessian everywhere."""

import numpy as np
import torch

import toy_models as tm
from tests.twin import twin

NET, DATA = tm.networks.get("mlp_gelu"), tm.data.mnist(20, 20)


def test_it_is_two_linear_layers_and_gelu():
    """Float64: products of 784 terms agree to 1e-12."""
    x = NET.start(0, 1).astype(float) + 0.01
    images = torch.tensor(DATA.test.brightness(), dtype=torch.float64)
    found = twin(NET, x, torch.nn.GELU())(images).detach().numpy()
    assert np.abs(found - NET.logits(x, images.numpy())[0]).max() < 1e-12


def test_a_layer_scaled_and_the_next_scaled_back_is_another_network():
    """Which it is not with ReLU units."""
    images, change = DATA.test.brightness().astype(float), {}
    for key in ("mlp", "mlp_gelu"):
        network = tm.networks.get(key)
        x = network.start(0, 1).astype(float)
        other = x.copy()
        blocks = network.unflatten(other)
        blocks.W1 *= 0.1
        blocks.W2 *= 10
        change[key] = np.abs(network.logits(x, images) - network.logits(other, images)).max()
    assert change["mlp"] < 1e-12
    assert change["mlp_gelu"] > 0.1


def test_its_own_text_is_trained():
    assert not NET.compiled
