"""Adaptive sharpness: the length of its step is the radius in stretched coordinates."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import energy, gradient

measured = tm.measures.adaptive_sharpness


def exact(world, x, images, p):
    t = np.abs(x) + p.shift
    stretched = t * gradient(world, x)
    step = p.radius * t * stretched / np.linalg.norm(stretched)
    assert np.linalg.norm(step / t) == pytest.approx(p.radius, rel=1e-12)
    return energy(world, x + step) - energy(world, x)


def test_on_an_axis_the_step_is_the_radius_times_the_coordinate():
    """f = λx²/2: ε̂ = ρ x, so the gap is ½λx²((1 + ρ)² - 1), the same for λx²/2 as for (λ/c²)(cx)²/2."""
    found = [measured(tm.landscapes.from_formula(f), [[x, 1.0]], radius=0.5).value[0] for f, x in (("2*x^2", 0.5), ("x^2/50", 5.0))]
    assert found == pytest.approx([2 * 0.25 * (1.5**2 - 1)] * 2, rel=1e-12)


def test_at_rest_it_says_nothing():
    assert "says nothing" in measured(tm.landscapes.from_formula("2*x^2"), [[0.0, 1.0]]).notes[0]
    assert measured(tm.landscapes.from_formula("2*x^2+y"), [[0.0, 0.0]], shift=0.1).value[0] > 0
