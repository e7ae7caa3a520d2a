"""What a page is told of a formula that somebody writes there: what it is and how it looks, or at which place it cannot be read.

Nothing is differentiated or compiled for it, and nothing of the text is executed: it is drawn while somebody types.
"""

import re

from toy_models import energy_text
from toy_models.contract import InvalidArgument
from toy_models.energy_text import Said
from toy_models.sketch import Sketch
from toy_models.tokens import FREE
from widgets import mathml, protocol
from widgets.landscape_side import drawn

_WHERE = re.compile(r"^at (?:place \d+, (?:'[^']*'|\"[^\"]*\")|its end): ")
FALLS = "Falls without end. Runs will diverge, and there is no Gibbs law. You may race anyway."
HOLES = "No number on {:.0%} of the window: striped on the map. A walker that steps there is lost."


def read_sketch(content):
    """(number, the text, {letter: (value, low, high)}, window, heights) of a formula that is to be drawn; the last two or None."""
    text, letters = content.get("text"), protocol.mapping("letters", content.get("letters", {}))
    if not isinstance(text, str):
        raise InvalidArgument("text", text, "a text")
    letters = {protocol.one_of("letters", name, FREE): protocol.finite("letters", ends, 3) for name, ends in letters.items()}
    extent, heights = content.get("extent"), content.get("heights")
    if extent is not None:
        if not isinstance(extent, (list, tuple)) or len(extent) != 2:
            raise InvalidArgument("extent", extent, "[[xmin, xmax], [ymin, ymax]]")
        extent = tuple(protocol.finite("extent", ends, 2) for ends in extent)
    heights = heights and protocol.finite("heights", heights, 2)
    return int(protocol.NUMBER.check(content.get("number"))), text, letters, extent, heights


def sketched(number, text, letters, extent, heights):
    """(what a page is told of a formula that is written, its packed heights): what it is, or at which place it cannot be read.

    letters, extent, heights: those that the page's own sliders and boxes say; what the text says counts more. The text that comes
    back says all of it, and is what a wish names the landscape by.
    """
    try:
        said = energy_text.read(text)
        whole = Said(said.formula, letters | said.letters, said.extent or extent, said.heights or heights)
        sketch = Sketch(energy_text.read(whole.text))
    except InvalidArgument as refused:
        return {"type": "sketched", "number": number, **_refusal(refused, text)}, None
    scene, packed = drawn(sketch, sketch.energy)
    told = [{"name": name, "value": value, "low": low, "high": high} for name, (value, low, high) in sketch.letters.items()]
    spots = [{"word": word, "numbers": numbers, "place": place, "term": term} for word, numbers, place, term in sketch.spots]
    return {"type": "sketched", "number": number, "text": sketch.text, "formula": said.formula, "math": mathml.of(sketch.tree),
            "letters": told, "spots": spots, "warn": _warning(sketch), "scene": scene | {"minima": [], "curvature": 0.0}}, [packed]


def _refusal(refused, text):
    start, end = refused.place or (0, len(text))
    if start > len(text) or refused.argument != "formula":  # it is in what the page's own sliders and boxes say
        start, end = 0, len(text)
    return {"place": [min(start, len(text)), min(max(end, start + 1), len(text) + 1)], "reason": _WHERE.sub("", refused.allowed)}


def _warning(sketch):
    if sketch.falls:
        return FALLS
    return HOLES.format(sketch.holes) if sketch.holes > 0.005 else ""
