"""Isotropic noise: the same whatever curves, and unmoved by any rotation."""

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix

LAW = tm.noises.get("isotropic")


def test_its_matrix_is_that_of_the_unit_circle_everywhere():
    x = np.random.default_rng(0).normal(size=(20, 2))
    for place in tm.landscapes.names():
        assert np.array_equal(LAW.covariance(tm.landscapes.get(place), x, 0.5), np.broadcast_to(0.25 * np.eye(2), (20, 2, 2)))


def test_its_tilt_is_the_draw_itself():
    z = np.random.default_rng(1).normal(size=(7, 2))
    assert np.array_equal(LAW.tilts(tm.landscapes.get("himmelblau"), np.zeros((7, 2)), z), z)
    assert LAW.needs is None


def test_on_a_network_it_is_round():
    root, exact = matrix(LAW)
    assert root @ root.T == pytest.approx(np.trace(exact) / len(exact) * np.eye(len(exact)), rel=1e-10, abs=1e-12)
