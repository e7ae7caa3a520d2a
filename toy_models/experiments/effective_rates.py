"""A network whose weights count by direction alone, on a sphere, at three effective rates: it converges, hovers, or is stuck.

    f(c w) = f(w):      w <- |w| (w - ε |w|² g)/|w - ε |w|² g|      ε: the effective rate, η/|w|²

Kodryan, Lobacheva, Nakhodnov and Vetrov, NeurIPS 2022, arXiv 2209.03695: three regimes. At a random answer the loss is ln 10.
Look for: at the low rate the loss falls on and on, and the steps turn less and less; at the middle one both come to a height that
they keep; at the high one it learns nothing, and where no unit answers any more no step turns anything.
"""

import numpy as np

from toy_models import data
from toy_models.contract import Quantity
from toy_models.network_run import NetworkRun

NAME = "Three effective rates"
ORDER = 8
ACROSS = Quantity("steps", "", "steps", log=True)
COLUMNS = (
    Quantity("loss", "L", "training loss", log=True),
    Quantity("guessing", "", "ln 10, of guessing", law_of="loss"),
    Quantity("right", "", "share of test digits read rightly"),
    Quantity("angle", "", "degrees that a step turns the weights by, mean of ten", log=True),
)
CASES = {"ε = 0.0004": 4e-4, "ε = 0.003": 3e-3, "ε = 0.01": 0.01}
FROM, SEEDS, SECONDS = None, 3, 20
HIDES = "at which rates the regimes change, and that each group of weights has a rate of its own unless all are kept on one sphere."

NET, DIGITS, TEST, BATCH = "mlp_normalised", 2000, 1000, 10
CLOCKS, TURNED = (10, 50, 200, 800, 1600, 3200), 10


def trace(case, seed):
    """One training on the sphere, read at `CLOCKS`."""
    digits = data.mnist(DIGITS, TEST)
    run = NetworkRun(NET, "sphere", digits, seed, {"step_size": case}, BATCH, 10**6, CLOCKS[-1] + TURNED)
    train, test = (run.net.judge(images) for images in (digits.train, digits.test))
    for clock in CLOCKS:
        while run.clock < clock and run.advance(min(run.clock + 10, clock)):
            yield None
        row = {"loss": train.loss(run.weights)[0], "right": test.loss(run.weights)[1], "guessing": float(np.log(10))}
        turned = []
        for _ in range(TURNED):
            before = run.weights.astype(float)
            run.advance(run.clock + 1)
            after = run.weights.astype(float)
            gap = np.linalg.norm(after / np.linalg.norm(after) - before / np.linalg.norm(before))
            turned.append(np.degrees(2 * np.arcsin(min(gap / 2, 1))))
        yield clock, row | {"angle": float(np.mean(turned))}
