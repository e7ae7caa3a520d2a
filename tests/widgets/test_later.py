"""What comes after a picture reaches every view that can show it, also one that joins afterwards."""

import itertools
from types import SimpleNamespace

import pytest

from widgets import later as module
from widgets.landscape_side import LandscapeSide
from widgets.later import SETTLED, Later
from widgets.session import Session


class Page:
    def __init__(self):
        self.marks, self.ghosts = [], []

    def show_marks(self, told):
        self.marks.append(told)

    def show_ghost(self, ghost, points):
        self.ghosts.append((ghost, points))


@pytest.fixture(autouse=True)
def kept(monkeypatch, tmp_path):
    """A machine of its own, and a clock that moves by a second at each look; thread_time stays."""
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)
    seconds = itertools.count(1.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(seconds), thread_time=module.time.thread_time))


def test_marks_are_shown_as_they_are_found_and_a_new_view_is_greeted_with_them():
    page, session = Page(), Session("two_gaussians", selected="smoothout")
    later = Later(LandscapeSide(600, 8), lambda kind: [page], lambda: False)
    later.add(session.want, session.schedule, False, True)
    assert page.marks[-1]["sliders"] == {}
    missing = later._marks
    while missing.has_work:
        later.slice()
    assert [len(mark["marks"]) for mark in page.marks[-1]["sliders"].values()] == [2]
    newcomer = Page()
    later.greet(newcomer)
    assert newcomer.marks == page.marks[-1:]
    assert newcomer.ghosts == [({}, b"")]


def test_what_nobody_looks_at_is_not_worked_out():
    session = Session("two_gaussians", selected="smoothout")
    later = Later(LandscapeSide(600, 8), lambda kind: [], lambda: False)
    later.add(session.want, session.schedule, False, False)
    for _ in range(9):
        assert not later.has_work


def test_marks_wait_until_the_sliders_rest(monkeypatch):
    session, now = Session("two_gaussians", selected="smoothout"), 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    later = Later(LandscapeSide(600, 8), lambda kind: [Page()], lambda: False)
    for _ in range(5):  # dragged for longer than a rest takes
        later.add(session.want, session.schedule, False, True)
        now += 0.9 * SETTLED
        assert not later.has_work
    now += 0.2 * SETTLED
    assert later.has_work


def test_of_many_sessions_one_looks_for_marks():
    first, second = (Later(LandscapeSide(600, 8), lambda kind: [Page()], lambda: False) for _ in range(2))
    session = Session("two_gaussians", selected="smoothout")
    for later in (first, second):
        later.add(session.want, session.schedule, False, True)
    working = [any(later.has_work for _ in range(9)) for later in (first, second)]
    assert working == [True, False]
    while first._marks.has_work:
        first.slice()
    assert any(second.has_work for _ in range(9))
    second.rest()
    first.add(session.want.with_(selected="entropy_sgd"), session.schedule, False, True)
    assert any(first.has_work for _ in range(9))
