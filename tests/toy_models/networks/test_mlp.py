"""The network with a hidden layer is the `nn.Module` that everybody would write; and its valley is not convex."""

import numpy as np
import torch

import toy_models as tm
from tests.twin import twin

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(500, 500)


def test_it_is_two_linear_layers_and_relu():
    """Float64: products of 784 terms agree to 1e-12."""
    x = NET.start(0, 1).astype(float) + 0.01
    images = torch.tensor(DATA.test.brightness(), dtype=torch.float64)
    found = twin(NET, x, torch.nn.ReLU())(images).detach().numpy()
    assert np.abs(found - NET.logits(x, images.numpy())[0]).max() < 1e-12


def test_exchanging_two_hidden_units_changes_nothing_but_the_weights():
    x = NET.start(0, 1).astype(float)
    twin = x.copy()
    blocks = NET.unflatten(twin)
    for block in (blocks.W1, blocks.b1):
        block[..., [3, 8]] = block[..., [8, 3]]
    blocks.W2[:, [3, 8]] = blocks.W2[:, [8, 3]]
    images = DATA.test.brightness().astype(float)
    assert np.abs(x - twin).max() > 0.1
    assert np.abs(NET.logits(x, images) - NET.logits(twin, images)).max() < 1e-12


def test_two_ends_of_one_accuracy_lie_further_apart_than_either_walked():
    """And half-way between them the loss is higher than at both: two valleys."""
    t = tm.train(NET, "sgd", data=tm.data.mnist(2000, 500), evaluations=1500, replicas=2)
    walked = np.linalg.norm(t.x[-1] - t.x[0], axis=1)
    assert np.linalg.norm(t.x[-1, 0] - t.x[-1, 1]) > walked.max()
    between = NET.judge(DATA.train).loss(t.x[-1].mean(0))[0]
    assert between > 3 * max(NET.judge(DATA.train).loss(x)[0] for x in t.x[-1])


def test_compiled_slopes_stand_for_its_text():
    assert NET.compiled
