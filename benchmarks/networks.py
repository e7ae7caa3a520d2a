"""Networks of 784-32-10 at batch 128: steps a core-second, beside the ways one would write them by hand.

One core, one thread, CPU time, float32, each replica on minibatches of its own, gathered from 10,000 digits. A number is steps of
one replica in a second of that core (Entropy-SGD: outer steps of 20 inner ones); "x" is how many times as fast ours is. Every way
runs in every round; medians over rounds, and ratios formed within a round. `python benchmarks/networks.py` prints the table;
`--write` puts it into networks.md. Peers:
    module loop         nn.Module, torch.optim.SGD (or the method's lines over `model.parameters()`), one replica after another
    torch, by hand      the backward pass written out as bmm over flat weights of all replicas
    NumPy, by hand      the same with matmul
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import statistics
import sys
import time

import numpy as np
import torch
from report import machine, write

import toy_models as tm
from toy_models.network_run import fast_walk, on_network

BATCH, INNER, ROUNDS, SECONDS = 128, 20, 7, 0.4
STEP, HEAT, SCOPE, SHARE, WEIGHT = 0.1, 1e-4, 1.0, 0.5, 0.75
DATA, NET = tm.data.mnist(), tm.networks.get("mlp")
IMAGES, LABELS = torch.from_numpy(DATA.train.brightness()), torch.from_numpy(DATA.train.labels.astype(np.int64))
PIXELS, DIGITS, RANDOM = IMAGES.numpy(), LABELS.numpy(), np.random.default_rng(0)


def ours(method, replicas):
    """A function that takes one step of every replica."""
    method = on_network(NET, method, len(DATA.train))
    walks = [fast_walk(NET, method, DATA, 0, [replica], BATCH) for replica in range(replicas)]
    parameters = method.defaults()

    def step():
        for walk in walks:
            walk.advance(parameters)

    return step


def backward(model, optimizer):
    """Gradients of a fresh minibatch into the model."""
    batch = torch.randint(len(IMAGES), (BATCH,))
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(IMAGES[batch]), LABELS[batch]).backward()


@torch.no_grad()
def shake(model):
    """Heat on every weight."""
    for weight in model.parameters():
        weight.add_(torch.randn_like(weight), alpha=(2 * STEP * HEAT) ** 0.5)


def module_sgd(model, optimizer):
    """One step of SGD."""
    backward(model, optimizer)
    optimizer.step()


def module_langevin(model, optimizer):
    """One step of Langevin dynamics."""
    module_sgd(model, optimizer)
    shake(model)


def module_entropy_sgd(model, optimizer):
    """One outer step of Entropy-SGD."""
    weights = list(model.parameters())
    anchors, means = ([weight.detach().clone() for weight in weights] for _ in range(2))
    for _ in range(INNER):
        backward(model, optimizer)
        with torch.no_grad():
            for weight, anchor in zip(weights, anchors, strict=True):
                weight.grad.add_(weight - anchor, alpha=SCOPE)
            optimizer.step()
            shake(model)
            for mean, weight in zip(means, weights, strict=True):
                mean.lerp_(weight, WEIGHT)
    with torch.no_grad():
        for weight, anchor, mean in zip(weights, anchors, means, strict=True):
            weight.copy_(anchor.lerp_(mean, SHARE))


def modules(method, replicas):
    """The loop that everybody writes: one module and one optimizer for each replica."""
    made, one = [], globals()[f"module_{method}"]
    for _ in range(replicas):
        model = torch.nn.Sequential(torch.nn.Linear(784, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
        made.append((model, torch.optim.SGD(model.parameters(), lr=STEP)))

    def step():
        for pair in made:
            one(*pair)

    return step


def torch_gradient(x):
    """The backward pass of all replicas (replica, weight), written out for tensors."""
    picks, w, slope = torch.randint(len(IMAGES), (len(x), BATCH)), NET.unflatten(x), torch.empty_like(x)
    a, s = IMAGES[picks], NET.unflatten(slope)
    hidden = torch.baddbmm(w.b1, a, w.W1).clamp_(min=0)
    z = torch.baddbmm(w.b2, hidden, w.W2).softmax(-1)
    z[torch.arange(len(x))[:, None], torch.arange(BATCH), LABELS[picks]] -= 1
    z /= BATCH
    back = torch.bmm(z, w.W2.mT) * (hidden > 0)
    s.W2[:], s.b2[:] = torch.bmm(hidden.mT, z), z.sum(1, keepdim=True)
    s.W1[:], s.b1[:] = torch.bmm(a.mT, back), back.sum(1, keepdim=True)
    return slope


def numpy_gradient(x):
    """The same for arrays."""
    picks, w, slope = RANDOM.integers(len(PIXELS), size=(len(x), BATCH)), NET.unflatten(x), np.empty_like(x)
    a, s = PIXELS[picks], NET.unflatten(slope)
    hidden = np.maximum(a @ w.W1 + w.b1, 0)
    z = hidden @ w.W2 + w.b2
    z = np.exp(z - z.max(-1, keepdims=True))
    z /= z.sum(-1, keepdims=True)
    z[np.arange(len(x))[:, None], np.arange(BATCH), DIGITS[picks]] -= 1
    z /= BATCH
    back = (z @ w.W2.swapaxes(1, 2)) * (hidden > 0)
    s.W2[:], s.b2[:] = hidden.swapaxes(1, 2) @ z, z.sum(1, keepdims=True)
    s.W1[:], s.b1[:] = a.swapaxes(1, 2) @ back, back.sum(1, keepdims=True)
    return slope


def by_hand(method, replicas, kind):
    """Flat weights of all replicas at once; `kind` is torch or numpy."""
    start = NET.start(0, replicas)
    x, gradient = (torch.from_numpy(start), torch_gradient) if kind is torch else (start, numpy_gradient)

    def normal():
        return torch.randn_like(x) if kind is torch else RANDOM.standard_normal(x.shape, dtype=np.float32)

    def sgd():
        x[:] -= STEP * gradient(x)

    def langevin():
        x[:] += (2 * STEP * HEAT) ** 0.5 * normal() - STEP * gradient(x)

    def entropy_sgd():
        y = mean = x
        for _ in range(INNER):
            y = y - STEP * (gradient(y) + SCOPE * (y - x)) + (2 * STEP * HEAT) ** 0.5 * normal()
            mean = (1 - WEIGHT) * mean + WEIGHT * y
        x[:] -= SHARE * (x - mean)

    return locals()[method]


def rate(step, replicas):
    """Replica-steps for each second of CPU time."""
    done, begin, wall = 0, time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < SECONDS:
        step()
        done += 1
    return done * replicas / (time.process_time() - begin)


def table():
    """Rows (method, replicas, {way: rate}); the median over rounds in which every way ran."""
    torch.set_num_threads(1)
    rows = []
    for method in ("sgd", "langevin", "entropy_sgd"):
        for replicas in (1, 8):
            ways = {"ours": ours(method, replicas), "module loop": modules(method, replicas),
                    "torch, by hand": by_hand(method, replicas, torch), "NumPy, by hand": by_hand(method, replicas, np)}
            for step in ways.values():
                step()
            rounds = [{way: rate(step, replicas) for way, step in ways.items()} for _ in range(ROUNDS)]
            rows.append((method, replicas, {way: [one[way] for one in rounds] for way in ways}))
    return rows


def markdown(rows):
    """The table: steps a core-second, and how many times slower than ours, the median of the rounds' ratios."""
    ways = list(rows[0][2])
    lines = ["| method | replicas | " + " | ".join(ways) + " |", "|---" * (2 + len(ways)) + "|"]
    for method, replicas, rates in rows:
        cells = []
        for way in ways:
            ratio = statistics.median(us / they for us, they in zip(rates["ours"], rates[way], strict=True))
            cells.append(f"{statistics.median(rates[way]):,.0f}" + ("" if way == "ours" else f", x{ratio:.1f}"))
        lines.append(f"| {method} | {replicas} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    text = f"{machine()}\n\n{markdown(table())}\n"
    print(text)
    if "--write" in sys.argv:
        write("networks.md", __doc__, text)
