"""Basins against the flow itself, passes against their known heights, and maps that keep what they must show."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import toy_models as tm
from toy_models import relief

ENERGIES = [name for name in tm.landscapes.names() if tm.landscapes.get(name).conservative]


def drains_to(f, x):
    """Where steepest descent goes, by an integrator: along -∇f / (0.001 + |∇f|), for three diagonals of the map."""
    def flow(_, y):
        gradient = f.gradient(y)
        return -gradient / (1e-3 + np.linalg.norm(gradient))

    diagonal = np.hypot(*(high - low for low, high in f.extent))
    end = solve_ivp(flow, (0, 3 * diagonal), x, method="LSODA", rtol=1e-6, atol=1e-8).y[:, -1]
    distance = np.linalg.norm(f.minima - end, axis=1)
    return int(distance.argmin()) if distance.min() < relief.NEAR * diagonal else -1


@pytest.mark.parametrize("name", ENERGIES)
def test_basins_are_those_of_the_flow(name):
    """Twenty-five places a landscape; one of them may lie within a stride of a watershed."""
    f = tm.landscapes.get(name)
    basins, points = f.basins((58, 133)), f.grid((58, 133))[2]
    places = np.random.default_rng(0).integers([0, 0], [58, 133], (25, 2))
    assert sum(basins[i, j] != drains_to(f, points[i, j]) for i, j in places) <= 1


def test_of_the_ravines_floor_only_the_widest_place_counts():
    f = tm.landscapes.get("ravine")
    floor = np.stack([np.zeros(3), [0.05, 0.5, -1.0]], axis=1)
    assert relief.basins(f, floor).tolist() == [0, -1, -1]


def test_a_slope_without_minimum_drains_nowhere():
    f = tm.landscapes.from_formula("x + y")
    assert (f.basins((9, 9)) == -1).all()
    assert len(f.contours.levels) >= 8


def test_basins_are_kept_and_cannot_be_written():
    f = tm.landscapes.get("double_well")
    assert f.basins((20, 30)) is f.basins((20, 30))
    assert not f.basins((20, 30)).flags.writeable
    assert f.basins((20, 30)).shape == (20, 30)


def test_where_the_formula_is_no_number_nothing_drains():
    f = tm.landscapes.from_formula("(x-1)^2 + y^2 + 0.1*log(x)")
    gx = np.linspace(-3, 3, 31)
    assert (f.basins((21, 31))[:, gx < -0.1] == -1).all()
    assert (f.basins((21, 31))[:, gx > 1] == 0).all()


@pytest.mark.parametrize(("name", "height"), [
    ("double_well", 0.25), ("dimple", 0.3677), ("muller_brown", -0.4066), ("two_gaussians", 5.93), ("basin", 6.61)])
def test_the_highest_pass_is_where_all_basins_have_met(name, height):
    """Read off cells of a coarse map: a pass is found within one step's rise, here 3 % of the colours."""
    f = tm.landscapes.get(name)
    found = relief.barrier(f.energy(f.grid(relief.COARSE)[2]), f.basins(relief.COARSE))
    low, high = f.height_range
    assert found == pytest.approx(height, abs=0.03 * (high - low))


def test_passes_join_basins_from_the_lowest_up():
    index = np.array([[0, 0, 1, 1, 2, 2]])
    values = np.array([[0, 3, 4, 1, 7, 0]])
    assert relief.barrier(values, index) == 7
    assert relief.barrier(values, np.array([[0, 0, 1, 1, 0, 0]])) == 4  # 0 and 1 have met at 4
    assert relief.barrier(values, np.zeros((1, 6), dtype=int)) is None
    assert relief.barrier(values, np.array([[0, 0, -1, -1, 2, 2]])) is None


def test_the_range_holds_the_passes_and_clips_the_walls():
    low, high = tm.landscapes.get("two_gaussians").height_range
    assert low == pytest.approx(0.346, abs=0.01)
    assert 8 < high < 10  # the pass stands at 5.9, the far corner at 16.7


def test_a_constant_and_a_formula_with_walls_still_have_a_range():
    assert tm.landscapes.from_formula("5").height_range == (5.0, 6.0)
    low, high = tm.landscapes.from_formula("1/(x^2+y^2) + log(x+2)").height_range
    assert np.isfinite([low, high]).all()
    assert low < high


def test_contours_are_equal_nice_steps_then_double_ones():
    levels, numbered = tm.landscapes.get("two_gaussians").contours
    assert levels == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16)
    assert numbered == (2, 4, 8)


@pytest.mark.parametrize("text", ["(x^10)^10", "(x^10)^10 + (y^10)^10", "e^(x^2*9) + y", "1e9 + 1e-9*x", "1/(x^2+y^2)^9", "x/1e12",
    "1e12(x^10)^10"])
def test_contours_of_a_formula_that_runs_away_are_few_and_ascend(text):
    """Levels were counted up to the highest place of the map: at 3^100 that is 91 pebibytes of them."""
    f = tm.landscapes.from_formula(text)
    levels, numbered = f.contours
    assert 1 <= len(levels) <= relief.MOST_CONTOURS + 1
    assert list(levels) == sorted(set(levels))
    assert set(numbered) <= set(levels)
    assert np.isfinite(levels).all()


@pytest.mark.parametrize("scale", [1e-12, 1e-6, 0.003, 1.0, 700.0, 1e9])
def test_contours_scale_with_the_landscape(scale):
    levels, numbered = tm.landscapes.from_formula(f"{scale}*((x^2-1)^2 + y^2)").contours
    steps = np.diff(levels)
    assert 8 <= len(levels) <= relief.MOST_CONTOURS
    assert len(numbered) == 3
    mantissa = steps[0] / 10 ** np.floor(np.log10(steps[0]) + 1e-9)
    assert mantissa == pytest.approx(min(relief.NICE_STEPS, key=lambda nice: abs(nice - mantissa)))
    assert set(np.round(steps / steps[0], 6)) <= {1.0, 2.0}


@pytest.mark.parametrize(("formula", "confined"), [
    ("x^2 + y^2", True), ("x^4 - x^2 + y^2", True), ("sqrt(1 + x^2 + y^2)", True), ("x^2", False), ("x", False), ("cos(x)", False),
    ("log(1 + x^2 + y^2)", False), ("-x^2-y^2", False), ("x^2 + y^2 + log(x)", False)])
def test_a_gibbs_law_needs_a_formula_that_grows_faster_than_a_logarithm(formula, confined):
    assert tm.landscapes.from_formula(formula).confining == confined
