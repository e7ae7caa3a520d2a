"""What every live view of a session shares: the session's key, and what the page must know at first."""

import anywidget
import traitlets


class View(anywidget.AnyWidget):
    """A small anywidget on one session. `about` and `palette` are read by the page when it joins."""

    session = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    greeted = False  # whether a page has said hello through this view; until then an update could be lost on its way

    def __init__(self, session, **kwargs):
        super().__init__(session=session.key, about=session.about(), palette=session.palette(), **kwargs)
        session.attach(self)
