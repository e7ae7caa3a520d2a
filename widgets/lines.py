"""The 1-D view: f on a line, and under it what three equations make of it."""

import traitlets

from widgets.landscape_side import EVERY, wished
from widgets.line_side import LineSide
from widgets.protocol import Want
from widgets.schedule import Schedule
from widgets.state import State
from widgets.taken import Taken
from widgets.taken_lessons import of_lines
from widgets.view import View

NOBODY = {"every": EVERY, "frames": 0, "replicas": 0, "methods": [], "away": []}  # walks here


class Lines(View):
    """Three flows of a session's γ and T, stepped as lines and in closed form as rings. side: a `LineSide`."""

    PAGE = TAKES = "lines"
    run, lines = traitlets.Dict().tag(sync=True), traitlets.Dict().tag(sync=True)
    heights = traitlets.Bytes().tag(sync=True)

    def __init__(self, session: State, side: LineSide, **kwargs: object):
        self._side = side
        super().__init__(session, **kwargs)

    def show_wish(self, want: Want, schedule: Schedule) -> None:
        """Show the flows at γ and T as they are wished."""
        lines, heights = self._side.picture(want.values["scope"], want.values["temperature"])
        with self.hold_sync():
            self.lines, self.heights = lines, heights
            self.run = wished(want, schedule) | NOBODY | {"total": schedule.total}

    def taken(self, asked: object) -> Taken:
        """What is taken away of the flows at γ and T as they are wished. asked: a `take_messages.Take`."""
        values = self._session.want.values
        return of_lines(self._side.line, values["scope"], values["temperature"])
