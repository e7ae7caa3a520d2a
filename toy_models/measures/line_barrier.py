"""The barrier on the straight line between two points.

    barrier = max f((1 - t) x + t y) - max(f(x), f(y))   over t in [0, 1]

Estimated at some places of the line, ends among them, so it is never above the truth nor below 0; the residual is an eighth of the
largest second difference, which bounds what a parabola may do between two places.
Goodfellow, Vinyals and Saxe, ICLR 2015, arXiv 1412.6544.
Look for: two solutions of one network have one, and less of it once their units are matched.
"""

import numpy as np

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "Barrier on the line"
SYMBOL = "max f - max f(ends)"
ORDER = 21
WORLDS = ("landscape", "network")
UNIT = "energy"
ERROR = "residual"
PARAMETERS = (Parameter("places", "n", 41, 3, 400, "places of the line", whole=True, lawful=(3, 100_000)),)


def between(a, b, draw, p):
    """The barrier of the energy; `heights` along the line; `mistakes` there, and the `mistakes_barrier`."""
    t = np.linspace(0, 1, p.places)[:, None]
    line = (1 - t) * a.x + t * b.x
    heights, mistakes = a.energies(line), a.mistakes(line)
    error = np.abs(np.diff(heights, 2)).max() / 8
    over, wrong = (along.max() - max(along[0], along[-1]) for along in (heights, mistakes))
    return Found(over, max(error, ROUNDING * np.abs(heights).max()), heights=heights, mistakes=mistakes, mistakes_barrier=wrong)
