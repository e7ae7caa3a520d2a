"""What it costs to keep a run: `tm.simulate` with every step recorded, beside one frame at the end and the compiled lanes alone.

SGD on `rosenbrock`, wall-clock time on all cores, best of several calls after a first that compiles: nanoseconds a replica-step.
The last line is one step of a million replicas. `python benchmarks/keeping.py` prints the table; `--write` puts it into keeping.md.
"""

import sys
import time

import numpy as np
from report import machine, write

import toy_models as tm
from toy_kernels import lanes

PLACE, METHOD = tm.landscapes.get("rosenbrock"), tm.dynamics.get("sgd")
SIZES = ((64, 500), (64, 6000), (1024, 500), (100_000, 200), (1_000_000, 1))  # replicas, steps
SECONDS, FEWEST = 1.0, 5
# The same lines before energies were computed when asked for and frames were handed over without a copy.
BEFORE = {(64, 500): 27.0, (64, 6000): 11.6, (1024, 500): 17.3, (100_000, 200): 34.9, (1_000_000, 1): 849}


def best(go):
    """Seconds of the fastest of several calls."""
    times, began = [], time.perf_counter()
    while time.perf_counter() - began < SECONDS or len(times) < FEWEST:
        start = time.perf_counter()
        go()
        times.append(time.perf_counter() - start)
    return min(times)


def ways(replicas, steps):
    """{what is timed: a call}."""
    start, rows, plan = np.tile(PLACE.start, (replicas, 1)), np.arange(replicas), [(steps, METHOD.defaults().as_dict())]

    def alone():
        lanes.run(METHOD.step, PLACE.text, start, rows, 0, plan, steps, carries=METHOD.CARRIES)

    return {
        "lanes alone": alone,
        "simulate, one frame": lambda: tm.simulate(PLACE, "sgd", steps=steps, replicas=replicas, record_every=steps),
        "simulate, every step": lambda: tm.simulate(PLACE, "sgd", steps=steps, replicas=replicas),
        "and its energies": lambda: tm.simulate(PLACE, "sgd", steps=steps, replicas=replicas).energy,
    }


def table():
    """The results as Markdown."""
    names = list(ways(1, 1))
    lines = [f"| replicas | steps | {' | '.join(names)} | every step, before |", "|---:|" + "---:|" * (len(names) + 2)]
    for replicas, steps in SIZES:
        taken = [best(go) * 1e9 / (replicas * steps) for go in ways(replicas, steps).values()]
        before = BEFORE.get((replicas, steps))
        lines.append(f"| {replicas:,} | {steps:,} | {' | '.join(f'{t:.3g}' for t in taken)} | {before} |")
        print(lines[-1], flush=True)
    return "\n".join([*lines, "", machine(), ""])


if __name__ == "__main__":
    text = table()
    print("\n" + text)
    if "--write" in sys.argv[1:]:
        write("keeping.md", __doc__, text)
