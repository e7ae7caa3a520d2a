"""A PAC-Bayes bound on the error of a network whose weights are shaken, against a prior about another place, as its start.

    kl(ê ‖ bound) = (|x - x₀|² / 2σ² + log(2√m / δ)) / m,      ê = E error(x + σξ) on the m images,      ξ ~ N(0, I)

With probability 1 - δ over the images the error of N(x, σ²I) on unseen images is below the bound, whatever training made of x; x₀
and σ must not depend on the images. An estimate: ê is the mean over draws, and the error is its standard error, carried through.
In place of the expectation a bound would pay for the draws, too. McAllester, COLT 1999; Langford and Seeger 2001; Maurer 2004,
arXiv cs/0411099. For erf and GELU networks: Biggs and Guedj, ICML 2022, arXiv 2202.01627.
Look for: below 1 it says something at all, and it is several times the error seen on test images: a wide σ costs less and errs
more.
"""

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "PAC-Bayes bound"
SYMBOL = "kl⁻¹"
ORDER = 23
WORLDS = ("network",)
UNIT = ""
ERROR = "standard error"
PARAMETERS = (
    Parameter("width", "σ", 0.05, 1e-3, 1.0, "size of the shaking", scale="log", lawful=(1e-9, 1e6)),
    Parameter("draws", "n", 50, 2, 1000, "shaken copies", whole=True, lawful=(2, 100_000)),
    Parameter("delta", "δ", 0.05, 1e-3, 0.5, "how often the bound may fail", scale="log", lawful=(1e-12, 1)),
)


def between(a, b, draw, p):
    """The bound at x = a, the prior about b; `mistakes`, ê, and `divergence`, the Gaussians' Kullback-Leibler divergence."""
    m, wrong = len(a.images), a.mistakes(a.x + p.width * draw.normals(p.draws))
    divergence = ((a.x - b.x) ** 2).sum() / (2 * p.width**2)
    cost, mean, error = (divergence + np.log(2 * m**0.5 / p.delta)) / m, wrong.mean(), wrong.std(ddof=1) / p.draws**0.5
    low, high = (highest(np.clip(mean + shift, 0, 1), cost) for shift in (-error, error))
    return Found(highest(mean, cost), (high - low) / 2, mistakes=mean, divergence=divergence)


def highest(q, cost):
    """The largest p with kl(q ‖ p) = q log(q/p) + (1 - q) log((1 - q)/(1 - p)) <= cost, by bisection."""
    low, high = q, 1.0
    for _ in range(60):
        p = (low + high) / 2
        kl = (q * np.log(q / p) if q > 0 else 0.0) + ((1 - q) * np.log((1 - q) / (1 - p)) if q < 1 else 0.0)
        low, high = (p, high) if kl <= cost else (low, p)
    return low
