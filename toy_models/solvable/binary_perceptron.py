"""The binary perceptron, counted out: all 2ᴺ weights of ±1 are tried on P random patterns.

    w solves at margin κ:   ξ(μ)·w ≥ κ √N   for μ = 1 ... P
    E solutions = 2ᴺ p(κ)ᴾ,      p(κ) = P(s₁ + ... + s_N ≥ κ √N),      s, ξ: ±1 at random
    E pairs = 2ᴺ Σ C(N, k) p(κ', κ; k)ᴾ,    k = 1 ... d

p(κ', κ; k): the chance that a pattern has margin κ' under one w and κ under another that differs from it in k places. The first of
a pair is a core, a solution at κ' = `core_margin`, the second any solution at κ within d flips. The means are exact at any size.
Baldassi, Lauditi, Malatesta, Perugini and Zecchina, Physical Review Letters 127 (2021), arXiv 2107.01163.
Look for: solutions with a large margin are rare, and more solutions are near them: compare `neighbours` along `margins`.
"""

from itertools import combinations
from math import ceil, comb

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "Binary perceptron"
ORDER = 1
PARAMETERS = (
    Parameter("inputs", "N", 15, 5, 19, "weights of ±1", whole=True, lawful=(2, 21)),
    Parameter("patterns", "P", 8, 1, 20, "patterns that all have to be right", whole=True, lawful=(1, 100)),
    Parameter("margin", "κ", 0.0, -1.0, 2.0, "by how much, over √N", lawful=(-10, 10)),
    Parameter("core_margin", "κ'", 0.75, -1.0, 2.0, "of those whose neighbours are counted", lawful=(-10, 10)),
    Parameter("distance", "d", 2, 1, 3, "flips to a neighbour, at most", whole=True, lawful=(1, 3)),
)


def instance(draw, p):
    """Counts of `solutions`, `cores` and `pairs`; for each solution its `margins`, over √N, and its number of `neighbours`."""
    least = np.full(2**p.inputs, np.inf)
    for pattern in draw.signs(p.patterns, p.inputs):
        least = np.minimum(least, fields(pattern))
    solves = least >= p.margin * p.inputs**0.5
    found = np.flatnonzero(solves)
    around = np.zeros(len(found), int)
    for flips in (flips for k in range(1, p.distance + 1) for flips in combinations(range(p.inputs), k)):
        around += solves[found ^ sum(1 << place for place in flips)]
    core = least[found] >= max(p.core_margin, p.margin) * p.inputs**0.5
    return {"solutions": len(found), "cores": core.sum(), "pairs": around[core].sum(), "margins": least[found] / p.inputs**0.5,
            "neighbours": around}


def fields(pattern):
    """ξ·w for all weights w: that of number n has +1 where the binary digit of n is 1."""
    sums = np.zeros(1)
    for sign in pattern:
        sums = np.concatenate([sums - sign, sums + sign])
    return sums


def expected(p):
    """The means over patterns; nothing is left out."""
    n, everybody, core = p.inputs, 2**p.inputs, max(p.core_margin, p.margin)
    pairs = sum(comb(n, k) * both(n, k, core * n**0.5, p.margin * n**0.5) ** p.patterns for k in range(1, min(p.distance, n) + 1))
    return {
        "solutions": Found(everybody * above(n, p.margin * n**0.5) ** p.patterns),
        "cores": Found(everybody * above(n, core * n**0.5) ** p.patterns),
        "pairs": Found(everybody * pairs),
    }


def above(n, x):
    """P(s₁ + ... + s_n ≥ x): the sum is 2j - n where j of the signs are +1."""
    return sum(comb(n, j) for j in range(max(0, ceil((n + x) / 2)), n + 1)) / 2**n


def both(n, k, x, y):
    """P(A + B ≥ x and A - B ≥ y), A the sum of n - k signs and B of k."""
    return sum(comb(k, j) * above(n - k, max(x - (2 * j - k), y + (2 * j - k))) for j in range(k + 1)) / 2**k
