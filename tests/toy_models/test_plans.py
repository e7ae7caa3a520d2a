"""Plans of runs: replicas that share their numbers, changes at their clock, whole steps for a budget, frames with both ends."""

import numpy as np
import pytest

from toy_models import dynamics, plans
from toy_models.contract import InvalidArgument

SGD, SAM, ENTROPY = (dynamics.get(name) for name in ("sgd", "sam", "entropy_sgd"))


def test_replicas_with_the_same_numbers_are_one_group():
    groups = plans.grouped(SGD, {"step_size": [0.1, 0.2, 0.1, 0.3], "momentum": 0.5}, 4)
    found = [(rows.tolist(), p.step_size, p.momentum) for rows, p in groups]
    assert found == [([0, 2], 0.1, 0.5), ([1], 0.2, 0.5), ([3], 0.3, 0.5)]
    assert plans.said(groups, [[(7, p)] for _, p in groups])[0] == {
        "replicas": [[0, 1], [2, 3]], "segments": [[7, {"step_size": 0.1, "momentum": 0.5}]]}
    with pytest.raises(InvalidArgument, match="step_size"):
        plans.grouped(SGD, {"step_size": [0.1, 0.2]}, 3)


@pytest.mark.parametrize(("budget", "steps"), [(1, 0), (2, 1), (9, 4), (10, 5)])
def test_a_budget_buys_whole_steps(budget, steps):
    """SAM's cost two."""
    assert sum(count for count, _ in plans.segments(SAM, SAM.defaults(), None, evaluations=budget)) == steps


@pytest.mark.parametrize(("at", "before"), [(0, 0), (1, 1), (2, 1), (3, 2), (100, 5)])
def test_a_change_acts_on_the_first_step_that_starts_at_or_after_its_clock(at, before):
    plan = plans.segments(SAM, SAM.defaults(), [(at, {"radius": 0.5})], steps=5)
    assert sum(count for count, p in plan if p.radius != 0.5) == before
    assert sum(count for count, _ in plan) == 5


def test_the_clock_follows_a_change_of_cost():
    """Entropy-SGD costs its inner steps: three of 2, then three of 5."""
    base = ENTROPY.parameters({"inner_steps": 2})
    plan = plans.segments(ENTROPY, base, [(6, {"inner_steps": 5})], steps=6)
    assert plans.clocks(ENTROPY, plan).tolist() == [0, 2, 4, 6, 11, 16, 21]
    assert plans.clocks(ENTROPY, plan, [6, 0, 3, 4]).tolist() == [21, 0, 6, 11]
    assert plans.clocks(ENTROPY, [(10**7, base)], [10**7]).tolist() == [2 * 10**7]


@pytest.mark.parametrize(("steps", "every", "kept"), [(6, 2, [0, 2, 4, 6]), (5, 2, [0, 2, 4, 5]), (3, 10, [0, 3])])
def test_the_start_and_the_last_step_are_always_kept(steps, every, kept):
    assert plans.frames(steps, every).tolist() == kept


@pytest.mark.parametrize("schedule", [3, [(5, {}), (1, {})], [(-1, {})], [(0.5, {})], [1]])
def test_a_bad_schedule_is_refused(schedule):
    with pytest.raises(InvalidArgument, match="schedule"):
        plans.segments(SGD, SGD.defaults(), schedule, steps=3)


def test_an_array_is_as_good_as_a_list():
    one, other = (plans.grouped(SGD, {"step_size": kind([0.1, 0.2])}, 2) for kind in (list, np.array))
    assert [(rows.tolist(), p.as_dict()) for rows, p in one] == [(rows.tolist(), p.as_dict()) for rows, p in other]
