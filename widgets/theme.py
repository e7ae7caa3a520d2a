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


def table(name, size=256):
    """The energy map as `size` RGB triples in one bytes object, deep first."""
    deep, high = (oklab(*end) for end in MAPS[name])
    shares = (i / (size - 1) for i in range(size))
    rows = (srgb(*(u + share * (v - u) for u, v in zip(deep, high, strict=True))) for share in shares)
    return bytes(channel for row in rows for channel in row)
