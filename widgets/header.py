"""The top of the page: the landscape, the methods, the theme, the keys, and what must be said loudly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import traitlets

from toy_models import landscapes
from widgets import own_landscape
from widgets.glossary import words
from widgets.legend import menu
from widgets.view import View

if TYPE_CHECKING:
    from widgets.state import State


class Header(View):
    """The header of a session. `level` is "full", "simple" or "lecture": how much is open at first; `words` what it explains.

    `opened`: what the simple level shows besides its map, of "surface" and "cut".

    `menu`: the methods that wait, by families; one is brought to the page when it is chosen.
    """

    PAGE = "header"
    landscapes = traitlets.List().tag(sync=True)
    words, menu = traitlets.List().tag(sync=True), traitlets.List().tag(sync=True)
    level = traitlets.Enum(("full", "simple", "lecture"), default_value="full").tag(sync=True)
    autoplay = traitlets.Bool(True).tag(sync=True)
    opened = traitlets.List(traitlets.Enum(("surface", "cut"))).tag(sync=True)

    def __init__(self, session: State, level: str = "full", autoplay: bool = True, **kwargs: object):
        self._opened = session.want.landscape
        given = {"landscapes": self._places(session), "words": words(session.at_hand), "menu": menu(), "level": level,
                 "autoplay": autoplay}
        super().__init__(session, **given, **kwargs)

    def _places(self, session):
        """The landscapes of the folder, the one that the session was opened with, and one that was written on the page."""
        here = dict.fromkeys((*landscapes.names(), self._opened, *own_landscape.key(session.want.formula)))
        known = [key for key in here if key in landscapes.names() or landscapes.known(key)]
        return [{"key": key, "name": landscapes.get(key).name} for key in known]

    def landscapes_came(self) -> None:
        """Tell the page of the landscape that was written there, or that there is none."""
        self.landscapes = self._places(self._session)

    def methods_came(self) -> None:
        """As every view; and of what their words mean."""
        with self.hold_sync():
            super().methods_came()
            self.words = words(self._session.at_hand)
