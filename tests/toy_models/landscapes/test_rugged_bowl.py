"""The rugged bowl: 25 holes, the roots of one equation."""

import itertools

import numpy as np
import pytest
from scipy.optimize import brentq

import toy_models as tm

F = tm.landscapes.get("rugged_bowl")


def slope(x):
    return 0.3 * x + 0.6 * np.sin(6 * x)


def test_the_minima_along_an_axis_are_the_roots_where_the_slope_rises():
    """|0.6 sin| is at most 0.6, so no root lies beyond |x| = 2."""
    x = np.linspace(-2.1, 2.1, 4202)
    rising = [brentq(slope, a, b) for a, b in itertools.pairwise(x) if slope(a) < 0 <= slope(b)]
    assert rising == pytest.approx([-1.88850819, -0.96342918, 0, 0.96342918, 1.88850819], abs=1e-8)
    expected = sorted((a, b) for a in rising for b in rising)
    assert np.array(sorted(map(tuple, F.minima))) == pytest.approx(np.array(expected), abs=1e-8)


def test_the_origin_is_the_lowest():
    heights = F.energy(F.minima)
    assert heights[0] == pytest.approx(0, abs=1e-15)
    assert (heights[1:] > 0.15).all()


def test_the_box_as_wide_as_the_ripple_leaves_the_bowl_and_a_wider_one_turns_the_holes_inside_out():
    """sin(6a) / 6a is 0 at a = π/6 and -0.21 at 0.75; cubic interpolation leaves 3/128 h⁴ 6⁴ 0.1 < 1e-4."""
    bowl = tm.landscapes.smooth(F, "box", (116, 266), width=np.pi / 6)
    radius = np.hypot(*np.meshgrid(*bowl.grid))
    assert bowl.values == pytest.approx(0.15 * (radius**2 + np.pi**2 / 54) + 0.2, abs=1e-4)
    assert len(bowl.minima) == 1
    wider = tm.landscapes.smooth(F, "box", (116, 266), width=0.75)
    assert np.linalg.norm(wider.minima, axis=1).min() > 0.2  # the origin is no minimum any more


def test_descent_stops_in_the_first_hole():
    run = tm.simulate(F, "sgd", steps=2000, replicas=1, record_every=2000, parameters={"step_size": 0.02})
    assert run.x[-1, 0] == pytest.approx([1.88850819, 1.88850819], abs=1e-4)


def test_a_disc_as_wide_as_the_holes_are_apart_shows_one_bowl():
    surface = tm.landscapes.smooth(F, "local_entropy", (120, 140), scope=0.5, temperature=0.5)
    assert len(surface.minima) == 1
    assert surface.minima[0] == pytest.approx([0, 0], abs=0.01)
