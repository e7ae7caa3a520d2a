"""Small batches and large ones, their curvature read at one training loss after another.

    where the training loss first falls to L:      λmax on all training digits, test digits read rightly, gradient evaluations

Plain SGD on 1,000 digits of 14 x 14, from one start for each seed. Keskar, Mudigere, Nocedal, Smelyanskiy and Tang, ICLR 2017,
arXiv 1609.04836, found large batches sharper. Cross-entropy flattens by itself as it is fitted, so that at unequal loss one may
find what one likes. On steps that grow with the batch: Goyal et al., 2017, arXiv 1706.02677.
Look for: at one loss the large batch is sharper, and a step 5 times as long takes little of that away; it costs a fifth, though.
"""

from toy_models import data, measures
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Large batches at equal loss"
ORDER = 2
ACROSS = Quantity("loss", "L", "training loss where it is read", log=True, down=True)
COLUMNS = (
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("right", "", "share of test digits read rightly"),
    Quantity("evaluations", "", "gradient evaluations until then", log=True),
)
CASES = {
    "batches of 5": (5, 0.1),
    "batches of 500": (500, 0.1),
    "batches of 500, steps 5 times as long": (500, 0.5),
}
FROM, SEEDS, SECONDS = None, 4, 22
HIDES = "other networks and other data, and momentum; and at which loss anybody would have stopped."

NET, DIGITS, TEST = "196-50-10", 1000, 1000
RUNGS, MOST, STRIDE = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02), 8000, 10


def trace(case, seed):
    """One training, read where its loss on all training digits first falls to each of `RUNGS`."""
    batch, step = case
    digits = data.mnist(DIGITS, TEST).pooled(2)
    run = NetworkRun(NET, "sgd", digits, seed, {"step_size": step}, batch, STRIDE, MOST)
    judges = [run.net.judge(images) for images in (digits.train, digits.test)]
    for rung in RUNGS:
        while (loss := judges[0].loss(run.weights)[0]) > rung:
            if not run.advance(run.clock + STRIDE):
                return
            yield None
        found = measures.get("top_eigenvalue")(run.net, run.weights[None].astype(float), images=digits.train)
        yield loss, {"curvature": float(found.value[0]), "right": judges[1].loss(run.weights)[1], "evaluations": run.clock}
