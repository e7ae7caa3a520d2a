"""What is taken away: a table that no spreadsheet runs, and Python that stands alone and makes the same numbers."""

import copy
import csv
import gzip
import io
import threading

import numpy as np
import pytest

import toy_models as tm
import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets import landscape_side, taken
from widgets.take_messages import Take, read_take
from widgets.taking import WAITING

STEP = "return State(x=state.x - 0.02 * p.push * objective.gradient(state.x, objective.minibatch()))"
NAMES = ["two_gaussians", "example_19", "uneven_noise"]


def again(session, picture, clock=600, y=0.2):
    found = session.taken(Take(1, picture, "csv", clock, y))
    remade(found)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_walkers_of_any_landscape_are_made_again_to_the_bit(name):
    found = again(widgets.Session(name, methods=("sgd", "langevin"), replicas=3, seed=7), "energy")
    assert {row[0] for row in found.rows} == {"sgd", "langevin"}
    assert max(row[2] for row in found.rows) == 600
    assert ("energy" in dict(found.columns)) == tm.landscapes.get(name).conservative


def test_a_slider_that_was_moved_a_noise_and_a_start_are_in_the_python():
    session = widgets.Session("dimple", methods=("sgd",), replicas=2, start=(0.4, 0.1), gradient_noise=0.3,
                              gradient_noise_direction="hessian")
    session.clock = 300
    session.values = {"step_size": 0.003}
    found = again(session, "energy")
    assert "schedule=[(300, {'step_size': 0.003" in found.python
    run = session.trajectories["sgd"]
    assert [row[4] for row in found.rows if row[2] == 600] == run.x[(run.gradient_evaluations == 600).argmax(), :, 0].tolist()


def test_a_formula_and_a_step_of_ones_own_are_in_the_python_and_nothing_of_them_runs_but_as_text():
    formula = "(x^2-1)^2 + k*y^2 where k = 0.5"
    session = widgets.Session(tm.landscapes.read(formula), methods=("sgd",), replicas=2)
    session.wish(session._read({"own": STEP, "clock": 0}))
    found = again(session, "energy")
    assert f"tm.landscapes.read({formula!r})" in found.python and "tm.dynamics.read(" in found.python
    assert {row[0] for row in found.rows} == {"sgd", *session.want.visible}
    made_here = tm.landscapes.from_formula("x^2 + y^4", ((-2, 2), (-1, 1)), "a 'name'\n= 1")
    again(widgets.Session(made_here, methods=("sgd",), replicas=2), "energy")


@pytest.mark.parametrize(("method", "heads"), [("sgd", ["f"]), ("entropy_sgd", ["f", "u"])])
def test_the_heights_of_a_cut_are_those_of_the_landscape_and_of_its_surface_there(method, heads):
    session = widgets.Session("two_gaussians", methods=(method,), values={"scope": 2.0} if method == "entropy_sgd" else {})
    found = session.taken(Take(1, "cut", "csv", 0, 0.31))
    assert [name for name, _ in found.columns] == ["x", *heads]
    landscape, rows = tm.landscapes.get("two_gaussians"), found.rows[::40]
    assert [row[1] for row in rows] == pytest.approx([float(landscape.energy([row[0], 0.31])) for row in rows], rel=1e-14)
    if len(heads) > 1:
        one = tm.landscapes.smooth(landscape, "local_entropy", (3, len(found.rows)), ((-3.5, found.rows[-1][0]), (0.3, 0.32)),
                                   scope=2.0, temperature=1.0)
        low, high = landscape.height_range  # of which either grid may be off by a millionth
        assert [row[2] for row in found.rows] == pytest.approx(one.values[1], abs=2e-6 * (high - low))


