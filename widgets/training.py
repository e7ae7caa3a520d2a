"""The right side: the same methods on a network, seen only through numbers."""

import anywidget
import traitlets

from toy_models.contract import InvalidArgument
from widgets.network_side import facts
from widgets.page_text import module, style

_DICTS = ("curves", "digits", "plane")
_BYTES = ("records", "images", "reads", "heights", "paths")


class Training(anywidget.AnyWidget):
    """Curves, a flat slice and a few digits of a session's network. Its traits are the snapshot that a new view is drawn from.

    Raises `InvalidArgument` for a session that was opened without a network.
    """

    _esm = module("training")
    _css = style()
    session = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    curves, digits, plane = (traitlets.Dict().tag(sync=True) for _ in _DICTS)
    records, images, reads, heights, paths = (traitlets.Bytes().tag(sync=True) for _ in _BYTES)

    def __init__(self, session, **kwargs):
        if session.network is None:
            raise InvalidArgument("session", session.key, "a session that was opened with a network")
        about = session.about() | facts(session.network)
        super().__init__(session=session.key, about=about, palette=session.palette(), **kwargs)
        session.attach(self)

    def show_training(self, snapshot):
        """Show a `network_side.Snapshot`: all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name in (*_DICTS, *_BYTES):
                if getattr(self, name) != getattr(snapshot, name):
                    setattr(self, name, getattr(snapshot, name))
