"""How the cost grows: with replicas, steps and inner steps of particles, with width, batch and replicas of a network.

CPU time on one thread, float32, median of rounds. The last column of a table is the slope between neighbouring rows on logarithmic
axes: 1 where twice as much costs twice as much, 0 where it costs nothing more. `python benchmarks/growth.py` prints the tables;
`--write` puts them into growth.md, with the law that follows from the measured slopes under each.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import math
import statistics
import sys
import time

import numpy as np
from report import machine, write

import toy_models as tm
from toy_kernels import lanes
from toy_models.network_run import fast_walk, on_network

ROUNDS, STEPS, REPLICAS = 5, 500, 64
DATA = tm.data.mnist()
PLACE = tm.landscapes.get("two_gaussians")


def particles(method, replicas=REPLICAS, steps=STEPS, **values):
    """A function that walks particles, keeping the first and the last frame."""
    method = tm.dynamics.get(method)
    start = np.tile(PLACE.start, (replicas, 1))
    segments = [(steps, method.parameters(values).as_dict())]
    return lambda: lanes.run(method.step, PLACE.text, start, np.arange(replicas), 0, segments, steps, method.CARRIES, threads=1)


def network(replicas=1, width=32, batch=128, steps=40):
    """A function that takes steps of SGD on 784-width-10."""
    net = tm.networks.get(f"784-{width}-10")
    method = on_network(net, "sgd", len(DATA.train), batch)
    walks = [fast_walk(net, method, DATA, 0, [replica], batch) for replica in range(replicas)]
    parameters = method.defaults()
    return lambda: [walk.advance(parameters) for walk in walks for _ in range(steps)]


def seconds(run):
    """CPU time of a run, the median over rounds, after one that warms up."""
    run()
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


TABLES = {
    "Langevin on two Gaussians, 500 steps, against replicas": ("replicas", [
        (n, lambda n=n: particles("langevin", replicas=n)) for n in (1, 8, 64, 512, 4096, 32_768, 262_144, 1_048_576)]),
    "Langevin, 64 replicas, against steps": ("steps", [
        (n, lambda n=n: particles("langevin", steps=n)) for n in (100, 1000, 10_000, 100_000)]),
    "Entropy-SGD, 64 replicas, 500 steps, against inner steps L": ("L", [
        (n, lambda n=n: particles("entropy_sgd", inner_steps=n)) for n in (1, 5, 20, 80, 200)]),
    "SGD on 784-width-10, batch 128, 40 steps, against width": ("width", [
        (n, lambda n=n: network(width=n)) for n in (8, 32, 128, 512)]),
    "SGD on 784-32-10, 40 steps, against batch": ("batch", [
        (n, lambda n=n: network(batch=n)) for n in (8, 32, 128, 512, 2048)]),
    "SGD on 784-32-10, batch 128, 40 steps, against replicas": ("replicas", [
        (n, lambda n=n: network(replicas=n)) for n in (1, 4, 16, 64)]),
}


def table(title, axis, cases):
    """A table, and the law under it: the slope over its upper half."""
    found = [(size, seconds(make())) for size, make in cases]
    lines = [f"**{title}**", "", f"| {axis} | seconds | slope |", "|---|---|---|"]
    for i, (size, taken) in enumerate(found):
        lines.append(f"| {size:,} | {taken:.3g} | {slope(found[i - 1], found[i]) if i else '':{'.2f' if i else ''}} |")
    law = slope(found[len(found) // 2 - 1], found[-1])
    return "\n".join([*lines, "", f"Over the upper half the cost grows as {axis}^{law:.2f}; a unit of {axis} costs "
                                  f"{1e6 * found[-1][1] / found[-1][0]:.3g} µs at {found[-1][0]:,}."])


def slope(one, other):
    """d log seconds / d log size between two rows."""
    return math.log(other[1] / one[1]) / math.log(other[0] / one[0])


if __name__ == "__main__":
    text = machine() + "\n\n" + "\n\n".join(table(title, *rest) for title, rest in TABLES.items()) + "\n"
    print(text)
    if "--write" in sys.argv:
        write("growth.md", __doc__, text)
