"""The same numbers on any number of workers, and nothing of a sweep that was ended is lost."""

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import toy_models as tm
from toy_models import readings, side_by_side
from toy_models.sweep_plan import Plan

module = importlib.import_module("toy_models.sweep")
X, Y = ("temperature", np.geomspace(0.05, 2.0, 5)), ("step_size", (0.005, 0.01, 0.02))
SETTINGS = {"readings": [readings.energy, readings.share], "replicas": 8, "steps": 30, "seeds": 2, "seed": 4}


def swept(**more):
    return tm.sweep("dimple", "langevin", X, Y, **SETTINGS | more)


def assert_the_same(one, other):
    for name in ("first", "second", "done"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


def test_a_cell_is_the_run_that_its_seed_says():
    result = swept()
    assert result.shape == (3, 5)
    assert result.done.all()
    seed = int(np.random.SeedSequence((4, (2 * 5 + 3) * 2 + 1)).generate_state(1)[0])
    run = tm.simulate("dimple", "langevin", steps=30, replicas=8, seed=seed,
                      parameters={"temperature": X[1][3], "step_size": Y[1][2]})
    assert result.first[2, 3, 1, 0] == run.energy[-1].mean()
    assert result.first[2, 3, 1, 1] == readings.share(run).mean()


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("spawn"))])
def test_workers_change_nothing(kind, monkeypatch):
    monkeypatch.setattr(module, "FIRST_BLOCK", 4)
    monkeypatch.setattr(module, "BLOCK", 3)
    alone = swept()
    with kind(2) as executor:
        assert_the_same(alone, swept(executor=executor, workers=2))


@pytest.mark.slow
def test_a_cluster_changes_nothing(monkeypatch):
    import distributed
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, \
            distributed.Client(cluster) as client:
        assert_the_same(swept(), swept(executor=client.get_executor(), workers=2))


