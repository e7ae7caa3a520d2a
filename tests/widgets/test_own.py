"""A step that somebody writes on a page: a part of the wish, of undo and of a reload; refused with its line; nobody else's."""

import ast
import gc
import re
from pathlib import Path

import numpy as np
import pytest

from toy_models import dynamics, landscapes
from toy_models.contract import InvalidArgument
from toy_models.simulate import simulate
from widgets import own, pack, page_text, protocol
from widgets.controls import opening, schema, sliders
from widgets.landscape_side import scene
from widgets.schedule import Schedule
from widgets.session import Session

MINE = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * p.tug * g)"
OTHER = MINE.replace("p.tug", "(1 - p.brake)")


def page(session, content):
    """What a page that sends this is told."""
    told = []
    view = type("View", (), {"send": lambda self, message: told.append(message), "greeted": True})()
    session._receive(view, content, [])
    return told


def test_a_step_joins_the_methods_is_looked_at_and_has_its_slider():
    session = Session("double_well")
    assert page(session, {"type": "want", "seq": 1, "own": MINE}) == []
    (key,) = own.key(MINE)
    assert session.want.selected == key
    assert session.want.visible == (*dynamics.foundations(), key)
    assert session.at_hand == session.want.visible
    assert session.want.values["own_tug"] == 1
    assert session.schedule.base["own_tug"] == 1
    page(session, {"type": "want", "seq": 2, "values": {"own_tug": 3.0}})
    assert session.schedule.base["own_tug"] == 3
    assert session.trajectories[key].about["groups"][0]["segments"][0][1]["tug"] == 3
    entry = next(entry for entry in schema(None, session.at_hand) if entry["name"] == "own_tug")
    assert (entry["word"], entry["methods"], entry["low"], entry["high"]) == ("tug", [key], 0.1, 10)


def test_another_text_takes_its_place_and_undo_brings_the_last_one_back_to_none():
    session = Session("double_well")
    for number, text in enumerate((MINE, OTHER), 1):
        page(session, {"type": "want", "seq": number, "own": text, "clock": 300, "values": session.want.values})
    assert session.at_hand == (*dynamics.foundations(), *own.key(OTHER))
    assert {"own_brake_share"} == session.want.values.keys() - sliders().keys()
    session.undo(3)
    assert session.want.own == MINE
    assert session.at_hand[-1:] == session.want.visible[-1:] == own.key(MINE)
    assert session.want.values.keys() - sliders().keys() == {"own_tug"}
    session.undo(4)
    assert session.want.own == ""
    assert session.at_hand == tuple(dynamics.foundations())
    session.undo(5, again=True)
    assert session.want.own == MINE


def test_it_stays_on_another_landscape_and_goes_when_it_is_taken_away():
    session = Session("double_well")
    page(session, {"type": "want", "seq": 1, "own": MINE})
    page(session, {"type": "want", "seq": 2, "values": {"own_tug": 2.0}})
    page(session, {"type": "want", "seq": 3, "landscape": "two_gaussians"})
    assert session.want.values["own_tug"] == 2
    page(session, {"type": "want", "seq": 4, "own": ""})
    assert session.at_hand == session.want.visible == tuple(dynamics.foundations())
    assert session.want.selected in session.want.visible
    assert session.want.values.keys() == opening_values().keys()


def opening_values():
    return opening(landscapes.get("two_gaussians"))


def test_what_a_page_keeps_opens_the_same_state_again():
    """A page says its run's own step, methods, values and moves; a new session reads them as wishes."""
    session = Session("double_well")
    page(session, {"type": "want", "seq": 1, "own": MINE})
    page(session, {"type": "want", "seq": 2, "clock": 600, "values": {"own_tug": 4.0}})
    want, schedule = session.want, session.schedule
    again = Session("two_gaussians")
    first = {"own": want.own, "landscape": want.landscape, "start": list(want.start), "selected": want.selected,
             "visible": list(want.visible), "clock": 0, "values": schedule.base}
    assert page(again, {"type": "want", "seq": 1, **first}) == []
    assert page(again, {"type": "want", "seq": 2, "clock": 600, "values": {"own_tug": 4.0}}) == []
    assert (again.want.own, again.want.selected, again.want.visible) == (want.own, want.selected, want.visible)
    assert again.schedule.events == schedule.events
    assert again.schedule.base == schedule.base


def test_a_page_is_told_the_line_and_the_reason_and_loses_nothing():
    session = Session("double_well")
    page(session, {"type": "want", "seq": 1, "own": MINE})
    before = session.want
    (told,) = page(session, {"type": "write", "number": 7, "step": MINE.replace("p.tug", "velocity")})
    assert (told["number"], told["line"], told["reason"]) == (7, 2, "“velocity” has no value here")
    (told,) = page(session, {"type": "write", "number": 8, "step": OTHER})
    assert told["said"].startswith("1 gradient a step, 2 sliders. Runs on: ")
    (told,) = page(session, {"type": "want", "seq": 2, "own": "import os"})
    assert told["type"] == "error"
    assert "line 1" in told["message"]
    assert session.want is before


