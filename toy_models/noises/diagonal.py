"""Diagonal: the Hessian-shaped noise of each coordinate by itself, what one coordinate tells of another forgotten.

    A A = 2 diag|H| / tr|H|,      E tilt tiltᵀ = 2σ² diag|H(x)| / tr|H(x)|

"GLD diag" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195, for a noise that is shaped like the Hessian.
Look for: along the axes it is Hessian-shaped; a valley turned by 45° makes it isotropic. Where nothing curves there is none.
"""

from toy_models.notation import sqrt

NAME = "along the axes, by curvature"
ORDER = 3


def tilt(a, b, d, u, v):
    """A z; |H| is H H + |det H| I, but for a factor."""
    s = abs(a * d - b * b)
    p = a * a + b * b + s
    r = b * b + d * d + s
    half = 0.5 * (p + r) + 1e-30
    return sqrt(p / half) * u, sqrt(r / half) * v


def sway(slopes, z):
    """On a network: A A = diag C, the noise of each weight by itself."""
    return slopes.deviations * z
