"""How far the gradient noise points along the curvature, against isotropic noise of the same size.

    R = D tr(HΣ) / (tr H tr Σ),      Σ = Covᵢ ∇fᵢ

Estimated: tr(HΣ) = E vᵀHv with v of covariance Σ, made from the slopes of all images, and tr H by Hutchinson's signs; the error is
the standard error of the ratio to first order. R is 1 for isotropic noise and at most D λmax / tr H for any. Where tr H is near 0
it says nothing.
Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195.
Look for: tens. A step of noise raises the energy by ½h² tr(HΣ)/B, R times what it would if it had no direction.
"""

import numpy as np

from toy_models.contract import Found, Parameter
from toy_models.image_noise import ImageSlopes

NAME = "Noise along the curvature"
SYMBOL = "D tr(HΣ) / (tr H tr Σ)"
ORDER = 14
WORLDS = ("network",)
UNIT = ""
ERROR = "standard error"
RANKS = False  # of the noise, not of the valley: neither more nor less is flatter
PARAMETERS = (Parameter("probes", "m", 60, 2, 1000, "Hessian products for each of two traces", whole=True, lawful=(2, 10_000)),)


def measure(at, draw, p):
    """R; `energy`, tr(HΣ), and `trace`, tr Σ, for minibatches of one image."""
    noise, count = ImageSlopes(at).centred, len(at.images)
    shaken = draw.normals(p.probes, count) @ noise / count**0.5
    along, over = (np.array([v @ at.hessian_times(v) for v in rows]) for rows in (shaken, draw.signs(p.probes)))
    trace = (noise**2).sum() / count
    value = len(at.x) * along.mean() / (over.mean() * trace)
    spread = np.hypot(*(some.std(ddof=1) / (p.probes**0.5 * some.mean()) for some in (along, over)))
    return Found(value, abs(value) * spread, energy=along.mean(), trace=trace)
