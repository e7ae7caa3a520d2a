"""What every widget of ours shares: what a page may write is a list; a view knows its session; a picture is saved with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from toy_models.contract import InvalidArgument
from widgets import page_text, protocol, still
from widgets.legend import palette

if TYPE_CHECKING:
    from widgets.state import State


class Guarded:
    """A widget whose state a page may write only in part; every other update is refused and changes nothing.

    `WRITABLE` names the traits that a page may set. The rest is Python's: a page that could set a view's frames, its scene or its
    children could end its own session without a word.
    """

    WRITABLE = ()

    def _handle_msg(self, msg):
        try:
            data = protocol.read_envelope(msg["content"].get("data"), msg.get("buffers"))
            if data["method"] == "update":
                self.read_state(data["state"])
        except InvalidArgument as error:
            self.refuse(error)
        else:
            super()._handle_msg(msg)

    def read_state(self, state: dict) -> None:
        """Check an update before any of it is taken over. Raises `InvalidArgument` for a name that is not on the list."""
        for name in state:
            if name not in self.WRITABLE:
                raise InvalidArgument("state", name, f"one of {', '.join(self.WRITABLE) or 'no names'}")

    def refuse(self, error: Exception) -> None:
        """Answer an update with what is wrong with it."""
        self.send({"type": "error", "message": str(error)})


class Displayed:
    """A widget of a session that a cell shows. A picture follows it; the live page hides that, and a saved notebook has it."""

    def __repr__(self):
        return f"<{type(self).__name__.lower()} of a {repr(self.session_shown)[1:-1]}>"

    def _ipython_display_(self):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        words = "" if still.wanted() else repr(self)
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": words}, raw=True)
        if still.wanted():
            display(still.bundle(self.session_shown), raw=True)


class Frame(Guarded, ipywidgets.Layout):
    """The box that a widget stands in."""


class Common(Guarded, ipywidgets.Widget):
    """What the modules of all views share. It is no view: each view names it, and a page reads it there."""

    code = traitlets.Bytes().tag(sync=True)
    _only = None

    @classmethod
    def model(cls):
        """The one of this kernel; a new one if somebody has closed it."""
        if cls._only is None or cls._only.comm is None:
            cls._only = cls(code=page_text.packed())
        return cls._only


class View(Displayed, Guarded, anywidget.AnyWidget):
    """A small anywidget on one session. `about` and `palette` are read by the page when it joins."""

    PAGE = ""  # the module in `page/` that draws it
    number = 0  # among those of a session that are alike
    _esm = page_text.UNPACK
    code = traitlets.Bytes().tag(sync=True)
    common = traitlets.Instance(Common).tag(sync=True, **ipywidgets.widget_serialization)
    session = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    greeted = False  # whether a page has said hello through this view; until then an update could be lost on its way

    def __init__(self, session: State, **kwargs: object):
        self._session = self.session_shown = session
        known = {"code": page_text.packed(self.PAGE), "common": Common.model(), "session": session.key, "about": session.about()}
        super().__init__(palette=palette(session.at_hand), layout=Frame(), **known, **kwargs)
        session.attach(self)

    def methods_came(self) -> None:
        """Tell the page of the methods that were brought to it: their names and cues."""
        self.palette = palette(self._session.at_hand)

    def get_state(self, key: str | Sequence[str] | None = None, drop_defaults: bool = False) -> dict:
        """The state for a page that joins: what it is told of the session is what holds now, not what held at first."""
        state = super().get_state(key, drop_defaults)
        return state | {"about": self._session.about()} if "about" in state else state


class Row(Displayed, Guarded, ipywidgets.Box):
    """Views of a session, beside or under each other."""

    def __init__(self, session: State, children: Sequence[ipywidgets.Widget], *classes: str):
        self.session_shown = session
        super().__init__(children, layout=Frame())
        for name in classes:
            self.add_class(name)
