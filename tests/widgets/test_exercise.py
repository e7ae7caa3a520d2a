"""An exercise on a page: checked by the session's worker, answered to the view that asked; long work is refused."""

import json
import time

import numpy as np
import pytest

from toy_models import exercises
from toy_models.network_objective import GivenUp
from widgets import Exercise, protocol
from widgets.exercise import ellipse
from widgets.session import Session

WRONG = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * g)"


class Heard(Exercise):
    """An exercise that keeps what it sends."""

    def send(self, content, buffers=None):
        """As every view."""
        self.__dict__.setdefault("said", []).append(content)


@pytest.fixture
def view():
    """One on a session whose worker does not run: its turns are taken here."""
    session = Session("double_well")
    session._work.start = lambda: None
    session._later._newer = lambda: False
    return Heard(session, "langevin")


def answered(view, step, number=1):
    """What the page is told of a step."""
    view._session._receive(view, {"type": "check", "number": number, "step": step}, [])
    while view._session._later.has_work:
        view._session._later.slice()
    return view.said[-1]


def test_a_check_says_what_is_right_and_what_is_wrong(view):
    right = answered(view, exercises.get("langevin").ANSWER, 4)
    assert [right[name] for name in ("type", "number", "right", "how", "mistake")] == ["checked", 4, True, "rounding", None]
    assert right["verdict"] == "Right. 7 of 7 tests pass."
    wrong = answered(view, WRONG, 5)
    assert (wrong["right"], wrong["mistake"]["name"]) == (False, "there is no shake")
    assert [test["passed"] for test in wrong["tests"]].count(False) == 4
    assert len(wrong["seen"]) == 3
    assert json.loads(json.dumps(wrong)) == wrong
    assert protocol.size(wrong) < protocol.LARGEST_MESSAGE


@pytest.mark.parametrize(("step", "line", "reason"), [
    (WRONG.replace("p.step_size", "p.size"), 0, "“p.size” is not given here: one of p.step_size, p.temp"),
    (WRONG.replace("g = ", "g = __import__('os')."), 1, "'"), ("", 1, "a step is a text"), ("x" * 5000, 1, "at most")])
def test_what_cannot_be_checked_is_answered_with_its_line_or_the_reason(view, step, line, reason):
    told = answered(view, step)
    assert (told["type"], told["line"]) == ("checked", line)
    assert reason in told["reason"]


@pytest.mark.parametrize("content", [
    {"type": "check"}, {"type": "check", "number": -1, "step": WRONG}, {"type": "check", "number": 1, "step": 7}])
def test_hostile_messages_are_answered(view, content):
    view._session._receive(view, content, [])
    assert view.said[-1]["type"] == "error"
    assert not view._session._later.has_work


def test_only_an_exercise_has_steps_checked(view):
    told = []
    other = type("View", (), {"send": lambda self, message: told.append(message)})()
    view._session._receive(other, {"type": "check", "number": 1, "step": WRONG}, [])
    assert told[0]["type"] == "error"


def test_the_newest_step_alone_is_checked_and_a_check_gives_way_to_a_wish_and_comes_back(view):
    session = view._session
    for number in range(5):
        session._receive(view, {"type": "check", "number": number, "step": WRONG}, [])
    later, newer = session._later, [True]
    later._newer = lambda: newer[0]
    with pytest.raises(GivenUp):
        later.slice()
    assert later.has_work
    newer[0] = False
    later.slice()
    assert not later.has_work
    assert [told["number"] for told in view.said if told["type"] == "checked"] == [4]


@pytest.mark.parametrize("name", exercises.names())
def test_the_slowest_step_that_is_let_through_is_answered_in_seconds(name):
    """As many gradients and draws as are allowed, and as many words; 8 s of work on a slow machine, half a second on most."""
    exercise = exercises.get(name)
    method = exercise.method
    asks = "g = objective.gradient(state.x, batch)\n" * min(4 * method.evaluations(method.parameters(exercise.NUMBERS)), 11)
    body = f"batch = objective.minibatch()\n{asks}" + "z = tanh(exp(sin(g)))\n" * 30
    began = time.thread_time()
    assert not exercises.check(exercise, f"{body}return State(x=state.x - 0.1 * z)").right
    assert time.thread_time() - began < 8


def test_an_ellipse_is_two_deviations_along_its_axes():
    turn = np.deg2rad(30)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    x, y, long, short, angle = ellipse(np.array([1.0, 2.0]), axes @ np.diag([0.09, 0.01]) @ axes.T)
    assert (x, y, long, short) == pytest.approx((1, 2, 0.6, 0.2))
    assert angle % 180 == pytest.approx(30)
