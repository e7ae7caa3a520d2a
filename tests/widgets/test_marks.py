"""Marks are what `toy_models.bifurcations` finds, found a piece at a time, and told for the sliders' values they hold for."""

import pytest

import toy_models as tm
from toy_models.bifurcations import Bifurcation
from widgets import marks as module
from widgets.controls import sliders
from widgets.marks import Marks, moved, words
from widgets.session import Session


def asked(marks, **settings):
    session = Session(**{"landscape": "two_gaussians", "selected": "entropy_sgd"} | settings)
    marks.want(session.want, session.schedule)
    return marks


def finished(marks):
    while marks.has_work:
        marks.slice(lambda: False)
    return marks.told


def test_the_scope_carries_its_marks_and_so_does_the_temperature():
    told = finished(asked(Marks()))
    assert (told["landscape"], told["method"], set(told["sliders"])) == ("two_gaussians", "entropy_sgd", {"scope", "temperature"})
    scope = told["sliders"]["scope"]
    assert scope["held"] == {"temperature": 1.0, "scope_growth": 0.0}
    assert [mark["words"] for mark in scope["marks"]] == [
        "above 1.74 the sharp valley is a minimum of its own", "above 18.2 the sharp valley is the lowest minimum"]
    assert told["sliders"]["temperature"]["held"]["scope"] == 1.0
    wide, sharp = scope["branches"]
    assert (wide["valley"], sharp["valley"]) == (0, 1)
    assert wide["heights"][0] is None
    assert sharp["values"][0] == pytest.approx(1.740, abs=1e-3)
    assert (sharp["heights"][0] > wide["heights"][-1], sharp["heights"][-1] < wide["heights"][-1]) == (True, True)


def test_every_slider_that_moves_a_surface_is_searched_and_where_minima_lie_on_creases_none():
    for key in tm.dynamics.names():
        method = tm.dynamics.get(key)
        names = set(moved(method))
        assert names <= set(method.by_slider())
        assert bool(names) == (method.SURFACE is not None and method.SURFACE.pace is not None)


def test_what_is_known_is_told_at_once_and_anything_newer_stops_the_work():
    marks = asked(Marks(), selected="smoothout")
    assert not marks.slice(lambda: True)
    assert marks.has_work
    first = finished(marks)
    asked(marks, selected="sgd")
    assert marks.told["sliders"] == {}
    asked(marks, selected="smoothout")
    assert not marks.has_work
    assert marks.told == first


def test_of_what_takes_too_long_it_is_said_that_it_was_not_found(monkeypatch):
    monkeypatch.setattr(module, "MOST", 0.0)
    told = finished(asked(Marks(), selected="smoothout"))
    (mark,) = told["sliders"]["noise_width"]["marks"]
    assert mark == {"value": sliders()["noise_width"].high, "words": module.UNKNOWN, "unknown": True}


def test_a_field_has_no_surface_and_no_marks():
    assert finished(asked(Marks(), landscape="example_19"))["sliders"] == {}


def test_a_surface_that_changes_with_every_step_has_no_marks():
    assert finished(asked(Marks(), values={"scope_growth": 0.01}))["sliders"] == {}


@pytest.mark.parametrize(("event", "valley", "count", "said"), [
    ("appears", 0, 1, "above 0.571 the hole is a minimum of its own"),
    ("vanishes", 0, 1, "above 0.571 the hole is no minimum of its own"),
    ("vanishes", 0, 4, "above 0.571 there are 4 minima fewer"), ("appears", -1, 1, "above 0.571 there is one minimum more"),
    ("lowest", 0, 1, "above 0.571 the hole is the lowest minimum"),
    ("lowest", -1, 1, "above 0.571 the minimum at (1.5, 0.0) is the lowest")])
def test_a_mark_says_what_happens_there(event, valley, count, said):
    assert words([Bifurcation(0.5708, event, (1.5, -0.001), valley)] * count, ("hole",)) == said
