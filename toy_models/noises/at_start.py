"""Constant at the start: Hessian-shaped, with the curvature where the run began, wherever it goes.

    A A = 2 |H₀| / tr|H₀|,      E tilt tiltᵀ = 2σ² |H(x₀)| / tr|H(x₀)|

Ours: what is left of the Hessian-shaped law of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195, if it is measured but once.
Look for: it gets out of a sharp valley as the Hessian-shaped noise does, and in the next valley leans as in the one it came from.
"""

from toy_models.notation import sqrt

NAME = "along the curvature at the start"
ORDER = 5


def tilt(a0, b0, d0, u, v):
    """A z; the root of |H| is H H + (s + √s t) I, s = |det H|, t = tr|H|, but for a factor, here with H / t for H."""
    s = abs(a0 * d0 - b0 * b0)
    t = sqrt(a0 * a0 + 2 * b0 * b0 + d0 * d0 + 2 * s) + 1e-30
    a = a0 / t
    b = b0 / t
    d = d0 / t
    s = abs(a * d - b * b)
    w = s + sqrt(s)
    p = a * a + b * b + w
    q = b * (a + d)
    r = b * b + d * d + w
    n = sqrt(0.5 * (p * p + 2 * q * q + r * r)) + 1e-30
    return (p * u + q * v) / n, (q * u + r * v) / n


def sway(slopes0, w):
    """On a network: A Aᵀ = C at the start."""
    return slopes0.product(w)
