"""Hutchinson's trace: exact for a diagonal matrix, and as noisy as its formula says."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.trace


def exact(world, x, images, p):
    return np.trace(hessian(world, x))


def test_signs_see_a_diagonal_matrix_whole():
    found = measured(tm.landscapes.from_formula("x^2 + 3*y^2"), [[1.0, 2.0]], probes=2)
    assert found.value == pytest.approx([8], rel=1e-14)
    assert found.error < 1e-10
    assert found.cost == 4


def test_its_variance_is_twice_the_squares_beside_the_diagonal():
    """Var = 2 (|H|² - Σ Hᵢᵢ²). The variance of a sample variance of m near-normal numbers is 2/(m-1) of its square; these have
    heavier tails than a normal's, at most those of χ² of one degree, whose kurtosis 15 gives √(14/m)."""
    x, probes = weights(SMALL[0], 1), 2000
    found, matrix = measured(SMALL[0], x, IMAGES, probes=probes), hessian(SMALL[0], x[0])
    expected = 2 * ((matrix**2).sum() - (np.diag(matrix) ** 2).sum())
    assert found.error[0] ** 2 * probes == pytest.approx(expected, rel=4 * (14 / probes) ** 0.5)
