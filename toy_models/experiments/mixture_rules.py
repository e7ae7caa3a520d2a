"""Two clouds told apart by Hebb's rule, and by the least weights that are right on every example: measured, and in closed form.

    load M/N:      error on new points,      rise(σ) = E training error(w (1 + σξ)) - training error(w)

`toy_models.solvable.gaussian_mixture`, whose closed forms are the theory. Pittorino et al., ICLR 2021, arXiv 2006.07897.
Look for: Hebb's rule leaves examples wrong and errs less on new points at every load. The rule that fits everything is the wider
of the two while there are few examples, and the narrower by ten times where it only just can fit them; there it errs most.
"""

from toy_models import solvable
from toy_models.contract import Quantity

NAME = "Two clouds, two rules"
ORDER = 10
ACROSS = Quantity("load", "M/N", "examples for each dimension")
COLUMNS = (
    Quantity("error", "", "error on new points"),
    Quantity("error_law", "", "closed form", law_of="error"),
    Quantity("rise", "", "rise of the training error when weights are shaken by half"),
    Quantity("rise_law", "", "closed form", law_of="rise"),
    Quantity("training", "", "training error"),
    Quantity("training_law", "", "closed form", law_of="training"),
)
CASES = {"Hebb's rule": "hebb", "least weights that fit": "least"}
FROM, SEEDS, SECONDS = None, 4, 8
HIDES = "clouds that are no Gaussians; that the widest solution is known here, and has to be looked for elsewhere."

INPUTS, INSTANCES = 150, 10
LOADS = (0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.85, 0.95)


def trace(case, seed):
    """Means over ten random mixtures at each of `LOADS`."""
    for load in LOADS:
        found = solvable.get("gaussian_mixture")(inputs=INPUTS, examples=round(load * INPUTS), instances=INSTANCES, seed=seed)
        row = {}
        for name, of in (("error", "error"), ("rise", "rise"), ("training", "training_error")):
            row |= {name: found.mean(f"{case}_{of}"), f"{name}_law": found.expected[f"{case}_{of}"]}
        yield round(load * INPUTS) / INPUTS, row
        yield None


