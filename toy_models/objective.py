"""The only window of an algorithm onto the world: it hands out minibatches and gradients, and counts the gradients.

Counting them gives the one clock, gradient evaluations, on which races are fair.
"""

import numpy as np

from toy_kernels import noise
from toy_models import noises


class LandscapeObjective:
    """A landscape for rows of replicas; a minibatch is a random tilt of it.

    gradient(x, batch) = ∇f(x) + tilt,      tr E tilt tiltᵀ = 2σ²

    σ is `gradient_noise`, and `direction` one of the laws of `toy_models.noises`, or its name; `start` (replica, 2), where the
    replicas began, is for laws that look there.
    """

    def __init__(self, landscape, replicas, seed, gradient_noise=0.0, direction=noises.FIRST, start=None):
        self.landscape, self.replicas, self.seed = landscape, np.asarray(replicas), seed
        self.gradient_noise, self.law, self.start = gradient_noise, noises.get(direction), start
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
        return gradient + self.gradient_noise * self.law.tilts(self.landscape, x, batch, self.start)

    def energy(self, x):
        """f at points (..., 2)."""
        return self.landscape.energy(x)
