"""A network follows its sliders: steered or scheduled, it is the same run, bit for bit."""

import numpy as np
import pytest

import toy_models as tm
from widgets.controls import sliders
from widgets.protocol import Want
from widgets.schedule import Schedule
from widgets.trainee import EVERY, Trainee, fitted, plan

TOTAL, DIGITS = 400, 500
VALUES = {name: parameter.default for name, parameter in sliders().items()}
NETWORK = tm.networks.get("mlp")


def want(seed=0, batch=16, **values):
    return Want(1, False, 0, VALUES | values, "two_gaussians", (0.0, 0.0), "sgd", ("sgd",), 0.0, "isotropic", batch, seed)


def planned(key, *events, base=VALUES, **changes):
    return plan(NETWORK, key, DIGITS, Schedule(base, TOTAL, events), want(**changes))


@pytest.fixture(scope="module")
def data():
    return tm.data.mnist(DIGITS, 200)


def trained(data, key, *plans, pause=230):
    """A trainee that followed the plans in turn, each after a pause, and was then trained to its end."""
    trainee = Trainee(NETWORK, key, data, TOTAL, plans[0])
    for later in plans[1:]:
        while trainee.run.clock < pause:
            trainee.advance()
        assert trainee.follow(later)
    while not trainee.done:
        trainee.advance()
    return trainee


def test_a_slider_is_multiplied_by_the_networks_scale():
    base = planned("langevin", base=VALUES | {"step_size": 0.02, "temperature": 3.0}).base
    assert base == {"step_size": 0.2, "temperature": 3.0 / DIGITS}
    assert planned("sam", base=VALUES | {"radius": 0.05}).base["radius"] == 0.1


def test_a_value_is_brought_to_where_it_has_a_meaning_and_counts_are_whole():
    steps = tm.dynamics.get("entropy_sgd").by_slider()["inner_steps"]
    assert [fitted(steps, value) for value in (-3, 2.6, 1e6, 1e12)] == [1, 3, 1_000_000, steps.bounds[1]]


def test_a_methods_own_scale_comes_before_the_networks(monkeypatch):
    monkeypatch.setattr(tm.dynamics.get("langevin").module, "SCALES", {"step_size": 0.1}, raising=False)
    base = planned("langevin", base=VALUES | {"step_size": 0.02, "temperature": 3.0}).base
    assert base == {"step_size": 0.002, "temperature": 3.0 / DIGITS}
    assert planned("sgd", base=VALUES | {"step_size": 0.02}).base["step_size"] == 0.2


def test_moves_of_other_methods_sliders_leave_no_trace():
    assert planned("sgd", (100, {"scope": 5.0})) == planned("sgd")
    assert planned("entropy_sgd", (100, {"scope": 5.0})).events[0][1]["scope"] == 5.0


@pytest.mark.parametrize("key", ["sgd", "entropy_sgd"])
def test_steered_in_mid_run_equals_scheduled_from_the_start(data, key):
    events = (120, {"step_size": 0.003}), (300, {"step_size": 0.02})
    steered = trained(data, key, planned(key), planned(key, *events))
    scheduled = trained(data, key, planned(key, *events))
    assert np.array_equal(steered.records(), scheduled.records())
    assert np.array_equal(steered.run.weights, scheduled.run.weights)
    assert not np.array_equal(steered.run.weights, trained(data, key, planned(key)).run.weights)


def test_a_move_taken_back_leaves_the_run_without_it(data):
    moved, plain = planned("sam", (120, {"radius": 0.5})), planned("sam")
    back = trained(data, "sam", plain, moved, plain)
    assert np.array_equal(back.run.weights, trained(data, "sam", plain).run.weights)


def test_a_move_at_a_later_moment_waits_for_it(data):
    moved = planned("sgd", (350, {"step_size": 0.003}))
    steered = trained(data, "sgd", planned("sgd"), moved, pause=50)
    assert np.array_equal(steered.run.weights, trained(data, "sgd", moved).run.weights)


@pytest.mark.parametrize("other", [{"seed": 1}, {"batch": 17}, {"base": VALUES | {"step_size": 0.02}}])
def test_another_beginning_is_another_run(data, other):
    trainee = Trainee(NETWORK, "sgd", data, TOTAL, planned("sgd"))
    assert not trainee.follow(planned("sgd", **other))
    assert trainee.follow(planned("sgd"))


def test_the_same_plan_computes_nothing_again(data):
    trainee = trained(data, "sgd", planned("sgd"))
    weights = trainee.run.weights
    assert trainee.follow(planned("sgd", (100, {"scope": 5.0})))
    assert trainee.done and np.shares_memory(trainee.run.weights, weights)


def test_records_rise_on_the_clock_and_hold_shares_in_percent(data):
    records = trained(data, "entropy_sgd", planned("entropy_sgd", base=VALUES | {"inner_steps": 110})).records()
    assert records[:, 0].tolist() == [0, 110, 220, 330]  # one step of 110 stands for several readings of the grid, once
    assert (np.diff(trained(data, "sgd", planned("sgd")).records()[:, 0]) == EVERY).all()
    assert ((records[:, 3] >= 0) & (records[:, 3] <= 100)).all()


def test_what_is_read_belongs_to_the_run_that_is_shown(data):
    events = ((120, {"step_size": 0.0002}),)
    judge = NETWORK.judge(data.test)
    steered = Trainee(NETWORK, "sgd", data, TOTAL, planned("sgd"))
    while not steered.done:
        steered.advance()
    steered.reads(judge)
    assert steered.follow(planned("sgd", *events))
    while not steered.done:
        steered.advance()
    _, read = steered.reads(judge)
    fresh = trained(data, "sgd", planned("sgd", *events))
    assert np.array_equal(read, fresh.reads(judge)[1])
    assert np.allclose((read == data.test.labels).mean(axis=1) * 100, fresh.records()[:, 3])
