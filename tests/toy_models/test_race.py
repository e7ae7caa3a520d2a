"""A race is paired and pays alike: the same starts and minibatches, equal gradient evaluations or an equal training loss."""

import importlib

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from toy_models.network_run import on_network
from toy_models.race import finish, search, step_of, stepped, trial_data

race_of = importlib.import_module("toy_models.race")  # the function has the name of its module
NET, DATA = tm.networks.get("mlp"), tm.data.mnist(600, 300)
QUICK = {"data": DATA, "evaluations": 200}


@pytest.fixture(scope="module")
def raced():
    return tm.race("mlp", ["sgd", "sam", ("sam", {"radius": 0.0})], seeds=3, loss=None, **QUICK)


def test_the_same_seed_is_the_same_start_and_the_same_minibatches(raced):
    """SAM that looks no distance uphill is SGD, step by step: only on the same minibatches is it so to the last bit."""
    half = tm.race("mlp", ["sgd"], seeds=3, data=DATA, evaluations=100)
    for blind, plain in zip(raced.lanes["SAM (2)"], half.lanes["SGD"], strict=True):
        np.testing.assert_array_equal(blind.weights, plain.weights)
    assert len({lane[0].curve[0, 1] for lane in raced.lanes.values()}) == 1
    assert len({one.curve[0, 1] for one in raced.lanes["SGD"]}) == 3


def test_every_lane_pays_the_same_and_is_what_train_makes_of_it(raced):
    assert {one.spent for ends in raced.lanes.values() for one in ends} == {200}
    run = tm.train("mlp", "sam", data=DATA, evaluations=200, seed=2)
    end = raced.lanes["SAM"][2]
    np.testing.assert_array_equal(end.weights, run.x[-1, 0])
    assert (end.train_loss, end.accuracy) == (run.train_loss[-1, 0], run.test_accuracy[-1, 0])


def test_a_step_that_does_not_divide_the_budget_ends_where_its_last_whole_step_does():
    end = finish("mlp", "entropy_sgd", DATA, 0, {"inner_steps": 7}, evaluations=100)
    assert (end.evaluations, end.curve[-1, 0]) == (98, 98)
    run = tm.train("mlp", "entropy_sgd", data=DATA, evaluations=100, parameters={"inner_steps": 7})
    assert end.accuracy == run.test_accuracy[-1, 0]


def test_at_equal_loss_each_is_read_at_its_first_record_that_low_and_who_never_came_is_in_no_mean():
    found = tm.race("mlp", ["sgd", ("sgd", {"step_size": 1e-4})], seeds=2, data=DATA, evaluations=400, loss=0.8)
    for seed, end in enumerate(found.lanes["SGD"]):
        run = tm.train("mlp", "sgd", data=DATA, evaluations=400, seed=seed, record_every=50)
        k = int((run.train_loss[:, 0] <= 0.8).argmax())
        assert (end.evaluations, end.train_loss) == (run.gradient_evaluations[k], run.train_loss[k, 0])
        assert end.spent < 400, "it ends when it is there"
    assert not any(end.reached for end in found.lanes["SGD (2)"])
    assert np.isnan(found.values()["SGD (2)"]).all()
    assert found.podium().unfinished == ("SGD (2)",)
    assert found.podium("evaluations").steps == (("SGD",),)


def test_a_run_whose_weights_leave_the_numbers_finishes_nowhere():
    with np.errstate(all="ignore"):
        end = finish("mlp", "sgd", DATA, 0, {"step_size": 1e6, "momentum": 0.99}, evaluations=400)
    assert not end.reached
    assert np.isnan(end.value("accuracy"))


def test_differences_and_measures_are_paired_by_seed(raced):
    a, b = (raced.values()[name] for name in ("SGD", "SAM"))
    found = raced.difference("SGD", "SAM")
    assert found.mean == pytest.approx((a - b).mean())
    assert found.error == pytest.approx((a - b).std(ddof=1) / 3**0.5)
    found = raced.values("margin")["SAM"]
    x = raced.lanes["SAM"][1].weights[None].astype(float)
    assert found[1] == tm.measures.margin(NET, x, images=DATA.train.first(500)).value[0]


