"""The session of a page about flatness: networks that are trained, looked at and measured on its one worker thread."""

from __future__ import annotations

import time
from collections.abc import Sequence

from toy_models import networks
from toy_models.contract import InvalidArgument
from widgets import flat_messages, flat_told
from widgets.flat_work import FlatWork
from widgets.session import SILENT_AFTER, Session
from widgets.sweep_messages import read_pause


class FlatSession(Session):
    """A session about networks that are trained, and about nothing else: no landscape is drawn, no clock runs.

    network: its name; runs: (method, batch size) of each. Raises `InvalidArgument` for what is not there.
    """

    def __init__(self, network: str = "mlp", runs: Sequence[tuple[str, int]] = (("sgd", 64), ("sam", 64))):
        blank = flat_messages.Ask(runs=())
        ask = flat_messages.read_flat({"runs": [tuple(run) for run in runs]}, blank, networks.get(network))
        super().__init__()
        self.flat = FlatWork(network, ask, self._show)

    def offers(self) -> dict:
        """What a page may ask for."""
        return flat_told.offers(self.flat)

    def everything(self) -> dict:
        """Everything that a `Flatness` view is told, by the names of its traits."""
        return flat_told.told(self.flat)

    # ---- messages ---------------------------------------------------------------------------------------------------
    def _act(self, view, content):
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "flat":
            self.flat.ask(flat_messages.read_flat(content, self.flat.asked, self.flat.network))
        elif kind == "pause":
            self.flat.pause(read_pause(content))
        elif kind == "stop":
            self.flat.stop()
        elif kind in ("hello", "beat", "bye"):
            super()._act(view, content)
        else:
            raise InvalidArgument("type", kind, "one of hello, beat, bye, flat, pause, stop")
        if kind not in ("beat", "bye"):
            self._show()

    def _show(self):
        for view in self._greeted("show_flatness"):
            view.show_flatness(self.everything())

    # ---- the worker -------------------------------------------------------------------------------------------------
    def _go_on(self):
        if self.flat.slice(self._work.superseded):
            self._show()

    def _rested(self):
        self.flat.free()
        super()._rested()

    def _busy(self):
        if time.monotonic() - self._last_beat >= SILENT_AFTER:
            return super()._busy()
        waited, work = self.flat.waits, self.flat.has_work()
        if self.flat.waits != waited:
            self._show()
        return work
