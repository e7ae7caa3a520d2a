"""The distance of two networks when symmetries no longer count: hidden units normalised, and matched in pairs.

    d = min |x - P y|   over permutations P of hidden units,      x, y with each unit's incoming weights on the unit sphere

Exact but for rounding with one hidden layer, where it is an assignment problem; with more, an estimate from above. Without
`normalise` units are matched as they are; where scaling a unit changes what the network says, as it does with tanh, that is all
that can be done. Pittorino, Ferraro, Perugini, Feinauer, Baldassi and Zecchina, ICML 2022, arXiv 2202.03038.
Look for: it is never more than the distance of the normalised weights. What is left after matching tells two minima apart.
"""

import numpy as np

from toy_models.contract import Found, Parameter
from toy_models.units import matched, normalised

NAME = "Distance, units matched"
SYMBOL = "min |x - Py|"
ORDER = 19
WORLDS = ("network",)
UNIT = "length"
ERROR = "rounding"
PARAMETERS = (Parameter("normalise", "|w| = 1", 1, 0, 1, "1: hidden units on the unit sphere first", whole=True, lawful=(0, 1)),)


def between(a, b, draw, p):
    """The least distance found; `unmatched`, that of the weights as they stood before matching."""
    x, y = (normalised(at.world, at.x[None]) if p.normalise else at.x[None] for at in (a, b))
    return Found(np.linalg.norm(x - matched(a.world, x, y)), unmatched=np.linalg.norm(x - y))
