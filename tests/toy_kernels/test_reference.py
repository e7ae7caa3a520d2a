"""The plain loop: what it hands to a step, in what order, and when it lets a row go."""

import warnings

import numpy as np
import pytest

from toy_kernels import reference
from toy_models.contract import State


class Clockwork:
    """An objective and a noise at once, which only write down the steps that are opened."""

    def __init__(self):
        self.opened = []

    def begin(self, t):
        self.opened.append(t)


def states(step, start, segments, **carried):
    clock = Clockwork()
    runs = reference.run(step, State(np.array(start, dtype=float), 0, **carried), clock, clock, segments)
    return [(state, alive.copy()) for state, alive in runs], clock.opened


def test_parameters_change_with_the_segment_and_time_runs_on():
    seen = []

    def step(state, objective, noise, watch, p):
        seen.append((state.t, p))
        return State(x=state.x + p)

    made, opened = states(step, [[0, 0]], [(2, 1.0), (0, 99.0), (3, 10.0)])
    assert seen == [(0, 1.0), (1, 1.0), (2, 10.0), (3, 10.0), (4, 10.0)]
    assert [state.t for state, _ in made] == [1, 2, 3, 4, 5]
    assert [state.x[0, 0] for state, _ in made] == [1, 2, 12, 22, 32]
    assert opened == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]  # the objective and the noise, once each


def test_what_a_step_carries_reaches_the_next():
    def step(state, objective, noise, watch, p):
        return State(x=state.x + state.velocity, velocity=2 * state.velocity)

    made, _ = states(step, [[0, 0]], [(4, None)], velocity=np.ones((1, 2)))
    assert [state.x[0, 0] for state, _ in made] == [1, 3, 7, 15]


def test_a_row_that_is_not_finite_or_far_is_frozen_with_all_it_carries_and_the_others_move():
    def step(state, objective, noise, watch, p):
        return State(x=state.x * p, velocity=state.velocity + 1)

    start = [[1, 0], [0, -1], [1e-9, 0], [0, 0]]
    factor = np.array([[1e4], [1e6], [10.0], [1.0]])
    made, _ = states(step, start, [(3, factor)], velocity=np.zeros((4, 2)))
    assert [alive.tolist() for _, alive in made] == [[True, False, True, True], [False, False, True, True],
                                                     [False, False, True, True]]
    final = made[-1][0]
    assert np.allclose(final.x, [[1e4, 0], [0, -1], [1e-6, 0], [0, 0]], rtol=1e-12)
    assert final.velocity[:, 0].tolist() == [1, 0, 3, 3]


def test_nan_freezes_a_row_without_a_warning_and_for_good():
    def step(state, objective, noise, watch, p):
        return State(x=state.x / p)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made, _ = states(step, [[1, 1], [0, 2]], [(1, np.array([[0.5], [0.0]])), (2, 0.5)])
    assert made[-1][1].tolist() == [True, False]
    assert made[-1][0].x.tolist() == [[8, 8], [0, 2]]


def test_a_number_that_outgrows_all_floats_is_infinite_not_an_error():
    def step(state, objective, noise, watch, p):
        return State(x=state.x * (1 + p) ** state.t)

    made, _ = states(step, [[1.0, 1.0]], [(1, 0.5)])
    late = State(np.ones((1, 2)), 10**6)
    (final, alive), = reference.run(step, late, Clockwork(), Clockwork(), [(1, 0.5)])
    assert made[0][1].all()
    assert not alive.any()
    assert (final.t, final.x.tolist()) == (10**6 + 1, [[1.0, 1.0]])


def test_the_edge_of_the_world_is_out_of_bounds():
    def step(state, objective, noise, watch, p):
        return State(x=state.x + p)

    below = np.nextafter(reference.FAR, 0)
    made, _ = states(step, [[0, 0], [0, 0]], [(1, np.array([[reference.FAR], [below]]))])
    assert made[0][1].tolist() == [False, True]


def test_nobody_watches_unless_asked():
    shown = []

    def step(state, objective, noise, watch, p):
        watch(probe=state.x + 1)
        return State(x=state.x)

    states(step, [[0, 0]], [(2, None)])
    clock = Clockwork()
    list(reference.run(step, State(np.zeros((1, 2))), clock, clock, [(2, None)], watch=lambda **points: shown.append(points)))
    assert [list(points) for points in shown] == [["probe"], ["probe"]]


def test_a_run_is_given_up_before_the_step_at_which_whoever_is_heeded_raises():
    left, made = iter([None, None, KeyError("enough")]), []

    def watch():
        if (reason := next(left)) is not None:
            raise reason

    def step(state, objective, noise, watch, p):
        made.append(state.t)
        return State(x=state.x)

    with pytest.raises(KeyError, match="enough"), reference.heeding(watch):
        states(step, [[0, 0]], [(9, None)])
    assert made == [0, 1]
    assert len(states(step, [[0, 0]], [(9, None)])[0]) == 9, "and later nobody is asked"
