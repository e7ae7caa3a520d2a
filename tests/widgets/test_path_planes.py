"""The planes that the page shows: through the solutions that it names, of the path that led there, and nothing twice."""

from dataclasses import replace

import numpy as np
import pytest

import toy_models as tm
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets import path_planes, path_work, solutions, taken_networks
from widgets.path_messages import Ask
from widgets.path_planes import Look, Scene
from widgets.path_work import PathWork
from widgets.take_messages import Take

RUNS, THIRD = (("sgd", 64, 0), ("sgd", 64, 1)), ("sam", 256, 2)


def never():
    return False


def finished(work, **asked):
    work.ask(replace(work.asked, **asked))
    for _ in range(5000):
        if work.state()["state"] == "finished":
            return path_work.told(work)
        if work.has_work():
            work.slice(never)
    raise AssertionError(work.state())


@pytest.fixture(scope="module")
def work():
    patch = pytest.MonkeyPatch()
    patch.setattr(solutions, "TARGET", 0.5)  # a short training
    patch.setattr(solutions, "EVALUATIONS", 100)
    patch.setattr(path_planes, "SEEN", 100)
    yield PathWork("mlp", Ask(RUNS, looking=True, third=THIRD), never)
    patch.undo()


def test_the_plane_through_three_holds_them_and_has_the_losses_of_the_library(work):
    told = finished(work, picture="three", height="loss")
    scene, ends = told["scene"], np.stack(work.ends((*RUNS, THIRD)))
    assert [(end["batch"], end["seed"]) for end in told["ends"]] == [(64, 0), (64, 1), (256, 2)]
    start = work.network.start(0, 1)[0] - ends[0]
    *solutions, began = scene["marks"]
    assert (began["kind"], began["away"]) == ("start", pytest.approx(np.linalg.norm(start), rel=1e-5))
    axes = np.linalg.qr((ends[1:] - ends[0]).T)[0]
    assert began["off"] == pytest.approx(np.linalg.norm(start - axes @ (axes.T @ start)), rel=1e-4)
    for mark, x in zip(solutions, ends, strict=True):
        assert mark["off"] < 1e-5 * np.linalg.norm(ends[1] - ends[0])
        assert mark["away"] == pytest.approx(np.linalg.norm(x - ends[0]), abs=1e-4)
        assert scene["extent"][0][0] < mark["at"][0] < scene["extent"][0][1]
        assert scene["extent"][1][0] < mark["at"][1] < scene["extent"][1][1]
    plane, images = tm.plane.plane_through(ends.astype(np.float32)), work.solutions.data.train.first(100)
    grid = work.found[Look(Scene("three", (*RUNS, THIRD)), "loss")]
    np.testing.assert_array_equal(grid, tm.plane.slice_loss(work.network, images, plane, scene["extent"], path_planes.SHAPE))
    told = np.frombuffer(told["heights"], "<u2").reshape(scene["shape"]) / 65534 * (scene["top"] - scene["low"]) + scene["low"]
    assert np.abs(told - grid).max() <= (scene["top"] - scene["low"]) / 65534
    (xmin, xmax), (ymin, ymax) = scene["extent"]
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(1.5), "a unit is as long across as up"


def test_the_path_is_that_of_the_run_which_it_leads_to_and_its_variance_is_that_of_a_principal_component_analysis(work):
    scene = finished(work, picture="path", height="loss")["scene"]
    clock = work.solutions.read(RUNS[0], "loss")[0]
    run = tm.train("mlp", "sgd", work.solutions.data, evaluations=clock, record_every=50)
    path = run.x[:, 0].astype(float)
    assert scene["frames"] == len(path) == clock // 50 + 1
    _, values, axes = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    assert scene["explained"] == pytest.approx((values[:2] ** 2).sum() / (values**2).sum(), rel=1e-5)
    apart = (path - path[-1]) - (path - path[-1]) @ axes[:2].T @ axes[:2]
    assert scene["strayed"] == pytest.approx(np.linalg.norm(apart, axis=1).max(), rel=1e-3)
    end, other, start = scene["marks"]
    assert (end["off"], end["away"], end["at"]) == (0, 0, [0, 0])
    step = work.ends(RUNS)[1] - path[-1]
    assert other["off"] == pytest.approx(np.linalg.norm(step - step @ axes[:2].T @ axes[:2]), rel=1e-4)
    assert (start["kind"], start["away"]) == ("start", pytest.approx(np.linalg.norm(path[0] - path[-1]), rel=1e-5))
    assert scene["path"][-1] == [0, 0]
    assert scene["by_chance"] == tm.slicing.walk_explained(len(path))


