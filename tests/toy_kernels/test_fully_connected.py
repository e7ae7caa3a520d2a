"""The fast slope against autograd, against differences, and where it is asked for something unusual."""

import itertools

import numpy as np
import pytest
import torch

from toy_kernels.fully_connected import CHUNK, FullyConnected, pack, size

LAYERS = [(20, 7), (20, 32, 10), (20, 9, 40, 3), (33, 64, 33, 5, 12), (20, 96, 5), (20, 150, 6, 4)]


def task(layers, count=200, seed=0):
    """(FullyConnected, pixels, labels, weights) with a third of the pixels black and the first image black throughout."""
    rng = np.random.default_rng(seed)
    pixels = (rng.integers(0, 256, (count, layers[0])) * (rng.random((count, layers[0])) > 1 / 3)).astype(np.uint8)
    pixels[0] = 0
    labels = rng.integers(0, layers[-1], count).astype(np.uint8)
    x = (rng.standard_normal(size(layers)) * 0.4).astype(np.float32)
    return FullyConnected(layers, pack(pixels, labels)), pixels, labels, x


def by_torch(layers, x, pixels, labels):
    """(loss, slope, logits) in float64."""
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    a, at = torch.tensor(pixels / 255), 0
    for i, (inputs, outputs) in enumerate(itertools.pairwise(layers)):
        weights, bias = x[at : at + inputs * outputs], x[at + inputs * outputs : at + (inputs + 1) * outputs]
        a, at = (a.relu() if i else a) @ weights.view(inputs, outputs) + bias, at + (inputs + 1) * outputs
    loss = torch.nn.functional.cross_entropy(a, torch.tensor(labels.astype(np.int64)))
    return loss.item(), torch.autograd.grad(loss, x)[0].numpy(), a.detach().numpy()


def slope(judge, x, picks):
    out = np.empty_like(x)
    return judge.gradient(x, np.asarray(picks, np.int64), out), out


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("count", [1, 5, CHUNK, 2 * CHUNK + 3])
def test_the_slope_is_that_of_autograd(layers, count):
    """Sums of some 100 float32 terms of size up to 10, a few layers deep: 1e-6 of the largest term, relative to the slope's
    own largest entry 1e-5. No preactivation of these draws is within that of zero, where the slope jumps."""
    judge, pixels, labels, x = task(layers)
    picks = np.random.default_rng(count).integers(0, len(labels), count)
    loss, found = slope(judge, x, picks)
    expected, exact, _ = by_torch(layers, x, pixels[picks], labels[picks])
    assert loss == pytest.approx(expected, rel=2e-6)
    assert np.abs(found - exact).max() < 1e-5 * np.abs(exact).max()


@pytest.mark.parametrize("layers", LAYERS)
def test_the_slope_is_the_difference_of_losses(layers):
    """(L(x + hd) - L(x - hd)) / 2h along random unit d: rounding 1e-6 / h and curvature h² leave 1e-3 at h = 0.01, unless a unit
    is switched on or off on the way; the median over directions does not see those."""
    judge, _, labels, x = task(layers)
    _, found = slope(judge, x, np.arange(len(labels)))
    rng, errors, h = np.random.default_rng(1), [], 0.01
    for _ in range(15):
        d = rng.standard_normal(len(x)).astype(np.float32)
        d /= np.linalg.norm(d)
        difference = (judge.loss(x + h * d)[0] - judge.loss(x - h * d)[0]) / (2 * h)
        errors.append(abs(difference - found @ d))
    assert np.median(errors) < 1e-3 * np.linalg.norm(found)


@pytest.mark.parametrize("layers", LAYERS)
def test_loss_accuracy_and_logits_are_those_of_torch(layers):
    judge, pixels, labels, x = task(layers)
    expected, _, logits = by_torch(layers, x, pixels, labels)
    loss, right = judge.loss(x)
    assert loss == pytest.approx(expected, rel=2e-6)
    assert right == (logits.argmax(1) == labels).mean()
    assert np.abs(judge.logits(x) - logits).max() < 1e-5 * np.abs(logits).max()


def test_an_image_picked_twice_counts_twice():
    judge, _, _, x = task((20, 32, 10))
    loss, found = slope(judge, x, [3, 3, 3, 8])
    parts = [slope(judge, x, [i]) for i in (3, 8)]
    assert loss == pytest.approx(0.75 * parts[0][0] + 0.25 * parts[1][0], rel=1e-6)
    assert np.allclose(found, 0.75 * parts[0][1] + 0.25 * parts[1][1], atol=1e-6)


def test_the_same_question_gets_the_same_bits_whatever_was_asked_before():
    judge, _, labels, x = task((20, 32, 10))
    picks = np.arange(77)
    first = slope(judge, x, picks)
    slope(judge, -3 * x, np.arange(len(labels)))
    judge.loss(2 * x)
    second = slope(judge, x, picks)
    assert first[0] == second[0]
    assert (first[1] == second[1]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("layers", LAYERS)
def test_weights_that_are_not_finite_give_nan_throughout(layers, bad):
    """The bias of a logit is always used."""
    judge, _, _, x = task(layers)
    x[-1] = bad
    loss, found = slope(judge, x, np.arange(10))
    assert np.isnan(loss)
    assert np.isnan(found).all()
    assert np.isnan(judge.loss(x)[0])


@pytest.mark.parametrize("layers", LAYERS)
def test_a_plane_holds_the_losses_at_its_points(layers):
    """The first layer is added up in another order: 2e-5 of float32 logits up to 20."""
    judge, _, _, x = task(layers)
    rng = np.random.default_rng(2)
    points = np.stack([x, *(0.1 * rng.standard_normal((2, len(x))))]).astype(np.float32)
    offsets = rng.uniform(-2, 2, (9, 2))
    found = judge.plane(points, offsets)
    direct = [judge.loss((points[0] + a * points[1] + b * points[2]).astype(np.float32))[0] for a, b in offsets]
    assert np.allclose(found, direct, rtol=2e-5)


def test_layers_that_do_not_fit_the_images_are_refused():
    images = pack(np.zeros((3, 20), np.uint8), np.array([0, 1, 6]))
    assert FullyConnected((20, 7), images).size == 147
    for layers in ((21, 7), (20, 6), (20,)):
        with pytest.raises(ValueError, match="do not fit"):
            FullyConnected(layers, images)


def test_packed_images_hold_what_is_not_black():
    pixels = np.array([[0, 5, 0], [0, 0, 0], [255, 0, 1]], np.uint8)
    images = pack(pixels, np.array([1, 2, 3]))
    assert images.starts.tolist() == [0, 1, 1, 3]
    assert [(code >> 8, code & 255) for code in images.codes.tolist()] == [(1, 5), (0, 255), (2, 1)]
    assert (images.pixels, len(images)) == (3, 3)
