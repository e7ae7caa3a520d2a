"""What is taken away of a surface's minima against a slider: the Python finds the same heights, and the same branches."""

import threading

import pytest

import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets.marks import Marks
from widgets.take_messages import Take


def test_the_minima_where_the_slider_has_been_and_those_that_are_followed_are_found_again():
    lesson = widgets.Lesson("two_gaussians", "entropy_sgd", values={"scope": 20.0}, replicas=2)
    session, guess = lesson.session, lesson.guess_where("scope", 0.1, 100)
    with pytest.raises(InvalidArgument, match="no minima have been seen yet"):
        guess.taken(Take(1, "minima", "py", 0))
    for scope in (20.0, 1.0):
        want = session.want.with_(values=session.want.values | {"scope": scope}, preview=False)
        schedule = session.schedule.knowing(want.values).after(want)
        guess.show_landscape(session._landscape_side.picture(want, schedule, lambda *_: None, threading.Event()))
    marks = Marks()
    marks.want(want, schedule)
    while "scope" not in marks.told["sliders"]:
        marks.slice(lambda: False)
    guess.show_marks(marks.told)
    found = session.taken(Take(1, "minima", "py", 0))
    remade(found)
    heights = [height for one in guess.seen for height in one["heights"]]
    assert [row[3] for row in found.rows if row[0] == "where the slider has been"] == heights
    assert {row[1] for row in found.rows if row[0] == "followed"} == {"wide valley", "sharp valley"}
