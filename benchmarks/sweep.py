"""A map of 64 x 64 cells, each 64 replicas of Entropy-SGD for 500 steps of 20 inner ones, two readings: `tm.sweep` in one process.

How long until a coarse picture stands (the first 64 cells, corners and edges among them), how long until all of it, and how much of
that the cores worked; beside it the compiled lanes alone, called once for each cell with its numbers. Medians of 3 rounds.
Law of growth: cells x replicas x steps x (L + 1), shared among the cores, and some tenths of a millisecond of Python a cell:
runs go side by side, a core each, and what is read off them is read off many at once (`toy_models.side_by_side`).
`python benchmarks/sweep.py` prints the table; `--write` puts it into sweep.md.
"""

import statistics
import sys
import time

import numpy as np
from report import machine, write

import toy_models as tm
from toy_kernels import lanes
from toy_models import readings

SIDE, REPLICAS, STEPS, ROUNDS = 64, 64, 500, 3
X, Y = ("scope", np.geomspace(0.05, 50, SIDE)), ("temperature", np.geomspace(0.05, 5, SIDE))
PLACE, METHOD = tm.landscapes.get("two_gaussians"), tm.dynamics.get("entropy_sgd")
INNER = {"inner_steps": 20}


def swept():
    """(seconds to a coarse picture, to the whole, of work)."""
    began, worked, coarse = time.perf_counter(), time.process_time(), []
    tm.sweep(PLACE, METHOD, X, Y, [readings.share, readings.energy], replicas=REPLICAS, steps=STEPS, parameters=INNER,
             record_every=STEPS, progress=lambda _: coarse.append(time.perf_counter() - began))
    return coarse[0], time.perf_counter() - began, time.process_time() - worked


def bare():
    """The same, for the lanes alone."""
    began, worked, first = time.perf_counter(), time.process_time(), 0.0
    start, rows = np.tile(PLACE.start, (REPLICAS, 1)), np.arange(REPLICAS)
    for done, (x, y) in enumerate((x, y) for x in X[1] for y in Y[1]):
        values = METHOD.parameters({**INNER, X[0]: x, Y[0]: y}).as_dict()
        lanes.run(METHOD.step, PLACE.text, start, rows, done, [(STEPS, values)], STEPS, carries=METHOD.CARRIES)
        first = first or (done == SIDE - 1) * (time.perf_counter() - began)
    return first, time.perf_counter() - began, time.process_time() - worked


def table():
    """The results as Markdown."""
    tm.sweep(PLACE, METHOD, (X[0], X[1][:2]), (Y[0], Y[1][:2]), [readings.share, readings.energy], parameters=INNER, steps=STEPS)
    lines = ["| | 64 cells, s | 4,096 cells, s | work of the cores, s |", "|---|---:|---:|---:|"]
    rounds = [[way() for way in (swept, bare)] for _ in range(ROUNDS)]
    for name, taken in zip(("tm.sweep", "lanes alone"), zip(*rounds, strict=True), strict=True):
        lines.append(f"| {name} | " + " | ".join(f"{statistics.median(column):.2f}" for column in zip(*taken, strict=True)) + " |")
    return "\n".join([*lines, "", machine(), ""])


if __name__ == "__main__":
    text = table()
    print(text)
    if "--write" in sys.argv[1:]:
        write("sweep.md", __doc__, text)
