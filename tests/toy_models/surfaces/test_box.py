"""Box means against their closed forms."""

import math

import numpy as np
import pytest
from scipy.special import erf

import toy_models as tm

DIMPLE = tm.landscapes.get("dimple")
SHAPE = (59, 67)
QUADRATIC = tm.landscapes.from_formula("0.75*x^2 + 0.7*x*y + 1.5*y^2")


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


@pytest.mark.parametrize("width", [0.01, 0.1, 0.4, 0.6, 2.0])
def test_box_mean_of_the_dimple(width):
    """The closed form by error functions; cubic interpolation of a Gaussian of width s, h = s / 3, leaves 3/128 h⁴ 3/s⁴ = 9e-4."""
    def half(z):
        ends = erf((z + width) / (0.15 * math.sqrt(2))) - erf((z - width) / (0.15 * math.sqrt(2)))
        return 0.15 * math.sqrt(math.pi / 2) / (2 * width) * ends

    found = tm.landscapes.smooth(DIMPLE, "box", (116, 266), width=width)
    x, y = np.moveaxis(points(found), -1, 0)
    bowl = 0.05 * ((x + 1) ** 2 + (y + 1) ** 2 + 2 * width**2 / 3)
    expected = bowl - half(x - 1.5) * half(y - 1)
    assert found.values == pytest.approx(expected, abs=9e-4)


def test_box_mean_of_a_quadratic_adds_a_sixth_of_the_trace():
    found = tm.landscapes.smooth(QUADRATIC, "box", SHAPE, width=0.9)
    assert found.values == pytest.approx(QUADRATIC.energy(points(found)) + 0.9**2 / 6 * 4.5, abs=1e-10)
