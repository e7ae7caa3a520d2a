"""The statements of a step: loops, names that live across them, and what is refused."""

import importlib.util
import time
from pathlib import Path

import pytest

from toy_kernels.lane_step import StepReader
from toy_kernels.text import Unreadable
from toy_models.contract import State
from toy_models.written import Written

spec = importlib.util.spec_from_file_location("lane_values_tests", Path(__file__).with_name("test_lane_values.py"))
values = importlib.util.module_from_spec(spec)
spec.loader.exec_module(values)


def two_loops(state, objective, noise, watch, p):
    """A batch, a length and two points live across the loops; a name changes its meaning on the way."""
    batch = objective.minibatch()
    x = state.x
    near = norm(x)
    total = 0 * x
    for _ in range(p.n):
        step = 0.05 * p.a
        x = x - step * objective.gradient(x, objective.minibatch()) + 0.01 * noise.normal()
        total += x
    near = total * near / p.n
    for _ in range(p.n):
        objective.gradient(x, objective.minibatch())
    step = 0.1
    for _ in range(p.n):
        last = objective.gradient(x, batch)
        x = x - step * last / 4
        total = total - 0.1 * near
    velocity = 0.5 * state.velocity + total
    return State(velocity=velocity, x=0.5 * x + 0.01 * velocity)


def number_then_point(state, objective, noise, watch, p):
    here = 3
    here = here * state.x
    there = here
    there = 2
    return State(x=here / 4 / there + 0.1 * noise.uniform())


norm = values.norm


def test_points_live_across_loops():
    values.follows(two_loops, carries=("velocity",))


def test_a_name_may_change_its_kind_outside_loops():
    values.follows(number_then_point)


def number_that_becomes_a_point(state, objective, noise, watch, p):
    total = 0
    for _ in range(p.n):
        total = total + state.x
    return State(x=total)


def point_that_becomes_a_length(state, objective, noise, watch, p):
    x = state.x
    for _ in range(p.n):
        x = norm(x)
    return State(x=state.x * x)


def number_that_changes(state, objective, noise, watch, p):
    scope = p.a
    for _ in range(p.n):
        scope = scope * 2
    return State(x=scope * state.x)


def known_in_the_loop_alone(state, objective, noise, watch, p):
    for _ in range(p.n):
        x = 2 * state.x
    return State(x=x)


def known_too_late(state, objective, noise, watch, p):
    x = 2 * y  # noqa: F821
    y = state.x
    return State(x=x + y)


def counted_to_a_number(state, objective, noise, watch, p):
    x = state.x
    for _ in range(3):
        x = x / 2
    return State(x=x)


def nested(state, objective, noise, watch, p):
    x = state.x
    for _ in range(p.n):
        for _ in range(p.n):
            x = x / 2
    return State(x=x)


def branching(state, objective, noise, watch, p):
    x = state.x
    if p.a > 0:
        x = x / 2
    return State(x=x)


def unpacking(state, objective, noise, watch, p):
    x, y = state.x, state.x
    return State(x=x + y)


def watched_number(state, objective, noise, watch, p):
    watch(size=p.a)
    return State(x=state.x)


def watched_length(state, objective, noise, watch, p):
    watch(size=norm(state.x))
    return State(x=state.x)


def returned_number(state, objective, noise, watch, p):
    return State(x=0)


def returned_stranger(state, objective, noise, watch, p):
    return State(x=state.x, speed=state.x)


def returned_by_place(state, objective, noise, watch, p):
    return State(state.x)


def nothing_returned(state, objective, noise, watch, p):
    watch(x=state.x)


def other_arguments(state, noise, p):
    return State(x=state.x)


@pytest.mark.parametrize(("step", "reason"), [
    (number_that_becomes_a_point, "line 3: 'total' changes its kind"),
    (point_that_becomes_a_length, "line 3: 'x' changes its kind"),
    (number_that_changes, "line 4: 'scope' is a number that changes inside a loop"),
    (known_in_the_loop_alone, "line 4: 'x' may have no value"),
    (known_too_late, "line 2: 'y' may have no value"),
    (counted_to_a_number, "line 3: a loop must read"),
    (nested, "line 4: .*outside the notation"),
    (branching, "line 3: .*outside the notation"),
    (unpacking, "line 2: .*outside the notation"),
    (watched_number, "line 2: .*shows points"),
    (watched_length, "line 2: .*shows points"),
    (returned_number, "line 2: x must be a point"),
    (returned_stranger, "line 2: .*must name x, and nothing else"),
    (returned_by_place, "line 2: .*must name x"),
    (nothing_returned, "line 2: a step ends by returning"),
    (other_arguments, "line 1: a step's arguments are"),
])
def test_what_lanes_cannot_do_is_refused_with_its_line(step, reason):
    with pytest.raises(Unreadable, match=reason):
        StepReader(step, values.BOWL.text, (), "none", False)


def test_what_is_carried_must_be_returned():
    with pytest.raises(Unreadable, match="must name x, velocity"):
        StepReader(values.lengths, values.BOWL.text, ("velocity",), "none", False)


def read(lines):
    step = Written("\n".join([*lines, "return State(x=state.x - a * objective.gradient(state.x, objective.minibatch()))"]))
    return StepReader(step, values.BOWL.text, (), "none", False)


def test_a_number_that_doubles_with_every_line_is_refused_before_anybody_writes_it_out():
    """Sixty squares in a row are 2^60 numbers; half a second is fifty times what the refusal takes."""
    begun = time.process_time()
    with pytest.raises(Unreadable, match="line 5: 'a' is a number of more than 100 parts"):
        read(["a = p.k + p.k", *["a = a * a"] * 60])
    assert time.process_time() - begun < 0.5
    assert len(read(["a = p.k + p.k", *["a = a * a"] * 2]).numbers) == 1


@pytest.mark.parametrize("line", ["y = y**20 + y**-20", "y = tan(tan(tan(tan(y))))", "y = where(y < tan(y), tanh(y), y**20)"])
def test_what_would_compile_for_half_a_minute_is_refused(line):
    with pytest.raises(Unreadable, match="this is more than compiles in some seconds"):
        read(["y = state.x", *[line] * 50, "a = 1"])
    assert read(["y = state.x", line, "a = 1"])
