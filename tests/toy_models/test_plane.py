"""The main plane of a path, what is projected onto it, and the loss upon it."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import plane, units
from toy_models.contract import InvalidArgument
from toy_models.plane import Plane, main_plane, plane_through_ends, project, slice_loss

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(200, 300)


def drawn(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("origin", [None, 3])
def test_the_main_plane_is_that_of_the_singular_values(origin):
    """Float32 inner products of 2,000 numbers: 1e-5. A direction's sign is free."""
    path = drawn(0, 12, 2000) * np.array([5.0, 3.0] + [0.5] * 10, np.float32)[:, None]
    about = path[0] if origin is None else drawn(origin, 2000)
    plane = main_plane(path, None if origin is None else about)
    _, values, vectors = np.linalg.svd((path - about).astype(float), full_matrices=False)
    assert np.abs(np.abs(plane.directions @ vectors[:2].T) - np.eye(2)).max() < 1e-4
    assert plane.explained == pytest.approx((values[:2] ** 2).sum() / (values**2).sum(), rel=1e-5)
    assert (plane.origin == about).all()


@pytest.mark.parametrize("path", [
    np.ones((1, 9)), np.ones((5, 9)), np.outer(np.arange(4.0), np.ones(9)), np.outer(np.arange(4.0), np.eye(9)[0])],
    ids=["a point", "at rest", "a line", "an axis"])
def test_a_path_without_two_directions_still_gets_a_plane(path):
    plane = main_plane(path)
    assert np.abs(plane.directions @ plane.directions.T - np.eye(2)).max() < 1e-6
    _, off = project(plane, path)
    assert np.abs(off).max() < 1e-5
    assert plane.explained == pytest.approx(1)


def test_a_projection_and_its_distance_make_the_whole():
    plane = main_plane(drawn(1, 8, 500))
    points = drawn(2, 3, 4, 500)
    coordinates, off = project(plane, points)
    assert (coordinates.shape, off.shape) == ((3, 4, 2), (3, 4))
    whole = ((points - plane.origin) ** 2).sum(-1)
    assert np.allclose((coordinates**2).sum(-1) + off**2, whole, rtol=1e-5)
    on = plane.origin + np.array([[2.0, -3.0]], np.float32) @ plane.directions
    coordinates, off = project(plane, on)
    assert np.allclose(coordinates, [[2, -3]], atol=1e-5)
    assert off.max() < 1e-4


def test_the_slice_is_the_loss_of_the_weights_at_each_point():
    x = NET.start(0, 1)[0]
    plane = main_plane(np.stack([x, *(x + 0.05 * drawn(3, 2, NET.size))]))
    heights = slice_loss(NET, DATA.test, plane, ((-3, 5), (-2, 1)), shape=(4, 7))
    assert heights.shape == (4, 7)
    judge = NET.judge(DATA.test)
    for i, b in enumerate(np.linspace(-2, 1, 4)):
        for j, a in enumerate(np.linspace(-3, 5, 7)):
            weights = plane.origin + np.array([a, b], np.float32) @ plane.directions
            assert heights[i, j] == pytest.approx(judge.loss(weights.astype(np.float32))[0], rel=2e-5)


def walk(frames=9, weights=40):
    return drawn(frames, frames, weights).cumsum(axis=0)


def test_the_plane_through_the_ends_holds_both_of_them():
    path = walk()
    places, off = project(plane_through_ends(path), path)
    assert off[[0, -1]] == pytest.approx(0, abs=1e-5)
    assert places[-1] == pytest.approx(0) and places[0] == pytest.approx([-np.linalg.norm(path[-1] - path[0]), 0], abs=1e-5)


def test_nobody_is_further_from_it_than_from_the_start():
    path, others = walk(), walk(30)
    _, off = project(plane_through_ends(path), others)
    assert (off <= np.linalg.norm(others - path[0], axis=1) + 1e-5).all()


def test_no_other_plane_through_the_ends_holds_more_of_the_path():
    path = walk()
    best = plane_through_ends(path)
    assert best.directions @ best.directions.T == pytest.approx(np.eye(2), abs=1e-5)
    for other in drawn(4, 50, 40):
        other = other - (other @ best.directions[0]) * best.directions[0]
        rival = Plane(best.origin, np.stack([best.directions[0], other / np.linalg.norm(other)]).astype(np.float32), 0.0)
        assert (project(best, path)[1] ** 2).sum() <= (project(rival, path)[1] ** 2).sum()


