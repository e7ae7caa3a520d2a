"""A schedule is the sliders' history: what holds at a moment, and what a new wish does to it."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.protocol import Want
from widgets.schedule import Schedule

TOTAL = 100
BASE = {"scope": 1.0, "temperature": 2.0}


def want(clock, start=(0.0, 0.0), **values):
    return Want(1, False, clock, BASE | values, "two_gaussians", start, "sgd", ("sgd",), 0.0, "isotropic", 64, 0)


def begun():
    return Schedule(BASE, TOTAL).after(want(0))


def test_a_slider_moved_in_mid_run_acts_from_then_on():
    schedule = begun().after(want(40, scope=3.0))
    assert schedule.events == ((40, {"scope": 3.0}),)
    assert schedule.values_at(39) == BASE
    assert schedule.values_at(40) == BASE | {"scope": 3.0}
    assert schedule.values_at(40, inclusive=False) == BASE


def test_moved_again_at_the_same_moment_it_replaces_the_first_move():
    schedule = begun().after(want(40, scope=3.0)).after(want(40, scope=5.0))
    assert schedule.events == ((40, {"scope": 5.0}),)


def test_moved_back_at_the_same_moment_nothing_is_left():
    assert begun().after(want(40, scope=3.0)).after(want(40)).events == ()


def test_a_branch_forgets_the_later_moves():
    schedule = begun().after(want(40, scope=3.0)).after(want(60, scope=3.0, temperature=1.0)).after(want(50, scope=7.0))
    assert [at for at, _ in schedule.events] == [40, 50]
    assert schedule.values_at(TOTAL) == BASE | {"scope": 7.0}


def test_asking_again_at_another_moment_changes_nothing():
    schedule = begun().after(want(40, scope=3.0))
    assert schedule.after(want(70, scope=3.0)) is schedule
    assert schedule.after(want(20)) is schedule


def test_at_the_start_and_at_the_end_it_is_a_new_run():
    moved = begun().after(want(40, scope=3.0))
    for clock in (0, TOTAL):
        fresh = moved.after(want(clock, scope=9.0))
        assert fresh.base == BASE | {"scope": 9.0}
        assert fresh.events == ()


def test_another_start_is_a_new_run_under_the_values_of_the_wish():
    fresh = begun().after(want(40, scope=3.0)).after(want(60, start=(1.0, 0.0), scope=3.0))
    assert fresh.base == BASE | {"scope": 3.0}
    assert fresh.events == ()


def test_rewinding_and_playing_again_keeps_the_history():
    moved = begun().after(want(40, scope=3.0))
    assert moved.after(want(0)) is moved
    assert moved.after(want(TOTAL, scope=3.0)) is moved


def test_pins_tell_the_value_before_and_after():
    schedule = begun().after(want(40, scope=3.0)).after(want(60, scope=0.5))
    assert [pin["moves"][0] for pin in schedule.pins()] == [
        {"slider": "scope", "before": 1.0, "after": 3.0}, {"slider": "scope", "before": 3.0, "after": 0.5}]


@given(st.lists(st.tuples(st.integers(1, TOTAL - 1), st.sampled_from([0.5, 1.0, 2.0, 3.0])), max_size=8))
def test_after_any_moves_the_newest_value_holds_at_its_moment_and_clocks_increase(moves):
    schedule = begun()
    for clock, scope in moves:
        schedule = schedule.after(want(clock, scope=scope))
        assert schedule.values_at(clock)["scope"] == scope
    clocks = [at for at, _ in schedule.events]
    assert clocks == sorted(set(clocks))
