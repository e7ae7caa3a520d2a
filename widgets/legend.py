"""What stands for what: every method's cue, and the maps' colours; and the menu of the methods that a page may bring in."""

import base64

from toy_models import dynamics
from widgets import theme


def cues(keys):
    """{method: its cue as a plain dictionary}, of the methods on a page in the order in which they came."""
    return dict(zip(keys, theme.cues(len(keys)), strict=True))


def palette(keys):
    """The methods on a page with their cues, and the maps' colours, for every view."""
    methods = [{"key": key, "name": dynamics.get(key).NAME, "cue": cue} for key, cue in cues(keys).items()]
    maps = {name: base64.b64encode(theme.table(name)).decode() for name in theme.MAPS}
    return {"methods": methods, "maps": maps}


def menu():
    """[[family, [[method, its name and where it is from], ...]], ...] of all families but the first."""
    return [[family, [[key, f"{dynamics.get(key).NAME} · {dynamics.reference(key)}"] for key in keys]]
            for family, keys in list(dynamics.families().items())[1:]]
