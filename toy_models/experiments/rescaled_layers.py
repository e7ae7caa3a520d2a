"""Layers of a trained network times c: what it says stays, its curvature does not.

    (W₁, b₁) -> c (W₁, b₁),  W₂ -> W₂/c:      the same logits        (W₂, b₂) -> c (W₂, b₂):      the same answers, another loss

Dinh, Pascanu, Bengio and Bengio, ICML 2017, arXiv 1703.04933. The adaptive curvature measures each weight in units of itself: Kwon,
Kim, Park and Choi, ICML 2021, arXiv 2102.11600.
Look for: of the two curvatures the adaptive one is blind to the first rescaling, and neither to the second.
"""

import numpy as np

from toy_models import data, measures, units
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Rescaled layers"
ORDER = 3
ACROSS = Quantity("factor", "c", "factor of the layer", log=True)
COLUMNS = (
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("adaptive", "λmax(THT)", "largest adaptive curvature", log=True),
    Quantity("loss", "L", "training loss", log=True),
    Quantity("changed", "", "share of test digits read otherwise than before"),
)
CASES = {"first layer times c, second divided by c": "both", "last layer times c": "last"}
FROM, SEEDS, SECONDS = 1.0, 3, 10
HIDES = "rescalings of single units, which there are as many of as units; and which c is the right one: there is none."

NET, DIGITS, TEST = "196-50-10", 1000, 1000
FACTORS, TRAINED, PIECE = (1.0, 0.5, 0.25, 2.0, 4.0), 600, 50


def trace(case, seed):
    """One network, trained for a while; then each factor, from the smallest on."""
    digits = data.mnist(DIGITS, TEST).pooled(2)
    run = NetworkRun(NET, "sgd", digits, seed, {"step_size": 0.3}, 50, PIECE, TRAINED)
    while run.advance(run.clock + PIECE):
        yield None
    before = run.weights[None].astype(float)
    train, test = (run.net.judge(images) for images in (digits.train, digits.test))
    said = test.logits(run.weights).argmax(axis=1)
    for factor in sorted(FACTORS):
        x = units.rescaled(run.net, before, factor) if case == "both" else last_scaled(run.net, before, factor)
        there = x[0].astype(np.float32)
        row = {"loss": train.loss(there)[0], "changed": float((test.logits(there).argmax(axis=1) != said).mean())}
        for name, key in (("curvature", "top_eigenvalue"), ("adaptive", "adaptive_top_eigenvalue")):
            row[name] = float(measures.get(key)(run.net, x, images=digits.train).value[0])
            yield None
        yield factor, row


def last_scaled(network, x, factor):
    """Rows of weights with the last layer, its bias too, times a factor."""
    made, count = x.copy(), len(network.layers) - 1
    blocks = vars(network.unflatten(made))
    for name in (f"W{count}", f"b{count}"):
        blocks[name][:] *= factor
    return made
