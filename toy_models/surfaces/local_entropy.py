"""The local entropy: a soft minimum under a spring, which counts how wide a valley is.

    u(x) = -T log of the N(x, T/γ) average of exp(-f/T),      ∇u = γ (x - ⟨y⟩),      ⟨·⟩ under exp(-(f(y) + ½γ|x - y|²) / T)

Chaudhari, Choromanska, Soatto, LeCun, Baldassi, Borgs, Chayes, Sagun and Zecchina, ICLR 2017, arXiv 1611.01838. At T = 0 it is
the Moreau envelope, and f itself for a stiff spring.
Look for: a narrow valley goes before a wide one as γ falls, also where it is the deeper; nothing curves more than γ.
"""

from math import sqrt

from toy_models import sampling, slopes
from toy_models.contract import Parameter, Reach

NAME = "local entropy"
ORDER = 1
ARGUMENTS = (
    Parameter("scope", "γ", 1.0, 1e-6, 1e6, "stiffness of the spring"),
    Parameter("temperature", "T", 1.0, 0.0, 1e3, "temperature of the law"),
)
ROUGHNESS = 1e-9
WIDEST = 6
FLOW = "viscous"


def values(landscape, gx, gy, p):
    """u on a grid."""
    return sampling.lower(landscape, gx, gy, p.scope, p.temperature)


def slope(landscape, gx, gy, p):
    """∇u at points."""
    return slopes.lower(landscape, gx, gy, p.scope, p.temperature)


def reach(landscape, p):
    """One standard deviation of the Gaussian."""
    return Reach("disc", sqrt(p.temperature / p.scope), "√(T/γ)")
