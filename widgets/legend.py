"""What stands for what: every method's cue, and the maps' colours."""

import base64

from toy_models import dynamics
from widgets import theme


def cues():
    """{method: its cue as a plain dictionary}, in menu order."""
    keys = dynamics.names()
    return dict(zip(keys, theme.cues(len(keys)), strict=True))


def palette():
    """The methods with their cues, and the maps' colours, for every view."""
    methods = [{"key": key, "name": dynamics.get(key).NAME, "cue": cue} for key, cue in cues().items()]
    maps = {name: base64.b64encode(theme.table(name)).decode() for name in theme.MAPS}
    return {"methods": methods, "maps": maps}
