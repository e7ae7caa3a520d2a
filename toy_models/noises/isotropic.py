"""Isotropic: the tilt leans every way alike.

    A = I,      E tilt tiltᵀ = σ² I

"GLD const" and, as every law here has the same trace, "GLD dynamic" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195.
Look for: a sharp valley holds it long, for little of the noise points where the walls are steep.
"""

from toy_models.notation import sqrt

NAME = "in every direction"
ORDER = 1


def tilt(u, v):
    """A z."""
    return u, v


def sway(slopes, z):
    """On a network: A = √(tr C / weights) I."""
    return sqrt(slopes.trace / slopes.weights) * z
