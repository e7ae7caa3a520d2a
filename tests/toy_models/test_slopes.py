"""Slopes of softened surfaces, where they are known in closed form."""

import math

import numpy as np
import pytest

import toy_models as tm
from toy_models import slopes

TWO = tm.landscapes.get("two_gaussians")
GX, GY = TWO.grid((59, 67))[:2]
X = np.random.default_rng(0).uniform([-3.2, -1.2], [2.5, 1.2], (20, 2))
SLANTED = np.array([[1.5, 0.7], [0.7, 3.0]])
QUADRATIC = tm.landscapes.from_formula("0.75*x^2 + 0.7*x*y + 1.5*y^2")


@pytest.mark.parametrize("scope", [0.1, 1.0, 18.0])
def test_the_local_entropy_of_two_gaussians(scope):
    """∇u = Σ rₖ (x - mₖ) / (sₖ² + 1/γ), rₖ ∝ pₖ N(x; mₖ, sₖ² + 1/γ)."""
    weights, ways = [], []
    for p, m, s in ((0.9, -1.5, 0.80), (0.1, 1.5, 0.15)):
        v, z = s**2 + 1 / scope, X - np.array([m, 0.0])
        weights.append(p / v * np.exp(-(z**2).sum(-1) / (2 * v)))
        ways.append(z / v)
    exact = sum(w[:, None] * way for w, way in zip(weights, ways, strict=True)) / sum(weights)[:, None]
    assert slopes.lower(TWO, GX, GY, scope, 1.0)(X) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("temperature", [0.0, 1e-9, 1e-5, 2e-3, 0.03, 0.7])
@pytest.mark.parametrize("scope", [0.4, 5.0, 200.0])
def test_of_a_quadratic_it_is_linear_at_every_temperature(scope, temperature):
    """γ A (A + γ)⁻¹ x, from one sum, from squares that are halved, and from Newton's method."""
    exact = X @ (scope * SLANTED @ np.linalg.inv(SLANTED + scope * np.eye(2)))
    found = slopes.lower(QUADRATIC, *QUADRATIC.grid((59, 67))[:2], scope, temperature)(X)
    assert found == pytest.approx(exact, abs=1e-7 * max(1, np.abs(exact).max()))


@pytest.mark.parametrize("scope", [0.5, 4.0])
def test_the_envelope_of_a_kink_is_hubers(scope):
    """min |y| + ½γ(x - y)²: slope γx within 1/γ of the kink, ±1 beyond; there Newton's method has nothing to hold on to."""
    f = tm.landscapes.from_formula("abs(x) + abs(y)")
    found = slopes.lower(f, *f.grid((41, 41))[:2], scope, 0.0)(X)
    assert found == pytest.approx(np.clip(scope * X, -1, 1), abs=1e-6)


def test_a_cold_slope_sees_both_wells():
    """Between two equal wells, x = 0: ⟨y⟩ = 0 by symmetry, though each well alone would pull by γ."""
    f = tm.landscapes.from_formula("5*(x^2-1)^2 + y^2")
    slope = slopes.lower(f, *f.grid((59, 67))[:2], 2.0, 1e-3)
    assert slope(np.zeros((1, 2))) == pytest.approx(np.zeros((1, 2)), abs=1e-6)
    assert abs(slope(np.array([[0.02, 0.0]]))[0, 0]) > 1.5


def test_of_a_wall_there_is_a_slope_too():
    half = tm.landscapes.from_formula("x*log(x) + y^2")
    found = slopes.lower(half, *half.grid((41, 41))[:2], 5.0, 0.0)(np.array([[-1.0, 0.0]]))
    assert found[0, 0] < -5  # γ (x - y) with y > 0


def test_a_disc_on_a_bowl_looks_straight_outwards():
    """max |y|² over the disc: (|x| + ρ)², of slope 2 (|x| + ρ) x/|x|."""
    bowl = tm.landscapes.from_formula("x^2 + y^2")
    length = np.linalg.norm(X, axis=1, keepdims=True)
    assert slopes.disc_maximum(bowl, 0.7)(X) == pytest.approx(2 * (length + 0.7) * X / length, abs=1e-5)


def test_a_peak_inside_the_disc_has_no_slope():
    peak = tm.landscapes.from_formula("exp(-8*(x-0.5)^2 - 8*y^2)")
    found = slopes.disc_maximum(peak, 1.0)(np.array([[0.2, 0.1], [0.9, -0.4]]))
    assert found == pytest.approx(np.zeros((2, 2)), abs=1e-4)


def test_a_mean_over_nothing_has_the_slope_of_f():
    assert (slopes.mean(TWO, GX, GY, 0.0, None, 0.0)(X) == TWO.gradient(X)).all()


def test_it_never_climbs_steeper_than_the_landscape_allows():
    """|∇u| is a mean of ∇f, so at most its largest within nine deviations."""
    found = slopes.lower(TWO, GX, GY, 50.0, 1.0)(X)
    around = X[:, None] + 9 * math.sqrt(1 / 50) * np.random.default_rng(1).uniform(-1, 1, (4000, 2))
    assert (np.linalg.norm(found, axis=1) <= np.linalg.norm(TWO.gradient(around), axis=-1).max(axis=1)).all()