def test_it_goes_on_where_it_was_cancelled(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FIRST_BLOCK", 4)
    monkeypatch.setattr(module, "BLOCK", 3)
    seen = []
    part = swept(folder=tmp_path, progress=lambda now: seen.append(int(now.done.sum())), cancelled=lambda: len(seen) == 2)
    assert seen == [4, 7]
    assert part.done.sum() == 7
    ran = []
    plain = Plan.run
    monkeypatch.setattr(Plan, "run", lambda job, cell, run: ran.append(cell) or plain(job, cell, run))
    assert_the_same(swept(), swept(folder=tmp_path))
    assert len(ran) == (15 + 15 - 7) * 2


def test_small_runs_go_side_by_side_and_wake_no_other_thread(monkeypatch):
    """A run on each core; a run that fills all cores goes alone, and both to the same numbers."""
    used, plain = set(), side_by_side.lanes._spread

    def seen(*work):
        used.add(threading.current_thread().name.split("_")[0])
        plain(*work)

    monkeypatch.setattr(side_by_side.lanes, "_spread", seen)
    monkeypatch.setattr(side_by_side, "cores", lambda: 3)
    beside = swept()
    assert used == {"sweep"}
    used.clear()
    monkeypatch.setattr(side_by_side, "NARROW", 7)
    assert_the_same(beside, swept())
    assert used == {"MainThread"}


def test_another_sweep_does_not_take_its_blocks(tmp_path):
    swept(folder=tmp_path)
    with pytest.raises(tm.InvalidArgument, match="folder"):
        swept(folder=tmp_path, steps=31)
    with pytest.raises(tm.InvalidArgument, match="folder"):
        swept(folder=tmp_path, start=(0.5, 0.0))


@pytest.mark.slow
def test_a_killed_sweep_loses_no_finished_block(tmp_path):
    program = textwrap.dedent(f"""
        import importlib, sys, numpy as np, toy_models as tm
        from toy_models import readings, side_by_side
        module = importlib.import_module("toy_models.sweep")
        module.FIRST_BLOCK, module.BLOCK = 4, 3
        tm.sweep("dimple", "langevin", ("temperature", np.geomspace(0.05, 2.0, 5)), ("step_size", (0.005, 0.01, 0.02)),
                 [readings.energy, readings.share], replicas=8, steps=30, seeds=2, seed=4, folder={str(tmp_path)!r},
                 progress=lambda now: print(int(now.done.sum()), flush=True) or sys.stdin.readline())
    """)
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "4\n"
    child.stdin.write("\n")
    child.stdin.flush()
    assert child.stdout.readline() == "7\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait(timeout=30)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000000.npy", "000001.npy", "sweep.json"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FIRST_BLOCK", 4)
        patch.setattr(module, "BLOCK", 3)
        assert_the_same(swept(), swept(folder=tmp_path))


def test_networks_are_swept_by_the_same_words():
    data = tm.data.mnist(1000, 500)
    result = tm.sweep("linear" if "linear" in tm.networks.names() else tm.networks.names()[0], "sgd", ("step_size", (0.05, 0.2)),
                      ("momentum", (0.0, 0.5)), [readings.test_accuracy], data=data, steps=20, replicas=2)
    assert result.done.all()
    assert (result.mean("test_accuracy") > 0.1).all()
    assert (result.standard_error("test_accuracy") >= 0).all()


def test_readings_of_ones_own_are_called_by_their_names():
    result = swept(readings={"height": lambda run: run.energy[-1], "steps": lambda run: np.full(8, run.steps[-1])})
    np.testing.assert_array_equal(result.mean("height"), swept().mean("energy"))
    assert (result.mean("steps") == 30).all()
    assert (result.standard_error("steps") == 0).all()


@pytest.mark.parametrize(("change", "named"), [
    ({"world": "nowhere"}, "world"), ({"readings": []}, "readings"), ({"readings": ["energy"]}, "readings"),
    ({"seeds": 0}, "seeds"),
    ({"seed": -1}, "seed"), ({"replicas": 0}, "replicas"), ({"executor": 3}, "executor"), ({"workers": 0}, "workers"),
    ({"schedule": []}, "settings"), ({"y": ("temperature", (1.0,))}, "y"), ({"steps": 0}, "steps"),
    ({"readings": [lambda run: np.zeros(3)]}, "readings"), ({"parameters": {"radus": 1}}, "parameters"),
])
def test_what_cannot_be_swept_is_refused_by_name(change, named):
    arguments = {"world": "dimple", "method": "langevin", "x": X, "y": Y, **SETTINGS} | change
    with pytest.raises(tm.InvalidArgument, match=named):
        tm.sweep(**arguments)


HOSTILE = st.one_of(st.floats(), st.integers(-10, 10**30), st.booleans(), st.none(), st.text(max_size=3), st.just([1.0]))
VALUES = st.one_of(st.lists(st.one_of(st.floats(1e-6, 10.0), HOSTILE), max_size=3), HOSTILE,
                   st.lists(st.floats(1e-5, 5.0), min_size=1, max_size=3, unique=True).map(sorted))
NAMES = st.one_of(st.sampled_from(["temperature", "step_size", "radius"]), st.text(max_size=4), st.none())


@settings(max_examples=80, deadline=None, derandomize=True)
@example(("temperature", [0.1, 1.0]), 257, 7)
@example(("temperature", [5.0]), 1, 1)
@given(st.tuples(NAMES, VALUES), st.sampled_from([1, 3, 17, 65, 257, 0, -1, 1.5, 10**9]), st.sampled_from([1, 2, 7, 0, 10**12]))
def test_whatever_is_asked_is_run_or_refused_by_name(x, replicas, steps):
    """One replica, odd counts, numbers that overflow: every cell is the run alone, to the bit, or nothing is begun."""
    asked = {"world": "dimple", "method": "langevin", "x": x, "y": ("step_size", (1e-4, 0.9)), "replicas": replicas, "steps": steps}
    try:
        found = tm.sweep(readings=[readings.distance, readings.energy], **asked)
    except tm.InvalidArgument as refused:
        assert refused.argument in ("x", "y", "replicas", "steps", "temperature", "step_size")
        return
    assert found.done.all()
    seed = int(np.random.SeedSequence((0, found.done.size - 1)).generate_state(1)[0])
    run = tm.simulate("dimple", "langevin", steps=steps, replicas=replicas, seed=seed,
                      parameters={"temperature": x[1][-1], "step_size": 0.9})
    assert found.mean("energy")[-1, -1] == run.energy[-1].mean()
