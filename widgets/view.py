"""What every live view of a session shares: the session's key, what the page must know at first, and the style, sent once."""

import anywidget
import traitlets

from widgets.page_text import style


class View(anywidget.AnyWidget):
    """A small anywidget on one session. `about` and `palette` are read by the page when it joins."""

    session = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    _css = ""

    def __init__(self, session, **kwargs):
        # A model's style applies from its creation, shown or not, to the whole page: the first view of a session carries it.
        super().__init__(session=session.key, about=session.about(), palette=session.palette(),
                         _css="" if session.views("send") else style(), **kwargs)
        session.attach(self)
