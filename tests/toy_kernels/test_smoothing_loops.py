"""The compiled loops, each against the plain statement of what it computes."""

import math

import numpy as np
import pytest

from toy_kernels import kept

LOOPS = kept.loops("smoothing_loops")
NODES, SPACING, ORIGIN = 120, 0.05, -3.0
PLACES = ORIGIN + SPACING * np.arange(NODES)
TARGETS = np.linspace(-2.6, 2.2, 53)  # not a whole number of blocks
ROWS = np.stack([np.cos(3 * PLACES) + 0.1 * PLACES**2, np.abs(PLACES), 0.3 * PLACES**4, np.zeros(NODES)])


def plain(rows, stiffness, temperature):
    s = rows[:, None, :] + 0.5 * stiffness * (TARGETS[:, None] - PLACES) ** 2
    low = s.min(axis=2, keepdims=True)
    total = np.exp(-(s - low) / temperature).sum(axis=2) * SPACING * math.sqrt(stiffness / (2 * math.pi * temperature))
    return low[..., 0] - temperature * np.log(total)


@pytest.mark.parametrize("stiffness", [0.5, 8.0])
@pytest.mark.parametrize("temperature", [0.3, 3.0])
def test_a_resolved_soft_minimum_is_the_plain_sum(stiffness, temperature):
    found = LOOPS.lower_lines(ROWS, ORIGIN, SPACING, TARGETS, stiffness, temperature)
    assert found == pytest.approx(plain(ROWS, stiffness, temperature), abs=1e-8 * temperature)


@pytest.mark.parametrize("ratio", [1e-8, 1e-3, 0.05, 0.0999, 0.1001, 0.3, 1.0, 4.0])
def test_a_parabola_is_exact_whether_or_not_the_nodes_resolve_it(ratio):
    """v = ½λy² gives ½ γλ/(γ+λ) x² + ½T log(1 + λ/γ); `ratio` is T / ((γ + λ) h²), and crosses every branch of the mending."""
    stiffness, curvature = 5.0, 40.0
    temperature = ratio * (stiffness + curvature) * SPACING**2
    found = LOOPS.lower_lines(0.5 * curvature * PLACES[None] ** 2, ORIGIN, SPACING, TARGETS, stiffness, temperature)[0]
    exact = 0.5 * stiffness * curvature / (stiffness + curvature) * TARGETS**2
    assert found == pytest.approx(exact + 0.5 * temperature * math.log(1 + curvature / stiffness), abs=2e-7 * temperature + 1e-12)


def test_at_zero_temperature_it_is_the_lowest_of_the_parabola_through_three_nodes():
    found = LOOPS.lower_lines(ROWS, ORIGIN, SPACING, TARGETS, 4.0, 0.0)
    s = ROWS[:, None, :] + 2.0 * (TARGETS[:, None] - PLACES) ** 2
    assert (found <= s.min(axis=2) + 1e-12).all()
    assert found[0] == pytest.approx(LOOPS.lower_lines(ROWS, ORIGIN, SPACING, TARGETS, 4.0, 1e-9)[0], abs=1e-7)
    assert found[3] == pytest.approx(np.zeros(len(TARGETS)), abs=1e-12)


def test_rows_of_walls_are_infinite_and_single_openings_are_springs():
    rows = np.full((2, NODES), np.inf)
    rows[1, 60] = 1.5
    hard = LOOPS.lower_lines(rows, ORIGIN, SPACING, TARGETS, 4.0, 0.0)
    soft = LOOPS.lower_lines(rows, ORIGIN, SPACING, TARGETS, 4.0, 0.5)
    spring = 1.5 + 2.0 * (TARGETS - PLACES[60]) ** 2
    assert np.isposinf(hard[0]).all()
    assert np.isposinf(soft[0]).all()
    assert hard[1] == pytest.approx(spring)
    assert soft[1] == pytest.approx(spring - 0.5 * math.log(SPACING * math.sqrt(4 / math.pi)))


def test_a_cliff_is_not_taken_for_a_parabola():
    """A floor with a wall of a million beside it: the parabola through the three would dip 125,000 below the floor.

    Unmended, a sum that the nodes do not resolve is right to about T.
    """
    cliff = np.where(PLACES > 0.4, 1e6, 0.0)[None]
    for temperature in (0.0, 1e-5, 1e-3):
        found = LOOPS.lower_lines(cliff, ORIGIN, SPACING, TARGETS, 4.0, temperature)[0]
        assert (found >= -temperature - 1e-9).all()
        assert found[TARGETS < -1] == pytest.approx(0, abs=1e-6 + temperature / 100)
