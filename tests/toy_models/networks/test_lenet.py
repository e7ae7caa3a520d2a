"""The small LeNet is torch's own convolutions, with filters that are treated as units are."""

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_models import kronecker, units
from toy_models.network_run import NetworkRun

NET, DATA = tm.networks.get("lenet"), tm.data.mnist(60, 20)
MOVED = NET.start(0, 1).astype(float) + 0.05 * np.random.default_rng(3).normal(size=(1, NET.size))  # biases count, no ReLU at 0


def filters(block, channels):
    """A block (window row, window column, channel; filter) as torch has it: (filter, channel, row, column)."""
    side = round((block.shape[0] / channels) ** 0.5)
    return block.reshape(side, side, channels, -1).permute(3, 2, 0, 1)


def by_torch(x, images):
    """Logits (image, class) by `torch.nn.functional`, of weights (weight,) cut by hand."""
    functional = torch.nn.functional
    w1, b1, w2, b2, w3, b3 = x.split([150, 6, 54 * 16, 16, 1440, 10])
    a = functional.avg_pool2d(images.reshape(-1, 1, 28, 28), 2)
    a = functional.conv2d(a, filters(w1.reshape(25, 6), 1), b1).relu()
    a = functional.conv2d(functional.avg_pool2d(a, 2), filters(w2.reshape(54, 16), 6), b2).relu()
    return functional.conv2d(a, filters(w3.reshape(144, 10), 16), b3)[:, :, 0, 0]


def test_logits_and_slopes_are_those_of_torchs_convolutions():
    """Float64: sums of at most 144 terms, to 1e-12; the fast slope in float32, to 1e-5 of its largest entry."""
    x = torch.tensor(MOVED[0], requires_grad=True)
    z = by_torch(x, torch.tensor(DATA.train.brightness().astype(float)))
    assert np.abs(NET.logits(MOVED, DATA.train.brightness().astype(float))[0] - z.detach().numpy()).max() < 1e-12
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(DATA.train.labels.astype(int)))
    exact, found = torch.autograd.grad(loss, x)[0].numpy(), np.empty(NET.size, np.float32)
    assert NET.judge(DATA.train).gradient(MOVED[0], np.arange(60), found) == pytest.approx(loss.item(), rel=1e-6)
    assert np.abs(found - exact).max() < 1e-5 * np.abs(exact).max()


def test_a_digit_that_is_moved_by_a_pool_of_pools_moves_what_filters_see():
    """Four pixels further on, an edge is one pooled place further on: the filters look everywhere with the same weights."""
    image = np.zeros((28, 28))
    image[8:16, 8:14] = 1
    images = np.stack([image, np.roll(image, 4, axis=1)]).reshape(2, 784)
    seen = NET.hidden(MOVED, images).reshape(2, 3, 3, 16)
    assert np.abs(seen[0, :, :2] - seen[1, :, 1:]).max() < 1e-14
    assert np.abs(seen[0] - seen[1]).max() > 0.01


def test_filters_are_exchanged_and_scaled_as_units_are():
    images = DATA.test.brightness().astype(float)
    x = np.concatenate([MOVED, NET.start(4, 1)])
    for other in (units.rescaled(NET, x, 3.0), units.rescaled(NET, x, 0.2, layer=2), units.normalised(NET, x)):
        assert np.abs(other - x).max() > 0.1
        assert np.abs(NET.logits(other, images) - NET.logits(x, images)).max() < 1e-12
    turned = x[:1].copy()
    blocks = NET.unflatten(turned)
    for block in (blocks.W1, blocks.b1):
        block[..., [1, 4]] = block[..., [4, 1]]
    following = blocks.W2.reshape(1, 9, 6, 16)
    following[:, :, [1, 4]] = following[:, :, [4, 1]]
    assert np.abs(NET.logits(turned, images) - NET.logits(x[:1], images)).max() < 1e-14
    assert np.abs(units.matched(NET, x[:1], turned) - x[:1]).max() == 0


def test_a_block_is_a_filter():
    from toy_models.network_objective import Known

    lengths = NET.unflatten(Known(NET, None, 1, 0, [0]).blocks(MOVED))
    for name, block in vars(NET.unflatten(MOVED)).items():
        assert np.allclose(getattr(lengths, name), np.linalg.norm(block, axis=1, keepdims=True) + 0 * block, rtol=1e-14)
    assert lengths.W1.shape == (1, 25, 6)


def test_kronecker_factors_are_sums_over_places_of_inputs_and_means_of_slopes():
    """Each layer by itself, from torch's own windows: (A ⊗ S + λ)⁻¹ of a slope, A and S as large as they are."""
    assert kronecker.layered(NET)
    draw, images = np.random.default_rng(2), torch.tensor(DATA.train.brightness().astype(float))
    x, slope, uniforms = map(torch.tensor, (MOVED[0], draw.normal(size=NET.size), draw.random(60)))
    found = NET.unflatten(kronecker.natural(NET, x, slope, images, uniforms, 0.1).numpy()[None])
    seen = torch.nn.functional.avg_pool2d(images.reshape(-1, 1, 28, 28), 2)
    inputs = torch.nn.functional.unfold(seen, 5).transpose(1, 2).reshape(6000, 25).numpy()
    _, outer, _ = kronecker.products(NET, x, images, uniforms)
    a, s = np.c_[inputs, np.ones(6000)], outer[0].numpy()
    matrix = np.kron(100 * a.T @ a / 6000, s.T @ s / 6000) + 0.1 * np.eye(26 * 6)
    given = NET.unflatten(slope.numpy()[None])
    solved = np.linalg.solve(matrix, np.vstack([given.W1[0], given.b1[0]]).ravel()).reshape(26, 6)
    assert np.vstack([found.W1[0], found.b1[0]]) == pytest.approx(solved, rel=1e-9, abs=1e-9)


def test_a_replica_learns_the_same_by_itself_and_among_others():
    """Bit by bit."""
    several = tm.train(NET, "sgd", DATA, steps=5, replicas=3)
    alone = NetworkRun(NET, "sgd", DATA, replica=1, evaluations=5)
    alone.advance(5)
    assert np.array_equal(alone.weights, several.x[-1, 1])


def test_numpy_itself_takes_its_slope():
    assert not NET.compiled
    assert not NET.stacked
    assert NET.recorded
    assert not NET.needs_torch
