"""The run in the arena is the run of the cell; messages that make no sense are answered and change nothing."""

import numpy as np
import pytest

import toy_models as tm
import widgets
from widgets import protocol


@pytest.fixture(scope="module")
def page():
    whole = widgets.phase_diagram("dimple", "langevin", "temperature", "step_size", grid=12, x_low=0.05, y_low=0.01, y_high=0.1)
    yield whole
    whole.session.close()


class Said:
    """A view that keeps what it is told."""

    def __init__(self):
        self.answers, self.greeted = [], False

    def send(self, message):
        self.answers.append(message)


def tell(page, **content):
    view = Said()
    page.session._receive(view, content, [])
    return view.answers


def test_the_arenas_run_is_the_run_of_the_cell_to_the_bit_and_so_is_the_python(page):
    assert tell(page, type="cell", seq=5, row=9, column=2) == []
    session = page.session
    run = session.trajectories["langevin"]
    again = eval(session.phase()["cell"]["python"], {"tm": tm})
    np.testing.assert_array_equal(run.x[-1], again.x[-1])
    np.testing.assert_array_equal(run.x[-1], session._sweeping.job.plan.run((9, 2)).x[-1])
    assert (session.want.seq, session.want.clock) == (5, 6000)
    assert session.phase()["cell"]["row"] == 9


def test_a_run_is_looked_at_from_its_end(page):
    assert page.session.about()["want"]["clock"] == 6000


def test_another_sweep_brings_its_landscape_its_axes_and_its_middle_cell(page):
    assert tell(page, type="sweep", landscape="ravine", method="sgd", grid=12) == []
    session = page.session
    plan, cell = session.phase()["plan"], session.phase()["cell"]
    assert (plan["landscape"], plan["method"], session.want.landscape, session.want.selected) == ("ravine", "sgd", "ravine", "sgd")
    assert session.want.values[plan["x"]["name"]] == plan["x"]["values"][cell["column"]]
    assert session.swept.done.sum() < session.swept.done.size
    assert tell(page, type="sweep", landscape="dimple", method="langevin", x="temperature", y="step_size") == []


def test_a_formula_of_ones_own_is_swept_and_its_python_makes_the_run_again(page):
    text = "(x^2 - 1)^2/4 + k*y^2 + 0.1*x where k = 0.6"
    assert tell(page, type="sweep", formula=text, method="langevin", x="temperature", y="step_size", grid=12) == []
    session = page.session
    assert (session.want.formula, session.phase()["plan"]["formula"]) == (text, text)
    assert tell(page, type="cell", seq=9, row=10, column=8) == []
    again = eval(session.phase()["cell"]["python"], {"tm": tm})
    np.testing.assert_array_equal(session.trajectories["langevin"].x[-1], again.x[-1])
    assert len(tell(page, type="sweep", formula="x +* y")) == 1
    assert session.want.formula == text
    assert tell(page, type="sweep", landscape="dimple", method="langevin", x="temperature", y="step_size") == []
    assert session.want.formula == ""


@pytest.mark.parametrize("content", [
    {"type": "sweep", "grid": 10**6}, {"type": "sweep", "x": "no_such"}, {"type": "sweep", "cells": []}, {"type": "cell"},
    {"type": "cell", "row": 10**9, "column": 0}, {"type": "cell", "row": "0", "column": 0}, {"type": "pause"}, {"type": "undo"},
    {"type": "no_such"}, {"type": "sweep", "x_low": -5.0}, {"type": ["sweep"]}, {}, {"type": "keep"}, {"type": "keep", "kept": 1},
])
def test_what_makes_no_sense_is_answered_and_changes_nothing(page, content):
    before = page.session.phase()["plan"], page.session.want
    (answer,) = tell(page, **content)
    assert answer["type"] == "error"
    assert "not allowed" in answer["message"]
    assert (page.session.phase()["plan"], page.session.want) == before


def test_it_is_held_and_ended_by_message(page):
    tell(page, type="pause", paused=True)
    assert page.session.phase()["state"]["state"] == "paused"
    tell(page, type="stop")
    assert page.session.phase()["state"]["state"] == "cancelled"
    tell(page, type="pause", paused=False)
    assert page.session.phase()["state"]["state"] == "computing"


def test_a_map_is_told_in_a_message_that_the_page_may_have():
    made = widgets.phase_diagram("dimple", "langevin", "temperature", "step_size", grid=64)
    told = made.session.phase()
    assert len(told["numbers"]) == 5 * 2 * 64 * 64 * 4
    assert protocol.size(told["plan"]) < protocol.LARGEST_MESSAGE
    made.session.close()


def test_a_map_is_held_against_the_next_and_compares_where_both_asked_the_same():
    made = widgets.phase_diagram("dimple", "langevin", "temperature", "step_size", grid=12, x_low=0.05, y_low=0.01, y_high=0.1)
    same = {"x": "temperature", "y": "step_size", "x_low": 0.05, "x_high": 10.0, "y_low": 0.01, "y_high": 0.1}
    session = made.session
    assert session.phase()["state"]["kept"] is None
    tell(made, type="keep", kept=True)
    place = tm.landscapes.get("dimple").name
    assert session.phase()["state"]["kept"] == {"name": "Langevin", "place": place, "this": True, "scales": {}}
    plain = len(session.phase()["numbers"])
    assert tell(made, type="sweep", landscape="dimple", method="entropy_sgd", grid=12, **same) == []
    told = session.phase()
    assert told["state"]["kept"]["name"] == "Langevin"
    assert set(told["state"]["kept"]["scales"]) == {"share", "energy", "sharpness", "escape", "distance"}
    assert len(told["numbers"]) == 2 * plain
    assert tell(made, type="sweep", landscape="dimple", method="entropy_sgd", grid=12, **same | {"x_high": 5.0}) == []
    assert session.phase()["state"]["kept"]["scales"] == {}
    assert len(session.phase()["numbers"]) == plain
    tell(made, type="keep", kept=False)
    assert session.phase()["state"]["kept"] is None
    session.close()
