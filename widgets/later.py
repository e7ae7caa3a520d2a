"""What comes after a picture and may take a while: exact descent, marks under sliders, a measure, a crowd, the page's walkers."""

import time

from toy_kernels.reference import heeding
from toy_kernels.rest import rest
from toy_models.contract import InvalidArgument
from toy_models.network_objective import GivenUp
from widgets import protocol
from widgets.crowd import Crowd, read_walkers
from widgets.marks import Marks
from widgets.measuring import Measuring, menu
from widgets.turn import Turn
from widgets.walkers import Walkers

GHOST = 1.5  # seconds for following exact descent
SETTLED = 2.0  # seconds since the last wish after which marks are looked for: while somebody drags, another's picture is worth more


class Later:
    """Works it out for a landscape's side.

    greeted(kind): the views that can show it; newer(): whether it is wanted no longer; network(): the network's side, or None.
    """

    def __init__(self, side, greeted, newer, network=lambda: None):
        self._side, self._greeted, self._newer, self._network = side, greeted, newer, network
        self._measuring, self._crowd = Measuring(side, network), Crowd(side)
        self._ghost, self._marks, self._turn = ({}, b""), Marks(), Turn("marks")
        self._wished, self._walkers, self._steps = 0.0, Walkers(), {}

    def greet(self, view):
        """Show a new view what is known."""
        if hasattr(view, "show_ghost"):
            view.show_ghost(*self._ghost)
        if hasattr(view, "show_marks"):
            view.show_marks(self._marks.told)
        if hasattr(view, "show_measured"):
            view.show_measured(self._measuring.told)
        if hasattr(view, "show_walkers"):
            view.show_walkers(self._walkers.told)
        if hasattr(view, "show_crowd"):
            view.show_crowd(*self._crowd.told)

    def read(self, content):
        """A message asks for a measure, or for a crowd."""
        if content["type"] == "walkers":
            self._crowd.ask(read_walkers(content))
        else:
            self.ask(protocol.read_measure(content))

    def ask(self, asked):
        """A measure, a `protocol.Asked`, is wanted from now on; its pages are told which there are. None: no measure."""
        for view in self._greeted("show_measured"):
            view.offer(menu(self._network() is not None))
        self._measuring.ask(asked)

    def check(self, view, number, step):
        """A step is to be checked, as the exercise of this view; one that it still waits for is dropped."""
        if not hasattr(view, "checked"):
            raise InvalidArgument("type", "check", "sent by an exercise")
        self._steps[view] = number, step

    def add(self, want, schedule, ghost, marks):
        """A picture of this wish is shown. `ghost`, `marks`: whether anybody would look at them.

        Who looks at exact descent sees a landscape, and may drag.
        """
        if ghost:
            self._add_ghost(want, schedule)
            self._walkers.want(want)
        self._measuring.want(want, schedule)
        self._crowd.want(want, schedule)
        if marks:
            self._wished = time.monotonic()
            self._turn.give()
            self._marks.want(want, schedule)
            self._show_marks()

    @property
    def has_work(self):
        """Whether a step is to be checked, a measure, a crowd or marks are missing, these in their turn; or walkers are there."""
        found = bool(self._steps) or self._measuring.has_work() or self._walkers.ready
        return found or self._crowd.has_work() or self._marks_missing()

    def _marks_missing(self):
        if not self._marks.has_work or time.monotonic() - self._wished < SETTLED or not self._greeted("show_marks"):
            return False  # nothing is missing, sliders move, or no dock is there yet
        return self._turn.take()

    def slice(self):
        """Check a step, measure, or go on with the marks for a moment."""
        if self._steps:
            self._check()
        elif self._measuring.has_work():
            if self._measuring.slice(self._newer):
                for view in self._greeted("show_measured"):
                    view.show_measured(self._measuring.told)
        elif self._walkers.ready:
            self._walkers.take()
            for view in self._greeted("show_walkers"):
                view.show_walkers(self._walkers.told)
        elif self._crowd.has_work():
            if self._crowd.slice(self._newer):
                for view in self._greeted("show_crowd"):
                    view.show_crowd(*self._crowd.told)
        elif self._marks_missing():
            try:
                if self._marks.slice(self._newer):
                    rest()  # a search may have loaded kernels
                    self._show_marks()
            finally:
                if not self._marks.has_work:
                    self._turn.give()

    def _check(self):
        """Check the step that has waited longest; it goes on waiting where something newer is wanted."""
        view, asked = next(iter(list(self._steps.items())))
        try:
            with heeding(self._give_up):
                told = view.checked(*asked)
        except GivenUp:
            raise
        except Exception as error:
            told = protocol.fault(error)
        if self._steps.get(view) == asked:
            del self._steps[view]
        view.send(told)

    def _give_up(self):
        if self._newer():
            raise GivenUp

    def rest(self):
        """Nobody looks: others may have the turn."""
        self._turn.give()
        self._measuring.rest()
        self._crowd.rest()

    def _show_marks(self):
        for view in self._greeted("show_marks"):
            view.show_marks(self._marks.told)

    def _add_ghost(self, want, schedule):
        """Follow exact descent too, for `GHOST` seconds at most, unless something newer is wanted."""
        until = time.thread_time() + GHOST  # of work: a busy machine must not make it another picture
        ghost = self._side.ghost(want, schedule, lambda: self._newer() or time.thread_time() > until)
        if not self._newer():
            self._ghost = ghost
            for view in self._greeted("show_ghost"):
                view.show_ghost(*ghost)
