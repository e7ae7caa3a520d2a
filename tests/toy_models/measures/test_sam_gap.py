"""SAM's gap, from its definition and from the law of a parabola."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import energy, gradient

measured = tm.measures.sam_gap


def exact(world, x, images, p):
    slope = gradient(world, x)
    return energy(world, x + p.radius * slope / np.linalg.norm(slope)) - energy(world, x)


def test_along_a_parabolas_axis_it_is_a_formula():
    """f = λx²/2 at x: ½λ((x + ρ)² - x²)."""
    found = measured(tm.landscapes.from_formula("2*x^2"), [[0.5, 3.0]], radius=0.2)
    assert found.value == pytest.approx([2 * (0.7**2 - 0.5**2)], rel=1e-12)
    assert found.cost == pytest.approx(4 / 3)


def test_where_there_is_no_slope_it_says_that_it_says_nothing():
    found = measured(tm.landscapes.from_formula("2*x^2"), [[0.0, 0.0]])
    assert found.value == [0]
    assert "says nothing" in found.notes[0]
