"""ε-sharpness: the exact corner of a quadratic's box, and the trap of a search that begins at rest."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, energy, gradient, weights

measured = tm.measures.epsilon_sharpness
BOWL = tm.landscapes.from_formula("5*x^2/2 + y^2/2")


def exact(world, x, images, p):
    """From twenty random corners, always on to the corner that the slope points to, which maximises what is convex nearby."""
    sides, best = p.half_width * (np.abs(x) + 1), 0.0
    for corner in np.random.default_rng(3).choice([-1.0, 1.0], (20, len(x))):
        for _ in range(20):
            corner = np.sign(gradient(world, x + sides * corner))
        best = max(best, energy(world, x + sides * corner) - energy(world, x))
    return 100 * best / (1 + energy(world, x))


def test_a_bowls_box_is_highest_at_a_corner():
    """At the minimum (0, 0): f = (5 ε² + ε²) / 2 there; at (1, -2), the corner away from it, with sides 2 ε and 3 ε."""
    box, f = 0.01, 4.5
    assert measured(BOWL, [[0.0, 0.0]], half_width=box).value == pytest.approx([100 * 3 * box**2], rel=1e-8)
    expected = 100 * (2.5 * (1 + 2 * box) ** 2 + 0.5 * (2 + 3 * box) ** 2 - f) / (1 + f)
    found = measured(BOWL, [[1.0, -2.0]], half_width=box)
    assert found.value == pytest.approx([expected], rel=1e-8)
    assert found.notes == ()


def test_a_search_that_begins_at_a_minimum_finds_nothing_and_says_so():
    found = measured(BOWL, [[0.0, 0.0]], zero_start=1)
    assert found.value == [0]
    assert "zero_start=0" in found.notes[0]
    away = measured(BOWL, [[1.0, 0.5]], zero_start=1)
    assert away.notes == ()
    assert away.value == pytest.approx(measured(BOWL, [[1.0, 0.5]]).value, rel=1e-8)


def test_more_searches_find_no_less_and_their_residual_is_that_of_a_step_to_a_corner():
    x = weights(SMALL[0], 1)
    few, many = (measured(SMALL[0], x, IMAGES, half_width=0.05, iterations=3, starts=starts) for starts in (1, 8))
    assert many.value[0] >= few.value[0]
    assert many.error[0] >= 0
