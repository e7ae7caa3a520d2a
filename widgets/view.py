"""What every widget of ours shares: a page may write what is on a list of names, and a view knows its session."""

import anywidget
import ipywidgets
import traitlets

from toy_models.contract import InvalidArgument
from widgets import protocol


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

    def read_state(self, state):
        """Check an update before any of it is taken over. Raises `InvalidArgument` for a name that is not on the list."""
        for name in state:
            if name not in self.WRITABLE:
                raise InvalidArgument("state", name, f"one of {', '.join(self.WRITABLE) or 'no names'}")

    def refuse(self, error):
        """Answer an update with what is wrong with it."""
        self.send({"type": "error", "message": str(error)})


class Frame(Guarded, ipywidgets.Layout):
    """The box that a widget stands in."""


class View(Guarded, anywidget.AnyWidget):
    """A small anywidget on one session. `about` and `palette` are read by the page when it joins."""

    session = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    greeted = False  # whether a page has said hello through this view; until then an update could be lost on its way

    def __init__(self, session, **kwargs):
        super().__init__(session=session.key, about=session.about(), palette=session.palette(), layout=Frame(), **kwargs)
        session.attach(self)


class Row(Guarded, ipywidgets.Box):
    """Views beside or under each other."""

    def __init__(self, children, *classes):
        super().__init__(children, layout=Frame())
        for name in classes:
            self.add_class(name)
