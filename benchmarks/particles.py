"""Particles on a landscape: millions of steps a core-second, compiled lanes beside the ways one would write them by hand.

One core, CPU time, float32 (the reference in float64), no frame kept but the last; an inner step of Entropy-SGD (L = 20) counts
as one. Every way runs in every round; medians over rounds, and ratios formed within a round. `python benchmarks/particles.py`
prints the table; `--write` puts it into particles.md. All evaluate the same derived gradient of `two_gaussians`. Peers:
    JAX           a jitted lax.scan over steps, jax.random.normal with its default generator, Threefry
    PyTorch       eager, closed-form gradient, torch.randn
    reference     the definition of a run in NumPy, with the same counter-based noise as the lanes
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}

import statistics
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import torch
from report import machine, write

import toy_models as tm
from toy_kernels import lanes, noise, reference
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

ROUNDS, SECONDS = 7, 0.1
PLACE, SIZES = tm.landscapes.get("two_gaussians"), (64, 1024, 65536)
LANGEVIN, ENTROPY_SGD = tm.dynamics.get("langevin"), tm.dynamics.get("entropy_sgd")
WORK = {"lanes": 20_000_000, "JAX": 4_000_000, "PyTorch": 500_000, "reference": 200_000}  # replica-steps in one call, about


def gradient_in(library, stack):
    """The derived gradient as a function of another library's points (replica, 2)."""
    names = {word: getattr(library, word) for word in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "abs", "where")}
    exec(PLACE.text, names)
    return lambda x: stack(names["gradient"](x[:, 0], x[:, 1]), -1)


def start(replicas):
    """Everyone where the landscape starts."""
    return np.tile(PLACE.start, (replicas, 1))


def by_lanes(method, p, replicas, steps):
    """What the laboratory runs."""
    return lambda: lanes.run(method.step, PLACE.text, start(replicas), np.arange(replicas), 0, [(steps, p.as_dict())], steps,
                             carries=method.CARRIES, threads=1)


def by_reference(method, p, replicas, steps):
    """What the lanes are tested against."""
    rows = np.arange(replicas)

    def go():
        state = State(start(replicas), 0, **{name: np.zeros((replicas, 2)) for name in method.CARRIES})
        for _ in reference.run(method.step, state, LandscapeObjective(PLACE, rows, 0), noise.Noise(0, rows, 2), [(steps, p)]):
            pass

    return go


def by_jax(method, p, replicas, steps):
    """The step written for arrays, scanned and compiled whole."""
    gradient = gradient_in(jnp, jnp.stack)

    def langevin(x, key):
        return x - p.step_size * gradient(x) + (2 * p.step_size * p.temperature) ** 0.5 * jax.random.normal(key, x.shape), None

    def entropy_sgd(x, key):
        def inner(carry, key):
            y, mean = carry
            drift, heat = gradient(y) + p.scope * (y - x), (2 * p.inner_step_size * p.temperature) ** 0.5
            y = y - p.inner_step_size * drift + heat * jax.random.normal(key, x.shape)
            return (y, (1 - p.averaging) * mean + p.averaging * y), None

        (_, mean), _ = jax.lax.scan(inner, (x, x), jax.random.split(key, p.inner_steps))
        return x - p.step_size * (x - mean), None

    step = langevin if method is LANGEVIN else entropy_sgd
    run = jax.jit(lambda x, key: jax.lax.scan(step, x, jax.random.split(key, steps))[0])
    x, key = jnp.asarray(start(replicas), jnp.float32), jax.random.key(0)
    return lambda: run(x, key).block_until_ready()


def by_torch(method, p, replicas, steps):
    """The step written for tensors, operation by operation."""
    gradient, first = gradient_in(torch, torch.stack), torch.as_tensor(start(replicas), dtype=torch.float32)

    def langevin(x):
        return x - p.step_size * gradient(x) + (2 * p.step_size * p.temperature) ** 0.5 * torch.randn_like(x)

    def entropy_sgd(x):
        y = mean = x
        for _ in range(p.inner_steps):
            drift, heat = gradient(y) + p.scope * (y - x), (2 * p.inner_step_size * p.temperature) ** 0.5
            y = y - p.inner_step_size * drift + heat * torch.randn_like(y)
            mean = (1 - p.averaging) * mean + p.averaging * y
        return x - p.step_size * (x - mean)

    step = langevin if method is LANGEVIN else entropy_sgd

    @torch.no_grad()
    def go():
        x = first
        for _ in range(steps):
            x = step(x)

    return go


WAYS = {"lanes": by_lanes, "JAX": by_jax, "PyTorch": by_torch, "reference": by_reference}


def seconds(go):
    """CPU seconds of one call, repeated until the clock can tell."""
    calls, began = 0, time.process_time()
    while time.process_time() - began < SECONDS or not calls:
        go()
        calls += 1
    return (time.process_time() - began) / calls


def measured(method, replicas):
    """{way: [CPU seconds a replica-step, one for each round]}."""
    p = method.parameters({"inner_steps": 20} if method is ENTROPY_SGD else None)
    cost, runs = method.evaluations(p), {}
    for way, make in WAYS.items():
        steps = min(max(1, WORK[way] // (replicas * cost)), 5000 // cost)
        runs[way] = make(method, p, replicas, steps), replicas * steps * cost
        runs[way][0]()  # compiled before it is timed
    return np.array([[seconds(go) / work for go, work in runs.values()] for _ in range(ROUNDS)])


def interactive():
    """Milliseconds for 512 replicas x 500 steps x 20 inner steps, as eight methods of 64 replicas would need."""
    go = by_lanes(ENTROPY_SGD, ENTROPY_SGD.parameters({"inner_steps": 20}), 512, 500)
    go()
    return 1000 * statistics.median(seconds(go) for _ in range(ROUNDS))


def table():
    """The results as Markdown."""
    lines = ["| method | replicas | lanes | " + " | ".join(f"{way} | lanes x" for way in list(WAYS)[1:]) + " |",
             "|---|---:|---:|" + "---:|---:|" * (len(WAYS) - 1)]
    for method in (LANGEVIN, ENTROPY_SGD):
        for replicas in SIZES:
            taken = measured(method, replicas)
            speed, times = 1e-6 / np.median(taken, axis=0), np.median(taken / taken[:, :1], axis=0)
            peers = " | ".join(f"{speed[i]:.3g} | {times[i]:.3g}" for i in range(1, len(WAYS)))
            lines.append(f"| {method.NAME} | {replicas:,} | {speed[0]:.0f} | {peers} |")
            print(lines[-1], flush=True)
    case = "Eight methods' worth of 64 replicas, 500 steps of 20 inner steps, 5.1 million in all, one warm core"
    return "\n".join([*lines, "", f"{case}: {interactive():.0f} ms.", "", machine(), ""])


def main():
    """Measure, print, and write if asked."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    text = table()
    print("\n" + text)
    if "--write" in sys.argv[1:]:
        write("particles.md", __doc__, text)


if __name__ == "__main__":
    main()
