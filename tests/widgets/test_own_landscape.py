"""A landscape that somebody writes on a page: a part of the wish, of undo and of a reload; nobody else's."""

import gc

import pytest

from toy_models import dynamics, landscapes
from widgets import own_landscape
from widgets.controls import opening, sliders
from widgets.header import Header
from widgets.schedule import Schedule
from widgets.session import Session

MINE = "(x^2-1)^2/4 + k*y^2/2 + c*x where k = 2 from 0.1 to 10, c = 0.06, x from -2 to 2, y from -1.5 to 1.5"
BRUSHED = MINE.replace("c*x where", "c*x + well(1, -0.3, 0.5, 0.2) where")
OTHER = "x^2/8 + y^2"
STEP = "return State(x=state.x - p.step_size * p.tug * objective.gradient(state.x, objective.minibatch()))"


def page(session, content):
    """What a page that sends this is told."""
    told = []
    view = type("View", (), {"send": lambda self, message, buffers=None: told.append(message), "greeted": True})()
    session._receive(view, content, [])
    return told


def test_it_is_gone_to_and_opens_on_its_own_scales():
    session = Session("double_well")
    assert page(session, {"type": "want", "seq": 1, "formula": MINE}) == []
    found = landscapes.get(session.want.landscape)
    assert (session.want.landscape,) == own_landscape.key(MINE)
    assert found.extent == ((-2, 2), (-1.5, 1.5))
    assert session.want.start == tuple(found.start)
    assert session.want.values == opening(found)
    assert session.want.values["step_size"] == found.sliders["step_size"]
    run = session.trajectories["sgd"]
    assert run.energy[-1].mean() < run.energy[0].mean()


def test_letters_wells_and_window_keep_start_and_sliders_and_another_formula_does_not():
    session = Session("double_well")
    page(session, {"type": "want", "seq": 1, "formula": MINE})
    page(session, {"type": "want", "seq": 2, "start": [1.5, 1.0], "values": {"temperature": 0.7}})
    for seq, text in enumerate((MINE.replace("k = 2", "k = 3"), BRUSHED, MINE.replace("to 1.5", "to 1.2")), 3):
        page(session, {"type": "want", "seq": seq, "formula": text})
        assert (session.want.start, session.want.values["temperature"], session.want.clock) == ((1.5, 1.0), 0.7, 0)
        assert (session.want.landscape,) == own_landscape.key(text)
    page(session, {"type": "want", "seq": 6, "formula": MINE.replace("to 2,", "to 1,")})
    assert session.want.start != (1.5, 1.0)  # which is no longer in sight
    page(session, {"type": "want", "seq": 7, "formula": OTHER})
    assert session.want.values == opening(landscapes.read(OTHER))


def test_undo_goes_back_through_every_stroke_and_forward_again(monkeypatch):
    monkeypatch.setattr(landscapes, "MOST_KEPT", 2)
    session, texts = Session("double_well"), [MINE, BRUSHED, MINE.replace("k = 2", "k = 5"), OTHER]
    for seq, text in enumerate(texts, 1):
        page(session, {"type": "want", "seq": seq, "formula": text})
    gc.collect()
    for text in [*texts[-2::-1], ""]:
        session.undo(9)
        assert session.want.formula == text
        assert session.want.landscape == (own_landscape.key(text) or ("double_well",))[0]
    for text in texts:
        session.undo(9, again=True)
        assert session.want.formula == text
        landscapes.get(session.want.landscape)


def test_it_waits_in_the_menu_while_another_is_looked_at_and_goes_when_it_is_taken_away():
    session = Session("double_well")
    header = Header(session)
    known = [place["key"] for place in header.landscapes]
    page(session, {"type": "want", "seq": 1, "formula": MINE})
    assert [place["key"] for place in header.landscapes] == [*known, *own_landscape.key(MINE)]
    assert header.landscapes[-1]["name"] == "Your formula"
    page(session, {"type": "want", "seq": 2, "landscape": "ravine"})
    assert (session.want.landscape, session.want.formula) == ("ravine", MINE)
    page(session, {"type": "want", "seq": 3, "landscape": own_landscape.key(MINE)[0]})
    assert session.want.landscape == own_landscape.key(MINE)[0]
    page(session, {"type": "want", "seq": 4, "formula": ""})
    assert session.want.landscape == landscapes.names()[0]
    assert [place["key"] for place in header.landscapes] == known


