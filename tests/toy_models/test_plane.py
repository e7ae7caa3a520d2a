"""Slices: the plane of a path, what lies on it, and the loss upon it."""

import numpy as np
import pytest

from toy_models import plane as planes

RANDOM = np.random.default_rng(5)


def walk(frames=9, weights=40):
    return RANDOM.normal(size=(frames, weights)).cumsum(axis=0).astype(np.float32)


def test_the_plane_through_the_ends_holds_both_of_them():
    path = walk()
    places, off = planes.project(planes.plane_through_ends(path), path)
    assert off[[0, -1]] == pytest.approx(0, abs=1e-5)
    assert places[-1] == pytest.approx(0) and places[0] == pytest.approx([-np.linalg.norm(path[-1] - path[0]), 0], abs=1e-5)


def test_nobody_is_further_from_it_than_from_the_start():
    path, others = walk(), walk(30)
    _, off = planes.project(planes.plane_through_ends(path), others)
    assert (off <= np.linalg.norm(others - path[0], axis=1) + 1e-5).all()


def test_no_other_plane_through_the_ends_holds_more_of_the_path():
    path = walk()
    best = planes.plane_through_ends(path)
    assert best.directions @ best.directions.T == pytest.approx(np.eye(2), abs=1e-5)
    for _ in range(50):
        other = RANDOM.normal(size=40)
        other -= (other @ best.directions[0]) * best.directions[0]
        rival = planes.Plane(best.origin, np.stack([best.directions[0], other / np.linalg.norm(other)]).astype(np.float32), 0.0)
        assert (planes.project(best, path)[1] ** 2).sum() <= (planes.project(rival, path)[1] ** 2).sum()


def test_the_variance_it_holds_is_that_of_the_projected_path():
    path = walk()
    plane = planes.plane_through_ends(path)
    assert plane.explained == pytest.approx(planes.project(plane, path)[0].var(axis=0).sum() / path.var(axis=0).sum(), rel=1e-4)
    flat = np.float32([[0, 0, 0, 1], [1, 2, 0, 1], [3, 1, 0, 1]])
    assert planes.plane_through_ends(flat).explained == pytest.approx(1)


@pytest.mark.parametrize("path", [np.ones((3, 4)), np.outer([0, 1, 2], np.ones(4)), np.float32([[1, 2, 3], [5, 5, 5], [1, 2, 3]])])
def test_a_path_that_lacks_a_direction_is_given_one(path):
    plane = planes.plane_through_ends(path.astype(np.float32))
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-6)
    assert 0 < plane.explained <= 1 + 1e-6