@pytest.mark.parametrize("clock", [0, 50, 51, 300, 600])
def test_a_step_stands_beside_the_exact_one_of_its_surface(clock):
    """On a bowl a x²/2 the slope of the local entropy is a γ x / (a + γ), and the pace is η/γ."""
    session = widgets.Session(tm.landscapes.read("2*x^2 + y^2/2"), methods=("entropy_sgd",), selected="entropy_sgd", replicas=2,
                              start=(1.0, 1.5), values={"scope": 3.0, "inner_steps": 50})
    found = again(session, "step", clock=clock)
    assert [name for name, *_ in found.rows] == ["its start", "this step", "the exact slope of u"]
    _, values = zip(*((name, np.array(rest)) for name, *rest in found.rows), strict=True)
    k = max(-(-clock // 50), 1) - 1
    run = session.trajectories["entropy_sgd"].x[:, 0]
    np.testing.assert_allclose(values[0], run[k], atol=1e-6)
    np.testing.assert_allclose(values[1], run[k + 1] - run[k], atol=1e-6)
    pace = tm.dynamics.get("entropy_sgd").defaults().step_size
    np.testing.assert_allclose(values[2], -pace * values[0] * np.array([4 / 7, 1 / 4]), rtol=1e-6)


def test_a_step_of_a_method_that_names_no_surface_stands_alone():
    found = again(widgets.Session("dimple", methods=("sgd",), replicas=2), "step", clock=30)
    assert [name for name, *_ in found.rows] == ["its start", "this step"]


def test_a_force_without_heights_has_no_cut_and_says_so():
    field = tm.landscapes.from_force("y", "-x - y")
    with pytest.raises(InvalidArgument, match="slope of no energy"):
        widgets.Session(field, methods=("sgd",)).taken(Take(1, "cut", "csv", 0))
    again(widgets.Session(field, methods=("sgd",), replicas=2), "energy")
    landscape = copy.copy(tm.landscapes.get("dimple"))
    landscape.key = landscape.name = "a function of somebody's notebook"
    with pytest.raises(InvalidArgument, match="no text makes this one again"):
        taken.source(landscape)
    with pytest.raises(InvalidArgument, match="no network is in training"):
        widgets.Session("dimple").taken(Take(1, "network", "csv", 0))


def test_a_table_of_many_walkers_is_thinned_by_whole_frames(monkeypatch):
    session = widgets.Session("dimple", methods=("sgd",), replicas=10)
    whole = session.taken(Take(1, "energy", "csv", 6000)).rows
    monkeypatch.setattr(taken, "MOST_ROWS", 500)
    found = again(session, "energy", clock=6000)
    assert 250 < len(found.rows) <= 500
    assert set(found.rows) < set(whole)
    assert len(found.rows) % 10 == 0


def test_a_cell_is_no_formula_and_a_number_is_whole():
    rows = [("=1+1", 0.1 + 0.2), ("@sum", -1.5), ("+1", 1e-300), ("-2", 3), ("\t=1", None), ('a,"b"', float("nan"))]
    text = taken.table((("what", ""), ("how much", "energy")), rows)
    heads, *read = csv.reader(io.StringIO(text))
    assert heads == ["what", "how much (energy)"]
    assert [row[0] for row in read] == ["'=1+1", "'@sum", "'+1", "'-2", "'\t=1", 'a,"b"']
    assert [row[1] for row in read] == ["0.30000000000000004", "-1.5", "1e-300", "3", "", "nan"]


@pytest.mark.parametrize("bad", [
    {}, {"number": 1}, {"number": "x", "picture": "energy", "form": "csv"}, {"number": 1, "picture": "../x", "form": "csv"},
    {"number": 1, "picture": "library", "form": "csv"}, {"number": 1, "picture": "energy", "form": "js"},
    {"number": 1, "picture": ["energy"], "form": "csv"}, {"number": 1, "picture": "energy", "form": "exe"},
    {"number": 1, "picture": "cut", "form": "csv", "y": float("nan")}, {"number": 1, "picture": "cut", "form": "csv", "y": 1e9},
    {"number": 1, "picture": "energy", "form": "csv", "clock": -1},
    {"number": 1, "picture": "energy", "form": "csv", "path": "/etc"},
])
def test_a_hostile_question_is_refused(bad):
    with pytest.raises(InvalidArgument):
        read_take({"type": "take", **bad})


class Page:
    """A view without a browser."""

    greeted = True

    def __init__(self):
        self.told, self.came = [], threading.Condition()

    def on_msg(self, callback):
        self.say = lambda content: callback(self, content, [])

    def send(self, message, buffers=()):
        with self.came:
            self.told.append((message, buffers))
            self.came.notify_all()

    def answered(self, number):
        def mine():
            return next((one for one in self.told if one[0].get("number") == number), None)

        with self.came:
            assert self.came.wait_for(mine, timeout=60)
            return mine()


def test_a_question_is_answered_on_the_sessions_worker_and_too_many_are_refused(monkeypatch):
    session, page = widgets.Session("dimple", methods=("sgd",), replicas=2), Page()
    session.attach(page)
    try:
        page.say({"type": "take", "number": 5, "picture": "energy", "form": "csv", "clock": 60})
        _, (packed,) = page.answered(5)
        assert gzip.decompress(packed).decode() == session.taken(Take(5, "energy", "csv", 60)).text("csv")
        page.say({"type": "take", "number": 6, "picture": "network", "form": "csv"})
        assert "no network" in page.answered(6)[0]["refused"]
        monkeypatch.setattr(landscape_side.LandscapeSide, "call", lambda *_: 1 / 0)
        page.say({"type": "take", "number": 7, "picture": "energy", "form": "csv"})
        assert page.answered(7)[0]["refused"] == "a fault in the run"
        monkeypatch.setattr(session._taking, "answer", lambda *_: threading.Event().wait(0.3))
        for number in range(20, 22 + WAITING + 2):
            page.say({"type": "take", "number": number, "picture": "cut", "form": "py"})
        assert any("questions wait already" in one.get("message", "") for one, _ in page.told)
    finally:
        session.close()
