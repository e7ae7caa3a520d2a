"""The right side's picture: which digits, which plane, which window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toy_models as tm
from widgets import network_picture as pictures

NETWORK = tm.networks.get("softmax_regression")
RANDOM = np.random.default_rng(1)


@given(st.lists(st.booleans(), min_size=40, max_size=60))
def test_twelve_different_digits_with_three_mistakes_if_there_are_so_many(wrong):
    labels = np.zeros(len(wrong), np.uint8)
    read = np.array(wrong, np.uint8)
    which = pictures.picked(read, labels)
    shown = int((read[which] != 0).sum())
    assert len(set(which.tolist())) == pictures.DIGITS
    assert shown == min(sum(wrong), max(3, pictures.DIGITS - (len(wrong) - sum(wrong))))
    assert np.array_equal(pictures.picked(read, labels, which), which)


def test_digits_stay_until_a_mistake_is_mended():
    labels, read = np.zeros(50, np.uint8), np.zeros(50, np.uint8)
    read[[4, 30, 31, 32]] = 1
    which = pictures.picked(read, labels)
    assert which[list(pictures.MISTAKES)].tolist() == [4, 30, 31]
    assert np.array_equal(pictures.picked(read, labels, which), which)
    read[4] = 0
    assert pictures.picked(read, labels, which)[list(pictures.MISTAKES)].tolist() == [30, 31, 32]


def test_tables_of_unlike_length_stand_in_one_block():
    block = pictures.padded([np.ones((2, 3)), np.ones((4, 3))])
    assert block.shape == (2, 4, 3) and block.dtype == np.float32
    assert np.isnan(block).sum() == 6 and np.isnan(block[0, 2:]).all()


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=9))
def test_the_window_holds_the_path_and_is_as_wide_as_it_looks(places):
    places = np.array(places)
    (xmin, xmax), (ymin, ymax) = pictures.window(places)
    assert xmin < places[:, 0].min() and places[:, 0].max() < xmax
    assert ymin < places[:, 1].min() and places[:, 1].max() < ymax
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(pictures.ASPECT)


@pytest.fixture(scope="module")
def images():
    return tm.data.mnist(100, 1).train


@pytest.fixture(scope="module")
def drawn(images):
    """A bent path inside a plane, one that leaves it, and their slice."""
    one, two, out = np.linalg.qr(RANDOM.normal(size=(NETWORK.size, 3)))[0].T.astype(np.float32)
    start = NETWORK.start(3)[0]
    bent = [start + t * one + 0.3 * t * (3 - t) * two for t in np.linspace(0, 3, 7, dtype=np.float32)]
    leaving = [start + t * out for t in (0.0, 2.0)]
    paths = {"bent": (np.arange(7) * 50, bent), "leaving": (np.array([0, 50]), leaving)}
    about, heights, places = pictures.flat_slice(NETWORK, images, "bent", paths)
    return about, heights, np.frombuffer(places, "<f4").reshape(2, about["rows"], 5), paths


def test_a_path_in_a_plane_lies_in_the_slice(drawn):
    about, _, places, _ = drawn
    assert about["explained"] == pytest.approx(100, abs=1e-3)
    assert np.abs(places[0, :, 4]).max() < 1e-3  # float32 sums over 7,850 weights of size 0.05
    assert places[0, -1, 1:3] == pytest.approx(0, abs=1e-3)  # the plane goes through the newest weights
    assert places[0, 0, 1] < 0 and places[0, 0, 2] == pytest.approx(0, abs=1e-3)  # the start stands at the left
    assert (places[0, 1:-1, 2] < 0).all()


def test_distances_are_those_of_all_weights(drawn):
    about, _, places, paths = drawn
    assert about["reached"] == [7, 2] and np.isnan(places[1, 2:]).all()
    newest = paths["bent"][1][-1]
    for row, (_, weights) in zip(places, paths.values(), strict=True):
        row = row[: len(weights)]
        assert row[:, 3] == pytest.approx(np.linalg.norm(np.array(weights) - weights[0], axis=1), abs=1e-4)
        assert (row[:, 4] <= row[:, 3] + 1e-3).all()  # the start lies in the plane: nobody is further from it than from there
        assert np.hypot(np.hypot(row[:, 1], row[:, 2]), row[:, 4]) == pytest.approx(
            np.linalg.norm(np.array(weights) - newest, axis=1), abs=1e-3)


def test_heights_are_the_loss_on_the_plane(drawn, images):
    """Oracle: the network's own energy where the plane meets the selected path's end, between the four heights around it."""
    about, heights, _, paths = drawn
    rows, columns = about["shape"]
    values = about["low"] + np.frombuffer(heights, "<u2").reshape(rows, columns) / 65534 * (about["top"] - about["low"])
    (xmin, xmax), (ymin, ymax) = about["extent"]
    i, j = -xmin / (xmax - xmin) * (columns - 1), -ymin / (ymax - ymin) * (rows - 1)
    around = values[int(j) : int(j) + 2, int(i) : int(i) + 2]
    loss = NETWORK.energy(paths["bent"][1][-1][None], images.brightness(), images.labels)[0]
    assert around.min() - 1e-3 <= loss <= around.max() + 1e-3
    assert about["low"] < about["high"] <= about["top"]
    assert set(about["numbered"]) <= set(about["levels"])


def test_a_loss_that_is_nowhere_finite_has_a_scale():
    assert pictures.scale(np.full((2, 2), np.nan))["levels"] == []
