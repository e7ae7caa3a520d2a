"""The trace of the Hessian, by Hutchinson: the sum of the curvatures along all axes.

    tr ∇²f = E vᵀ ∇²f v,      vᵢ = ±1 at random,      Var vᵀ∇²f v = 2 (|∇²f|² - Σ (∇²f)ᵢᵢ²)

An unbiased estimate, the mean over probes; its error is their standard error.
Hutchinson, Communications in Statistics 18 (1989).
Look for: noise of width a raises the energy by a² tr / 6 if it is uniform on (-a, a): what SmoothOut is charged for.
"""

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "Trace of the curvature"
SYMBOL = "tr H"
ORDER = 3
WORLDS = ("landscape", "network")
UNIT = "energy / length²"
ERROR = "standard error"
PARAMETERS = (Parameter("probes", "m", 30, 2, 1000, "random directions, one Hessian product each", whole=True, lawful=(2, 10_000)),)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {"probes": products}, digits


def measure(at, draw, p):
    """The mean of vᵀ H v."""
    found = np.array([v @ at.hessian_times(v) for v in draw.signs(p.probes)])
    return Found(found.mean(), found.std(ddof=1) / p.probes**0.5)
