"""Four labels in ten are wrong: how many are learnt by heart, by SGD, by SAM, and by SGD that is stopped early.

    by heart: the share of wrong labels that the network says      right: the share of 1,000 other test digits read rightly

2,000 digits of 14 x 14, 100 hidden units, momentum 0.9, batches of 50, 40 passes; SAM's radius is 0.2. Foret, Kleiner, Mobahi and
Neyshabur, ICLR 2021, arXiv 2010.01412; that its gain under wrong labels is one of the early epochs: Baek, Kolter and Raghunathan,
ICLR 2024, arXiv 2405.03676. Early stopping takes the best of 500 digits that are not among those it is judged on.
Look for: SAM learns fewer by heart than SGD; stopped early SGD learns fewer still, and reads more digits than both.
"""

from toy_models import data
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Wrong labels"
ORDER = 5
ACROSS = Quantity("passes", "", "passes over the training digits")
COLUMNS = (
    Quantity("by_heart", "", "share of wrong labels known by heart"),
    Quantity("right", "", "share of test digits read rightly"),
)
CASES = {"SGD": ("sgd", {}, False), "SAM": ("sam", {"radius": 0.2}, False), "SGD, stopped early": ("sgd", {}, True)}
FROM, SEEDS, SECONDS = None, 5, 10
HIDES = "that stopping needs clean digits to watch; other shares of wrong labels, and wrong labels that are wrong for a reason."

NET, DIGITS, WATCHED, TEST, WRONG = "196-100-10", 2000, 500, 1000, 0.4
STEP, BATCH, PASSES, STRIDE = {"step_size": 0.05, "momentum": 0.9}, 50, 40, 10


def trace(case, seed):
    """One training, read after each pass; where it is stopped early, up to the pass that reads the watched digits best."""
    method, more, early = case
    clean = data.mnist(DIGITS, WATCHED + TEST).pooled(2)
    noisy = clean.relabelled(WRONG, seed)
    run = NetworkRun(NET, method, noisy, seed, STEP | more, BATCH, 10**6, 10**6)
    parts = (noisy.train.some(noisy.train.labels != clean.train.labels), clean.test.some(slice(WATCHED, None)),
             clean.test.first(WATCHED))
    wrong, test, watched = (run.net.judge(images) for images in parts)
    price, rows = run.method.evaluations(run.parameters), []
    for done in range(PASSES + 1):
        while run.clock < done * price * DIGITS // BATCH and run.advance(run.clock + STRIDE):
            yield None
        rows.append((watched.loss(run.weights)[1], {"by_heart": wrong.loss(run.weights)[1], "right": test.loss(run.weights)[1]}))
        if not early:
            yield done, rows[-1][1]
    if early:
        best = max(range(len(rows)), key=lambda one: rows[one][0])
        yield from enumerate(row for _, row in rows[: best + 1])
