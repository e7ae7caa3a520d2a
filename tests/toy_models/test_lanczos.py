"""Lanczos' method against matrices that are known whole."""

import numpy as np
import pytest

from toy_models.lanczos import lanczos


def test_the_residual_is_that_of_the_ritz_vector():
    """One step from (1, 1, 1) on a diagonal matrix: θ is the mean of its eigenvalues, the residual their standard deviation."""
    diagonal = np.array([1.0, 2.0, 6.0])
    ritz = lanczos(lambda v: diagonal * v, np.ones(3), 1)
    assert ritz.values == pytest.approx([3])
    assert ritz.residuals == pytest.approx([diagonal.std()])
    assert ritz.weights == pytest.approx([1])


def test_as_many_steps_as_axes_give_the_spectrum_and_what_the_start_sees_of_it():
    generator = np.random.default_rng(0)
    matrix, start = generator.normal(size=(12, 12)), generator.normal(size=12)
    matrix = matrix + matrix.T
    values, vectors = np.linalg.eigh(matrix)
    ritz = lanczos(lambda v: matrix @ v, start, 12)
    assert np.abs(ritz.values - values).max() < 1e-12
    assert np.abs(ritz.weights - (vectors.T @ start) ** 2 / (start @ start)).max() < 1e-12


def test_gauss_quadrature_is_exact_up_to_degree_2k_less_1():
    """k nodes give startᵀ Aⁿ start / |start|² for n < 2k."""
    generator = np.random.default_rng(1)
    matrix, start = generator.normal(size=(9, 9)) / 3, generator.normal(size=9)
    matrix = matrix + matrix.T
    ritz = lanczos(lambda v: matrix @ v, start, 3)
    moments = [start @ np.linalg.matrix_power(matrix, n) @ start / (start @ start) for n in range(7)]
    found = [ritz.weights @ ritz.values**n for n in range(7)]
    assert found[:6] == pytest.approx(moments[:6], rel=1e-12)
    assert found[6] != pytest.approx(moments[6], rel=1e-6)


def test_used_up_directions_end_the_search():
    """A matrix with two different eigenvalues is done after two steps."""
    asked, diagonal = [], np.array([1.0, 1.0, 4.0, 4.0])
    ritz = lanczos(lambda v: asked.append(v) or diagonal * v, np.arange(1.0, 5.0), 4)
    assert len(asked) == 2
    assert ritz.values == pytest.approx([1, 4], abs=1e-14)
    assert ritz.residuals.max() < 1e-12
    assert lanczos(lambda v: 0 * v, np.ones(4), 4).values.tolist() == [0]


def test_what_is_not_finite_gives_no_number():
    assert np.isnan(np.concatenate(lanczos(lambda v: v * np.nan, np.ones(4), 4))).all()
