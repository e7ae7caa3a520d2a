"""What the page is told is what `tm.simulate` and `tm.crowd` say by hand; it is given up, and kept to its time."""

import gzip

import numpy as np
import pytest

import toy_models as tm
import widgets
from toy_models.network_objective import GivenUp
from widgets import crowd as module
from widgets.crowd import Crowd, counted, read_walkers
from widgets.landscape_side import LandscapeSide
from widgets.schedule import Schedule

SIDE = LandscapeSide(600, 8)


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)


def asked(landscape="double_well", method="langevin", walkers=2000, **more):
    session = widgets.Session(landscape, methods=(method,), **more)
    told, packed = counted(SIDE, session.want, Schedule(session.want.values, 600).after(session.want), walkers)
    counts = np.frombuffer(gzip.decompress(packed), "<u4").reshape(told["frames"], *told["shape"])
    return told, counts, session


def test_counts_are_those_of_a_run_in_python_and_nobody_is_missing():
    told, counts, session = asked(values={"temperature": 0.5})
    run = tm.simulate("double_well", "langevin", evaluations=600, replicas=2000, record_every=60,
                      parameters={"temperature": 0.5, "step_size": session.values["step_size"]})
    landscape = tm.landscapes.get("double_well")
    assert np.array_equal(counts, tm.crowd.density(run.x, *tm.crowd.edges(landscape)))
    assert (counts.sum(axis=(1, 2)) + told["away"] == 2000).all()
    share, error = tm.crowd.shares(landscape, run.x)
    assert np.allclose(told["shares"], share, atol=1e-6)
    assert np.allclose(told["errors"], error, atol=1e-6)
    assert told["virial"][-1] == tm.crowd.temperatures(landscape, run.x[-1])["virial"]
    assert told["law"] == tm.gibbs.shares(landscape, 0.5).round(6).tolist()
    assert (told["temperature"], told["changed"][0], told["virial"][0][1]) == (0.5, None, 0)
    halves = [tm.crowd.coarse(tm.crowd.density(x, *tm.crowd.edges(landscape))) for x in (run.x[5, :1000], run.x[10, 1000:])]
    assert told["changed"][10] == tm.crowd.changed(*halves)


@pytest.mark.parametrize("method", tm.dynamics.names())
def test_every_method_is_counted(method):
    told, counts, _ = asked("two_gaussians", method, 256)
    assert (counts.sum(axis=(1, 2)) + told["away"] == 256).all()
    assert told["frames"] == 11
    run_alone = told["independent"] == 256
    assert run_alone == (tm.dynamics.get(method).text.group is None)
    assert run_alone or set(told["changed"]) == {None}
    assert (told["law"] is not None) == (method == "langevin")


def test_a_field_has_a_law_at_t_1_alone_and_no_temperature():
    known = [f.key for f in map(tm.landscapes.get, tm.landscapes.names()) if not f.conservative and f.stationary]
    one, _, _ = asked(known[0], values={"temperature": 1.0})
    other, _, _ = asked(known[0], values={"temperature": 0.5})
    assert set(one["virial"]) == {None}
    assert (one["law"] is None, other["law"] is None) == (not tm.landscapes.get(known[0]).confining, True)


def test_noise_on_the_slope_leaves_no_law_and_who_diverges_is_counted_as_gone():
    assert asked(gradient_noise=0.5)[0]["law"] is None
    told, counts, _ = asked("two_gaussians", "sgd", 300, values={"step_size": 1.0}, gradient_noise=5.0)
    lost = np.array(told["lost"])
    assert (np.diff(lost) >= 0).all()
    assert (lost <= told["away"]).all()
    assert (counts.sum(axis=(1, 2)) + told["away"] == 300).all()
    run = tm.simulate("two_gaussians", "sgd", evaluations=600, replicas=300, record_every=60, parameters={"step_size": 1.0},
                      gradient_noise=5.0)
    assert lost[-1] == (run.left >= 0).sum()


def made(walkers=500):
    crowd, session = Crowd(SIDE), widgets.Session("double_well", methods=("langevin",))
    crowd.want(session.want, session.schedule)
    crowd.ask(walkers)
    return crowd, session


def test_it_is_given_up_for_a_newer_wish_and_run_when_there_is_none():
    crowd, session = made()
    assert crowd.has_work()
    assert crowd.slice(lambda: True) is False
    assert crowd.told == ({}, b"")
    assert crowd.has_work()
    assert crowd.slice(bool) is True
    assert (crowd.told[0]["seq"], crowd.told[0]["walkers"]) == (session.want.seq, 500)
    assert not crowd.has_work()
    crowd.ask(None)
    assert not crowd.has_work()


def test_of_many_sessions_one_runs_a_crowd():
    first, other = made()[0], made()[0]
    assert first.has_work()
    assert not other.has_work()
    first.slice(bool)
    assert other.has_work()
    other.rest()


def test_one_that_takes_too_long_or_fails_says_so_and_is_not_tried_again(monkeypatch):
    crowd, _ = made()
    monkeypatch.setattr(module, "MOST", -1.0)
    assert crowd.slice(bool)
    assert "ask for fewer" in crowd.told[0]["none"]
    assert not crowd.has_work()

    def fails(*_):
        raise RuntimeError("secret")

    crowd, _ = made()
    monkeypatch.setattr(module, "counted", fails)
    assert crowd.slice(bool)
    assert crowd.told[0]["none"] == "a fault in the run"
    assert not crowd.has_work()
    monkeypatch.setattr(module, "counted", lambda *_: (_ for _ in ()).throw(GivenUp))
    crowd.ask(400)
    assert not crowd.slice(bool)


def test_a_message_is_read_strictly():
    assert read_walkers({"type": "walkers", "walkers": 65536}) == 65536
    assert read_walkers({"type": "walkers", "walkers": None}) is None
    for wrong in (0, 65537, 2.5, "9", True, [3], float("nan"), 1e300):
        with pytest.raises(tm.InvalidArgument, match="walkers"):
            read_walkers({"type": "walkers", "walkers": wrong})
    with pytest.raises(tm.InvalidArgument, match="walkers"):
        read_walkers({"type": "walkers", "walkers": 5, "every": 1})