def test_matching_brings_the_others_nearer_and_the_first_of_a_path_is_the_one_it_leads_to(work):
    plain, matched = (finished(work, picture="three", matched=matched)["scene"] for matched in (False, True))
    assert [a["away"] < b["away"] for a, b in zip(matched["marks"][1:3], plain["marks"][1:3], strict=True)] == [True, True]
    scene = finished(work, picture="path", walked=1, matched=False)["scene"]
    assert [mark["seed"] for mark in scene["marks"]] == [1, 0, 1]


def test_errors_are_those_of_test_digits(work):
    scene = finished(work, picture="three", height="error", walked=0)["scene"]
    grid, images = work.found[Look(Scene("three", (*RUNS, THIRD)), "error")], work.solutions.data.test.first(100)
    x = tm.plane.plane_through(np.stack(work.ends((*RUNS, THIRD))).astype(np.float32))
    corner = x.origin + scene["extent"][0][1] * x.directions[0] + scene["extent"][1][0] * x.directions[1]
    assert grid[0, -1] == pytest.approx(1 - work.network.judge(images).loss(corner.astype(np.float32))[1], abs=0.011)
    assert scene["top"] == pytest.approx(100 * grid.max())


def test_it_comes_coarse_to_fine_is_told_on_the_way_and_goes_on_where_it_was_given_up(work):
    work.ask(replace(work.asked, picture="three", runs=RUNS[::-1], height="loss", matched=False))
    while work.state()["done"] < 300:
        calls = iter(range(7))
        assert work.has_work()
        work.slice(lambda calls=calls: next(calls, None) is None)  # a hand interrupts it all the time
    state, told = work.state(), path_work.told(work)
    assert state["cells"] == told["scene"]["places"] == 33 * 49
    assert state["done"] == told["scene"]["looked"] < state["cells"]
    assert tuple(told["scene"]["shape"]) in ((9, 13), (17, 25))
    assert len(told["heights"]) == 2 * np.prod(told["scene"]["shape"])
    work.stop()
    assert not work.has_work()
    assert path_work.told(work)["scene"]["shape"] == told["scene"]["shape"], "what stands stays"
    work.pause(False)
    assert finished(work)["scene"]["looked"] == 33 * 49
    work.ask(replace(work.asked, runs=RUNS))


@pytest.mark.parametrize("asked", [{"picture": "three", "height": "loss", "matched": True}, {"picture": "path", "height": "error"}])
def test_the_python_that_is_taken_away_makes_the_same_numbers(work, asked, monkeypatch):
    monkeypatch.setattr(taken_networks, "SEEN", 100)
    finished(work, **asked)
    found = taken_networks.of_plane(work, Take(1, "plane", "csv", 0))
    space = remade(found)
    assert len(found.rows) == 33 * 49
    assert space["columns"][:2] == ["a (weights)", "b (weights)"]


def test_of_a_plane_that_nobody_has_looked_at_there_is_nothing_to_take(work):
    for other in (replace(work.asked, picture="ways"), replace(work.asked, picture="three", third=("sgd", 16, 9))):
        work.ask(other)
        with pytest.raises(InvalidArgument, match="has not been looked at"):
            taken_networks.of_plane(work, Take(1, "plane", "csv", 0))
