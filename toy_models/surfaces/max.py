"""The neighbourhood maximum: the highest place within a disc.

    f↑(x) = the maximum of f over |y - x| <= ρ,      ∇f↑ = ∇f at that y

The surface that sharpness-aware minimisation aims at: Foret, Kleiner, Mobahi and Neyshabur, ICLR 2021, arXiv 2010.01412.
Look for: a hole narrower than the disc is gone without a trace, for its rim stands as high as the slope around it.
"""

from toy_kernels import smoothing
from toy_models import sampling, slopes, spots
from toy_models.contract import Parameter, Reach

NAME = "neighbourhood maximum"
ORDER = 5
ARGUMENTS = (Parameter("radius", "ρ", 0.1, 0.0, 1e3, "radius of the disc"),)
ROUGHNESS = 5e-4


def values(landscape, gx, gy, p):
    """f↑ on a grid."""
    spacing = spots.spacing(landscape)
    if p.radius < sampling.NARROW * spacing:
        return landscape.heights(gx, gy)
    x, y = sampling.nodes(gx, gy, (p.radius, p.radius), min(spacing, max(gx[1] - gx[0], gy[1] - gy[0])))
    heights = smoothing.disc_maximum(landscape.heights(x.places(), y.places()), x, y, p.radius)
    x, y = (smoothing.without_margin(nodes, smoothing.disc_margin(nodes.spacing, p.radius)) for nodes in (x, y))
    return smoothing.mean(heights, smoothing.interpolation(y, gy), smoothing.interpolation(x, gx))


def slope(landscape, gx, gy, p):
    """∇f↑ at points."""
    return slopes.disc_maximum(landscape, p.radius)


def reach(landscape, p):
    """The disc itself."""
    return Reach("disc", p.radius, "ρ")