def test_what_a_page_keeps_opens_the_same_state_again():
    session = Session("double_well")
    page(session, {"type": "want", "seq": 1, "formula": BRUSHED})
    page(session, {"type": "want", "seq": 2, "own": STEP})
    page(session, {"type": "want", "seq": 3, "clock": 600, "values": {"own_tug": 4.0}})
    want, schedule = session.want, session.schedule
    again = Session("two_gaussians")
    first = {"own": want.own, "formula": want.formula, "landscape": want.landscape, "start": list(want.start),
             "selected": want.selected, "visible": list(want.visible), "clock": 0, "values": schedule.base}
    assert page(again, {"type": "want", "seq": 1, **first}) == []
    assert page(again, {"type": "want", "seq": 2, "clock": 600, "values": {"own_tug": 4.0}}) == []
    assert again.want.with_(seq=0) == want.with_(seq=0)
    assert (again.schedule.base, again.schedule.events) == (schedule.base, schedule.events)


def test_two_sessions_never_see_each_others():
    one, other = Session("double_well"), Session("double_well")
    headers = Header(one), Header(other)
    page(one, {"type": "want", "seq": 1, "formula": MINE})
    page(other, {"type": "want", "seq": 1, "formula": OTHER})
    assert (one.want.formula, other.want.formula) == (MINE, OTHER)
    assert [header.landscapes[-1]["key"] for header in headers] == [*own_landscape.key(MINE), *own_landscape.key(OTHER)]
    assert len(headers[0].landscapes) == len(landscapes.names()) + 1


def test_everything_that_runs_on_a_landscape_runs_on_it(monkeypatch):
    """The picture of every method of the first family and of a written step, with its surface and its inner loop."""
    session = Session("double_well", replicas=4)
    page(session, {"type": "want", "seq": 1, "formula": BRUSHED})
    page(session, {"type": "want", "seq": 2, "own": STEP})
    page(session, {"type": "want", "seq": 3, "selected": "entropy_sgd"})
    picture = session._landscape_side.picture(session.want, session.schedule, lambda *_: None, session._cancelled)
    assert [run["key"] for run in picture.run["methods"]] == [*dynamics.foundations(), session.want.visible[-1]]
    assert "failed" not in picture.run
    assert picture.run["formula"] == BRUSHED
    assert picture.scene["key"] == picture.run["landscape"] == session.want.landscape
    assert picture.surface["kind"] == "local_entropy"
    assert len(picture.inner_points) > 0


@pytest.mark.parametrize("content", [
    {"type": "want", "formula": 7}, {"type": "want", "formula": None}, {"type": "want", "formula": "import os"},
    {"type": "want", "formula": "x where k"}, {"type": "want", "formula": "x" * 20_001},
    {"type": "want", "landscape": "mine_0123456789abcdef"},
    {"type": "want", "formula": "log(-1-x^2)"}, {"type": "want", "formula": ["x"]},
    {"type": "want", "formula": "x^2 where x from 0 to 1"}])
def test_hostile_messages_are_answered_and_change_nothing(content):
    session = Session("double_well")
    before = session.want
    (told,) = page(session, content)
    assert told["type"] == "error"
    assert session.want is before


def test_numbers_are_brought_into_the_sliders_ranges():
    known = sliders()
    for text in ("1e-6*(x^2+y^2)", "1e9*(x^2+y^2)"):
        values = opening(landscapes.read(text))
        assert all(known[name].low <= value <= known[name].high for name, value in values.items())
    assert Schedule(values, 6000).base == values
