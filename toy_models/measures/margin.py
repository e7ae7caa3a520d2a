"""The margin: by how much the right logit exceeds the largest of the others.

    mᵢ = zᵢ[label] - max of zᵢ over the other classes,      value: the q-quantile over images

Exact but for rounding. Negative margins are mistakes, so the quantile q is above zero where fewer than the share q are wrong.
Margins and wide minima: Baldassi, Lauditi, Malatesta, Perugini and Zecchina, Physical Review Letters 127 (2021), arXiv 2107.01163.
Look for: margins grow for as long as a network is trained on what it has fitted already, so compare places of equal loss.
"""

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "Margin"
SYMBOL = "m(q)"
ORDER = 17
WORLDS = ("network",)
UNIT = "logit"
ERROR = "rounding"
RANKS = False  # a larger one is no sharper valley
PARAMETERS = (Parameter("quantile", "q", 0.1, 0.0, 1.0, "0: the smallest margin; 0.5: the median", lawful=(0, 1)),)


def measure(at, draw, p):
    """The quantile, and all `margins`."""
    logits, own = at.logits(), (np.arange(len(at.images)), at.images.labels)
    right = logits[own]
    logits[own] = -np.inf
    margins = right - logits.max(axis=1)
    return Found(np.quantile(margins, p.quantile), 1e-12 * np.abs(margins).max(), margins=margins)
