"""The largest curvature with each axis measured in units of its own coordinate.

    λ = max vᵀ T ∇²f(x) T v   over |v| = 1,      T = diag |x|

Estimated by Lanczos' method, as λmax is, with its residual. The second order of adaptive sharpness: Kwon, Kim, Park and Choi, ICML
2021, arXiv 2102.11600.
Look for: it has no unit of length, and a ReLU layer that is scaled, with the next scaled back, leaves it as it was.
"""

import numpy as np

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Largest adaptive curvature"
SYMBOL = "λmax(THT)"
ORDER = 9
WORLDS = ("landscape", "network")
UNIT = "energy"
ERROR = "residual"
PARAMETERS = (Parameter("steps", "m", 20, 1, 200, "most Hessian products", whole=True, lawful=(1, 200)),)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {"steps": products}, digits


def measure(at, draw, p):
    """θ and its residual."""
    size = np.abs(at.x)
    ritz = lanczos(lambda v: size * at.hessian_times(size * v), draw.normals(1)[0], p.steps)
    return Found(ritz.values[-1], ritz.residuals[-1])
