"""Maxima over discs against what can be said without a search."""

import math

import numpy as np
import pytest

import toy_models as tm

SHAPE = (59, 67)


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


@pytest.mark.parametrize("radius", [0.004, 0.1, 0.77, 2.0])
def test_disc_maximum_of_a_slope_and_of_a_bowl(radius):
    """x + ρ, and (|x| + ρ)²; between 48 points of the rim a parabola leaves less than 2e-5 of the rise."""
    slope = tm.landscapes.smooth(tm.landscapes.from_formula("x"), "max", SHAPE, radius=radius)
    assert slope.values == pytest.approx(points(slope)[..., 0] + radius, abs=4e-5 * radius)
    bowl = tm.landscapes.smooth(tm.landscapes.from_formula("x^2 + y^2"), "max", SHAPE, radius=radius)
    exact = (np.linalg.norm(points(bowl), axis=-1) + radius) ** 2
    assert bowl.values == pytest.approx(exact, abs=4e-5 * (4 * math.sqrt(18) * radius + radius**2))
    assert bowl.minima[0] == pytest.approx([0, 0], abs=0.02)


def test_disc_maximum_sees_a_peak_inside_the_disc():
    peak = tm.landscapes.from_formula("exp(-8*(x-0.5)^2 - 8*y^2)")
    found = tm.landscapes.smooth(peak, "max", (61, 61), radius=1.0)
    near = np.hypot(points(found)[..., 0] - 0.5, points(found)[..., 1]) < 0.95
    assert found.values[near] == pytest.approx(np.ones(near.sum()), abs=5e-3)  # κh²/8 with κ = 16, h = 0.05