@pytest.mark.parametrize("content", [
    {"type": "write", "number": 1}, {"type": "write", "number": -1, "step": MINE}, {"type": "write", "number": 1, "step": ["x"]},
    {"type": "want", "own": 7}, {"type": "want", "own": None}, {"type": "want", "selected": "mine_0123456789abcdef"}])
def test_hostile_messages_are_answered_and_change_nothing(content):
    session = Session("double_well")
    before = session.want
    (told,) = page(session, content)
    assert told["type"] == "error"
    assert session.want is before


def test_one_session_does_not_see_anothers_step():
    one, other = Session("double_well"), Session("double_well")
    page(one, {"type": "want", "seq": 1, "own": MINE})
    (told,) = page(other, {"type": "want", "seq": 1, "selected": one.want.selected})
    assert told["type"] == "error"
    assert other.at_hand == tuple(dynamics.foundations())


def test_the_step_of_a_session_is_known_however_many_others_are_read(monkeypatch):
    monkeypatch.setattr(dynamics, "MOST_WRITTEN", 3)
    mine, other = Session("double_well"), Session("double_well")
    page(mine, {"type": "want", "seq": 1, "own": MINE})
    for number in range(6):
        page(other, {"type": "write", "number": number, "step": MINE.replace("p.tug", f"p.tug_{number}")})
    assert dynamics.get(mine.want.selected).NAME == "Mine"
    assert dynamics.ordered(mine.want.visible) == mine.want.visible
    gone = own.key(MINE.replace("p.tug", "p.tug_0"))[0]
    for number in range(1, 6):
        dynamics.read(MINE.replace("p.tug", f"p.tug_{number}"))
    gc.collect()
    assert dynamics.ordered([gone]) == (), "what nobody holds is forgotten"


def test_values_of_a_step_that_has_gone_are_passed_over_and_other_names_are_not():
    assert protocol.read_values({"own_gone": 1.0}, sliders()) == {}
    with pytest.raises(InvalidArgument):
        protocol.read_values({"owned": 1.0}, sliders())


def test_a_schedule_knows_new_sliders_from_its_start_and_forgets_others():
    schedule = Schedule({"a": 1, "b": 2}, 600, ((100, {"a": 3}), (200, {"b": 4})))
    known = schedule.knowing({"b": 5, "c": 6})
    assert (known.base, known.events) == ({"b": 2, "c": 6}, ((200, {"b": 4}),))
    assert schedule.knowing({"b": 0, "a": 0}) is schedule


def test_a_landscape_from_a_formula_opens_a_session_and_marks_where_it_is_no_number():
    """sqrt(x + 1) is no number left of -1: the map says so, descent stays away, and what is shaken over the edge is frozen."""
    made = landscapes.from_formula("(x - 1)^2 + k*y^2 - sqrt(x + 1)/2 where k = 0,5")
    session = Session(made, methods=["sgd", "langevin"], values={"temperature": 0.2})
    key = session.want.landscape
    assert key not in landscapes.names()
    assert page(session, {"type": "want", "seq": 1, "landscape": "ravine"}) == []
    assert page(session, {"type": "want", "seq": 2, "landscape": key}) == []
    meta, packed = scene(landscapes.get(key))
    assert meta["holes"]
    heights = np.frombuffer(packed, "<u2").reshape(meta["shape"])
    columns = np.linspace(*meta["extent"][0], meta["shape"][1])
    np.testing.assert_array_equal(heights == pack.NOT_A_NUMBER, np.broadcast_to(columns < -1, meta["shape"]))
    assert all(np.isfinite(run.x).all() for run in session.trajectories.values())
    assert session.trajectories["sgd"].x[..., 0].min() > -1
    assert Session(made).want.landscape == key


def test_every_example_of_the_page_can_be_read_and_is_no_method_that_stands_already():
    """Each has a slider, and none is the plain step of SGD but the first, which says that it is."""
    text = (Path(page_text.__file__).parent / "page" / "header" / "write.js").read_text(encoding="utf-8")
    listed = re.search(r"(?s)const EXAMPLES = (\[.*?\n\]);", text)[1]
    examples = dict(ast.literal_eval(re.sub(r'"\s*\+ "', "", listed)))
    assert len(examples) > 3
    descent = simulate("himmelblau", "sgd", steps=20, replicas=2, seed=1)
    for name, example in examples.items():
        assert own.written(1, example)["said"]
        run = simulate("himmelblau", example, steps=20, replicas=2, seed=1)
        assert np.array_equal(run.x, descent.x) == (name == "Descent")
