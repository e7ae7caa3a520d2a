"""The digits are the published ones, whole, and cut down in one fixed order."""

import copy
import dataclasses
import hashlib
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_models import data
from toy_models.contract import InvalidArgument

FOLDER = Path(data.__file__).parent / "mnist"
PUBLISHED = {"Xtr": "6bbc9ace898e44ae57da46a324031adb", "ytr": "a25bea736e30d166cdddb491f175f624",
             "Xte": "2646ac647ad5339dbf082846283269ea", "yte": "27ae3e4e09519cfbb04c329615203637"}


@pytest.fixture(scope="module")
def whole():
    return data.mnist(60_000, 10_000)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_idx_files_that_were_published_can_be_rebuilt_from_it(name):
    """An idx file is a magic number and the sizes, big-endian, then the bytes."""
    with np.load(FOLDER / "mnist.npz") as archive:
        array = archive[name]
    header = struct.pack(">I", 0x800 + array.ndim) + b"".join(struct.pack(">I", size) for size in array.shape)
    assert hashlib.md5(header + array.tobytes()).hexdigest() == PUBLISHED[name]
    assert PUBLISHED[name] in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_its_licence_stands_beside_it():
    text = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    for word in ("Attribution-ShareAlike 3.0", "creativecommons.org/licenses/by-sa/3.0", "LeCun", "Cortes", "Changes:"):
        assert word in text


def test_all_of_it_is_a_permutation_of_all_of_it(whole):
    with np.load(FOLDER / "mnist.npz") as archive:
        for images, pixels, labels in ((whole.train, "Xtr", "ytr"), (whole.test, "Xte", "yte")):
            original = np.column_stack([archive[pixels].reshape(len(images), -1), archive[labels]])
            assert sorted(map(bytes, np.column_stack([images.pixels, images.labels]))) == sorted(map(bytes, original))


def test_a_smaller_set_is_the_beginning_of_a_larger_one(whole):
    small = data.mnist(700, 300)
    assert (small.train.pixels == whole.train.pixels[:700]).all()
    assert (small.test.labels == whole.test.labels[:300]).all()


def test_the_beginning_is_a_fair_sample(whole):
    """Each digit's share of the first 10,000 within 4 standard errors, √(p (1 - p) / 10,000), of its share of all."""
    share, p = np.bincount(whole.train.first(10_000).labels) / 10_000, np.bincount(whole.train.labels) / 60_000
    assert (np.abs(share - p) < 4 * (p * (1 - p) / 10_000) ** 0.5).all()


def test_the_order_never_changes(whole):
    assert whole.train.labels[:12].tolist() == [2, 3, 3, 1, 2, 5, 4, 7, 6, 4, 9, 3]
    assert whole.test.labels[:12].tolist() == [1, 7, 3, 8, 1, 9, 2, 5, 5, 0, 5, 1]


def test_brightness_is_pixels_over_255():
    images = data.Images(np.array([[[0, 255], [51, 1]]], np.uint8), [3])
    assert images.pixels.tolist() == [[0, 255, 51, 1]]
    assert images.brightness().dtype == np.float32
    assert np.allclose(images.brightness(), [[0, 1, 0.2, 1 / 255]], atol=1e-8)


@pytest.mark.parametrize(("name", "value"), [
    ("train", 0), ("train", 60_001), ("train", 1.5), ("train", "many"), ("train", float("nan")), ("train", None), ("train", True),
    ("test", 0), ("test", 10_001), ("test", 10**400), ("test", "x" * 10**7)])
def test_a_size_that_cannot_be_is_refused(name, value):
    with pytest.raises(InvalidArgument, match=f"{name} = .*from 1 to"):
        data.mnist(**{name: value})


@pytest.mark.parametrize(("pixels", "labels", "name"), [
    (np.zeros((2, 4)), [0, 1], "pixels"), (np.zeros(4, np.uint8), [0], "pixels"), (np.zeros((0, 4), np.uint8), [], "pixels"),
    (None, [0], "pixels"), (np.zeros((2, 4), np.uint8), [0], "labels"), (np.zeros((2, 4), np.uint8), [0, -1], "labels"),
    (np.zeros((2, 4), np.uint8), [0, 256], "labels"), (np.zeros((2, 4), np.uint8), [0.0, 1.0], "labels"),
    (np.zeros((2, 4), np.uint8), "ab", "labels")])
def test_images_that_cannot_be_are_refused(pixels, labels, name):
    with pytest.raises(InvalidArgument, match=f"{name} = "):
        data.Images(pixels, labels)


def test_a_missing_or_truncated_file_says_what_to_do(tmp_path):
    damaged = tmp_path / "mnist.npz"
    with pytest.raises(data.DamagedData, match=r"cannot be read .*: restore it"):
        data._read(str(damaged))
    damaged.write_bytes((FOLDER / "mnist.npz").read_bytes()[:-1])
    with pytest.raises(data.DamagedData, match=r"is not the file .*: restore it"):
        data._read(str(damaged))


def test_what_is_shared_cannot_be_written_to():
    """Neither by a slice, nor in a copy of any kind; what one asks for is whole for the next."""
    shared = data.mnist(50, 20)
    for images in (shared.train, shared.train.first(10), copy.copy(shared.train), copy.deepcopy(shared).train,
                   pickle.loads(pickle.dumps(shared)).train):
        for array in (images.pixels, images.labels, images.pixels[:5]):
            with pytest.raises(ValueError, match="read-only"):
                array[:] = 0
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True
    assert data.mnist(50, 20).train.labels.any()


