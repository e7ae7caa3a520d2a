"""Bifurcations against closed forms; each value within the stated share of itself."""

import math
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import brentq

import toy_models as tm
from toy_models import bifurcations
from toy_models.bifurcations import ACCURACY, find


def told(found):
    return [(one.event, one.valley) for one in found.bifurcations]


def values(found):
    return [one.value for one in found.bifurcations]


def mixture(x, scope):
    """(slope, height) of the local entropy of the two Gaussians at (x, 0), T = 1: the same mixture, broader by 1/γ."""
    parts = [(p / (2 * math.pi * v) * math.exp(-((x - m) ** 2) / (2 * v)), (x - m) / v)
             for p, m, v in ((0.9, -1.5, 0.64 + 1 / scope), (0.1, 1.5, 0.0225 + 1 / scope))]
    total = sum(weight for weight, _ in parts)
    return sum(weight * slope for weight, slope in parts) / total, -math.log(total)


def test_the_two_gaussians_of_the_local_entropy():
    """The sharp minimum is there where the slope falls below 0 somewhere right of the barrier; it leads where it is the deeper."""
    grid = np.linspace(0.6, 1.5, 4001)
    fold = brentq(lambda scope: min(mixture(x, scope)[0] for x in grid), 1.6, 1.9, xtol=1e-6)

    def lead(scope):
        wide, sharp = (brentq(lambda x: mixture(x, scope)[0], *ends) for ends in ((-2, -1), (1.3, 1.6)))
        return mixture(wide, scope)[1] - mixture(sharp, scope)[1]

    swap = brentq(lead, 15, 22)
    assert (round(fold, 3), round(swap, 3)) == (1.740, 18.241)
    found = find("two_gaussians", "local_entropy", "scope", 1e-4, 100.0, temperature=1.0)
    assert told(found) == [("appears", 1), ("lowest", 1)]
    assert values(found) == pytest.approx([fold, swap], rel=ACCURACY)
    assert found.low < 0.03  # where √(T/γ) is the diagonal, 6.8
    assert found.high == 100.0
    wide, sharp = found.branches
    assert (wide.valley, sharp.valley) == (0, 1)
    assert sharp.values[0] == pytest.approx(fold, rel=ACCURACY), "it begins where it is born"
    assert np.isnan(wide.heights[wide.values < fold]).all(), "alone it is compared with nothing"
    for branch in (wide, sharp):
        told_of = ~np.isnan(branch.heights)
        exact = [mixture(x, scope)[1] for scope, (x, _) in zip(branch.values[told_of], branch.places[told_of], strict=True)]
        assert branch.heights[told_of] == pytest.approx(exact, abs=1e-5)


@pytest.mark.slow
def test_two_wells_become_one_where_the_mean_fills_the_barrier():
    """The mean of (x² - 1)²/4 has at 0 the curvature a² - 1 over a box, 3T/γ - 1 under a Gaussian."""
    assert values(find("double_well", "box", "width", 0.3, 2.0)) == pytest.approx([1.0], rel=ACCURACY)
    heat = find("double_well", "heat", "scope", 0.4, 1.0, temperature=0.2)
    assert [one.event for one in heat.bifurcations] == ["appears"]
    assert values(heat) == pytest.approx([0.6], rel=ACCURACY)


@pytest.mark.slow
def test_a_ripple_loses_all_of_its_pits_of_one_row_at_once_and_turns_inside_out():
    """Along each axis u' = 0.3x + 0.6 c sin 6x, c = sin 6a / 6a. Outer pits go where u' and u'' vanish; 0 splits at c = -1/12."""

    def share(width):
        return math.sin(6 * width) / (6 * width)

    def lowest_slope(width):  # of the stretch left of the pit, where the pit meets the barrier
        turn = (2 * math.pi - math.acos(-1 / (12 * share(width)))) / 6
        return 0.3 * turn + 0.6 * share(width) * math.sin(6 * turn)

    fold = brentq(lowest_slope, 0.3, 0.4)
    split = brentq(lambda width: share(width) + 1 / 12, 0.55, 0.6)
    found = find("rugged_bowl", "box", "width", 0.33, 0.6)
    assert Counter(one.event for one in found.bifurcations) == {"vanishes": 8, "appears": 3}
    assert values(found) == pytest.approx([fold] * 8 + [split] * 3, rel=3 * ACCURACY)  # one of eight is lost a step later


@pytest.mark.slow
def test_a_cubic_loses_its_minimum_and_one_that_leaves_the_map_is_not_lost():
    """Under a Gaussian, x³/3 - x + y²/2 has its minimum at √(1 - T/γ)."""
    text = "x^3/3 - x + y^2/2"
    whole = find(tm.landscapes.from_formula(text), "heat", "temperature", 0.6, 1.3, scope=1.0)
    assert told(whole) == [("vanishes", 0)]
    assert values(whole) == pytest.approx([1.0], rel=ACCURACY)
    part = tm.landscapes.from_formula(text, ((0.5, 3.5), (-1.0, 1.0)))
    assert find(part, "heat", "temperature", 0.6, 1.3, scope=1.0).bifurcations == ()


def test_without_heat_every_minimum_keeps_its_place():
    """The Moreau envelope has the minima of f that are lowest around, whatever the spring: one that a hole is near goes."""
    assert find("himmelblau", "moreau", "scope", 1.0, 5.0).bifurcations == ()


def test_a_bowl_has_one_minimum_always():
    assert find(tm.landscapes.from_formula("x^2 + y^2"), "box", "width", 0.0, 2.0).bifurcations == ()


@pytest.mark.parametrize(("argument", "low", "high", "fixed", "named"), [
    ("width", 0.1, 1.0, {"temperature": 1.0}, "argument"), ("scope", 2.0, 1.0, {"temperature": 1.0}, "low"),
    ("scope", 1.0, 2.0, {}, "temperature"), ("scope", -1.0, 2.0, {"temperature": 1.0}, "scope")])
def test_bad_input_is_named(argument, low, high, fixed, named):
    with pytest.raises(tm.InvalidArgument, match=named):
        find("dimple", "local_entropy", argument, low, high, **fixed)


def test_a_search_that_takes_too_many_surfaces_says_so(monkeypatch):
    monkeypatch.setattr(bifurcations, "MOST", 70)
    with pytest.raises(tm.InvalidArgument, match="70 surfaces"):
        find("two_gaussians", "local_entropy", "scope", 1e-2, 100.0, temperature=1.0)
