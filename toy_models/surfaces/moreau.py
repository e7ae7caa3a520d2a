"""The Moreau envelope: the lowest place that a spring lets a point reach; the local entropy at T = 0.

    u(x) = min over y of f(y) + ½γ|x - y|²,      ∇u = γ (x - y) at that y

Moreau, Bulletin de la Société Mathématique de France 93 (1965); as a relaxation of deep networks: Chaudhari, Oberman, Osher,
Soatto and Carlier, arXiv 1704.04932.
Look for: every minimum of f keeps its place and its height, however narrow: without heat, width counts for nothing.
"""

from math import sqrt

from toy_models import sampling, slopes
from toy_models.contract import Parameter, Reach

NAME = "Moreau envelope"
ORDER = 2
ARGUMENTS = (Parameter("scope", "γ", 1.0, 1e-6, 1e6, "stiffness of the spring"),)
ROUGHNESS = 1e-9
FLOW = "inviscid"


def values(landscape, gx, gy, p):
    """u on a grid."""
    return sampling.lower(landscape, gx, gy, p.scope, 0.0)


def slope(landscape, gx, gy, p):
    """∇u at points."""
    return slopes.lower(landscape, gx, gy, p.scope, 0.0)


def reach(landscape, p):
    """The farthest that lower heights on the map can hold the spring: ½γr² is at most the whole coloured range."""
    low, high = landscape.height_range
    return Reach("disc", sqrt(2 * (high - low) / p.scope), "√(2Δf/γ)")
