"""The line that a landscape is cut along: through a place, at an angle; the same as the page's `arena/direction.js`.

A point of it is s (c, d) + n (-d, c), c and d the cosine and the sine of the angle: s is the way along it, n says which of its
parallels it is. Along x and along y, s is x and y.
"""

import math
from dataclasses import dataclass

RIM = 0.01  # of the range of n: a slanted line keeps so far from the corners, where little of it would be on the map


@dataclass(frozen=True)
class CutLine:
    """c, d: the line's direction; n: its distance from the origin; low, high: s where it comes into the map and where it leaves."""

    c: float
    d: float
    n: float
    low: float
    high: float

    def point(self, s):
        """(x, y) at s; arrays too."""
        return s * self.c - self.n * self.d, s * self.d + self.n * self.c


def across(extent, place, angle):
    """The `CutLine` through a place (x, y), as far as the extent ((xmin, xmax), (ymin, ymax)) goes.

    angle: degrees from the x axis, -90 to 90. A place that no such line on the map comes through stands for the nearest that has
    one.
    """
    c, d = (0.0, math.copysign(1.0, angle)) if abs(angle) == 90 else (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    beside = [y * c - x * d for x in extent[0] for y in extent[1]]
    rim = RIM * (max(beside) - min(beside)) if c * d else 0.0
    n = min(max(place[1] * c - place[0] * d, min(beside) + rim), max(beside) - rim)
    low, high = -math.inf, math.inf
    for (least, most), slope, offset in zip(extent, (c, d), (-n * d, n * c), strict=True):
        if slope:
            ends = sorted(((least - offset) / slope, (most - offset) / slope))
            low, high = max(low, ends[0]), min(high, ends[1])
    return CutLine(c, d, n, low, high)
