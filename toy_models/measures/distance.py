"""The distance of two points: of two replicas, of a point and its start, of two minima.

    d = |x - y|

Exact but for rounding.
Look for: two replicas with the same start and other noise: their distance against the clock tells a walk that is caught from one
that goes on (Mignacco and Urbani, J. Stat. Mech. 2022, arXiv 2112.10852). Weights that differ by a symmetry alone are far apart
too.
"""

import numpy as np

from toy_models.contract import Found

NAME = "Distance"
SYMBOL = "|x - y|"
ORDER = 18
WORLDS = ("landscape", "network")
UNIT = "length"
ERROR = "rounding"
PARAMETERS = ()


def between(a, b, draw, p):
    """Euclid's."""
    return Found(np.linalg.norm(a.x - b.x))
