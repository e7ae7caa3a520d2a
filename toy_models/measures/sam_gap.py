"""SAM's gap: how much higher the energy is where SAM looks, a step of length ρ up the slope.

    gap(x) = f(x + ρ ∇f(x) / |∇f(x)|) - f(x)

Exact but for rounding: it is one step of the ascent, and so at most the maximum over the ball, which is what SAM is named for.
Foret, Kleiner, Mobahi and Neyshabur, ICLR 2021, arXiv 2010.01412.
Look for: near a minimum ½ρ²λ, with λ the curvature along the slope. It changes when a layer is scaled and the next scaled back.
"""

import numpy as np

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "SAM's gap"
SYMBOL = "f(x̂) - f(x)"
ORDER = 7
WORLDS = ("landscape", "network")
UNIT = "energy"
ERROR = "rounding"
PARAMETERS = (Parameter("radius", "ρ", 0.1, 1e-3, 10.0, "length of the step uphill", scale="log", lawful=(0, 1e6)),)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {}, digits


def measure(at, draw, p):
    """One step uphill."""
    f, slope = at.energy_and_slope()
    length = np.linalg.norm(slope)
    if length == 0:
        return Found(0.0, note="There is no slope, so no way is uphill: the gap says nothing here.")
    return Found(at.energy(at.x + p.radius * slope / length) - f, ROUNDING * abs(f))
