"""Small batches and large ones, after equally many passes over the data, as is often done.

    after n passes:      λmax on all training digits, the training loss there, the share of test digits read rightly

The same training as in `large_batch`, read at another place: a pass is 200 steps with batches of 5, and 2 with batches of 500. The
large batch has learnt less by then, and where the loss is higher the curvature is as well.
Look for: the curvature differs by a factor of three. How much of it is the batch, and how much the loss?
"""

from toy_models import data, measures
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Large batches after equal passes"
ORDER = 1
ACROSS = Quantity("passes", "", "passes over the training digits", log=True)
COLUMNS = (
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("loss", "L", "training loss", log=True),
    Quantity("right", "", "share of test digits read rightly"),
)
CASES = {"batches of 5": 5, "batches of 500": 500}
FROM, SEEDS, SECONDS = None, 4, 10
HIDES = "where each would go if it were trained for longer; and that a pass costs as much either way, but not as many steps."

NET, DIGITS, TEST = "196-50-10", 1000, 1000
PASSES, STEP, STRIDE = (1, 2, 5, 10, 20), 0.1, 10


def trace(case, seed):
    """One training, read after each of `PASSES`."""
    digits = data.mnist(DIGITS, TEST).pooled(2)
    run = NetworkRun(NET, "sgd", digits, seed, {"step_size": STEP}, case, 10**6, 10**6)
    train, test = (run.net.judge(images) for images in (digits.train, digits.test))
    for passes in PASSES:
        until = passes * DIGITS // case
        while run.clock < until and run.advance(min(run.clock + STRIDE, until)):
            yield None
        found = measures.get("top_eigenvalue")(run.net, run.weights[None].astype(float), images=digits.train)
        yield passes, {"curvature": float(found.value[0]), "loss": train.loss(run.weights)[0], "right": test.loss(run.weights)[1]}
