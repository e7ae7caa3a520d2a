"""A landscape as an objective: the tilt that stands for minibatch noise, and what it knows of its curvature."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from toy_models.objective import LandscapeObjective

DRAWS = 200_000
HIMMELBLAU = tm.landscapes.get("himmelblau")


def tilts(landscape, point, **options):
    """(draw, 2): gradient on a minibatch minus the gradient, at one point."""
    objective = LandscapeObjective(landscape, range(DRAWS), seed=1, gradient_noise=0.3, **options)
    points = np.tile(point, (DRAWS, 1))
    return objective.gradient(points, objective.minibatch()) - landscape.gradient(points)


def within_four_standard_errors(sample, expected):
    """Entry ij of a covariance of n normals has standard error √((Cᵢᵢ Cⱼⱼ + Cᵢⱼ²) / n)."""
    error = np.sqrt((np.outer(np.diag(expected), np.diag(expected)) + expected**2) / len(sample))
    mean_error = np.sqrt(np.diag(expected) / len(sample))
    near = np.abs(np.cov(sample.T) - expected) <= 4 * error + 1e-6  # a ratio of curvatures of 1e12 is no more than that from flat
    return near.all() and (np.abs(sample.mean(0)) <= 4 * mean_error + 1e-6).all()


def test_an_isotropic_tilt_has_covariance_sigma_squared():
    assert within_four_standard_errors(tilts(HIMMELBLAU, [1.0, -2.0]), 0.09 * np.eye(2))


@pytest.mark.parametrize("point", [(3.0, 2.0), (-0.2708, -0.9230), (0.0867, 2.8843), (1.0, -2.0)],
                         ids=["minimum", "hill", "saddle", "slope"])
def test_a_hessian_tilt_has_the_shape_of_the_hessian_and_the_same_trace(point):
    """2σ² |H| / tr|H|, |H| by its eigenvectors: at a hill and at a saddle too."""
    values, vectors = np.linalg.eigh(HIMMELBLAU.hessian(np.array(point)))
    shape = vectors @ np.diag(np.abs(values)) @ vectors.T
    expected = 2 * 0.09 * shape / np.trace(shape)
    assert np.trace(expected) == pytest.approx(2 * 0.09)
    assert within_four_standard_errors(tilts(HIMMELBLAU, point, direction="hessian"), expected)


@pytest.mark.parametrize(("formula", "expected"), [
    ("x^2/2", [[2, 0], [0, 0]]), ("(x+y)^2", [[1, 1], [1, 1]]), ("3*x - y", [[0, 0], [0, 0]]),
    ("1000000*x^2 + y^2/1000000", [[2, 0], [0, 0]]),
])
def test_a_hessian_tilt_along_a_flat_direction_is_none(formula, expected):
    landscape = tm.landscapes.from_formula(formula)
    sample = tilts(landscape, [0.4, -0.3], direction="hessian")
    assert np.isfinite(sample).all()
    assert within_four_standard_errors(sample, 0.09 * np.array(expected, dtype=float))


def test_one_minibatch_asked_twice_tilts_alike_and_the_next_does_not():
    objective = LandscapeObjective(HIMMELBLAU, range(5), seed=0, gradient_noise=1.0)
    points = np.ones((5, 2))
    first, second = objective.minibatch(), objective.minibatch()
    assert np.array_equal(objective.gradient(points, first), objective.gradient(points, first))
    assert not np.isclose(objective.gradient(points, first), objective.gradient(points, second)).any()


def test_minibatches_are_numbered_from_zero_in_each_step():
    objective = LandscapeObjective(HIMMELBLAU, range(5), seed=0, gradient_noise=1.0)
    first = objective.minibatch()
    objective.begin(1)
    other = objective.minibatch()
    objective.begin(0)
    assert np.array_equal(objective.minibatch(), first)
    assert not np.isclose(other, first).any()


def test_without_noise_a_gradient_is_the_gradient():
    objective = LandscapeObjective(HIMMELBLAU, range(5), seed=0)
    points = np.random.default_rng(0).normal(size=(5, 2))
    assert np.array_equal(objective.gradient(points, objective.minibatch()), HIMMELBLAU.gradient(points))
    assert np.array_equal(objective.energy(points, objective.everything())[:, 0], HIMMELBLAU.energy(points))


@pytest.mark.parametrize("place", ["himmelblau", "muller_brown", "double_well"])
def test_the_damped_curvature_is_that_of_the_eigenvalues_made_positive(place):
    """At points where the Hessian has either sign."""
    landscape, points = tm.landscapes.get(place), np.random.default_rng(0).uniform(-1, 1, (50, 2))
    values, vectors = np.linalg.eigh(landscape.hessian(points))
    assert (values.min(1) < 0).any()
    slope = landscape.gradient(points)
    expected = np.einsum("rij,rj,rkj,rk->ri", vectors, 1 / (np.abs(values) + 0.1), vectors, slope)
    found = LandscapeObjective(landscape, range(50), 0).natural(points, slope, None, 0.1)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("direction", tm.noises.names())
@pytest.mark.parametrize("place", ["himmelblau", "uneven_noise"])
def test_the_law_of_the_noise_is_what_a_minibatch_adds(place, direction):
    points = np.random.default_rng(1).normal(size=(5, 2))
    objective = LandscapeObjective(tm.landscapes.get(place), range(5), 3, 0.7, direction, start=points + 1)
    z = objective.minibatch()
    added = objective.gradient(points, z) - objective.gradient(points, objective.everything())
    assert np.allclose(objective.diffusion(points, z), added, atol=1e-12)


def test_a_tilt_that_changes_from_place_to_place_is_the_slope_of_no_energy():
    refusing = [(place, law) for place in ("himmelblau", "uneven_noise") for law in tm.noises.names()
                if "energy" in LandscapeObjective(tm.landscapes.get(place), range(2), 0, 1.0, law).refused]
    here = [law for law in tm.noises.names() if tm.noises.get(law).needs == "here"]
    assert sorted(refusing) == sorted([(place, law) for place in ("himmelblau", "uneven_noise") for law in here]
                                      + [("uneven_noise", "of_landscape")])
    assert "energy" not in LandscapeObjective(HIMMELBLAU, range(2), 0, 0.0, here[0]).refused


@pytest.mark.parametrize("direction", ["round", "", None, 1, ["hessian"], np.array(["hessian", "x"])])
def test_an_unknown_direction_is_refused(direction):
    with pytest.raises(InvalidArgument, match="gradient_noise_direction"):
        LandscapeObjective(HIMMELBLAU, range(5), 0, 1.0, direction)
