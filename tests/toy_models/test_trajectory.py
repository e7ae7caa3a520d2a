"""What is kept of a run: one way to save it, its data frame, its basins, and what is left of one that was stopped."""

import importlib
import inspect
import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes
from toy_models import relief
from toy_models.network_objective import NetworkObjective
from toy_models.objective import LandscapeObjective
from toy_models.trajectory import Interrupted, Run, basin_of, cut, progress, ranges, rows_of

BOWL = tm.landscapes.from_formula("x^2/2 + y^2")
STEEP = tm.landscapes.from_formula("10*x^2 + y^2")
DATA = tm.data.mnist(300, 100)
MAKE = {  # one run of every kind that can be kept, with one replica that leaves
    tm.Trajectory: lambda: tm.simulate(STEEP, "sgd", start=[(1, 0), (0, 1)], steps=9, replicas=2, record_every=2,
                                       parameters={"step_size": 0.5}),
    tm.NetworkTrajectory: lambda: tm.train("softmax_regression", "entropy_sgd", DATA, steps=6, replicas=2,
                                           parameters={"scope": [100.0, 1.0], "inner_step_size": [1.0, 0.1]}),
}


@pytest.fixture(scope="module", params=MAKE, ids=lambda kind: kind.__name__)
def run(request):
    return MAKE[request.param]()


def same(one, other):
    assert (one.diverged_at, one.about) == (other.diverged_at, other.about)
    for name in ("x", "gradient_evaluations", "steps", *one.READ):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
        assert getattr(one, name).dtype == getattr(other, name).dtype, name


def test_every_kind_of_run_is_tried_here():
    assert set(MAKE) == {kind for kind in vars(tm).values() if inspect.isclass(kind) and issubclass(kind, Run)}


