"""Threads on the processor, for odd counts and long schedules; that they equal the lanes is a contract test."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes, tables
from toy_kernels.threads import host


@pytest.mark.parametrize(("count", "steps", "every"), [(1, 1, 1), (1, 7, 3), (17, 5, 100), (3, 12, 12)])
def test_odd_counts_give_the_frames_of_the_lanes(count, steps, every):
    method, place = tm.dynamics.get("langevin"), tm.landscapes.get("dimple")
    start = place.start + 0.1 * np.arange(count)[:, None]
    arguments = method.step, place.text, start, np.arange(count), 9, [(steps, method.defaults().as_dict())], every
    for lane, thread in zip(lanes.run(*arguments), host.run(*arguments), strict=True):
        np.testing.assert_array_equal(lane, thread, strict=True)


@pytest.mark.parametrize("key", ["langevin", "sam", "entropy_sgd"])
def test_numbers_that_a_formula_leaves_open_give_the_frames_of_the_lanes(key):
    method, place = tm.dynamics.get(key), tm.landscapes.from_formula("x^4/4 - k*x^2 + y^2 + 0.3*sin(3*k*x) where k = 0.7")
    start = place.start + 0.1 * np.arange(5)[:, None]
    arguments = method.step, place.text, start, np.arange(5), 9, [(9, method.defaults().as_dict())], 2, method.CARRIES
    for lane, thread in zip(lanes.run(*arguments), host.run(*arguments), strict=True):
        np.testing.assert_array_equal(lane, thread, strict=True)


def test_a_run_may_be_cut_into_pieces(monkeypatch):
    method, place = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("dimple")
    arguments = method.step, place.text, place.start[None], [3], 9, [(20, method.defaults().as_dict())], 3, method.CARRIES
    whole = host.run(*arguments)
    monkeypatch.setattr(tables, "CHUNK", 7)
    for one, other in zip(whole, host.run(*arguments), strict=True):
        np.testing.assert_array_equal(one, other)
