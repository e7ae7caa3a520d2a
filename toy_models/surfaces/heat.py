"""The heat mean: f, blurred by a Gaussian.

    w(x) = the mean of f over N(x, T/γ),      ∇w = the mean of ∇f

The heat equation's solution at time 1/γ; beside the local entropy in Chaudhari et al., arXiv 1704.04932, and never below it.
Look for: a hole is filled in proportion to its depth, so a deep narrow one leaves its mark longer than on the local entropy.
"""

from math import sqrt

from toy_kernels import smoothing
from toy_models import sampling, slopes
from toy_models.contract import Parameter, Reach

NAME = "heat mean"
ORDER = 3
ARGUMENTS = (
    Parameter("scope", "γ", 1.0, 1e-6, 1e6, "stiffness of the spring"),
    Parameter("temperature", "T", 1.0, 0.0, 1e3, "temperature of the law"),
)
ROUGHNESS = 1e-9
FLOW = "diffusion"


def values(landscape, gx, gy, p):
    """w on a grid; where f outgrows the Gaussian, the mean over the Gaussian cut at eight deviations."""
    deviation = sqrt(p.temperature / p.scope)
    return sampling.mean(landscape, gx, gy, smoothing.GAUSSIAN_REACH * deviation, smoothing.gaussian_mean, deviation)


def slope(landscape, gx, gy, p):
    """∇w at points."""
    deviation = sqrt(p.temperature / p.scope)
    return slopes.mean(landscape, gx, gy, smoothing.GAUSSIAN_REACH * deviation, smoothing.gaussian_mean, deviation)


def reach(landscape, p):
    """One standard deviation of the Gaussian."""
    return Reach("disc", sqrt(p.temperature / p.scope), "√(T/γ)")
