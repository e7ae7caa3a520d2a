"""A picture goes on without a written step that fails or is cancelled; a slow run is heard; all others stay as they are."""

import threading
import time

import pytest

from tests.widgets.test_own import page
from toy_models import dynamics
from widgets import giving_up, own
from widgets.giving_up import GivenUp
from widgets.landscape_side import LandscapeSide
from widgets.session import Session

TOTAL = 300
SLOW = ("y = abs(state.x) ** p.edge\nfor i in range(p.turns):\n" + "    y = tan(tan(tan(y * i)))\n" * 5
        + "watch(a=y)\nreturn State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))")


@pytest.fixture(scope="module")
def there():
    """(a landscape's side, a wish with SGD and a written step that is looked at, its schedule, the step's key)."""
    session = Session("dimple", ["sgd"])
    page(session, {"type": "want", "seq": 1, "own": SLOW, "visible": ["sgd", *own.key(SLOW)]})
    schedule = type(session.schedule)(session.schedule.base | {"own_turns_count": 1}, TOTAL)
    return LandscapeSide(TOTAL, 8), session.want, schedule, session.want.selected


def pictured(there, cancelled=None, newer=lambda: False):
    side, want, schedule, _ = there
    return side.picture(want, schedule, lambda *_: None, cancelled or threading.Event(), newer)


def test_a_written_step_that_fails_is_left_out_and_named_and_the_others_are_shown(there, monkeypatch):
    *_, key = there
    whole = pictured(there)
    assert (own_keys(whole), "failed" in whole.run, whole.inner["method"]) == (["sgd", key], False, key)
    run = LandscapeSide._run
    monkeypatch.setattr(LandscapeSide, "_run", lambda side, place, one, *rest: 1 / (one == "sgd") and run(side, place, one, *rest))
    left = pictured(there)
    assert (own_keys(left), left.inner) == (["sgd"], {})
    assert left.run["failed"] == {key: "a fault in the run"}
    assert left.frames == whole.frames[: len(left.frames)]
    monkeypatch.setattr(dynamics.Dynamics, "written", False)
    with pytest.raises(ZeroDivisionError):
        pictured(there)


def own_keys(picture):
    return [method["key"] for method in picture.run["methods"]]


def test_a_slow_run_is_heard_in_the_middle_and_a_quick_one_is_not_disturbed(there, monkeypatch):
    _, want, schedule, key = there
    slow = LandscapeSide(100 * TOTAL, 8), want, type(schedule)(schedule.base | {"own_turns_count": 50}, 100 * TOTAL), key
    pictured(there)
    begun, cancelled = time.monotonic(), threading.Event()
    with pytest.raises(GivenUp):
        pictured(slow, newer=lambda: True)
    assert time.monotonic() - begun < 20, "30,000 steps of 750 tangents take minutes"
    stop = iter([False] * 5)
    monkeypatch.setattr(cancelled, "is_set", lambda: next(stop, True))
    assert own_keys(pictured(slow, cancelled)) == ["sgd"]
    monkeypatch.setattr(giving_up, "PATIENCE", 60)
    assert own_keys(pictured(there, newer=lambda: True)) == ["sgd", key], "a drag wants its pictures"
