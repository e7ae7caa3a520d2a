"""The largest eigenvalue of the Hessian: how sharp a place is along its stiffest axis.

    λmax(x) = max vᵀ ∇²f(x) v   over |v| = 1

Estimated by Lanczos' method on products ∇²f v; on a landscape its two steps are exact but for rounding. The estimate θ is a
Rayleigh quotient, so it is never above λmax but for rounding, and some eigenvalue lies within the residual |∇²f v - θ v| of it.
So measured on networks by Ghorbani, Krishnan and Xiao, ICML 2019, arXiv 1901.10159.
Look for: plain descent with step h is stable along that axis while h λmax < 2. A layer that is scaled, with the next scaled back,
changes λmax and nothing that the network says.
"""

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Largest curvature"
SYMBOL = "λmax"
ORDER = 1
WORLDS = ("landscape", "network")
UNIT = "energy / length²"
ERROR = "residual"
PARAMETERS = (Parameter("steps", "m", 20, 1, 200, "most Hessian products", whole=True, lawful=(1, 200)),)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {"steps": products}, digits


def measure(at, draw, p):
    """θ and its residual, from a random direction."""
    ritz = lanczos(at.hessian_times, draw.normals(1)[0], p.steps)
    return Found(ritz.values[-1], ritz.residuals[-1])
