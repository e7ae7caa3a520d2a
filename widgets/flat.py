"""The page about flatness: what was measured of some networks, and of one of them once more with a layer rescaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import traitlets

from widgets.view import View

if TYPE_CHECKING:
    from widgets.flat_session import FlatSession


class Flatness(View):
    """A guess, the rescaled network beside itself, random slices and the table of measures, of a `FlatSession`."""

    PAGE = "flatness"
    offers, asked, rescaled, state = (traitlets.Dict().tag(sync=True) for _ in range(4))
    runs, table, slices = (traitlets.List().tag(sync=True) for _ in range(3))
    losses = traitlets.Bytes().tag(sync=True)

    def __init__(self, session: FlatSession, **kwargs: object):
        super().__init__(session, offers=session.offers(), **session.everything(), **kwargs)

    def show_flatness(self, told: dict) -> None:
        """Show how things stand: `told` {trait: value}, all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name, value in told.items():
                if getattr(self, name) != value:
                    setattr(self, name, value)
