"""What a step chooses is the same on lanes, on threads and by definition."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import emit, lanes, reference
from toy_kernels.noise import Noise
from toy_kernels.text import Unreadable
from toy_kernels.threads import host
from toy_models.contract import Parameters, State
from toy_models.notation import dot, largest, maximum, minimum, norm, ring, together, where
from toy_models.objective import LandscapeObjective

PLACE = tm.landscapes.get("double_well")


def everything(state, objective, noise, watch, p):
    x = state.x
    mean = 0 * x
    for turn in range(p.turns):
        slope = objective.gradient(x, objective.minibatch())
        x = x - p.size / (turn + 1) * where((dot(slope, x) > 0) & (slope < 2), slope, 0.5 * slope)
        mean = mean + (x - mean) / (turn + 1)
    x = where((x >= 0.2) | (norm(x) <= p.size), x, 0.99 * x) + 0.01 * minimum(x, 0.3) * maximum(p.size, 0.02)
    return State(x=0.9 * x + 0.1 * mean * largest(x * x, p.share), top=maximum(mean, state.top))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.25, 0.5, 0.8, 1.0])
def test_every_choice_is_the_definition_s(share):
    """As for the methods: 20 steps of five roundings each leave 2e-5 at most; another choice moves a point by 1e-3."""
    rows, values = np.arange(40), {"turns": 5, "size": 0.03, "share": share}
    start = np.stack([1.2 * np.cos(rows) + 0.3, 0.9 * np.sin(rows)], 1)
    state = State(start, 0, top=np.zeros_like(start))
    run = reference.run(everything, state, LandscapeObjective(PLACE, rows, 3, 0.5), Noise(3, rows, 2), [(20, Parameters(values))])
    expected = np.array([start, *(state.x for state, _ in run)])
    arguments = (everything, PLACE.text, start, rows, 3, [(20, values)], 1, ("top",), 0.5)
    by_lanes, by_threads = lanes.run(*arguments)[0], host.run(*arguments)[0]
    assert np.abs(by_lanes - expected).max() < 2e-5
    assert np.array_equal(by_lanes, by_threads)


def meeting(state, objective, noise, watch, p):
    slope = objective.gradient(state.x, objective.minibatch())
    mixed = ring(state.x - p.pull * slope, p.size)
    apart = mixed - together(mixed + 0.1 * ring(state.old, p.size), p.size)
    return State(x=mixed - p.pull * apart, old=state.x)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 16])
@pytest.mark.parametrize("count", [1, 37, 601])
def test_groups_meet_as_by_definition_whatever_the_blocks(size, count, monkeypatch):
    """Sizes that no vector is a multiple of; a last group that is smaller; the size changes on the way."""
    monkeypatch.setattr(lanes, "LEAST_WORK", 1)
    rows, later = np.arange(count), {"pull": 0.03, "size": 2}
    start = np.stack([1.2 * np.cos(rows) + 0.3, 0.9 * np.sin(rows)], 1)
    plan = [(10, {"pull": 0.03, "size": size}), (5, later)]
    state = State(start, 0, old=np.zeros_like(start))
    run = reference.run(meeting, state, LandscapeObjective(PLACE, rows, 3, 0.5), Noise(3, rows, 2),
                        [(steps, Parameters(values)) for steps, values in plan])
    expected = np.array([start, *(state.x for state, _ in run)])
    found = [lanes.run(meeting, PLACE.text, start, rows, 3, plan, 1, ("old",), 0.5, threads=threads)[0] for threads in (1, 2, 7)]
    assert np.abs(found[0] - expected).max() < 2e-5
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])


def test_a_group_is_not_larger_than_a_block():
    with pytest.raises(Unreadable, match="size: groups of sizes that fit into one block of 256"):
        lanes.run(meeting, PLACE.text, np.ones((2, 2)), [0, 1], 0, [(1, {"pull": 0.1, "size": 17})], 1, ("old",))


def spread(state, objective, noise, watch, p):
    return State(x=maximum(state.x / state.x, minimum(state.x / state.x, state.x)))


def test_what_is_not_a_number_stays_so():
    """0/0 on either side: the replica is lost, as by definition."""
    _, diverged = lanes.run(spread, PLACE.text, np.array([[0.0, 1.0], [1.0, 1.0]]), [0, 1], 0, [(1, {})], 1)
    assert diverged.tolist() == [1, -1]


def two_numbers(state, objective, noise, watch, p):
    return State(x=state.x * where(state.x > 0, 1, 2))


def a_name(state, objective, noise, watch, p):
    here = state.x > 0
    return State(x=where(here, state.x, 0))


def a_point_as_condition(state, objective, noise, watch, p):
    return State(x=where(state.x, state.x, 0))


def equal(state, objective, noise, watch, p):
    return State(x=where(state.x == 0, state.x, 0))


def a_share_of_points(state, objective, noise, watch, p):
    return State(x=largest(state.x, state.x))


def turn_twice(state, objective, noise, watch, p):
    turn = 0 * state.x
    for turn in range(p.turns):
        turn = turn + 1
    return State(x=state.x + turn)


def turn_after(state, objective, noise, watch, p):
    y = state.x
    for turn in range(p.turns):
        y = y + turn
    return State(x=y + turn)


def in_a_loop(state, objective, noise, watch, p):
    x = state.x
    for _ in range(p.turns):
        x = together(x, p.size)
    return State(x=x)


def of_a_draw(state, objective, noise, watch, p):
    return State(x=together(noise.normal(), p.size))


def of_a_length(state, objective, noise, watch, p):
    return State(x=state.x + together(norm(state.x), p.size))


@pytest.mark.parametrize(("step", "words"), [
    (in_a_loop, "outside the notation"), (of_a_draw, "draws and gradients keep their order"), (of_a_length, "takes a point"),
    (two_numbers, "must be a point"), (a_name, "comparison stands in where"), (a_point_as_condition, "outside the notation"),
    (equal, "outside the notation"), (a_share_of_points, "outside the notation"), (turn_twice, "a name of its own"),
    (turn_after, "may have no value"),
])
def test_what_has_no_form_is_refused(step, words):
    with pytest.raises(Unreadable, match=words):
        emit.emit(step, PLACE.text, (), "none", False)
