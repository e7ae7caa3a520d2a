"""The right side: the same methods on a network, seen only through numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import traitlets

from toy_models.contract import InvalidArgument
from widgets.network_side import facts
from widgets.view import View

if TYPE_CHECKING:
    from widgets.state import State

_DICTS = ("curves", "digits", "plane")
_BYTES = ("records", "images", "reads", "heights", "paths")


class Training(View):
    """Curves, a flat slice and a few digits of a session's network. Its traits are the snapshot that a new view is drawn from.

    Raises `InvalidArgument` for a session that was opened without a network.
    """

    PAGE = "training"
    network = traitlets.Dict().tag(sync=True)
    curves, digits, plane = (traitlets.Dict().tag(sync=True) for _ in _DICTS)
    records, images, reads, heights, paths = (traitlets.Bytes().tag(sync=True) for _ in _BYTES)

    def __init__(self, session: State, **kwargs: object):
        if session.network is None:
            raise InvalidArgument("session", session.key, "a session that was opened with a network")
        super().__init__(session, network=facts(session.network), **kwargs)

    def show_training(self, snapshot: object) -> None:
        """Show a `network_side.Snapshot`: all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name in (*_DICTS, *_BYTES):
                if getattr(self, name) != getattr(snapshot, name):
                    setattr(self, name, getattr(snapshot, name))
