"""Keskar's ε-sharpness: how far the energy can be raised within a small box, in per cent.

    φ(x) = 100 (max f(x + z) - f(x)) / (1 + f(x))   over |zᵢ| <= ε (|xᵢ| + 1)

An estimate from below: the best of several searches by L-BFGS-B, each from a random place in the box. The residual is what a
step to the best corner would still add if f were linear there; it is 0 at a maximum of the box.
Keskar, Mudigere, Nocedal, Smelyanskiy and Tang, ICLR 2017, arXiv 1609.04836, Metric 2.1 with A = I.
Look for: searched from x itself, as it often is (`zero_start`), it says 0 at a minimum, for there the search begins at rest; the
cure is to begin elsewhere. Losses that have saturated look flat: compare places of equal f.
"""

import numpy as np

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "Sharpness in a box"
SYMBOL = "φ"
ORDER = 6
WORLDS = ("landscape", "network")
UNIT = "%"
ERROR = "residual"
PARAMETERS = (
    Parameter("half_width", "ε", 1e-3, 1e-5, 0.1, "half-width of the box, in units of |xᵢ| + 1", scale="log", lawful=(1e-9, 100)),
    Parameter("iterations", "k", 10, 1, 200, "most iterations of a search", whole=True, lawful=(1, 10_000)),
    Parameter("starts", "n", 2, 1, 20, "searches", whole=True, lawful=(1, 1000)),
    Parameter("zero_start", "z₀ = 0", 0, 0, 1, "1: one search, from x itself", whole=True, lawful=(0, 1)),
)
STUCK = 1e-9  # per cent: less is no rise


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {"iterations": max(products // 2, 1), "starts": 1}, digits


def measure(at, draw, p):
    """The highest φ found."""
    from scipy.optimize import minimize

    f, sides = at.energy(), p.half_width * (np.abs(at.x) + 1)
    starts = np.zeros((1, len(at.x))) if p.zero_start else draw.uniforms(p.starts)
    if not np.isfinite(f):
        return Found(np.nan, np.nan)
    percent = 100 / (1 + f)

    def fallen(u, scale):
        energy, slope = at.energy_and_slope(at.x + sides * u)
        return -scale * (energy - f), -scale * sides * slope

    rise, left = 0.0, np.inf
    for u in starts:
        steepness = np.abs(fallen(u, percent)[1]).mean()  # the search's first step is the slope itself: it should reach the walls
        scale = percent / steepness if steepness > 0 else percent
        end = minimize(fallen, u, (scale,), "L-BFGS-B", True, bounds=[(-1, 1)] * len(u),
                       options={"maxiter": p.iterations, "ftol": 0.0, "gtol": 0.0})
        found, slope = -end.fun * percent / scale, end.jac * percent / scale
        if found >= rise:
            rise, left = found, np.abs(slope).sum() + slope @ end.x  # to the corner that the slope points to
    stuck = p.zero_start and max(left, rise) <= STUCK
    note = "The search began at rest, at a place of no slope, and says nothing: use zero_start=0." if stuck else ""
    return Found(rise, max(left, ROUNDING * percent * abs(f)), note)