@pytest.mark.parametrize("name", ["run", "run.npz", "a run.of mine"])
def test_what_is_saved_under_a_name_is_loaded_under_that_name(run, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run.save(name)
    assert os.listdir() == [name]
    same(type(run).load(name), run)
    same(type(run).load(tmp_path / name), run)


def test_a_run_crosses_to_another_process(run):
    same(pickle.loads(pickle.dumps(run)), run)


def test_a_frame_says_what_ran_where_and_has_a_row_for_each_point(run):
    frame, frames, replicas = run.to_dataframe(), *run.x.shape[:2]
    assert list(frame.columns[:5]) == ["method", run.WORLD, "step", "gradient_evaluations", "replica"]
    assert set(run.READ) <= set(frame.columns)
    assert len(frame) == frames * replicas
    assert (frame.method.unique().tolist(), frame[run.WORLD].unique().tolist()) == (
        [run.about["dynamics"]], [run.about[run.WORLD]])
    row = frame[(frame.step == run.steps[2]) & (frame.replica == 1)].iloc[0]
    assert row.gradient_evaluations == run.gradient_evaluations[2]
    for name, values in run.columns().items():
        assert row[name] == values[2, 1], name


def test_a_landscapes_frame_has_points_energies_and_basins():
    run = tm.simulate("two_gaussians", "langevin", steps=400, replicas=30, record_every=100)
    frame = run.to_dataframe()
    assert list(frame.columns[5:]) == ["x", "y", "energy", "basin"]
    assert np.array_equal(frame[["x", "y"]].to_numpy().reshape(run.x.shape), run.x)
    assert np.array_equal(run.energy, tm.landscapes.get("two_gaussians").energy(run.x))
    assert set(frame.basin) == {0, 1}


@pytest.mark.parametrize("key", tm.landscapes.names())
def test_a_basin_is_where_descent_leads(key):
    """Beside the map, too, and for a point that is none."""
    landscape = tm.landscapes.get(key)
    low, high = np.array(landscape.extent).T
    x = np.random.default_rng(1).uniform(low - 0.2 * (high - low), high + 0.2 * (high - low), size=(40, 10, 2))
    x[0, 0] = np.nan
    found, expected = basin_of(landscape, x), relief.basins(landscape, x)
    assert found.shape == (40, 10)
    assert found[0, 0] == -1
    assert (found != expected).mean() < 0.005, "but for a ridge thinner than a cell of the map"
    assert (basin_of(landscape, landscape.minima) == np.arange(len(landscape.minima))).all() or key == "ravine"


@pytest.mark.parametrize("rows", [[0], [0, 1, 2, 7], [3, 5, 9], range(1000), [1, 2, 4, 5, 6]])
def test_ranges_are_the_rows(rows):
    assert rows_of(ranges(rows)).tolist() == list(rows)
    assert len(ranges(range(1000))) == 1


def test_what_is_left_of_a_stopped_run():
    """Four replicas of twelve steps: one is done, one did 7, one never wrote its frame of step 4, one never began."""
    kept, reached = np.array([0, 4, 8, 12]), np.array([12, 7, 5, -1])
    frames = np.arange(16.0).reshape(4, 4)
    steps, x = cut(kept, np.array([4, 2, 1, 0]), reached, (frames, np.array([50.0, 51.0, 52.0, np.nan])))
    nan = np.nan
    assert steps.tolist() == [0, 4, 8, 12]
    np.testing.assert_array_equal(x, [[0, 1, 2, nan], [4, 5, nan, nan], [8, nan, nan, nan], [50, 51, 52, nan]])
    assert progress(reached) == [{"replicas": [[2, 3]], "steps": 5}, {"replicas": [[1, 2]], "steps": 7},
                                 {"replicas": [[0, 1]], "steps": 12}]
    steps, x = cut(kept, np.array([2]), np.array([7]), (np.zeros((4, 1)), np.ones(1)))
    assert (steps.tolist(), x.ravel().tolist()) == ([0, 4, 7], [0, 0, 1])


def test_what_a_run_says_of_itself_does_not_grow_with_its_replicas():
    """One point that all share, or where the points are; replicas that follow one another by their ends."""
    apart = np.random.default_rng(0).normal(size=(1000, 2))
    for start, said in ((apart, "x[0]"), ((1.0, 2.0), [1.0, 2.0])):
        run = tm.simulate(BOWL, "sgd", start=start, steps=2, replicas=1000, device="reference")
        assert run.about["start"] == said
        assert [group["replicas"] for group in run.about["groups"]] == [[[0, 1000]]]
    two = tm.simulate(BOWL, "sgd", steps=2, replicas=1000, parameters={"step_size": [0.1] * 400 + [0.2] * 600}, device="reference")
    assert [group["replicas"] for group in two.about["groups"]] == [[[0, 400]], [[400, 1000]]]
    with pytest.raises(tm.InvalidArgument, match="start"):
        tm.simulate(BOWL, "sgd", start="x[0]", replicas=1000)


# Ctrl-C. Each of these would take minutes or hours; it is stopped while it works off a counted call.

HOURS = {
    "lanes": lambda: tm.simulate("muller_brown", "entropy_sgd", evaluations=10**7, replicas=5000, record_every=1000,
                                 parameters={"inner_steps": 200}),
    "two groups": lambda: tm.simulate("dimple", "sgd", steps=10**7, replicas=6400, record_every=10**6,
                                      parameters={"step_size": [0.01, 0.02] * 3200}),
    "the definition": lambda: tm.simulate("dimple", "sam", steps=10**6, replicas=5, record_every=1000, device="reference"),
    "networks": lambda: tm.train("mlp", "entropy_sgd", DATA, evaluations=10**6, replicas=3, record_every=50, batch_size=10,
                                 parameters={"inner_steps": 50}),
    "one network": lambda: tm.train("softmax_regression", "sgd", DATA, evaluations=10**7, record_every=10**4),
}


TRAIN = importlib.import_module("toy_models.train")
# Called as work goes on, in so many steps a call or so many calls a step; and the call in which the run is stopped.
WORKING = ((lanes, "_spread"), 4), ((LandscapeObjective, "gradient"), 200), ((NetworkObjective, "gradient"), 200)


def stopped(work, monkeypatch):
    """(what was raised, seconds from the signal to it). Another thread sends it, so it meets the work wherever that is."""
    sent = []

    def stop():
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    stopper = threading.Thread(target=stop)

    def watched(function, last):
        calls = itertools.count(1)  # networks are worked off on several threads

        def begun(*arguments, **more):
            if next(calls) == last:
                stopper.start()
            return function(*arguments, **more)

        return begun

    with monkeypatch.context() as patch:
        for (module, name), last in WORKING:
            patch.setattr(module, name, watched(getattr(module, name), last))
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background has none
        with pytest.raises(KeyboardInterrupt) as caught:
            work()
    ended = time.perf_counter()
    stopper.join()
    signal.signal(signal.SIGINT, before)
    return caught.value, ended - sent[0]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "cores"), [*((name, None) for name in HOURS), ("lanes", 1), ("networks", 1)])
