"""The page's JavaScript and style, read as text: a widget's module is the shared part followed by its own.

The modules are strings, not files: a widget whose module is bound to a file is never freed by the kernel.
"""

import functools
from pathlib import Path

_FOLDER = Path(__file__).parent / "page"
_SHARED = ("bus", "draw")
_OWN = {"training": ("training_draw", "training")}  # widgets whose own part is more than one file


@functools.cache
def module(name):
    """The ES module of one widget."""
    return "\n".join((_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in (*_SHARED, *_OWN.get(name, (name,))))


@functools.cache
def style():
    """The style sheet that all widgets share."""
    return "\n".join((_FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in ("training", "style"))
