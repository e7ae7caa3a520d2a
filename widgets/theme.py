"""Colours, markers and lines: a method is a colour AND a marker AND a line, and the last two must suffice in grey.

Methods take the entries of `METHODS` in menu order, so no view knows a method by name.
"""

import math
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Cue:
    """How one method is drawn: its colour in light and dark, its marker, and its dash pattern in pixels."""

    light: str
    dark: str
    marker: str
    dash: tuple
    width: float


METHODS = (
    Cue("#2B2F36", "#F2F1EC", "disc", (), 2.0),
    Cue("#BD3E0A", "#E58048", "diamond", (1.5, 4), 2.2),
    Cue("#1D44B0", "#649EFC", "square", (), 2.4),
    Cue("#037B4C", "#45E096", "triangle", (9, 4), 2.0),
    Cue("#93568F", "#F09CE2", "cross", (8, 3, 2, 3), 2.0),
    Cue("#6B6100", "#D8C94A", "pentagon", (3, 3), 2.0),
    Cue("#00737F", "#4FD0DE", "ring", (12, 3, 3, 3), 2.0),
)

# The energy map runs straight, in OKLab, between two colours given in OKLCH (deep, high): equal energy steps are equal lightness
# steps, and no third hue appears on the way.
MAPS = {
    "light": ((0.820, 0.042, 218.0), (0.985, 0.012, 92.0)),
    "dark": ((0.185, 0.034, 255.0), (0.405, 0.026, 225.0)),
}

# A quantity on a phase diagram: straight lines in OKLab between five colours; more is further from the paper in both themes.
QUANTITY = {
    "light": ("#F5F0E0", "#99C9C5", "#5E94A5", "#386081", "#223251"),
    "dark": ("#181F28", "#2A4C62", "#4A7F8C", "#79ADA9", "#C9D0A3"),
}
DIFFERENCE = {  # less is ochre, more is blue, nothing is the paper's own colour
    "light": ("#6E4015", "#BE9761", "#F6F5F1", "#75A7BB", "#204569"),
    "dark": ("#E4B572", "#886439", "#222629", "#38698A", "#88C9E2"),
}


def cues(count):
    """The first `count` method cues as plain dictionaries; they repeat beyond the last."""
    return [asdict(METHODS[i % len(METHODS)]) for i in range(count)]


def oklab(lightness, chroma, hue):
    """OKLCH to OKLab."""
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def srgb(lightness, a, b):
    """OKLab to sRGB in 0..255, clipped to the gamut (Ottosson, 2020)."""
    long, medium, short = (
        (lightness + u * a + v * b) ** 3
        for u, v in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    encoded = (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in (min(max(v, 0), 1) for v in linear))
    return tuple(round(255 * v) for v in encoded)


def from_srgb(text):
    """A colour "#RRGGBB" to OKLab (Ottosson, 2020)."""
    shares = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in shares)
    long, medium, short = (
        (u * red + v * green + w * blue) ** (1 / 3)
        for u, v, w in ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
                        (0.0883024619, 0.2817188376, 0.6299787005))
    )
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def quantity(name, size=256, scale=QUANTITY):
    """The colours of a quantity, or of a `DIFFERENCE`, as `size` RGB triples in one bytes object, least first."""
    knots, rows = [from_srgb(text) for text in scale[name]], []
    for i in range(size):
        place = i / (size - 1) * (len(knots) - 1)
        k = min(int(place), len(knots) - 2)
        rows.append(srgb(*(u + (place - k) * (v - u) for u, v in zip(knots[k], knots[k + 1], strict=True))))
    return bytes(channel for row in rows for channel in row)


def table(name, size=256):
    """The energy map as `size` RGB triples in one bytes object, deep first."""
    deep, high = (oklab(*end) for end in MAPS[name])
    shares = (i / (size - 1) for i in range(size))
    rows = (srgb(*(u + share * (v - u) for u, v in zip(deep, high, strict=True))) for share in shares)
    return bytes(channel for row in rows for channel in row)
