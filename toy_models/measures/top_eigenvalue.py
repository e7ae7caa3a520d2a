"""The largest eigenvalue of the Hessian: how sharp a place is along its stiffest axis.

    λmax(x) = max vᵀ ∇²f(x) v   over |v| = 1

Exact on a landscape, whose 2 x 2 Hessian is derived from its formula. On a network f is the mean cross-entropy on the images
given, in float64, and λmax is estimated by Lanczos' method with full re-orthogonalisation on products ∇²f v, each one backward
pass through the slope (Pearlmutter, Neural Computation 6, 1994). The estimate θ is a Rayleigh quotient, so it is never above λmax
but for rounding; some eigenvalue lies within the residual |∇²f v - θ v| of it (Parlett, The Symmetric Eigenvalue Problem, 1998).
At a kink of a ReLU, where there is no Hessian, the slope of the flat side counts.
So measured on networks by Ghorbani, Krishnan and Xiao, ICML 2019, arXiv 1901.10159. Plain descent with step h is stable along
that axis while h λmax < 2.
"""

import numpy as np

from toy_kernels import noise
from toy_models.contract import InvalidArgument, whole
from toy_models.landscape import Landscape
from toy_models.network import Network

NAME = "Largest curvature"
ORDER = 1
MOST_STEPS = 200
EXHAUSTED = 1e-12  # a new direction this short, in units of the Hessian seen so far, is rounding: the space is used up


def measure(world, x, images=None, steps=20, seed=0):
    """λmax at the rows of x (replica, coordinate): float64 (replica,); NaN where the Hessian is not finite.

    world: a `Landscape`, or a `Network` with `images`, a `toy_models.data.Images`. There, `steps` is how many Hessian products a
    row may cost, and `seed` gives the first direction, one for all rows. Raises `InvalidArgument`.
    """
    return with_residual(world, x, images, steps, seed)[0]


def with_residual(world, x, images=None, steps=20, seed=0):
    """λmax as `measure` gives it, and the residual |∇²f v - θ v| of the estimate: two arrays (replica,).

    The residual is 0 on a landscape; below some 1e-14 λmax it says only that rounding is all that is left.
    """
    steps, seed = whole("steps", steps, 1, MOST_STEPS), whole("seed", seed, 0, 2**32 - 1)
    if isinstance(world, Landscape):
        if images is not None:
            raise InvalidArgument("images", images, "nothing: a landscape has none")
        return _on_landscape(world, _rows(x, 2))
    if not isinstance(world, Network):
        raise InvalidArgument("world", world, "a Landscape or a Network")
    x = _rows(x, world.size)
    world.judge(images)  # refuses images that do not fit
    start = noise.normals(seed, noise.MEASURE, [0], world.size, 0, 0)[0]
    found = [lanczos(hessian_product(world, row, images), start, steps) for row in x]
    return tuple(np.array(found, dtype=float).reshape(-1, 2).T)


def hessian_product(network, x, images):
    """The function v -> ∇²f(x) v of float64 arrays (weight,), f being the network's mean cross-entropy on all the images."""
    import torch

    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    pixels = torch.tensor(images.pixels, dtype=torch.float64) / 255
    with torch.enable_grad():
        energy = network.energy(x[None], pixels, torch.tensor(images.labels)).sum()
        slope = torch.autograd.grad(energy, x, create_graph=True)[0]

    def product(v):
        return torch.autograd.grad(slope, x, torch.tensor(v), retain_graph=True)[0].numpy()

    return product


def lanczos(product, start, steps):
    """The largest Ritz value of a symmetric `product` after so many steps from `start` (n,), and its residual.

    Fewer steps where the directions are used up; NaN, NaN where a product is not finite.
    """
    steps = min(steps, len(start))
    basis, tridiagonal, length, seen = np.empty((steps, len(start))), np.zeros((steps, steps)), np.linalg.norm(start), 0.0
    direction = start
    for k in range(steps):
        basis[k] = direction / length
        direction = product(basis[k])
        tridiagonal[k, k] = basis[k] @ direction
        for _ in range(2):  # a second pass makes the basis orthogonal to rounding
            direction = direction - (basis[: k + 1] @ direction) @ basis[: k + 1]
        length = np.linalg.norm(direction)
        seen = max(seen, abs(tridiagonal[k, k]), length)
        if not np.isfinite(seen + length):
            return np.nan, np.nan
        if k + 1 == steps or length <= EXHAUSTED * seen:
            break
        tridiagonal[k, k + 1] = tridiagonal[k + 1, k] = length
    values, vectors = np.linalg.eigh(tridiagonal[: k + 1, : k + 1])
    return values[-1], length * abs(vectors[-1, -1])


def _on_landscape(landscape, x):
    hessian = landscape.hessian(x)
    finite = np.isfinite(hessian).all(axis=(1, 2))
    values = np.full(len(x), np.nan)
    values[finite] = np.linalg.eigvalsh(hessian[finite])[:, -1]
    return values, np.where(finite, 0.0, np.nan)


def _rows(x, coordinates):
    allowed = f"an array of numbers of shape (replica, {coordinates})"
    try:
        rows = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise InvalidArgument("x", x, allowed) from None
    if rows.ndim != 2 or rows.shape[1] != coordinates:
        raise InvalidArgument("x", x, allowed)
    return rows