def test_images_are_what_was_given_whatever_becomes_of_the_array():
    pixels, labels = np.full((3, 4), 7, np.uint8), np.array([0, 1, 2], np.uint8)
    for given in (pixels, pixels[:], np.lib.stride_tricks.as_strided(pixels, writeable=False)):
        images = data.Images(given, labels)
        pixels[0, 0], labels[0] = 9, 5
        assert (images.pixels[0, 0], images.labels[0]) == (7, 0)
        pixels[0, 0], labels[0] = 7, 0
    assert labels.flags.writeable


def test_nothing_is_copied_that_is_fixed_already():
    images = data.mnist(500, 20).train
    assert np.shares_memory(images.first(100).pixels, images.pixels)
    assert images.first(100) is images.first(100) and images.first(100).sparse is images.first(100).sparse
    assert (len(images.first(99)), len(images.first(100))) == (99, 100)
    assert np.shares_memory(dataclasses.replace(images, labels=images.labels[::-1]).pixels, images.pixels)


@pytest.mark.slow
@pytest.mark.usefixtures("one_torch_thread")
@pytest.mark.parametrize("how", ["replaced", "copied"])
def test_a_changed_copy_is_what_every_road_trains_on(how):
    """Labels drawn at random: compiled slopes and autograd reach the same weights, which those of the digits are not."""
    digits = data.mnist(300, 50)
    assert digits.train.sparse is digits.train.sparse
    labels = np.random.default_rng(0).integers(0, 10, 300)
    source = digits if how == "replaced" else copy.deepcopy(digits)
    changed = dataclasses.replace(source, train=dataclasses.replace(source.train, labels=labels))
    runs = [tm.train("softmax_regression", "sgd", changed, steps=30, device=device) for device in ("cpu", "torch")]
    assert np.abs(runs[0].x - runs[1].x).max() < 1e-5
    assert np.abs(tm.train("softmax_regression", "sgd", digits, steps=30).x - runs[0].x).max() > 1e-2
    expected = tm.networks.get("softmax_regression").energy(runs[0].x[-1], digits.train.brightness(), labels)
    assert runs[0].train_loss[-1] == pytest.approx(expected, rel=1e-5)


def test_pools_are_means_of_squares():
    """Of whole numbers, to half a unit of the byte; MNIST's 28 pixels a side have six divisors."""
    images = data.mnist(50, 20).test
    for window in (1, 2, 4, 7, 14, 28):
        pooled = images.pooled(window)
        square = torch.tensor(images.pixels.astype(float)).view(20, 1, 28, 28)
        expected = torch.nn.functional.avg_pool2d(square, window).reshape(20, -1).numpy()
        assert np.abs(pooled.pixels - expected).max() <= 0.5
        assert (pooled.labels == images.labels).all()
    small = data.mnist(50, 20).pooled(2)
    assert (small.train.pixels.shape, small.test.pixels.shape, small.name) == ((50, 196), (20, 196), "MNIST, 14 x 14")
    for bad in (0, 3, 56, True, 2.5, "2"):
        with pytest.raises(data.InvalidArgument, match="1, 2, 4, 7, 14, 28"):
            images.pooled(bad)
    with pytest.raises(data.InvalidArgument, match="no square"):
        data.Images(np.zeros((2, 6), np.uint8), np.zeros(2, np.uint8)).pooled(1)


def test_wrong_labels_are_as_many_as_asked_for_and_all_alike():
    """A share of n labels within 4 standard errors; each of the 9 other classes of each class as often, by χ² of 9·10 - 10 degrees
    of freedom below its mean plus 4 standard deviations; a larger share changes the same labels to the same, and more."""
    clean, before = data.mnist(20_000, 20), np.zeros(20_000, bool)
    for share in (0.0, 0.1, 0.4, 1.0):
        changed = clean.relabelled(share, seed=3)
        wrong = changed.train.labels != clean.train.labels
        assert wrong.mean() == pytest.approx(share, abs=4 * (share * (1 - share) / 20_000) ** 0.5)
        assert not (before & ~wrong).any()
        assert (changed.test.labels == clean.test.labels).all()
        before = wrong
    steps = (changed.train.labels.astype(int) - clean.train.labels) % 10
    counts = np.array([np.bincount(steps[clean.train.labels == label], minlength=10)[1:] for label in range(10)])
    expected = counts.sum(1, keepdims=True) / 9
    assert ((counts - expected) ** 2 / expected).sum() < 80 + 4 * 160**0.5
    assert (clean.relabelled(0.4, seed=4).train.labels != clean.relabelled(0.4, seed=3).train.labels).any()
    assert changed.name == "MNIST, 100 % of the labels wrong"
    for bad in (-0.1, 1.5, np.nan, "half"):
        with pytest.raises(data.InvalidArgument, match="share"):
            clean.relabelled(bad)


def test_some_images_are_chosen_by_rows_or_by_a_mask():
    images = data.mnist(50, 20).train
    for rows in ([3, 1], images.labels == 4, slice(2, 9)):
        assert (images.some(rows).pixels == images.pixels[rows]).all()
        assert (images.some(rows).labels == images.labels[rows]).all()
    with pytest.raises(data.InvalidArgument, match="pixels"):
        images.some(images.labels == 77)