def test_the_variance_it_holds_is_that_of_the_projected_path():
    path = walk()
    plane = plane_through_ends(path)
    assert plane.explained == pytest.approx(project(plane, path)[0].var(axis=0).sum() / path.var(axis=0).sum(), rel=1e-4)
    flat = np.float32([[0, 0, 0, 1], [1, 2, 0, 1], [3, 1, 0, 1]])
    assert plane_through_ends(flat).explained == pytest.approx(1)


@pytest.mark.parametrize("path", [np.ones((3, 4)), np.outer([0, 1, 2], np.ones(4)), np.float32([[1, 2, 3], [5, 5, 5], [1, 2, 3]])])
def test_a_path_that_lacks_a_direction_is_given_one(path):
    plane = plane_through_ends(path.astype(np.float32))
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-6)
    assert 0 < plane.explained <= 1 + 1e-6


@pytest.mark.parametrize(("call", "argument"), [
    (lambda: main_plane("path"), "path"), (lambda: main_plane(np.full((3, 4), np.nan)), "path"),
    (lambda: main_plane([[1.0], [1.0, 2.0]]), "path"), (lambda: main_plane(np.zeros((0, 4))), "path"),
    (lambda: plane_through_ends(np.full((3, 4), np.nan)), "path"), (lambda: plane_through_ends([0.0]), "path"),
    (lambda: main_plane(np.zeros((2, 4)), np.full(4, np.inf)), "origin"),
    (lambda: main_plane(np.zeros((2, 4)), np.zeros(5)), "origin"),
    (lambda: project(PLANE, np.zeros(3)), "points"), (lambda: project(PLANE, "far"), "points"),
    (lambda: slice_loss(NET, None, PLANE, ((0, 1), (0, 1))), "images"),
    (lambda: slice_loss(NET, DATA.test, PLANE, "wide"), "extent"),
    (lambda: slice_loss(NET, DATA.test, PLANE, ((0, 1), (0, np.nan))), "extent"),
    (lambda: slice_loss(NET, DATA.test, None, ((0, 1), (0, 1))), "plane"),
    (lambda: slice_loss(NET, DATA.test, PLANE, ((0, 1), (0, 1)), shape=7), "shape"),
    (lambda: slice_loss(NET, DATA.test, PLANE, ((0, 1), (0, 1)), shape=(10**9, 2)), "shape"),
    (lambda: slice_loss(tm.networks.get("softmax_regression"), DATA.test, PLANE, ((0, 1), (0, 1))), "plane")])
def test_what_cannot_be_is_refused_by_name(call, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} = "):
        call()


PLANE = Plane(np.zeros(NET.size, np.float32), np.eye(2, NET.size, dtype=np.float32), 1.0)


def test_a_plane_through_three_points_holds_them():
    """And no two need differ: what is missing is made up."""
    points = np.random.default_rng(0).normal(size=(3, 20)).astype(np.float32)
    found = plane.plane_through(points)
    coordinates, away = plane.project(found, points)
    assert away.max() < 1e-5
    assert np.abs(coordinates[1] - [np.linalg.norm(points[1] - points[0]), 0]).max() < 1e-5
    assert np.abs(found.directions @ found.directions.T - np.eye(2)).max() < 1e-6
    same = plane.plane_through(points[[0, 0, 0]]).directions
    assert np.abs(same @ same.T - np.eye(2)).max() < 1e-6
    with pytest.raises(InvalidArgument, match="points = "):
        plane.plane_through(points[:2])


def test_filter_directions_have_the_lengths_of_the_filters():
    network = tm.networks.get("mlp")
    x = network.start(0, 1)[0]
    found, own = network.unflatten(plane.filter_directions(network, x)), network.unflatten(x[None])
    for name in ("W1", "W2"):
        lengths = np.linalg.norm(getattr(found, name), axis=1)
        assert np.abs(lengths / np.linalg.norm(getattr(own, name), axis=1) - 1).max() < 1e-6
    assert not found.b1.any()
    assert not found.b2.any()
    assert not (found.W1[0] == found.W1[1]).any()


def test_a_filter_slice_does_not_see_a_scaled_layer_and_has_the_loss_itself_in_its_middle():
    """In float32; a plain slice in the same directions does see it."""
    network, images = tm.networks.get("mlp"), tm.data.mnist(50, 10).train
    x = network.start(0, 1)
    y = units.rescaled(network, x, 5.0)
    before, after = (plane.filter_slice(network, images, row[0], shape=(5, 5)) for row in (x, y))
    assert before[2, 2] == pytest.approx(network.judge(images).loss(x[0])[0], rel=1e-6)
    assert np.abs(after - before).max() < 1e-4 * before.max()
    raw = network.judge(images).plane(np.stack([y[0], *plane.filter_directions(network, x[0])]), [[1.0, 0.0]])
    assert abs(raw[0] - before[2, 4]) > 0.01 * before[2, 4]
