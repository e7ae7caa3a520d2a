"""Networks of 784-32-10 at batch 128: steps a core-second, beside the ways one would write them by hand.

One core, one thread, CPU time, float32, each replica on minibatches of its own, gathered from 10,000 digits. A number is steps of
one replica in a second of that core (Entropy-SGD: outer steps of 20 inner ones); "x" is how many times as fast ours is. Every way
runs in every round; medians over rounds, and ratios formed within a round. The second table is SGD on 784-width-10, the third each
method on the small LeNet.
`python benchmarks/networks.py` prints the tables; `--write` puts them into networks.md. Peers:
    module loop         nn.Module, torch.optim.SGD (or the method's lines over `model.parameters()`), one replica after another
    JAX                 a jitted lax.scan over steps, mapped over replicas by vmap; jax.grad; jax.random with its default generator
    torch, by hand      the backward pass written out as bmm over flat weights of all replicas
    NumPy, by hand      the same with matmul
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "JAX_PLATFORMS": "cpu",
               "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"}

import statistics
import sys
import time

import numpy as np
import torch
from network_jax import by_jax
from network_peers import BATCH, DATA, NET, by_hand, full, lenet, modules
from report import machine, write

from toy_models import networks
from toy_models.network_run import fast_walk, on_network

ROUNDS, SECONDS = 7, 0.4
METHODS, REPLICAS, WIDTHS = ("sgd", "langevin", "entropy_sgd", "smoothout", "sam"), (1, 8, 32), (32, 128, 512)


def ours(method, replicas, net=NET):
    """A function that takes one step of every replica."""
    method = on_network(net, method, len(DATA.train))
    walks = [fast_walk(net, method, DATA, 0, [replica], BATCH) for replica in range(replicas)]
    parameters = method.defaults()

    def step():
        for walk in walks:
            walk.advance(parameters)

    return step


def rate(step, replicas):
    """Replica-steps for each second of CPU time."""
    done, begin, wall = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < SECONDS:
        done += step() or 1
    return done * replicas / (time.process_time() - begin)


def rates(ways, replicas):
    """{way: rates of the rounds}; every way runs in every round."""
    for step in ways.values():
        step()
    rounds = [{way: rate(step, replicas) for way, step in ways.items()} for _ in range(ROUNDS)]
    return {way: [one[way] for one in rounds] for way in ways}


def by_method():
    """Rows (method, replicas, {way: rates})."""
    return [(method, replicas, rates({
        "ours": ours(method, replicas), "module loop": modules(method, replicas), "JAX": by_jax(method, replicas),
        "torch, by hand": by_hand(method, replicas, torch), "NumPy, by hand": by_hand(method, replicas, np)}, replicas))
        for method in METHODS for replicas in REPLICAS]


def by_width():
    """Rows (width, replicas, {way: rates})."""
    return [(width, replicas, rates({
        "ours": ours("sgd", replicas, networks.get(f"784-{width}-10")),
        "module loop": modules("sgd", replicas, lambda width=width: full(width)),
        "JAX": by_jax("sgd", replicas, ((784, width), (width, 10)))}, replicas)) for width in WIDTHS for replicas in (1, 8)]


def by_convolutions():
    """Rows (method, replicas, {way: rates})."""
    net, layers = networks.get("lenet"), ((25, 6), (54, 16), (144, 10))
    return [(method, replicas, rates({
        "ours": ours(method, replicas, net), "module loop": modules(method, replicas, lenet),
        "JAX": by_jax(method, replicas, layers)}, replicas)) for method in METHODS for replicas in (1, 8)]


def markdown(first, rows):
    """The table: steps a core-second, and how many times slower than ours, the median of the rounds' ratios."""
    ways = list(rows[0][2])
    lines = [f"| {first} | replicas | " + " | ".join(ways) + " |", "|---" * (2 + len(ways)) + "|"]
    for name, replicas, found in rows:
        cells = []
        for way in ways:
            ratio = statistics.median(us / they for us, they in zip(found["ours"], found[way], strict=True))
            cells.append(f"{statistics.median(found[way]):,.0f}" + ("" if way == "ours" else f", x{ratio:.2f}"))
        lines.append(f"| {name} | {replicas} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    torch.set_num_threads(1)
    tables = markdown("method", by_method()), markdown("width", by_width()), markdown("method", by_convolutions())
    text = "\n\n".join([machine(), *tables]) + "\n"
    print(text)
    if "--write" in sys.argv:
        write("networks.md", __doc__, text)