@pytest.mark.parametrize("judged", [
    "spectral_density", "noise_participation", "noise_rank", "margin", "bottom_eigenvalue", "batch_bottom_eigenvalue",
])
def test_nobody_leads_by_a_measure_of_which_less_is_not_flatter(raced, judged):
    with pytest.raises(tm.InvalidArgument, match="less is flatter"):
        raced.podium(judged)


def test_a_search_tries_what_it_says_on_images_that_it_does_not_learn_and_counts_them(monkeypatch):
    held = trial_data(DATA)
    assert (len(held.train), len(held.test)) == (480, 120)
    np.testing.assert_array_equal(held.test.pixels, DATA.train.pixels[480:])
    seen = []
    monkeypatch.setattr(race_of, "finish", lambda *given: seen.append(given) or finish(*given))
    found = search(NET, "sgd", DATA, evaluations=100)
    assert found.cost == 3 * 2 * 100
    assert found.factor == max(found.accuracies, key=lambda pair: (pair[1], pair[0] == 1))[0]
    assert {given[3] for given in seen} == set(race_of.SEARCHED)
    assert [given[4].get("step_size", 0.1) for given in seen[::2]] == pytest.approx([0.05, 0.1, 0.2])


def test_a_tuned_race_uses_what_was_found_and_a_given_lane_is_left_alone():
    found = tm.race("mlp", ["sgd", ("sgd", {"step_size": 0.3})], seeds=2, data=DATA, evaluations=60, tuned=True)
    tuning = found.tunings["SGD"]
    assert list(found.tunings) == ["SGD"]
    expected = finish(NET, "sgd", DATA, 1, {"step_size": tuning.step}, evaluations=60)
    np.testing.assert_array_equal(found.lanes["SGD"][1].weights, expected.weights)


def test_the_default_step_wins_where_no_trial_comes_to_the_loss():
    assert search(NET, "sgd", DATA, evaluations=20, loss=1e-6).factor == 1.0


def test_a_step_of_ones_own_races_and_one_without_a_step_size_is_not_searched():
    own = "return State(x=state.x - 0.1 * objective.gradient(state.x, objective.minibatch()))"
    found = tm.race("mlp", ["sgd", own], seeds=2, data=DATA, evaluations=60, tuned=True)
    assert found.tunings["Mine"] == race_of.Tuning(1.0, None, (), 0)
    plain = finish(NET, "sgd", DATA, 1, evaluations=60)
    np.testing.assert_allclose(found.lanes["Mine"][1].weights, plain.weights, atol=1e-6)  # 0.1 in another precision


@pytest.mark.parametrize("key", [key for key in tm.dynamics.names() if step_of(tm.dynamics.get(key))])
def test_every_step_is_its_default_times_the_factor(key):
    on = on_network(NET, key, 10_000, 64)
    values, step = stepped(NET, key, 10_000, 64, 2.0)
    assert values == {"step_size": step}
    assert step == pytest.approx(min(2 * step_of(on).default, step_of(on).bounds[1]))
    assert stepped(NET, key, 10_000, 64, 1.0)[0] == {}


@pytest.mark.parametrize("given", [
    {"methods": "sgd"}, {"methods": []}, {"methods": ["no_such"]}, {"methods": ["parle"]}, {"seeds": 1}, {"seeds": [0, 0]},
    {"seeds": 1.5}, {"evaluations": 0}, {"loss": -1}, {"loss": float("nan")}, {"batch_size": 0}, {"net": "no_such"},
])
def test_what_makes_no_race_is_refused(given):
    with pytest.raises(InvalidArgument, match="not allowed"):
        tm.race(**{"net": "mlp", "methods": ["sgd"], **QUICK, **given})
