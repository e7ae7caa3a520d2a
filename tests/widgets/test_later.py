"""What comes after a picture reaches every view that can show it, also one that joins afterwards."""

from widgets.landscape_side import LandscapeSide
from widgets.later import Later
from widgets.session import Session


class Page:
    def __init__(self):
        self.marks, self.ghosts = [], []

    def show_marks(self, told):
        self.marks.append(told)

    def show_ghost(self, ghost, points):
        self.ghosts.append((ghost, points))


def test_marks_are_shown_as_they_are_found_and_a_new_view_is_greeted_with_them():
    page, session = Page(), Session("two_gaussians", selected="smoothout")
    later = Later(LandscapeSide(600, 8), lambda kind: [page], lambda: False)
    later.add(session.want, session.schedule, False, True)
    assert page.marks[-1]["sliders"] == {}
    while later.has_work:
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
    assert not later.has_work
