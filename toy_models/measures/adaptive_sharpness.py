"""Adaptive sharpness: SAM's gap, with each coordinate's step in proportion to its size.

    gap(x) = f(x + ε̂) - f(x),      ε̂ = ρ t² ∇f / |t ∇f|,      t = |x| + s,      so that |ε̂ / t| = ρ

Exact but for rounding: one step of the ascent. Kwon, Kim, Park and Choi, ICML 2021, arXiv 2102.11600, with s = 0.01;
here s = 0.
Look for: with s = 0 a ReLU layer that is scaled, and the next scaled back, leaves it as it was, which no other gap does.
"""

import numpy as np

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "Adaptive sharpness"
SYMBOL = "f(x + ε̂) - f(x)"
ORDER = 8
WORLDS = ("landscape", "network")
UNIT = "energy"
ERROR = "rounding"
PARAMETERS = (
    Parameter("radius", "ρ", 0.5, 1e-3, 10.0, "length of the step uphill, in units of t", scale="log", lawful=(0, 1e6)),
    Parameter("shift", "s", 0.0, 0.0, 1.0, "lets coordinates at zero move", lawful=(0, 1e6)),
)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {}, digits


def measure(at, draw, p):
    """One step uphill, in stretched coordinates."""
    (f, slope), t = at.energy_and_slope(), np.abs(at.x) + p.shift
    length = np.linalg.norm(t * slope)
    if length == 0:
        return Found(0.0, note="There is no slope, so no way is uphill: the gap says nothing here.")
    return Found(at.energy(at.x + p.radius * t**2 * slope / length) - f, ROUNDING * abs(f))
