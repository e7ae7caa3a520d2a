"""Hessian-shaped noise against the eigenvectors, at minima, hills, saddles and flat places."""

import math

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix

LAW = tm.noises.get("hessian")
HIMMELBLAU = tm.landscapes.get("himmelblau")


def shape(hessian):
    """2 |H| / tr|H|, by eigenvectors."""
    values, vectors = np.linalg.eigh(hessian)
    absolute = vectors @ np.diag(np.abs(values)) @ vectors.T
    return 2 * absolute / np.trace(absolute)


@pytest.mark.parametrize("point", [(3.0, 2.0), (-0.2708, -0.9230), (0.0867, 2.8843), (1.0, -2.0)],
                         ids=["minimum", "hill", "saddle", "slope"])
def test_its_matrix_is_the_absolute_hessian(point):
    assert LAW.covariance(HIMMELBLAU, point) == pytest.approx(shape(HIMMELBLAU.hessian(np.array(point))), rel=1e-9, abs=1e-12)


def test_it_turns_with_the_landscape():
    """f(Rᵀx) has the ellipse R C Rᵀ at R x."""
    angle = 0.7
    c, s = math.cos(angle), math.sin(angle)
    x, turn = np.array([0.3, -0.2]), np.array([[c, -s], [s, c]])
    plain, turned = tm.landscapes.from_formula("3*x^2 - y^2/5"), tm.landscapes.from_formula(
        f"3*({c!r}*x + {s!r}*y)^2 - ({c!r}*y - {s!r}*x)^2/5")
    assert LAW.covariance(turned, turn @ x) == pytest.approx(turn @ LAW.covariance(plain, x) @ turn.T, rel=1e-9)


def test_a_flat_direction_gets_none_and_a_flat_place_none_at_all():
    assert LAW.covariance(tm.landscapes.from_formula("x^2/2"), [0.4, -0.3]) == pytest.approx(np.diag([2.0, 0.0]), abs=1e-12)
    assert np.array_equal(LAW.covariance(tm.landscapes.from_formula("3*x - y"), [0.4, -0.3]), np.zeros((2, 2)))


def test_on_a_network_it_is_the_covariance_of_single_images_exactly():
    root, exact = matrix(LAW)
    assert np.abs(root @ root.T - exact).max() < 1e-13 * np.trace(exact)


@pytest.mark.parametrize(("direction", "rise", "rest"), [
    ("isotropic", 0.55, 0.7632), ("hessian", 0.9182, 0.9569), ("leading", 1.0, 1.0)])
def test_what_one_step_adds_to_a_bowl_and_what_stays_of_it(direction, rise, rest):
    """½η² tr(HΣ) after a step, ½η² Σ λᵢσᵢ² / (1 - (1 - ηλᵢ)²) at rest: λ = 200 and 20, η = 0.005, trace 0.01; 60 steps forget all.

    A height's deviation is at most √2 of its mean, that of the square of one normal.
    """
    bowl, step, rows = tm.landscapes.from_formula("100*x^2 + 10*y^2"), 0.005, 100_000
    sigma = 0.005**0.5 / step
    assert tm.noises.get(direction).rise(bowl, [0.0, 0.0], sigma, step) == pytest.approx(rise, abs=1e-4)
    for steps, exact in ((1, rise), (60, rest)):
        run = tm.simulate(bowl, "sgd", start=(0, 0), steps=steps, replicas=rows, record_every=steps, gradient_noise=sigma,
                          gradient_noise_direction=direction, parameters={"step_size": step})
        assert bowl.energy(run.x[-1]).mean() == pytest.approx(exact, rel=min(4 * (2 / rows) ** 0.5, 0.03))
