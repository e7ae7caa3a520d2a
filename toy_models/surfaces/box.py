"""The box mean: f, averaged over a square.

    f̄(x) = the mean of f over |yᵢ - xᵢ| <= a,      ∇f̄ = the mean of ∇f

What SmoothOut descends on average: Wen, Wang, Yan, Xu, Chen and Li, arXiv 1805.07898.
Look for: ripples of wavelength 2a vanish altogether, and a wider box turns some of them inside out.
"""

from toy_kernels import smoothing
from toy_models import sampling, slopes
from toy_models.contract import Parameter, Reach

NAME = "box mean"
ORDER = 4
ARGUMENTS = (Parameter("width", "a", 0.6, 0.0, 1e3, "half-width of the square"),)
ROUGHNESS = 1e-9


def values(landscape, gx, gy, p):
    """f̄ on a grid."""
    return sampling.mean(landscape, gx, gy, p.width, smoothing.box_mean, p.width)


def slope(landscape, gx, gy, p):
    """∇f̄ at points."""
    return slopes.mean(landscape, gx, gy, p.width, smoothing.box_mean, p.width)


def reach(landscape, p):
    """The square itself."""
    return Reach("square", p.width, "a")
