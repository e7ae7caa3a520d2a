"""Hessian-shaped: strong where the landscape curves, weak where it is flat.

    A A = 2 |H| / tr|H|,      E tilt tiltᵀ = 2σ² |H(x)| / tr|H(x)|,      |H|: the eigenvalues of H made positive

"GLD Hessian" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195; near a minimum the noise of minibatches has about this shape.
Look for: out of a sharp valley sooner than isotropic noise of the same size. Where nothing curves there is none.
"""

from toy_models.notation import sqrt

NAME = "along the curvature"
ORDER = 2


def tilt(a, b, d, u, v):
    """A z, by √M = (M + √det M I) / √(tr M + 2 √det M), used twice; det |H| is |det H|, which float32 holds better than det H H."""
    s = abs(a * d - b * b)
    t = sqrt(a * a + 2 * b * b + d * d + 2 * s) + 1e-30
    p = (a * a + b * b + s) / t
    q = b * (a + d) / t
    r = (b * b + d * d + s) / t
    half = 0.5 * (p + r) + 1e-30
    p = p / half
    q = q / half
    r = r / half
    k = sqrt(s) / half
    n = sqrt(p + r + 2 * k) + 1e-30
    return ((p + k) * u + q * v) / n, (q * u + (r + k) * v) / n


def sway(slopes, w):
    """On a network: A Aᵀ = C, the covariance of minibatches themselves, which near a minimum has about the Hessian's shape."""
    return slopes.product(w)
