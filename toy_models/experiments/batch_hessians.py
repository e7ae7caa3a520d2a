"""The largest curvature that a minibatch sees, against its size.

    λmax(B) = mean over batches of λmax(∇²f_b)      theory: λmax + (1/B - 1/N) N/(N - 1) Σₖ vₖ/(λmax - λₖ)

vₖ is the variance over single digits of uₖᵀ ∇²fᵢ u₁, uₖ the axes of the whole Hessian, u₁ its stiffest: second-order perturbation
of u₁ by what a batch leaves out; no number is fitted. That the excess falls as 1/B: Granziol, Zohren and Roberts, JMLR 23 (2022),
arXiv 2006.09092, by random matrices. As λmax is convex in the Hessian, halving batches can only raise it.
Look for: the law holds while the excess is small beside λmax, and promises too much where it is not.
"""

import numpy as np

from toy_models import data
from toy_models.contract import Quantity
from toy_models.draws import Draws
from toy_models.lanczos import lanczos
from toy_models.network_run import NetworkRun
from toy_models.place import places

NAME = "Curvature of a batch"
ORDER = 6
ACROSS = Quantity("batch", "B", "digits in a batch", log=True)
COLUMNS = (
    Quantity("curvature", "λmax(B)", "largest curvature of a batch, mean", log=True),
    Quantity("law", "", "theory", law_of="curvature"),
    Quantity("excess", "", "excess over λmax, times B/(1 - B/N)", log=True),
    Quantity("bottom", "λmin(B)", "smallest curvature of a batch, mean"),
)
CASES = {"where the loss is 0.5": 0.5, "where the loss is 0.2": 0.2}
FROM, SEEDS, SECONDS = None, 3, 15
HIDES = "that batches are cut from one set of digits here, each digit once, where SGD draws them anew; and larger networks."

NET, DIGITS, MOST = "49-10-10 tanh", 1000, 20_000
SIZES, PRODUCTS, SHIFT, PIECE = (16, 31, 62, 125, 250, 500, 1000), 20, 1e-5, 50


def trace(case, seed):
    """A network that is trained to a loss, then batches of each of `SIZES`, the smallest last."""
    digits = data.mnist(DIGITS, 100).pooled(4)
    run = NetworkRun(NET, "sgd", digits, seed, {"step_size": 0.5}, 50, MOST, MOST)
    judge = run.net.judge(digits.train)
    while judge.loss(run.weights)[0] > case and run.advance(run.clock + 20):
        yield None
    at = places(run.net, run.weights[None].astype(float), digits.train)[0]
    hessian = np.empty((run.net.size, run.net.size))
    for k, axis in enumerate(np.eye(run.net.size)):
        hessian[k] = at.hessian_times(axis)
        if k % 20 == 0:
            yield None
    top, slope = yield from law(at, hessian)
    start = Draws(seed, run.net.size).normals(1)[0]
    for size in reversed(SIZES):
        found = []
        for share, part in at.parts(size):
            ritz = lanczos(part.hessian_times, start, PRODUCTS)
            found.append((share * ritz.values[-1], share * ritz.values[0]))
            yield None
        mean, least = np.sum(found, axis=0)
        row = {"curvature": float(mean), "law": top + slope * (1 / size - 1 / DIGITS), "bottom": float(least)}
        yield size, row | ({"excess": float(mean - top) / (1 / size - 1 / DIGITS)} if size < DIGITS else {})


def law(at, hessian):
    """(λmax, what it rises by for each unit of 1/B - 1/N) of a place and its whole Hessian, by second-order perturbation.

    A generator that gives them back; it yields None between pieces of the work.
    """
    values, axes = np.linalg.eigh((hessian + hessian.T) / 2)
    u, size, either = axes[:, -1], len(at.images), []
    for side in (1, -1):
        slopes = []
        for _, part in at.there(at.x + side * SHIFT * u).parts(PIECE):
            slopes.append(part.slopes_of_images())
            yield None
        either.append(np.concatenate(slopes))
    single = (either[0] - either[1]) / (2 * SHIFT) @ axes
    spread = (single - single.mean(axis=0)).var(axis=0)
    return float(values[-1]), float(size / (size - 1) * (spread[:-1] / (values[-1] - values[:-1])).sum())
