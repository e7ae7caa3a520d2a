"""One training that goes on and on: its loss, its curvature and its answers, against gradient evaluations.

    cross-entropy:      ∇² of one digit's loss in its logits = diag(p) - p pᵀ -> 0      as its own p -> 1

What is fitted well has no curvature left. Granziol, arXiv 2006.09092; that a sharpness compares nothing at unequal loss is measured
here. A tenth of wrong labels keeps the loss up, and the curvature with it, for as long as they are not known by heart.
Look for: the curvature rises, and falls with the loss; the answers to test digits hardly move meanwhile.
"""

from toy_models import data, measures
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Curvature on the way down"
ORDER = 4
ACROSS = Quantity("evaluations", "", "gradient evaluations", log=True)
COLUMNS = (
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("loss", "L", "training loss", log=True),
    Quantity("right", "", "share of test digits read rightly"),
)
CASES = {"labels as they are": 0.0, "one label in ten wrong": 0.1}
FROM, SEEDS, SECONDS = 100, 4, 10
HIDES = "all curvatures but the largest; weight decay and label smoothing, under which the loss cannot fall so far."

NET, DIGITS, TEST = "196-50-10", 1000, 1000
CLOCKS, PIECE = (10, 30, 100, 200, 400, 800, 1600, 3200), 50


def trace(case, seed):
    """One training with momentum, read at `CLOCKS`."""
    digits = data.mnist(DIGITS, TEST).pooled(2).relabelled(case, seed)
    run = NetworkRun(NET, "sgd", digits, seed, {"step_size": 0.05, "momentum": 0.9}, 50, CLOCKS[-1], CLOCKS[-1])
    train, test = (run.net.judge(images) for images in (digits.train, digits.test))
    for clock in CLOCKS:
        while run.clock < clock and run.advance(min(run.clock + PIECE, clock)):
            yield None
        found = measures.get("top_eigenvalue")(run.net, run.weights[None].astype(float), images=digits.train)
        yield clock, {"curvature": float(found.value[0]), "loss": train.loss(run.weights)[0], "right": test.loss(run.weights)[1]}
