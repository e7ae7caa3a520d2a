"""The top of the page: the landscape, the methods, the theme, the keys, and what must be said loudly."""

import traitlets

from toy_models import landscapes
from widgets.glossary import words
from widgets.view import View


class Header(View):
    """The header of a session. `level` is "full", "simple" or "lecture": how much is open at first; `words` what it explains."""

    PAGE = "header"
    landscapes = traitlets.List().tag(sync=True)
    words = traitlets.List().tag(sync=True)
    level = traitlets.Enum(("full", "simple", "lecture"), default_value="full").tag(sync=True)
    autoplay = traitlets.Bool(True).tag(sync=True)

    def __init__(self, session, level="full", autoplay=True, **kwargs):
        menu = [{"key": key, "name": landscapes.get(key).name} for key in landscapes.names()]
        super().__init__(session, landscapes=menu, words=words(), level=level, autoplay=autoplay, **kwargs)
