"""Diagonal noise: the Hessian-shaped one without what one coordinate tells of the other."""

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix

LAW, WHOLE = tm.noises.get("diagonal"), tm.noises.get("hessian")
HIMMELBLAU = tm.landscapes.get("himmelblau")


def test_its_matrix_is_the_diagonal_of_the_absolute_hessian():
    for point in ((3.0, 2.0), (-0.2708, -0.9230), (0.0867, 2.8843), (1.0, -2.0)):
        values, vectors = np.linalg.eigh(HIMMELBLAU.hessian(np.array(point)))
        absolute = np.diag(vectors @ np.diag(np.abs(values)) @ vectors.T)
        assert LAW.covariance(HIMMELBLAU, point) == pytest.approx(np.diag(2 * absolute / absolute.sum()), rel=1e-9, abs=1e-12)


def test_along_the_axes_it_is_hessian_shaped_and_turned_by_45_degrees_it_is_isotropic():
    """The same valley, curvatures 200 and 20, twice: the axes that noise is measured on are what it depends on."""
    along, turned = tm.landscapes.from_formula("100*x^2 + 10*y^2"), tm.landscapes.from_formula("50*(x+y)^2 + 5*(x-y)^2")
    assert LAW.covariance(along, [0.1, 0.2]) == pytest.approx(WHOLE.covariance(along, [0.1, 0.2]), abs=1e-12)
    assert LAW.covariance(turned, [0.1, 0.2]) == pytest.approx(np.eye(2), abs=1e-12)
    assert WHOLE.covariance(turned, [0.1, 0.2])[0, 1] > 0.8


def test_a_flat_place_has_none():
    assert np.array_equal(LAW.covariance(tm.landscapes.from_formula("3*x - y"), [0.4, -0.3]), np.zeros((2, 2)))


def test_on_a_network_it_is_the_covariance_without_what_one_weight_tells_of_another():
    root, exact = matrix(LAW)
    assert root @ root.T == pytest.approx(np.diag(np.diag(exact)), rel=1e-10, abs=1e-14)
