"""Runs side by side are read as each alone is, to the bit; and nobody waits for one that is given up."""

import threading
import time

import numpy as np
import pytest

import toy_models as tm
from toy_models import readings, side_by_side
from toy_models.sweep_plan import plan

READ = [readings.energy, readings.share, readings.sharpness, readings.distance, readings.escape_time, readings.ever]
ALONG, UP = ("temperature", (0.05, 0.2, 1.0)), ("step_size", (0.005, 0.01, 0.02, 0.05))


def made(**change):
    given = {"readings": READ, "replicas": 13, "steps": 40, "record_every": 7, "seeds": 2} | change
    return plan("two_gaussians", given.pop("method", "langevin"), ALONG, UP, **given)


def wanted(job):
    return [((row, column), run) for row in range(len(UP[1])) for column in range(len(ALONG[1])) for run in range(job.seeds)]


@pytest.fixture(params=[1, 3], ids="{} cores".format)
def cores(request, monkeypatch):
    monkeypatch.setattr(side_by_side, "cores", lambda: request.param)


def among(run):
    """A reading that looks at all replicas of a run: it may not be asked for several runs at once."""
    return np.linalg.norm(run.x[-1] - run.x[-1].mean(axis=0), axis=-1)


@pytest.mark.parametrize("at_once", [1, 5, 64])
def test_each_run_is_read_as_if_alone_and_in_order(cores, at_once, monkeypatch):
    monkeypatch.setattr(side_by_side, "AT_ONCE", at_once)
    job = made(readings=[*READ, among])
    got = list(side_by_side.read(job, wanted(job)))
    assert [pair for pairs, _, _ in got for pair in pairs] == wanted(job)
    values = [said for _, values, _ in got for said in values]
    np.testing.assert_array_equal(values, [job.read(*pair) for pair in wanted(job)])
    assert sum(spent for _, _, spent in got) > 0


def test_runs_with_clocks_of_their_own_are_read_one_by_one(cores):
    job = plan("dimple", "entropy_sgd", ("inner_steps", (2, 3, 5)), ("temperature", (0.1, 1.0)), READ, 5, evaluations=60)
    pairs = [((row, column), 0) for row in range(2) for column in range(3)]
    values = [said for _, values, _ in side_by_side.read(job, pairs) for said in values]
    np.testing.assert_array_equal(values, [job.read(*pair) for pair in pairs])


def test_what_is_no_number_for_each_replica_is_refused(cores):
    job = made(readings=[readings.by_replica(lambda run: run.x[-1])])
    with pytest.raises(tm.InvalidArgument, match="readings"):
        list(side_by_side.read(job, wanted(job)))


LONG = {"record_every": 10_000_000, "steps": 10_000_000}


@pytest.mark.parametrize("job", [
    made(replicas=64, **LONG), made(replicas=1, method="entropy_sgd", **LONG),
    made(replicas=1_000_000, seeds=1, steps=1000, record_every=1000),
    plan("mlp", "sgd", ("step_size", (0.05, 0.1)), ("momentum", (0.0, 0.5)), [readings.test_accuracy], data=tm.data.mnist(500, 500),
         evaluations=1_000_000),
], ids=lambda job: f"{job.method.key} on {job.world.key}, {job.replicas:,} replicas")
def test_a_long_run_is_given_up_at_once_and_no_thread_goes_on_with_it(job, cores):
    """Minutes of work, begun and given up: in less than a fifth of a second where nothing else runs."""
    told, at, running = threading.Event(), [], lambda: {t for t in threading.enumerate() if t.name.startswith("replica")}
    threading.Timer(1.0, lambda: (at.append(time.monotonic()), told.set())).start()
    assert list(side_by_side.read(job, [((0, 0), 0), ((1, 1), 0)], told.is_set)) == []
    took = time.monotonic() - at[0]
    time.sleep(0.3)  # of the runs that are under way
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15, "a thread goes on"
    assert not running()
    assert took < 2, "a fifth of a second on a quiet machine; others test beside this one"
