"""A landscape as an objective: its energy, and the tilt that stands for minibatch noise."""

import numpy as np

from toy_kernels import noise
from toy_kernels.damped import damped
from toy_models import noises
from toy_models.words import Objective

NO_ENERGY = "a field has a force that is the slope of no energy"
NO_TILT = "the tilt of its minibatches changes from place to place, and is the slope of no energy"


class LandscapeObjective(Objective):
    """A landscape for rows of replicas; a minibatch is a random tilt of it.

    f_B(x) = f(x) + tilt · x,      gradient(x, batch) = ∇f(x) + tilt,      tr E tilt tiltᵀ = 2σ²

    σ is `gradient_noise`, and `direction` one of the laws of `toy_models.noises`, or its name; `start` (replica, 2), where the
    replicas began, is for laws that look there. A field has no energy and no Hessian, and answers `natural` by what its `hessian`
    is: how fast neighbours approach.
    """

    def __init__(self, landscape, replicas, seed, gradient_noise=0.0, direction=noises.FIRST, start=None):
        self.landscape, self.replicas, self.seed = landscape, np.asarray(replicas), seed
        self.gradient_noise, self.law, self.start = gradient_noise, noises.get(direction), start
        self.world = f"{'landscape' if landscape.conservative else 'field'} {landscape.key!r}"
        refused = {} if landscape.conservative else dict.fromkeys(("energy", "hessian_times"), NO_ENERGY)
        if gradient_noise and self.law.moves(landscape):
            refused = {"energy": NO_TILT} | refused
        super().__init__(refused)

    def draw(self, t, slot):
        """A pair of standard normals for each replica, or None without gradient noise."""
        if not self.gradient_noise:
            return None
        return noise.normals(self.seed, noise.MINIBATCH, self.replicas, 2, t, slot)

    def _tilt(self, x, z):
        return self.gradient_noise * self.law.tilts(self.landscape, x, z, self.start)

    def slope(self, x, batch):
        """∇f at points (replica, 2), tilted."""
        gradient = self.landscape.gradient(x)
        return gradient if batch is None else gradient + self._tilt(x, batch)

    def everything(self):
        """None: f itself, untilted."""
        self._asked("everything")

    def energy(self, x, batch):
        """f, tilted."""
        self._asked("energy", batch)
        energy = self.landscape.energy(x)[:, None]
        return energy if batch is None else energy + (self._tilt(x, batch) * x).sum(-1)[:, None]

    def hessian_times(self, x, v, batch):
        """∇²f v, exactly: a tilt bends nothing."""
        self._asked("hessian_times", batch)
        return np.einsum("rij,rj->ri", self.landscape.hessian(x), v)

    def natural(self, x, slope, batch, damping):
        """(|H| + λ)⁻¹ slope."""
        self._asked("natural", batch)
        h = self.landscape.hessian(x)
        return np.stack(damped(h[:, 0, 0], h[:, 0, 1], h[:, 1, 1], slope[:, 0], slope[:, 1], damping), axis=-1)

    def blocks(self, point):
        """|x|, coordinate by coordinate."""
        self._asked("blocks")
        return np.abs(point)

    def diffusion(self, x, z):
        """σ A z, by the law of the noise."""
        self._asked("diffusion")
        return self._tilt(x, z)
