"""The only window of an algorithm onto the world: it hands out minibatches and gradients, and counts the gradients.

Counting them gives the one clock, gradient evaluations, on which races are fair.
"""

import numpy as np

from toy_kernels import noise
from toy_models.contract import InvalidArgument

DIRECTIONS = ("isotropic", "hessian")


def checked_direction(direction):
    """`direction`, or `InvalidArgument` if it is not one of `DIRECTIONS`."""
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        raise InvalidArgument("gradient_noise_direction", direction, f"one of {', '.join(DIRECTIONS)}")
    return direction


class LandscapeObjective:
    """A landscape for rows of replicas; a minibatch is a random tilt of it.

    gradient(x, batch) = ∇f(x) + tilt,  with  E tilt tiltᵀ = σ² I                  (isotropic), or
                                             E tilt tiltᵀ = 2 σ² |H(x)| / tr|H(x)|   (hessian),

    |H| being the Hessian with its eigenvalues made positive. Both have trace 2σ², so that only the direction differs.
    Zhu et al., ICML 2019, arXiv 1803.00195, compare noises this way.
    """

    def __init__(self, landscape, replicas, seed, gradient_noise=0.0, direction="isotropic"):
        self.landscape, self.replicas, self.seed = landscape, np.asarray(replicas), seed
        self.gradient_noise, self.direction = gradient_noise, checked_direction(direction)
        self.gradient_evaluations = 0
        self.begin(0)

    def begin(self, t):
        """Open step `t`: minibatches are numbered from zero in each step."""
        self._t, self._slot = t, 0

    def minibatch(self):
        """The next minibatch: a pair of standard normals for each replica, or None without gradient noise."""
        slot, self._slot = self._slot, self._slot + 1
        if not self.gradient_noise:
            return None
        return noise.normals(self.seed, noise.MINIBATCH, self.replicas, 2, self._t, slot)

    def gradient(self, x, batch):
        """The gradient at points (replica, 2) on one minibatch; counts one evaluation."""
        self.gradient_evaluations += 1
        gradient = self.landscape.gradient(x)
        if batch is None:
            return gradient
        if self.direction == "isotropic":
            return gradient + self.gradient_noise * batch
        return gradient + self.gradient_noise * _times_root(self.landscape.hessian(x), batch)

    def energy(self, x):
        """f at points (..., 2)."""
        return self.landscape.energy(x)


def _times_root(hessian, z):
    """A z with A A = 2 |H| / tr|H|, in closed form for 2 x 2: √M = (M + √det M I) / √(tr M + 2 √det M), used twice."""
    a, b, d = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    absolute = _root(a * a + b * b, b * (a + d), b * b + d * d)
    trace = absolute[0] + absolute[2] + 1e-30  # a flat point has no direction: its noise is zero there
    a, b, d = _root(*(2 * entry / trace for entry in absolute))
    return np.stack([a * z[..., 0] + b * z[..., 1], b * z[..., 0] + d * z[..., 1]], axis=-1)


def _root(a, b, d):
    """The entries of the square root of a symmetric positive semi-definite 2 x 2 matrix."""
    s = np.sqrt(np.maximum(a * d - b * b, 0))
    t = np.sqrt(a + d + 2 * s) + 1e-30
    return (a + s) / t, b / t, (d + s) / t
