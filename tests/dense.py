"""Worlds small enough to be known whole, for tests of measures: every derivative at once, and means over very many draws."""

from types import SimpleNamespace

import numpy as np
import torch

import toy_models as tm
from toy_models.network import Network

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 6), dtype=np.uint8)
IMAGES = tm.data.Images(PIXELS, np.arange(40) % 3)
LANDSCAPE = tm.landscapes.get("two_gaussians")


def small(key, layers):
    """The formula of a network of the folder, on other layers."""
    logits = tm.networks.get(key).module.logits
    return Network("small", SimpleNamespace(NAME="Small", LAYERS=layers, SCALES={}, logits=logits))


SMALL = [small("mlp", (6, 4, 3)), small("softmax_regression", (6, 3))]  # 43 and 21 weights


def weights(network, count=3):
    """A start moved by another, so that biases count."""
    return network.start(1, count).astype(float) + 0.3 * np.random.default_rng(1).normal(size=(count, network.size))


def points(world, count=3):
    """Rows of ordinary points."""
    if isinstance(world, Network):
        return weights(world, count)
    return world.minima[:1] + np.linspace(0.1, 0.5, 2 * count).reshape(-1, 2)


def energy(world, x, images=IMAGES):
    """f at one point (n,), or at rows of them."""
    x = np.asarray(x)
    if not isinstance(world, Network):
        return world.energy(x)
    found = world.energy(x.reshape(-1, world.size), images.pixels / 255, images.labels.astype(int))
    return found[0] if x.ndim == 1 else found


def differentiated(how, network, x, images=IMAGES):
    """A transform of `torch.func` of the energy at one point."""
    pixels, labels = torch.tensor(images.pixels / 255), torch.tensor(images.labels.astype(int))
    return how(lambda at: network.energy(at[None], pixels, labels)[0])(torch.tensor(x)).numpy()


def hessian(world, x, images=IMAGES):
    """All of ∇²f at one point, in forward over reverse mode."""
    return differentiated(torch.func.hessian, world, x, images) if isinstance(world, Network) else world.hessian(x)


def gradient(world, x, images=IMAGES):
    """∇f at one point."""
    return differentiated(torch.func.grad, world, x, images) if isinstance(world, Network) else world.gradient(x)


def slopes_of_images(network, x, images=IMAGES):
    """(image, weight): one image after the other."""
    singles = (tm.data.Images(images.pixels[[i]], images.labels[[i]]) for i in range(len(images)))
    return np.array([gradient(network, x, one) for one in singles])


def mean(function, draw, count=200_000, block=20_000):
    """The mean of function(draw(generator, rows)) over very many rows, by NumPy's own generator."""
    generator = np.random.default_rng(5)
    return np.mean([np.mean(function(draw(generator, block))) for _ in range(count // block)])
