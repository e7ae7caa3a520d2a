"""The smallest eigenvalue of the Hessian: whether a place is a minimum at all, or a saddle.

    λmin(x) = min vᵀ ∇²f(x) v   over |v| = 1

Estimated by Lanczos' method, as the largest is; the estimate is never below λmin but for rounding. The lower end is crowded where
a network's axes are flat, and needs two to four times the steps of the upper one.
So measured on networks by Ghorbani, Krishnan and Xiao, ICML 2019, arXiv 1901.10159.
Look for: where training has settled it is a little below zero, thousands of times smaller than the largest.
"""

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Smallest curvature"
SYMBOL = "λmin"
ORDER = 2
WORLDS = ("landscape", "network")
UNIT = "energy / length²"
ERROR = "residual"
RANKS = False  # far below 0 is a saddle, and no flat minimum
PARAMETERS = (Parameter("steps", "m", 60, 1, 200, "most Hessian products", whole=True, lawful=(1, 200)),)


def measure(at, draw, p):
    """θ and its residual, from a random direction."""
    ritz = lanczos(at.hessian_times, draw.normals(1)[0], p.steps)
    return Found(ritz.values[0], ritz.residuals[0])