def test_ctrl_c_stops_a_run_and_keeps_what_was_computed(name, cores, monkeypatch):
    """What is kept is the beginning of the run; the rest of it would take minutes, so ten seconds prove that it was stopped."""
    for module in (lanes, TRAIN) if cores else ():
        monkeypatch.setattr(module, "cores", lambda: cores)
    caught, seconds = stopped(HOURS[name], monkeypatch)
    assert seconds < 10
    assert isinstance(caught, Interrupted)
    t = caught.trajectory
    done = int(t.steps[-1])
    assert 0 < done < t.about["steps"]
    assert str(caught).startswith(f"stopped after {done:,} of {t.about['steps']:,} steps")
    assert max(group["steps"] for group in t.about["done"]) == done
    for group in t.about["done"]:
        rows = rows_of(group["replicas"])
        assert np.isfinite(t.x[-1, rows]).all()
        assert np.isfinite(t.x[t.steps <= group["steps"]][:, rows]).all()
        assert np.isnan(t.x[:-1][t.steps[:-1] > group["steps"]][:, rows]).all()
    frame = t.to_dataframe()
    assert len(frame) == len(t.steps) * t.x.shape[1]
    most = max(t.about["done"], key=lambda group: group["steps"])  # another may not have begun
    rows = rows_of(most["replicas"])
    assert np.array_equal(beginning(t, int(most["steps"]), rows), t.x[-1][rows])


def beginning(t, steps, rows):
    """Where the run stands after so many steps, computed again; only what is quick to compute."""
    about = t.about
    group = next(one for one in about["groups"] if set(rows) <= set(rows_of(one["replicas"])))
    first = group["segments"][0][1]
    if "network" in about:
        return tm.train(about["network"], about["dynamics"], DATA, steps=steps, replicas=t.x.shape[1], record_every=steps,
                        batch_size=about["batch_size"], parameters=first).x[-1][rows]
    count = len(rows) if len(about["groups"]) == 1 else t.x.shape[1]
    return tm.simulate(about["landscape"], about["dynamics"], steps=steps, replicas=count, parameters=first, record_every=steps,
                       device=about["device"]).x[-1][rows]


def test_a_run_that_has_not_begun_is_stopped_plainly(monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(lanes, "run", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        tm.simulate(BOWL, "sgd", steps=5)
    assert not isinstance(caught.value, Interrupted)


def test_work_goes_on_after_a_stop(monkeypatch):
    """The threads that were stopped are there again."""
    monkeypatch.setattr(lanes, "LEAST_WORK", 1)
    plain = tm.simulate("dimple", "langevin", steps=20, replicas=600).x
    stopped(HOURS["two groups"], monkeypatch)
    assert np.array_equal(tm.simulate("dimple", "langevin", steps=20, replicas=600).x, plain)


# A child.

def _child(pipe, work):
    pipe.send_bytes(WORK[work]().tobytes())


WORK = {
    "simulate": lambda: tm.simulate("dimple", "langevin", steps=500, replicas=2000, record_every=500).x,
    "train": lambda: tm.train("softmax_regression", "sgd", DATA, steps=5, replicas=3).x,
    "train on tensors": lambda: tm.train("mlp", "sgd", DATA, steps=5, replicas=3, device="torch").x,
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("work", WORK)
def test_a_forked_child_runs_what_its_parent_has_run(work):
    """The parent's threads are not in the child."""
    expected = WORK[work]()
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_child, args=(there, work))
    child.start()
    try:
        assert here.poll(60), "the child hangs"
        found = np.frombuffer(here.recv_bytes(), expected.dtype).reshape(expected.shape)
        assert np.abs(found - expected).max() <= (1e-6 if work == "train on tensors" else 0), "sums on one thread or on several"
    finally:
        child.kill()
        child.join()
