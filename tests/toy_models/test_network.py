"""Weights by name, and the start."""

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_models.contract import InvalidArgument

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(300, 100)


def test_blocks_are_views_in_the_stated_order():
    x = np.arange(2 * NET.size, dtype=float).reshape(2, -1)
    blocks = NET.unflatten(x)
    assert [block.shape for block in vars(blocks).values()] == [(2, 784, 32), (2, 1, 32), (2, 32, 10), (2, 1, 10)]
    assert np.concatenate([block[1].ravel() for block in vars(blocks).values()]).tolist() == x[1].tolist()
    blocks.b2[0, 0, -1] = -1
    assert x[0, -1] == -1


def test_the_start_has_the_stated_variance_and_no_bias():
    """Sum of squares of n normals: variance within 4 √(2/n)."""
    blocks = NET.unflatten(NET.start(5, 20).astype(float))
    assert not blocks.b1.any() and not blocks.b2.any()
    for block, inputs in ((blocks.W1, 784), (blocks.W2, 32)):
        assert (block**2).mean() * inputs / 2 == pytest.approx(1, abs=4 * (2 / block.size) ** 0.5)


def test_the_start_is_a_function_of_seed_and_replica():
    several = NET.start(5, 4)
    assert (NET.start(5, [2, 0]) == several[[2, 0]]).all()
    assert (several[0] != several[1]).any()
    assert (NET.start(6, 1) != several[:1]).any()
    for key in tm.dynamics.names():
        assert (tm.train(NET, key, data=DATA, steps=1, seed=5, replicas=2).x[0] == several[:2]).all()


def test_energy_is_cross_entropy_for_arrays_and_tensors_and_for_own_labels():
    x, images, labels = NET.start(0, 2).astype(float), DATA.test.brightness().astype(float), DATA.test.labels
    expected = [torch.nn.functional.cross_entropy(torch.tensor(z), torch.tensor(labels.astype(np.int64))).item()
                for z in NET.logits(x, images)]
    assert np.allclose(NET.energy(x, images, labels), expected, atol=1e-13)
    own = np.stack([images, images[::-1]]), np.stack([labels, labels[::-1]])
    assert np.allclose(NET.energy(x, *own), expected, atol=1e-13)
    tensors = NET.energy(torch.tensor(x), *(torch.tensor(part) for part in own))
    assert np.allclose(tensors.numpy(), expected, atol=1e-13)


@pytest.mark.parametrize("bad", [np.zeros(NET.size), np.zeros((1, 7)), torch.zeros(1, 7)])
def test_weights_of_another_shape_are_refused(bad):
    with pytest.raises(InvalidArgument, match=r"x = .*25450"):
        NET.unflatten(bad)


@pytest.mark.parametrize("bad", [
    None, 3, np.zeros((2, 784), np.uint8), tm.data.Images(np.zeros((2, 783), np.uint8), [0, 1]),
    tm.data.Images(np.zeros((2, 784), np.uint8), [0, 10])], ids=["nothing", "a number", "an array", "pixels", "labels"])
def test_images_that_do_not_fit_are_refused(bad):
    with pytest.raises(InvalidArgument, match=r"(?s)images = .*784 pixels"):
        NET.judge(bad)


@pytest.mark.parametrize(("name", "value"), [("seed", -1), ("seed", 2**32), ("seed", 0.5), ("replicas", 0), ("replicas", 10**6)])
def test_a_start_that_cannot_be_is_refused(name, value):
    with pytest.raises(InvalidArgument, match=name):
        NET.start(**{name: value})


@pytest.mark.parametrize("bad", ["nothing", None, 3, ["mlp"], "x" * 10**7])
def test_an_unknown_network_is_refused_with_the_names_there_are(bad):
    with pytest.raises(InvalidArgument, match="mlp") as caught:
        tm.networks.get(bad)
    assert len(str(caught.value)) - len(caught.value.allowed) < 200


X, IMAGES, LABELS = NET.start(0, 2), DATA.test.brightness(), DATA.test.labels
ODD = [None, 3, "x", "x" * 10**7, {}, object(), [[1], [2, 3]], 1j * IMAGES]
QUESTIONS = {"energy": NET.energy, "accuracy": NET.accuracy, "logits": lambda x, images, labels: NET.logits(x, images)}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(("argument", "bad"), [
    *(("x", bad) for bad in (X[:, :50], X[0], X[:0, :5], *ODD)),
    *(("images", bad) for bad in (IMAGES[:, :783], IMAGES[0], IMAGES[:0], np.stack([IMAGES] * 3), DATA.test.pixels,
                                  torch.zeros(9, 784), *ODD)),
    *(("labels", bad) for bad in (LABELS[:-1], LABELS[None], np.full(100, 10), np.full(100, -1), LABELS.astype(float), LABELS > 4,
                                  *ODD)),
], ids=lambda value: value if isinstance(value, str) and len(value) < 9 else type(value).__name__)
def test_weights_images_and_labels_that_do_not_belong_together_are_refused_by_name(name, argument, bad):
    if (name, argument) == ("logits", "labels"):
        return
    with pytest.raises(InvalidArgument, match=f"^{argument} = ") as caught:
        QUESTIONS[name](**{"x": X, "images": IMAGES, "labels": LABELS, argument: bad})
    assert len(str(caught.value)) - len(caught.value.allowed) < 200


@pytest.mark.parametrize(("argument", "bad"), [
    ("images", torch.zeros(4, 783)), ("images", torch.zeros(4, 784, dtype=torch.int64)), ("images", np.zeros((4, 784))),
    ("labels", torch.tensor([0, 1, 2, 10])), ("labels", torch.tensor([0.0, 1, 2, 3])), ("labels", torch.tensor([True] * 4)),
    ("labels", torch.tensor([1])), ("x", torch.zeros(1, 7))])
def test_tensors_that_do_not_belong_together_are_refused_by_name(argument, bad):
    given = {"x": torch.tensor(X), "images": torch.zeros(4, 784), "labels": torch.tensor([0, 1, 2, 3])}
    assert NET.energy(**given).shape == (2,)
    with pytest.raises(InvalidArgument, match=f"^{argument} = "):
        NET.energy(**{**given, argument: bad})
