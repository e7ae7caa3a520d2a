"""Training: the same bits however it is spread, the same weights on every runner, and a record that can be kept."""

import importlib
import threading

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from toy_models.network_run import NetworkRun

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported and warmed up

NET, DATA = tm.networks.get("softmax_regression"), tm.data.mnist(400, 150)
METHODS = tm.dynamics.that_run_on("rows")
MODULE = importlib.import_module("toy_models.train")
HUGE = "x" * 10**7


def train(method="sgd", net=NET, **options):
    return tm.train(net, method, **{"data": DATA, "steps": 12, "seed": 2, **options})


def together(method):
    """How many replicas of a method meet."""
    return tm.dynamics.get(method).group(tm.dynamics.get(method).defaults())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_bits_do_not_depend_on_threads_or_on_who_else_is_there(method, threads, monkeypatch):
    size = together(method)
    expected = train(method, replicas=5 * size)
    monkeypatch.setattr(MODULE, "cores", lambda: threads)
    for replicas in (size, 3 * size, 5 * size):
        found = train(method, replicas=replicas)
        assert (found.x == expected.x[:, :replicas]).all()
        assert (found.test_loss == expected.test_loss[:, :replicas]).all()


def test_replicas_run_on_as_many_threads_as_there_are_cores(monkeypatch):
    monkeypatch.setattr(MODULE, "cores", lambda: 3)
    seen, meeting = set(), threading.Barrier(3, timeout=30)
    fast_walk = MODULE.fast_walk

    def watched(*arguments):
        meeting.wait()  # only three threads at once get past this
        seen.add(threading.get_ident())
        return fast_walk(*arguments)

    monkeypatch.setattr(MODULE, "fast_walk", watched)
    train(replicas=6)
    assert len(seen) == 3


@pytest.mark.parametrize("method", METHODS)
def test_a_training_is_a_network_run(method):
    t = train(method, replicas=2 * together(method))
    one = NetworkRun(NET, method, DATA, seed=2, replica=1, evaluations=10**6)
    one.advance(int(t.gradient_evaluations[-1]))
    assert (one.weights == t.x[-1, 1]).all()


@pytest.mark.parametrize("method", METHODS)
def test_torch_rows_are_the_same_run(method):
    """Both float32, sums in another order: after 12 steps of size 0.1, weights near 1 agree to 1e-5."""
    fast, rows = train(method, replicas=3), train(method, replicas=3, device="torch")
    assert np.abs(fast.x - rows.x).max() < 1e-5
    assert np.abs(fast.x[-1] - fast.x[0]).max() > 1e-2
    assert (fast.gradient_evaluations == rows.gradient_evaluations).all()


@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_each_replica_may_have_its_own_numbers(device):
    """Also where they differ in how often they ask, if steps are given."""
    temperature, loops = [0.0, 1e-5, 1e-4], [3, 4, 3]
    t = train("entropy_sgd", replicas=3, steps=6, device=device,
              parameters={"temperature": temperature, "inner_steps": loops, "scope_growth": 0.1})
    for replica in range(3):
        alone = train("entropy_sgd", replicas=3, steps=6, device=device,
                      parameters={"temperature": temperature[replica], "inner_steps": loops[replica], "scope_growth": 0.1})
        assert np.abs(t.x[:, replica] - alone.x[:, replica]).max() < (1e-6 if device == "torch" else 1e-30)


@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_a_schedule_acts_at_its_clock(device):
    t = train("sam", steps=10, schedule=[(7, {"step_size": 0.5})], device=device)
    one = NetworkRun(NET, "sam", DATA, seed=2)
    one.branch(7, {"step_size": 0.5})
    one.advance(20)
    assert np.abs(one.weights - t.x[-1, 0]).max() < 1e-5
    assert np.abs(train("sam", steps=10).x[-1] - t.x[-1]).max() > 1e-2


