"""The digits are the published ones, whole, and cut down in one fixed order."""

import copy
import dataclasses
import hashlib
import math
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


def test_two_clouds_have_their_mean_and_spread_and_hebbs_rule_errs_as_in_closed_form():
    """Bytes are undone by the affine map that the text names; 4 standard errors, rounding (r/255)²/3 and 1/N."""
    made = tm.data.gaussian_mixture(train=200, test=20_000, inputs=100, spread=0.5, seed=3)
    reach = 2 + 10 * 0.5**0.5
    x, y = (made.test.brightness().astype(float) - 0.5) * reach, 2.0 * made.test.labels - 1
    along = y * x.sum(axis=1) / 10
    assert along.mean() == pytest.approx(1, abs=4 * (0.5 / 20_000) ** 0.5)
    assert along.var() == pytest.approx(0.5 + (reach / 255) ** 2 / 12, rel=4 * (2 / 20_000) ** 0.5)
    assert y.mean() == pytest.approx(0, abs=4 / 20_000**0.5)
    errors = []
    for seed in range(10):
        one = tm.data.gaussian_mixture(train=200, test=1000, inputs=100, spread=0.5, seed=seed)
        hebb = (2.0 * one.train.labels - 1) @ (one.train.brightness().astype(float) - 0.5)
        errors.append((((one.test.brightness().astype(float) - 0.5) @ hebb > 0) != one.test.labels).mean())
    exact = tm.solvable.gaussian_mixture(inputs=100, examples=200, spread=0.5, instances=1).expected["hebb_error"]
    assert np.mean(errors) == pytest.approx(exact, abs=4 * np.std(errors, ddof=1) / 10**0.5 + 0.01)


def test_a_teachers_labels_are_those_of_one_perceptron_which_hebbs_rule_finds():
    """E y ξᵢ = wᵢ C(N - 1, (N - 1)/2)/2^(N - 1), exactly; 5 standard errors for the largest of 51 deviations."""
    made = tm.data.teacher(train=20_000, test=500, inputs=51, seed=1)
    signs, y = (2.0 * made.train.brightness() - 1), 2.0 * made.train.labels - 1
    means = (y[:, None] * signs).mean(axis=0)
    np.testing.assert_allclose(np.abs(means), math.comb(50, 25) / 2**50, atol=5 / 20_000**0.5)
    weights = np.sign(means)
    for part in (made.train, made.test):
        np.testing.assert_array_equal((2.0 * part.brightness() - 1) @ weights > 0, part.labels)
    run = tm.train("51-10-2", "sgd", data=made, steps=400, parameters={"step_size": 0.1})
    assert run.test_accuracy[-1, 0] > 0.8


@pytest.mark.parametrize("given", [{"inputs": 0}, {"inputs": 10**5}, {"train": 0}, {"test": 10**9}, {"seed": -1}, {"seed": 2**32}])
@pytest.mark.parametrize("kind", ["gaussian_mixture", "teacher"])
def test_data_that_cannot_be_made_are_refused(kind, given):
    with pytest.raises(InvalidArgument, match=next(iter(given))):
        getattr(tm.data, kind)(**given)


def test_what_is_made_is_a_function_of_the_seed_and_a_smaller_set_is_part_of_a_larger():
    for make in (tm.data.gaussian_mixture, tm.data.teacher):
        few, many, other = make(train=10, test=5, seed=1), make(train=20, test=5, seed=1), make(train=10, test=5, seed=2)
        np.testing.assert_array_equal(few.train.pixels, many.train.pixels[:10])
        assert (few.train.pixels != other.train.pixels).any()
        assert (few.train.pixels[:5] != few.test.pixels).any()
    for spread in (-1, np.nan):
        with pytest.raises(InvalidArgument, match="spread"):
            tm.data.gaussian_mixture(spread=spread)
    with pytest.raises(InvalidArgument, match="inputs = 100"):
        tm.data.teacher(inputs=100)
