"""The page's JavaScript and style: a widget's module is the shared part followed by its own, packed.

The modules are strings, not files: a widget whose module is bound to a file is never freed by the kernel. They travel compressed,
for every view carries the shared part and the style sheet with it: a view must be able to stand alone, in any order, in a reopened
notebook too.
"""

import base64
import functools
import gzip
import json
from pathlib import Path

_FOLDER = Path(__file__).parent / "page"
_SHARED = ("bus", "lab", "elements", "draw")
_OWN = {  # widgets whose own part is more than one file
    "arena": ("arena_walks", "arena_labels", "arena_map", "arena_cut", "arena_live", "arena_pointing", "arena_words", "arena"),
    "controls": ("slider", "transport", "controls"),
    "training": ("training_draw", "training"),
}
_STYLES = ("training", "style")

_UNPACK = """// Source: widgets/page/ of Wide Valleys. It travels compressed and is unpacked here.
const packed = Uint8Array.from(atob("%s"), (c) => c.charCodeAt(0));
const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const { default: widget } = await import(address);
URL.revokeObjectURL(address);
export default widget;
"""
_STYLE_ONCE = """
if (!document.getElementById("wide-valleys-style")) {
  document.head.append(Object.assign(document.createElement("style"), { id: "wide-valleys-style", textContent: %s }));
}
"""


def _read(*names):
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)


def source(name):
    """The ES module of one widget, as written; on loading it puts the style sheet into the page, once."""
    code = _read(*(f"{part}.js" for part in (*_SHARED, *_OWN.get(name, (name,)))))
    return code + _STYLE_ONCE % json.dumps(_read(*(f"{part}.css" for part in _STYLES)))


@functools.cache
def module(name):
    """The same module, packed: what a widget sends."""
    return _UNPACK % base64.b64encode(gzip.compress(source(name).encode(), mtime=0)).decode()
