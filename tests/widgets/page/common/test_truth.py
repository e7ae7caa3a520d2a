"""The page and Python read one history alike: which value holds at a clock."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.protocol import Want
from widgets.schedule import Schedule

TOTAL = 100
BASE = {"scope": 1.0, "temperature": 2.0}
MOVES = st.lists(st.tuples(st.integers(0, TOTAL), st.sampled_from(sorted(BASE)), st.sampled_from([0.5, 1.0, 3.0])), max_size=8)


def moved(moves):
    schedule = Schedule(BASE, TOTAL)
    for clock, name, value in moves:
        values = schedule.values_at(clock) | {name: value}
        schedule = schedule.after(Want(1, False, clock, values, "x", (0, 0), "sgd", ("sgd",), 0.0, "isotropic", 64, 0))
    return schedule


@given(MOVES)
@settings(max_examples=25, deadline=None)
def test_page_and_python_say_the_same_at_every_clock(js, moves):
    schedule = moved(moves)
    run, clocks = json.dumps({"base": schedule.base, "pins": schedule.pins()}), list(range(0, TOTAL + 1, 5))
    assert js(f"{clocks}.map((c) => valuesAt({run}, c))", "truth") == [schedule.values_at(clock) for clock in clocks]


@given(MOVES)
@settings(max_examples=25, deadline=None)
def test_page_and_python_know_alike_what_a_wish_makes_of_a_history(js, moves):
    """Wish after wish, on the page as in Python: within the run, at its ends, over later moves, with nothing changed."""
    wish = "{ clock, values: { ...valuesAt(run, clock), [name]: value } }"
    one = f"(run, [clock, name, value], i) => after(run, {wish}, i > 0, {TOTAL})"  # the first is of another run than none
    schedule = moved(moves)
    assert js(f"{json.dumps(moves)}.reduce({one}, {json.dumps({'base': BASE, 'pins': []})})", "truth") == {
        "base": schedule.base, "pins": schedule.pins()}


def test_what_the_hand_has_moved_holds_from_its_moment_on(js):
    run = json.dumps({"base": {"a": 1, "b": 2}, "pins": [{"clock": 50, "moves": [{"slider": "a", "after": 3}]}]})
    edits = "{clock: 70, values: {b: 9}}"
    assert js(f"[0, 50, 69, 70].map((c) => shownAt({run}, {edits}, c))", "truth") == [
        {"a": 1, "b": 2}, {"a": 3, "b": 2}, {"a": 3, "b": 2}, {"a": 3, "b": 9}]


def test_the_span_of_a_clock_is_the_last_that_has_begun(js):
    spans = "[{from: 0}, {from: 40}, {from: 90}]"
    assert js(f"[0, 39, 40, 89, 90, 100].map((c) => spanAt({spans}, c).from)", "truth") == [0, 0, 40, 40, 90, 90]


def test_a_hand_acts_at_a_moment_that_is_shown_already(js):
    assert js("[0, 0.4, 1499.6, 1500].map(momentOf)", "truth") == [0, 0, 1499, 1500]
