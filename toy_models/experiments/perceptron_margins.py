"""Every weight of ±1 tried on random patterns: how many other solutions lie within two flips of a solution with a margin.

    neighbours(κ') = pairs / cores:      cores: solutions of margin κ'; pairs: with a solution of margin 0 within two flips

`toy_models.solvable.binary_perceptron`: all 2ᴺ weights are counted, nothing is sampled but the patterns; E pairs / E cores is known
exactly. Baldassi, Lauditi, Malatesta, Perugini and Zecchina, PRL 127 (2021), arXiv 2107.01163.
Look for: the rarer a solution, the more solutions stand around it; with more patterns all of them get lonelier. Two flips cannot
change a field by more than 4, so that around a field of 5 all 120 neighbours are solutions.
"""

from toy_models import solvable
from toy_models.contract import ROUNDING, Quantity

NAME = "Margins and neighbours"
ORDER = 11
ACROSS = Quantity("margin", "κ'", "margin of the solution, over √N")
COLUMNS = (
    Quantity("neighbours", "", "solutions within two flips of one"),
    Quantity("neighbours_law", "", "exact mean", law_of="neighbours"),
    Quantity("cores", "", "solutions with such a margin, mean", log=True),
    Quantity("cores_law", "", "exact mean", law_of="cores"),
)
CASES = {"3 patterns": 3, "6 patterns": 6}
FROM, SEEDS, SECONDS = 1 / 15**0.5, 4, 6
HIDES = "that 15 weights are few: of many, isolated solutions are nearly all, and the wide regions are rare and found nevertheless."

INPUTS, INSTANCES, PART = 15, 120, 20
MARGINS = tuple(field / INPUTS**0.5 for field in (1, 3, 5))  # the fields of 15 signs are odd


def trace(case, seed):
    """Counts over 120 sets of patterns, for cores of each of `MARGINS`."""
    for margin in MARGINS:
        counts = {"cores": 0.0, "pairs": 0.0}
        for part in range(INSTANCES // PART):
            found = solvable.get("binary_perceptron")(inputs=INPUTS, patterns=case, core_margin=margin - ROUNDING, instances=PART,
                                                      seed=INSTANCES // PART * seed + part)
            counts = {name: counts[name] + found.mean(name) * PART / INSTANCES for name in counts}
            yield None
        row = {"cores": counts["cores"], "cores_law": found.expected["cores"]}
        if counts["cores"]:
            lawful = found.expected["pairs"] / found.expected["cores"]
            row |= {"neighbours": counts["pairs"] / counts["cores"], "neighbours_law": lawful}
        yield margin, row