def test_frames_are_the_start_every_so_manieth_and_the_last():
    t = train("sam", steps=25, record_every=10)
    assert t.steps.tolist() == [0, 10, 20, 25]
    assert t.gradient_evaluations.tolist() == [0, 20, 40, 50]
    assert t.x.shape == (4, 1, NET.size)
    assert t.x.dtype == np.float32
    assert t.train_loss.shape == t.test_loss.shape == t.test_accuracy.shape == (4, 1)
    assert len(train(steps=1000).steps) == 51
    assert train("entropy_sgd", steps=None, evaluations=59).gradient_evaluations.tolist() == [0, 20, 40]


def test_numbers_are_judged_on_the_kept_weights():
    t = train(replicas=2)
    for frame in (0, -1):
        for replica in range(2):
            x = t.x[frame, replica]
            assert t.train_loss[frame, replica] == NET.judge(DATA.train).loss(x)[0]
            assert (t.test_loss[frame, replica], t.test_accuracy[frame, replica]) == NET.judge(DATA.test).loss(x)


@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_a_replica_that_diverges_keeps_its_last_weights_and_the_others_go_on(device):
    t = train("entropy_sgd", replicas=2, steps=8, device=device,
              parameters={"scope": [100.0, 1.0], "inner_step_size": [1.0, 0.1]})
    assert t.diverged_at is not None
    assert (t.x[t.diverged_at :, 0] == t.x[t.diverged_at, 0]).all()
    assert np.isfinite(t.x).all()
    assert np.abs(t.x[-1, 1] - t.x[-2, 1]).max() > 0
    assert train("entropy_sgd", steps=3, device=device).diverged_at is None


def test_a_training_says_enough_about_itself_to_be_made_again():
    loaded = t = train("langevin", replicas=2)
    segments = loaded.about["groups"][0]["segments"]
    again = tm.train(loaded.about["network"], loaded.about["dynamics"], DATA, steps=loaded.about["steps"], replicas=2,
                     batch_size=loaded.about["batch_size"], seed=loaded.about["seed"], parameters=segments[0][1])
    assert (again.x == t.x).all()


def test_the_dataframe_has_a_row_for_each_frame_and_replica():
    t = train("sam", replicas=2, steps=4)
    frame = t.to_dataframe()
    assert list(frame.columns) == ["method", "network", "step", "gradient_evaluations", "replica", "train_loss", "test_loss",
                                   "test_accuracy"]
    assert len(frame) == 5 * 2
    row = frame[(frame.step == 3) & (frame.replica == 1)].iloc[0]
    assert (row.gradient_evaluations, row.test_loss) == (6, t.test_loss[3, 1])
    assert (row.method, row.network) == ("sam", "softmax_regression")


@pytest.mark.parametrize(("name", "value", "argument"), [
    ("net", "nothing", "network"), ("method", HUGE, "dynamics"), ("data", "mnist", "data"), ("steps", 0, "steps"),
    ("steps", float("nan"), "steps"), ("evaluations", 0, "evaluations"), ("evaluations", 100, "evaluations"),
    ("replicas", 0, "replicas"),
    ("replicas", 10**9, "replicas"), ("replicas", "two", "replicas"), ("batch_size", 0, "batch_size"),
    ("batch_size", True, "batch_size"),
    ("seed", 2**32, "seed"), ("seed", 1e300, "seed"), ("record_every", 0, "record_every"), ("record_every", -1.5, "record_every"),
    ("device", "tpu", "device"), ("device", None, "device"), ("device", HUGE, "device"), ("device", ["cpu"], "device"),
    ("parameters", {"step_size": float("nan")}, "step_size"), ("parameters", {"step_size": [0.1, 0.2]}, "step_size"),
    ("parameters", {"pace": 1.0}, "parameters"), ("parameters", "no preset", "parameters"),
    ("schedule", [(5, {"pace": 1})], "parameters"),
    ("schedule", "soon", "schedule"), ("schedule", [(9, {}), (5, {})], "schedule")])
def test_what_cannot_be_is_refused_by_name(name, value, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} = ") as caught:
        tm.train(**{"net": NET, "method": "sgd", "data": DATA, "steps": 5, name: value})
    assert len(str(caught.value)) - len(caught.value.allowed) < 200


def test_a_training_that_would_not_fit_in_memory_is_refused():
    with pytest.raises(InvalidArgument, match="record_every"):
        train(replicas=4096, steps=1000, record_every=1)
