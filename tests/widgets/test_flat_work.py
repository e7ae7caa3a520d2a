"""What the page about flatness finds is what `toy_models` finds; a rescaled layer changes what it should, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

import toy_models as tm
from toy_models import units
from widgets import flat_told, flat_work, solutions, task_work
from widgets.flat_messages import Ask
from widgets.flat_work import FlatWork, Task

RUNS = (("sgd", 64), ("sam", 64))
BUDGET = (3, 100)
BLIND = {"adaptive_top_eigenvalue", "adaptive_sharpness", "local_energy"}  # to a layer's scale


def never():
    return False


def worked(work, *tasks, most=2000):
    """Slice by slice until these are found."""
    for _ in range(most):
        if all(task in work.found for task in tasks):
            return work
        if work.has_work():
            work.slice(never)
    raise AssertionError(f"not found: {[str(task) for task in tasks if task not in work.found]}")


@pytest.fixture(scope="module")
def work():
    made = FlatWork("mlp", Ask(RUNS, chosen=RUNS[0], factor=4.0, products=BUDGET[0], digits=BUDGET[1], measuring=True), never)
    patch = pytest.MonkeyPatch()
    patch.setattr(solutions, "TARGET", 0.6)  # a short training
    patch.setattr(solutions, "EVALUATIONS", 200)
    measured = [Task(RUNS[0], "loss", key, factor, BUDGET) for key in flat_work.TABLE for factor in (1.0, 4.0)]
    yield worked(made, Task(RUNS[0], "loss", "same", 4.0), Task(RUNS[0], "loss", "slice", 4.0), *measured)
    patch.undo()


def test_a_network_is_read_where_its_training_loss_first_fell_so_low_and_at_so_many_evaluations(work):
    run = tm.train("mlp", "sgd", evaluations=1000, batch_size=64, record_every=50)
    first = int(np.flatnonzero(run.train_loss[:, 0] <= 0.6)[0])
    clock, loss, *_, weights = work.solutions.read(RUNS[0], "loss")
    assert (clock, loss) == (run.gradient_evaluations[first], run.train_loss[first, 0])
    np.testing.assert_array_equal(weights.astype(np.float32), run.x[first, 0])
    assert work.solutions.read(RUNS[0], "evaluations")[0] == 200
    assert not work.solutions._trainees, "with their records they are large"


def test_its_numbers_are_the_measures_own(work):
    network, digits = tm.networks.get("mlp"), tm.data.mnist(10_000, 10).train.first(100)
    x = work.solutions.read(RUNS[0], "loss")[-1][None]
    for factor, there in ((1.0, x), (4.0, units.rescaled(network, x, 4.0))):
        found = tm.measures.top_eigenvalue(network, there, digits, steps=3)
        assert work.found[Task(RUNS[0], "loss", "top_eigenvalue", factor, BUDGET)] == (found.value[0], found.error[0], "")


def test_a_rescaled_layer_changes_nothing_that_is_said_and_every_measure_but_the_adaptive_ones(work):
    change, largest = work.found[Task(RUNS[0], "loss", "same", 4.0)]
    assert change == 0 < largest, "a power of two shifts exponents alone"
    for key in flat_work.TABLE:
        before, after = (work.found[Task(RUNS[0], "loss", key, factor, BUDGET)][0] for factor in (1.0, 4.0))
        assert (abs(after - before) <= 1e-9 * abs(before)) == (key in BLIND), key


def test_the_filter_normalised_slice_is_that_of_the_rescaled_network_and_passes_through_both(work):
    losses, directions = work.found[Task(RUNS[0], "loss", "slice")]
    again, _ = work.found[Task(RUNS[0], "loss", "slice", 4.0)]
    assert np.abs(losses - again).max() < 1e-4 * losses.max()  # float32 losses
    judge = tm.networks.get("mlp").judge(tm.data.mnist(10_000, 10).train.first(flat_work.SEEN))
    here = judge.loss(work.solutions.read(RUNS[0], "loss")[-1].astype(np.float32))[0]
    np.testing.assert_allclose(losses[:, flat_work.PLACES // 2], here, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-6)


def test_what_is_told_fits_what_was_found(work):
    told = flat_told.told(work)
    row = next(row for row in told["table"] if row["key"] == "top_eigenvalue")
    assert row["values"][0]["value"] == work.found[Task(RUNS[0], "loss", "top_eigenvalue", 1.0, BUDGET)][0]
    assert row["after"]["value"] == work.found[Task(RUNS[0], "loss", "top_eigenvalue", 4.0, BUDGET)][0]
    assert [one[0] for one in told["rescaled"]["curve"]] == sorted(one[0] for one in told["rescaled"]["curve"])
    assert len(told["losses"]) == 4 * len(told["slices"]) * flat_work.DIRECTIONS * flat_work.PLACES
    x, y = (work.solutions.read(run, "loss")[-1] for run in RUNS)
    sam = next(one for one in told["slices"] if one["run"] == 1)
    assert sam["away"] == pytest.approx(np.linalg.norm(x - y))
    assert 0.9 * sam["away"] < sam["off"] <= sam["away"], "three lines of 25,450 miss it"


def test_the_spectra_are_those_of_the_measure_each_with_its_error_and_the_rescaled_one_comes_last(work):
    network, digits = tm.networks.get("mlp"), tm.data.mnist(10_000, 10).train.first(100)
    x, task = work.solutions.read(RUNS[0], "loss")[-1][None], Task(RUNS[0], "loss", "spectral_density", 1.0, BUDGET)
    expected = tm.measures.spectral_density(network, x, digits, runs=4, steps=BUDGET[0])
    drawn = [expected.more[name][0] for name in ("curvature", "density", "density_error")]
    np.testing.assert_array_equal(work.found[task][3], drawn)
    told = flat_told.told(work)
    assert [(one["run"], one["factor"]) for one in told["drawn"]] in ([(0, 1.0), (0, 4.0)], [(0, 1.0), (1, 1.0), (0, 4.0)])
    curves = np.frombuffer(told["densities"], "<f4").reshape(len(told["drawn"]), 3, -1)
    np.testing.assert_array_equal(curves[0], np.float32(drawn))
    assert np.trapezoid(curves[-1, 1], curves[-1, 0]) == pytest.approx(1, abs=1e-3)
    assert curves[-1, 0, -1] > curves[0, 0, -1], "the rescaled network is sharper"
    assert told["drawn"][0]["stiff"] == {"value": expected.value[0], "error": expected.error[0]}


def test_what_is_wanted_no_longer_is_given_up_and_what_is_held_waits(work):
    task = Task(RUNS[1], "loss", "trace", 1.0, (50, 100))
    work.ask(replace(work.asked, products=50))
    work.slice(lambda: True)
    before = len(work.found)
    work.pause(True)
    assert not work.has_work()
    assert work.state()["state"] == "paused"
    work.pause(False)
    work.stop()
    assert (work.has_work(), work.slice(never), len(work.found), work.state()["state"]) == (False, False, before, "cancelled")
    work.pause(False)
    assert task not in work.found
    work.ask(replace(work.asked, products=BUDGET[0]))
    assert work.found[Task(RUNS[0], "loss", "trace", 1.0, BUDGET)], "nothing is worked out again"


def test_of_the_factors_that_a_hand_passes_the_newest_are_kept(work, monkeypatch):
    monkeypatch.setattr(work, "find", lambda task, stop: (task.factor, 0.0))
    asked, known, factors = work.asked, set(work.found), [1 + k / 100 for k in range(1, 41)]
    for factor in factors:
        work.ask(replace(asked, factor=factor, measuring=False))
        worked(work, Task(RUNS[0], "loss", "same", factor), Task(RUNS[0], "loss", "slice", factor))
    work.ask(asked)
    passed = [task.factor for task in work.found if task not in known]
    assert set(passed) == set(factors[-11:])
    assert len(passed) == task_work.PASSED + 2, "and those that are looked at"
    assert known <= set(work.found)


def test_a_run_goes_on_that_was_next_when_something_else_was_asked(monkeypatch):
    work, trained = FlatWork("mlp", Ask(RUNS, chosen=RUNS[0]), never), []

    def next_as_it_was():
        work.ask(Ask((("langevin", 64),), chosen=("langevin", 64)))
        return RUNS[0]

    monkeypatch.setattr(work, "_next", next_as_it_was)
    monkeypatch.setattr(work.solutions, "train", lambda run: trained.append(run) or "training")
    work.slice(never)
    assert trained == [RUNS[0]]
    assert work.state()["state"] != "failed"


def test_a_fault_stands_until_something_else_is_asked(work, monkeypatch):
    monkeypatch.setattr(work, "find", lambda *_: 1 / 0)
    work.ask(replace(work.asked, products=4))
    with pytest.raises(ZeroDivisionError):
        worked(work, Task(RUNS[0], "loss", "trace", 1.0, (4, 100)), most=50)
    assert (work.state()["state"], work.has_work()) == ("failed", False)
    work.ask(replace(work.asked, products=BUDGET[0]))
    assert work.state()["state"] != "failed"
