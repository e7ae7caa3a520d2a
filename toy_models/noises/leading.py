"""Leading eigenvector: all of the noise along the direction that curves most, up or down.

    A A = 2 e eᵀ,      E tilt tiltᵀ = 2σ² e eᵀ,      H e = λ e with the largest |λ|

"GLD 1st eigvec(H)" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195: of all noises with this trace the one with the largest
Tr(H Σ) at a minimum. With two coordinates and one pair kept, their "GLD leading" is this one too.
Look for: soonest out of a sharp valley. Where two directions curve alike, none leads, and it is isotropic.
"""

from toy_models.notation import sqrt

NAME = "along the stiffest direction only"
ORDER = 4


def tilt(a, b, d, u, v):
    """A z, with 2 e eᵀ = I + k S, S = 2H - tr H I, k = sign(tr H) / |S|; the root of the sum keeps the trace where k goes to 0."""
    s = a - d
    g = 2 * b
    r = sqrt(s * s + g * g)
    k = (a + d) / (abs(a + d) * r + 1e-30)
    n = sqrt(1 + k * r * k * r)
    return ((1 + k * s) * u + k * g * v) / n, (k * g * u + (1 - k * s) * v) / n


def sway(slopes, z):
    """On a network: A Aᵀ = tr C e eᵀ, e the leading eigenvector of C."""
    return sqrt(slopes.trace) * (slopes.leading @ z) * slopes.leading
