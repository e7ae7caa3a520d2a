"""What the page is told is what the measure says by hand; it is given up, kept to its time, and one session's at a time."""

import numpy as np
import pytest

import toy_models as tm
import widgets
from tests.dense import IMAGES, SMALL, weights
from widgets import measuring as module
from widgets import protocol
from widgets.landscape_side import LandscapeSide
from widgets.measuring import Measuring, menu
from widgets.network_side import Weights

METHOD = "langevin"
SIDE = LandscapeSide(600, 8)


class Networks:
    """A network's side whose runs have come as far as `computed`."""

    network, computed = SMALL[0], 600

    def weights(self, key, clock):
        start, now = weights(self.network, 2)
        return Weights(50 * (clock // 50), start, now, IMAGES) if clock <= self.computed else None


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)


def asked(key, **content):
    return protocol.read_measure({"type": "measure", "measure": key, "clock": 400, **content})


def measuring(landscape="dimple", **content):
    made, session = Measuring(SIDE, Networks), widgets.Session(landscape, methods=(METHOD,))
    made.want(session.want, session.schedule)
    if content:
        made.ask(asked(**content))
    return made, session


def finished(made):
    while made.has_work():
        made.slice(bool)
    return {answer["world"]: answer for answer in made.told["answers"]}


@pytest.mark.parametrize("key", tm.measures.names())
def test_its_number_is_the_measures_own(key):
    made, session = measuring(key=key, network=True, lead=3)
    found, measure = finished(made), tm.measures.get(key)
    assert set(found) == set(measure.WORLDS)
    if "landscape" in found:
        run = SIDE.trajectory(session.want, session.schedule)
        frame = run.x[np.flatnonzero(run.gradient_evaluations <= 400)[-1]]
        rows = {"measure": (frame[3:4],), "between": (frame[3:4], run.x[0, 3:4]), "among": (frame,)}[measure.form]
        assert same(found["landscape"], measure(tm.landscapes.get("dimple"), *rows))
        assert found["landscape"]["clock"] == 390
    if "network" in found:
        start, now = weights(SMALL[0], 2)
        rows = (now[None],) if measure.form == "measure" else (now[None], start[None])
        assert same(found["network"], measure(SMALL[0], *rows, IMAGES))


def same(answer, found):
    value, error = float(np.ravel(found.value)[0]), float(np.ravel(found.error)[0])
    if not np.isfinite(value):
        return "none" in answer
    return (answer["value"], answer["error"], answer["kind"]) == (value, error, found.kind)


def test_its_parameters_are_those_that_were_asked_for():
    made, session = measuring(key="smoothing_rise", numbers={"width": 0.2, "pairs": 9})
    run = SIDE.trajectory(session.want, session.schedule)
    x = run.x[np.flatnonzero(run.gradient_evaluations <= 400)[-1], :1]
    by_hand = tm.measures.smoothing_rise(tm.landscapes.get("dimple"), x, width=0.2, pairs=9)
    assert finished(made)["landscape"]["value"] == by_hand.value[0]
    assert made.told["numbers"] == {"width": 0.2, "pairs": 9}


def test_nothing_is_measured_until_it_is_asked_for_nor_once_it_no_longer_is(monkeypatch):
    monkeypatch.setattr(SIDE, "trajectory", lambda *_: 1 / 0)
    made, _ = measuring()
    assert not made.has_work()
    made.ask(asked("trace"))
    assert made.has_work()
    made.ask(None)
    assert not made.has_work()
    assert not made.slice(bool)
    assert made.told == {}


def test_the_network_is_left_alone_unless_it_is_asked_for_and_waited_for_until_it_is_there(monkeypatch):
    made, _ = measuring(key="trace")
    assert set(finished(made)) == {"landscape"}
    monkeypatch.setattr(Networks, "computed", 399)
    made.ask(asked("trace", network=True))
    assert set(finished(made)) == {"landscape"}
    monkeypatch.setattr(Networks, "computed", 400)
    assert set(finished(made)) == {"landscape", "network"}


def test_a_newer_wish_ends_it_and_it_is_taken_again():
    made, session = measuring(key="trace")
    assert not made.slice(lambda: True)
    assert made.told == {}
    before = finished(made)["landscape"]["value"]
    other = session.want.with_(seq=7, seed=1)
    made.want(other, session.schedule)
    assert made.told["seq"] == 0
    assert finished(made)["landscape"]["value"] != before
    assert made.told["seq"] == 7


def test_another_measure_ends_one_that_is_under_way():
    made, _ = measuring(key="trace")
    assert not made.slice(lambda: made.ask(asked("top_eigenvalue")))
    assert made.told == {}
    assert finished(made)["landscape"]["value"]
    assert made.told["measure"] == "top_eigenvalue"


def test_what_takes_too_long_is_said_to(monkeypatch):
    monkeypatch.setattr(module, "MOST", -1.0)
    made, _ = measuring(key="trace")
    assert "not found within" in finished(made)["landscape"]["none"]


def test_a_field_has_no_energy_to_measure_and_the_page_is_told():
    made, _ = measuring(next(key for key in tm.landscapes.names() if not tm.landscapes.get(key).conservative), key="trace")
    assert "is not allowed" in finished(made)["landscape"]["none"]


def test_a_fault_is_raised_once(monkeypatch):
    made, _ = measuring(key="trace")
    monkeypatch.setattr(SIDE, "trajectory", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        made.slice(bool)
    assert not made.has_work()


def test_of_many_sessions_one_measures_a_network():
    first, second = (measuring(key="cka", network=True)[0] for _ in range(2))
    assert [first.has_work(), second.has_work()] == [True, False]
    finished(first)
    assert second.has_work()
    second.rest()
    assert first._turn.take()


def test_a_lost_point_has_no_number(monkeypatch):
    monkeypatch.setattr(Networks, "weights", lambda *_: Weights(0, weights(SMALL[0], 1)[0], np.full(SMALL[0].size, np.nan), IMAGES))
    made, _ = measuring(key="margin", network=True)
    assert finished(made)["network"]["none"] == "the point is not finite"


def test_the_menu_is_the_folder():
    names = tm.measures.names()
    assert [entry["key"] for entry in menu(True)] == names
    assert [entry["key"] for entry in menu(False)] == [key for key in names if "landscape" in tm.measures.get(key).WORLDS]
    for entry in menu(True):
        assert entry["look"]
        assert [one["name"] for one in entry["numbers"]] == [p.name for p in tm.measures.get(entry["key"]).PARAMETERS]
