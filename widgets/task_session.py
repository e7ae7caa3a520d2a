"""The session of a page about trained networks: they are trained and looked into on its one worker thread."""

from __future__ import annotations

from toy_models.contract import InvalidArgument
from widgets.session import Session
from widgets.sweep_messages import read_pause
from widgets.task_work import TaskWork


class TaskSession(Session):
    """A session about what a `TaskWork`, its `work`, finds, and about nothing else: no landscape is drawn, no clock runs.

    A kind of page gives `ASKS`, the type of its own message; `read(content)`, what such a message asks for; `offers()`, what may be
    asked for, and `everything()`, all that a view is told, by the names of its traits.
    """

    ASKS = ""
    work: TaskWork

    # ---- messages ---------------------------------------------------------------------------------------------------
    def _act(self, view, content):
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == self.ASKS:
            self.work.ask(self.read(content))
        elif kind == "pause":
            self.work.pause(read_pause(content))
        elif kind == "stop":
            self.work.stop()
        elif kind in ("hello", "beat", "bye"):
            super()._act(view, content)
        else:
            raise InvalidArgument("type", kind, f"one of hello, beat, bye, {self.ASKS}, pause, stop")
        if kind not in ("beat", "bye"):
            self._show()

    def _show(self):
        for view in self._greeted("show_found"):
            with self.work.lock:  # a worker and a page each tell of it while the other goes on
                told = self.everything()
            view.show_found(told)

    # ---- the worker -------------------------------------------------------------------------------------------------
    def _go_on(self):
        if self.work.slice(self._work.superseded):
            self._show()

    def _give_turns(self):
        self.work.rest()
        super()._give_turns()

    def _rested(self):
        self.work.free()
        super()._rested()

    def _busy(self):
        waited, work = self.work.waits, self.work.has_work()
        if self.work.waits != waited:
            self._show()
        return work
