"""Noise of a chosen direction on a network, in the place of minibatches: the slope on all images, and a draw of stated covariance.

    gradient(x, batch) = ∇f(x) + A z / √B,      tr A Aᵀ = tr C,      C = 1/N Σ (gᵢ - ∇f)(gᵢ - ∇f)ᵀ,      gᵢ the slope on image i

C / B is the covariance of the slope on a minibatch of B images that are drawn with replacement. All laws have its trace, here
or at the start, so that only the direction differs: Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195.
"""

import functools

import numpy as np

from toy_kernels import noise
from toy_models.network_objective import Known, NetworkObjective, looked, minibatches
from toy_models.place import OnNetwork

ITERATIONS, CLOSE = 200, 1e-10  # of the power method for the leading direction, and when it is found: a share of its eigenvalue

SWAYED = "the slope of a batch is swayed by normals, and is that of no energy"


class ImageSlopes:
    """What a law is told of the slopes gᵢ of the loss on single images, here: of their covariance C, all in float64.

    What needs every slope at once raises `InvalidArgument` where there are too many (`toy_models.place.MOST_SLOPES`).
    """

    def __init__(self, place):
        self._place = place

    @functools.cached_property
    def centred(self):
        """gᵢ - ∇f: (image, weight)."""
        found = self._place.slopes_of_images()
        return found - found.mean(0)

    @functools.cached_property
    def mean(self):
        """∇f: (weight,)."""
        return self._place.slope()

    @property
    def weights(self):
        """How many weights there are."""
        return len(self._place.x)

    @functools.cached_property
    def deviations(self):
        """√C_jj: (weight,)."""
        return np.sqrt((self.centred**2).mean(0))

    @functools.cached_property
    def spectrum(self):
        """The eigenvalues of C that are not zero by count, ascending, from the inner products of images or of weights."""
        image, weight = self.centred.shape
        products = self.centred @ self.centred.T if image <= weight else self.centred.T @ self.centred
        return np.maximum(np.linalg.eigvalsh(products / image), 0)

    @property
    def trace(self):
        """tr C: a float."""
        return float((self.deviations**2).sum())

    @functools.cached_property
    def leading(self):
        """The unit vector e with C e = λ e for the largest λ: (weight,); where two lead alike, one between them."""
        slopes = self.centred
        v = slopes[np.argmax((slopes**2).sum(1))]
        for _ in range(ITERATIONS):
            v = v / max(np.linalg.norm(v), 1e-300)
            image = slopes.T @ (slopes @ v)
            value = v @ image
            rest, v = np.linalg.norm(image - value * v), image
            if rest <= CLOSE * value:
                break
        return v / max(np.linalg.norm(v), 1e-300)

    def product(self, w):
        """Σ wᵢ (gᵢ - ∇f) / √N for w (image,): of standard normals it has the covariance C exactly. One backward pass."""
        return self._place.weighted_slope((w - w.mean()) / len(w) ** 0.5)


class SwayedObjective(NetworkObjective):
    """The slope on all images, swayed by a law: a batch is its normals, or None for the slope as it is.

    Of a batch the Hessian and the curvature are those of f on all images: what the law's own change from place to place would add
    is left out.
    """

    def __init__(self, draw, slope, sway, stopped, known, whole):
        super().__init__(draw, slope, stopped, known, whole, {"energy": SWAYED})
        self.world, self._sway = f"{known.world} under a noise law", sway
        del self.refused["diffusion"]

    def is_everything(self, batch):
        """Whether it is the slope as it is."""
        return batch is None

    def everything(self):
        """None: no normals."""
        self._asked("everything")

    def hessian_times(self, x, v, batch):
        """The Hessian of f times v."""
        self._asked("hessian_times", batch)
        return self.known.hessian_times(x, v, self.known.everything())

    def natural(self, x, slope, batch, damping):
        """(A ⊗ S + λ)⁻¹ slope in each layer, over all images."""
        self._asked("natural", batch)
        return self.known.natural(x, slope, self.known.everything(), damping, self._t, self._next_draw())

    def diffusion(self, x, z):
        """A z / √B, z one for each weight or, for a law that mixes the slopes of images, one for each image."""
        self._asked("diffusion")
        return np.stack([self._sway(i, row, one) for i, (row, one) in enumerate(zip(x, z, strict=True))]).astype(x.dtype)


def objective(network, images, replicas, seed, batch_size, law, start, stopped=bool):
    """The `NetworkObjective` of a law: its minibatch is a draw, for minibatches of so many images.

    start (replica, weight): where the replicas began, for a law that looks there.
    """
    begun = [ImageSlopes(OnNetwork(network, row.astype(float), images)) for row in start] if law.sways == "start" else None
    count = len(images) if law.draws == "w" else network.size

    def draw(t, slot):
        return noise.normals(seed, noise.MINIBATCH, np.asarray(replicas), count, t, slot)

    def here(row):
        return ImageSlopes(OnNetwork(network, row.astype(float), images))

    def sway(i, row, z, slopes=None):
        return law.module.sway(begun[i] if begun else slopes or here(row), z) / batch_size**0.5

    def slope(x, batch):
        found = np.empty_like(x)
        for i, row in enumerate(x):
            slopes = here(row)
            found[i] = slopes.mean if batch is None else slopes.mean + sway(i, row, batch[i], slopes)
        return found

    known = Known(network, looked(images), len(images), seed, replicas)
    return SwayedObjective(draw, slope, sway, stopped, known, minibatches(len(images), batch_size))
