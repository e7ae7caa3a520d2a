"""What a method's formulas say at a moment of a schedule, counted by hand."""

import numpy as np
import pytest

import toy_models as tm
from widgets import moments
from widgets.controls import opening
from widgets.schedule import Schedule

TOTAL = 6000


def schedule(*events, **base):
    return Schedule(opening(tm.landscapes.get("two_gaussians")) | base, TOTAL, events)


ENTROPY = tm.dynamics.get("entropy_sgd")


def test_the_steps_done_are_those_that_the_clock_pays_for():
    moved = schedule((1000, {"inner_steps": 50}), inner_steps=20)
    for clock, steps in ((0, 0), (19, 0), (20, 1), (999, 49), (1000, 50), (1049, 50), (1050, 51), (6000, 150)):
        assert moments.parameters_at(ENTROPY, moved, clock).t == steps


def test_the_pace_says_the_same_at_every_clock():
    moved = schedule((1000, {"inner_steps": 50}), (2010, {"temperature": 0.5}), (3000, {"inner_steps": 7}), inner_steps=20)
    found = moments.pace(ENTROPY, moved, TOTAL)
    assert [cost for _, _, cost in found] == [20, 50, 7]
    for clock in range(0, TOTAL + 1, 13):
        at, steps, cost = [entry for entry in found if entry[0] <= clock][-1]
        assert steps + (clock - at) // cost == moments.parameters_at(ENTROPY, moved, clock).t


def test_the_scope_that_holds_has_grown_with_the_steps():
    """gamma = 0.5 * 1.01^t with 20 evaluations a step, for the surface, its reach and Gamma alike."""
    grown = schedule(inner_steps=20, scope=0.5, scope_growth=0.01)
    for clock in (0, 2000, 5990):
        now, scope = moments.parameters_at(ENTROPY, grown, clock), 0.5 * 1.01 ** (clock // 20)
        assert ENTROPY.SURFACE.arguments["scope"](now) == pytest.approx(scope)
        gamma = next(gauge for gauge in ENTROPY.GAUGES if gauge.slider == "scope")
        assert gamma.value(now) == pytest.approx(now.inner_step_size * scope * 20)




def test_a_moved_slider_holds_from_its_moment():
    moved = schedule((1500, {"scope": 4.0}), scope=1.0)
    assert [moments.parameters_at(ENTROPY, moved, clock).scope for clock in (0, 1499, 1500, 6000)] == [1, 1, 4, 4]


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_run_away_names_the_gauge_and_the_remedy_ends_it(momentum):
    landscape = tm.landscapes.get("two_gaussians")
    limit = 2 * (1 + momentum)
    hot = schedule(step_size=1.2 * limit / landscape.curvature, momentum=momentum)
    (cause,) = moments.causes(tm.dynamics.get("sgd"), hot, 100, landscape.curvature)
    assert (cause["symbol"], cause["slider"], cause["limit"]) == ("h λmax", "step_size", limit)
    assert cause["value"] == pytest.approx(1.2 * limit)
    cured = schedule(step_size=cause["remedy"], momentum=momentum)
    assert moments.causes(tm.dynamics.get("sgd"), cured, 100, landscape.curvature) == []
    assert 0.3 < cause["remedy"] * landscape.curvature / limit < 0.7


def test_for_a_method_only_its_own_sliders_are_moved():
    moved = schedule((1000, {"radius": 0.3}), (2000, {"step_size": 0.02, "radius": 0.1}))
    base, events = moments.for_method(tm.dynamics.get("sgd"), moved)
    assert set(base) == {"step_size", "momentum"}
    assert events == [(2000, {"step_size": 0.02})]
    assert np.isclose(base["step_size"], 0.01)


def test_a_change_beyond_what_can_be_paid_for_is_not_reached():
    """One step of 20 of 27 evaluations; the next would start at 20, before the change to cheaper ones at 25."""
    run = tm.simulate("dimple", "entropy_sgd", evaluations=27, replicas=1, parameters={"inner_steps": 20},
                      schedule=[(25, {"inner_steps": 1})], device="reference")
    assert run.steps[-1] == 1
