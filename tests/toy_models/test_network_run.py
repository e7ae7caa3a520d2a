"""A run that is steered, rewound and branched is the run that was scheduled so from its start, bit for bit."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from toy_models.network_run import NetworkRun, on_network

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(500, 200)
METHODS = tm.dynamics.that_run_on("rows")


def run(method="sgd", **options):
    return NetworkRun(NET, method, DATA, **{"evaluations": 600, "record_every": 20, **options})


def same(one, other):
    assert one.clock == other.clock
    assert (one.weights == other.weights).all()
    assert one.diverged_at == other.diverged_at
    for name, values in vars(one.records).items():
        assert np.array_equal(values, getattr(other.records, name)), name


@pytest.mark.parametrize(("method", "options"), [
    *((method, {}) for method in METHODS), ("entropy_sgd", {"parameters": {"inner_steps": 70}}),
    ("smoothout", {"record_every": 1})])
def test_a_branched_run_is_a_fresh_run_with_that_schedule(method, options):
    """Two changes; the clock readings lie inside a step, on a record, and between records; also where a step spans records."""
    for at, later in ((237, 401), (240, 400), (0, 599)):
        scheduled = run(method, **options)
        scheduled.branch(at, {"step_size": 0.02})
        scheduled.branch(later, {"step_size": 0.3})
        scheduled.advance(600)
        steered = run(method, **options)
        steered.advance(600)
        steered.branch(at, {"step_size": 0.02})
        steered.advance(555)
        steered.branch(later, {"step_size": 0.3})
        steered.advance(600)
        same(scheduled, steered)


def test_a_branch_drops_what_was_changed_after_it():
    one, other = run(), run()
    one.branch(100, {"momentum": 0.5})
    one.branch(300, {"step_size": 0.5})
    one.advance(600)
    one.branch(200, {"step_size": 0.05})
    one.advance(600)
    other.branch(100, {"momentum": 0.5})
    other.branch(200, {"step_size": 0.05})
    other.advance(600)
    same(one, other)
    assert one.parameters.as_dict() == {"step_size": 0.05, "momentum": 0.5}


@pytest.mark.parametrize("method", METHODS)
def test_pieces_make_the_whole(method):
    one, other = run(method), run(method)
    one.advance(600)
    cost = one.method.evaluations(one.parameters)
    for clock in (1, 2, 19, 20, 21, 21, 333, 600):
        other.advance(clock)
        assert other.clock >= min(clock, 600 // cost * cost)
    same(one, other)


def test_a_new_value_acts_on_the_first_step_that_starts_at_or_after_its_clock():
    """Steps of entropy_sgd cost 20: a change at 30 leaves the step from 20 alone and acts on the one from 40."""
    plain, changed = run("entropy_sgd"), run("entropy_sgd")
    changed.branch(30, {"step_size": 0.9})
    for clock, equal in ((20, True), (40, True), (60, False)):
        plain.advance(clock)
        changed.advance(clock)
        assert (plain.weights == changed.weights).all() == equal


@pytest.mark.parametrize(("method", "parameters"), [
    ("sgd", {}), ("sam", {}), ("entropy_sgd", {}), ("entropy_sgd", {"inner_steps": 7}), ("entropy_sgd", {"inner_steps": 70})])
def test_record_i_is_the_first_state_at_or_after_its_place_on_the_grid(method, parameters):
    one = run(method, parameters=parameters)
    one.advance(600)
    cost = one.method.evaluations(one.parameters)
    firsts = [-(-grid // cost) * cost for grid in range(0, 601, 20)]
    assert one.records.clock.tolist() == [first for first in firsts if first <= 600 // cost * cost]
    judge = NET.judge(DATA.test)
    for i, clock in enumerate(one.records.clock):
        assert (judge.loss(one.checkpoint(clock))) == (one.records.test_loss[i], one.records.test_accuracy[i])


def test_a_checkpoint_is_the_last_record_at_or_before_its_clock():
    one = run("sam")
    assert (one.checkpoint(0) == NET.start(0, 1)[0]).all()
    seen = {}
    for clock in range(0, 601, 20):
        one.advance(clock)
        seen[clock] = one.weights.copy()
    for clock in (0, 1, 19, 20, 39, 40, 599, 600, 10**6):
        assert (one.checkpoint(clock) == seen[min(clock // 20 * 20, 600)]).all()


def test_the_evaluations_are_never_overspent():
    one = run("entropy_sgd", evaluations=599)
    assert one.advance(10**6)
    assert one.clock == 580
    assert not one.advance(10**6)


def test_a_run_that_diverges_stays_at_its_last_finite_weights_and_says_when():
    """A spring with h γ = 100: each of 20 inner steps makes the distance 99 times as long."""
    wild = run("entropy_sgd", parameters={"scope": 100.0, "inner_step_size": 1.0})
    wild.advance(600)
    step, clock = wild.diverged_at
    assert clock == 20 * step == wild.clock + 20
    assert np.isfinite(wild.weights).all()
    assert np.isfinite(wild.records.train_loss).all()
    before = wild.weights
    assert not wild.advance(600)
    assert (wild.weights == before).all()
    wild.branch(wild.clock, {"scope": 1.0, "inner_step_size": 0.1})
    assert wild.diverged_at is None
    assert wild.advance(600)
    assert wild.clock == 600


def test_losses_are_judged_on_the_first_training_digits_and_all_test_digits():
    data = tm.data.mnist(2100, 150)
    one = NetworkRun(NET, "sgd", data)
    assert one.records.train_loss[0] == pytest.approx(NET.judge(tm.data.mnist(2000, 1).train).loss(one.weights)[0], rel=1e-12)
    assert one.records.test_loss[0] == NET.judge(data.test).loss(one.weights)[0]


def test_replicas_differ_and_seeds_differ():
    ends = []
    for options in ({}, {"replica": 1}, {"seed": 1}, {}):
        ends.append(run(**options))
        ends[-1].advance(60)
    assert (ends[0].weights == ends[3].weights).all()
    assert (ends[0].weights != ends[1].weights).any()
    assert (ends[0].weights != ends[2].weights).any()


def test_defaults_are_the_methods_times_the_networks_scale():
    parameters = run("langevin").parameters
    assert parameters.step_size == pytest.approx(0.1)
    assert parameters.temperature == pytest.approx(1 / 500)
    assert run("sam").parameters.radius == pytest.approx(0.2)
    assert run("smoothout").parameters.noise_width == pytest.approx(0.05)
    entropy = run("entropy_sgd").parameters
    assert (entropy.inner_step_size, entropy.step_size, entropy.scope) == (pytest.approx(0.1), 0.5, 1.0)


def test_given_values_and_presets_are_the_networks_own_numbers():
    assert run("sgd", parameters={"step_size": 0.5}).parameters.step_size == 0.5
    preset = run("entropy_sgd", parameters="as published").parameters
    assert (preset.inner_step_size, preset.temperature, preset.scope) == (0.1, 5e-7, 1e-4)
    assert on_network(NET, "sgd", 500).parameters({"step_size": 10.0}).step_size == 10.0


HUGE = "x" * 10**7


@pytest.mark.parametrize(("name", "value", "argument"), [
    ("net", "nothing", "network"), ("method", HUGE, "dynamics"), ("data", "mnist", "data"), ("data", [1], "data"),
    ("seed", -1, "seed"), ("seed", float("nan"), "seed"), ("batch_size", 0, "batch_size"), ("batch_size", 1e300, "batch_size"),
    ("record_every", 0, "record_every"), ("record_every", "often", "record_every"), ("evaluations", None, "evaluations"),
    ("evaluations", 10**400, "evaluations"), ("replica", -1, "replica"), ("parameters", {"step_size": float("nan")}, "step_size"),
    ("parameters", {"step_size": 1e300}, "step_size"), ("parameters", {"pace": 1}, "parameters"),
    ("parameters", HUGE, "parameters"),
    ("parameters", [1], "parameters"), ("parameters", {"step_size": HUGE}, "step_size")])
def test_what_cannot_be_is_refused_by_name(name, value, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} = ") as caught:
        NetworkRun(**{"net": NET, "method": "sgd", "data": DATA, name: value})
    assert len(str(caught.value)) - len(caught.value.allowed) < 200


@pytest.mark.parametrize(("clock", "values", "argument"), [
    (-1, {}, "clock"), (601, {}, "clock"), (1.5, {}, "clock"), (10, {"step_size": 1e300}, "step_size"),
    (10, {"pace": 1}, "parameters"),
    (10, "fast", "parameters"), (10, {"step_size": None}, "step_size")])
def test_a_branch_that_cannot_be_is_refused_and_changes_nothing(clock, values, argument):
    one, other = run(), run()
    one.advance(50)
    other.advance(50)
    with pytest.raises(InvalidArgument, match=f"^{argument} = "):
        one.branch(clock, values)
    one.advance(100)
    other.advance(100)
    same(one, other)
