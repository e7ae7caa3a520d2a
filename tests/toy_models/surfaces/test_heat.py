"""Heat means against their closed forms."""

import math

import numpy as np
import pytest

import toy_models as tm

DIMPLE = tm.landscapes.get("dimple")
SHAPE = (59, 67)


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


def test_heat_of_a_cosine_a_square_and_a_gaussian():
    """e^(-k²s²/2) cos kx;  x² + s²;  w²/(w² + s²) e^(-r²/2(w² + s²)), here with w² = 0.04 and s² = 0.09, so 0.30769 at its peak."""
    heat = {"scope": 1 / 0.09, "temperature": 1.0}
    for formula, expected in (
        ("cos(3*x + 2*y)", lambda x, y: math.exp(-13 * 0.045) * np.cos(3 * x + 2 * y)),
        ("x^2 - 2*y^2", lambda x, y: x**2 - 2 * y**2 - 0.09),
        ("exp(-(x^2 + y^2)/0.08)", lambda x, y: 0.04 / 0.13 * np.exp(-(x**2 + y**2) / 0.26)),
    ):
        found = tm.landscapes.smooth(tm.landscapes.from_formula(formula), "heat", (61, 61), **heat)
        assert found.values == pytest.approx(expected(*np.meshgrid(*found.grid)), abs=1e-9)
    assert found.values[30, 30] == pytest.approx(0.30769, abs=5e-6)


def test_heat_too_narrow_for_the_grid_is_still_the_heat():
    found = tm.landscapes.smooth(DIMPLE, "heat", SHAPE, scope=1.0, temperature=0.02**2)
    x, wide = points(found), 0.15**2 + 0.02**2
    bowl = 0.05 * ((x + 1) ** 2).sum(-1) + 0.1 * 0.02**2
    hole = 0.15**2 / wide * np.exp(-((x - [1.5, 1]) ** 2).sum(-1) / (2 * wide))
    assert found.values == pytest.approx(bowl - hole, abs=5e-4)


@pytest.mark.parametrize("scope", [0.3, 3.0, 30.0])
def test_heat_of_gaussian_wells_widens_each_along_either_axis(scope):
    """A Gaussian of variances a, b and depth d: one of a + s², b + s² and depth d √(ab / (a + s²)(b + s²)), s² = T/γ."""
    wells, s2 = ((0.9, -1.2, 0.0, 0.25, 0.49), (1.3, 1.5, 0.3, 0.01, 0.04)), 0.3 / scope
    text = "".join(f"-{d}*exp(-(x-({p}))^2/{2 * a}-(y-{q})^2/{2 * b})" for d, p, q, a, b in wells)
    found = tm.landscapes.smooth(tm.landscapes.from_formula(text), "heat", SHAPE, scope=scope, temperature=0.3)
    x, y = np.moveaxis(points(found), -1, 0)
    expected = 0
    for d, p, q, a, b in wells:
        depth, a, b = d * math.sqrt(a * b / ((a + s2) * (b + s2))), a + s2, b + s2
        expected -= depth * np.exp(-((x - p) ** 2) / (2 * a) - (y - q) ** 2 / (2 * b))
    assert found.values == pytest.approx(expected, abs=1e-9)
