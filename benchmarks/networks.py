"""Networks of 784-32-10 at batch 128: steps a core-second, beside the ways one would write them by hand.

One core, one thread, CPU time, float32, each replica on minibatches of its own, gathered from 10,000 digits. A number is steps of
one replica in a second of that core (Entropy-SGD: outer steps of 20 inner ones); "x" is how many times as fast ours is. Every way
runs in every round; medians over rounds, and ratios formed within a round. The second table is SGD on 784-width-10.
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
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import torch
from report import machine, write

import toy_models as tm
from toy_models.network import Network
from toy_models.network_run import fast_walk, on_network

BATCH, INNER, ROUNDS, SECONDS = 128, 20, 7, 0.4
STEP, HEAT, SCOPE, SHARE, WEIGHT, RADIUS, WIDTH = 0.1, 1e-4, 1.0, 0.5, 0.75, 0.2, 0.05
METHODS, REPLICAS, WIDTHS = ("sgd", "langevin", "entropy_sgd", "smoothout", "sam"), (1, 8, 32), (32, 128, 512)
SCANNED = 20  # steps in one call of JAX, of Entropy-SGD a twentieth
DATA, NET = tm.data.mnist(), tm.networks.get("mlp")
IMAGES, LABELS = torch.from_numpy(DATA.train.brightness()), torch.from_numpy(DATA.train.labels.astype(np.int64))
PIXELS, DIGITS, RANDOM = IMAGES.numpy(), LABELS.numpy(), np.random.default_rng(0)


def as_wide(width):
    """The network with so many hidden units."""
    return Network(f"mlp_{width}", SimpleNamespace(**vars(NET.module) | {"LAYERS": (784, width, 10)}))


def ours(method, replicas, net=NET):
    """A function that takes one step of every replica."""
    method = on_network(net, method, len(DATA.train))
    walks = [fast_walk(net, method, DATA, 0, [replica], BATCH) for replica in range(replicas)]
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


def module_smoothout(model, optimizer):
    """One step of SmoothOut: the slope at a jolted place."""
    weights = list(model.parameters())
    kept = [weight.detach().clone() for weight in weights]
    with torch.no_grad():
        for weight in weights:
            weight.add_(torch.rand_like(weight).mul_(2).sub_(1), alpha=WIDTH)
    backward(model, optimizer)
    with torch.no_grad():
        for weight, before in zip(weights, kept, strict=True):
            weight.copy_(before)
    optimizer.step()


def module_sam(model, optimizer):
    """One step of SAM, both slopes on one minibatch."""
    weights, batch = list(model.parameters()), torch.randint(len(IMAGES), (BATCH,))

    def ask():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(IMAGES[batch]), LABELS[batch]).backward()

    ask()
    with torch.no_grad():
        length = torch.linalg.vector_norm(torch.stack([weight.grad.norm() for weight in weights]))
        climbs = [weight.grad * (RADIUS / (length + 1e-12)) for weight in weights]
        for weight, climb in zip(weights, climbs, strict=True):
            weight.add_(climb)
    ask()
    with torch.no_grad():
        for weight, climb in zip(weights, climbs, strict=True):
            weight.sub_(climb)
    optimizer.step()


def modules(method, replicas, width=32):
    """The loop that everybody writes: one module and one optimizer for each replica."""
    made, one = [], globals()[f"module_{method}"]
    for _ in range(replicas):
        model = torch.nn.Sequential(torch.nn.Linear(784, width), torch.nn.ReLU(), torch.nn.Linear(width, 10))
        made.append((model, torch.optim.SGD(model.parameters(), lr=STEP)))

    def step():
        for pair in made:
            one(*pair)

    return step


def by_jax(method, replicas, width=32):
    """A jitted scan over steps of one replica, mapped over all."""
    images, labels = jnp.asarray(PIXELS), jnp.asarray(DIGITS)
    steps = SCANNED // INNER if method == "entropy_sgd" else SCANNED

    def loss(w, pick):
        hidden = jax.nn.relu(images[pick] @ w["W1"] + w["b1"])
        z = jax.nn.log_softmax(hidden @ w["W2"] + w["b2"])
        return -jnp.mean(z[jnp.arange(BATCH), labels[pick]])

    def along(one, other, factor):
        return jax.tree.map(lambda a, b: a + factor * b, one, other)

    def drawn(key, w, draw):
        leaves, shape = jax.tree.flatten(w)
        keys = jax.random.split(key, len(leaves))
        return jax.tree.unflatten(shape, [draw(k, leaf.shape) for k, leaf in zip(keys, leaves, strict=True)])

    def gradient(w, key):
        return jax.grad(loss)(w, jax.random.randint(key, (BATCH,), 0, len(images)))

    def langevin(w, key):
        first, second = jax.random.split(key)
        return along(along(w, gradient(w, first), -STEP), drawn(second, w, jax.random.normal), (2 * STEP * HEAT) ** 0.5)

    def entropy_sgd(w, key):
        def inner(carried, key):
            y, mean = carried
            y = along(langevin(y, key), along(y, w, -1), -STEP * SCOPE)
            return (y, along(along(mean, mean, -WEIGHT), y, WEIGHT)), None

        (_, mean), _ = jax.lax.scan(inner, (w, w), jax.random.split(key, INNER))
        return along(w, along(w, mean, -1), -SHARE)

    def smoothout(w, key):
        first, second = jax.random.split(key)
        jolt = drawn(first, w, lambda k, shape: jax.random.uniform(k, shape, minval=-1, maxval=1))
        return along(w, gradient(along(w, jolt, WIDTH), second), -STEP)

    def sam(w, key):
        slope = gradient(w, key)
        length = jnp.sqrt(sum(jnp.vdot(leaf, leaf) for leaf in jax.tree.leaves(slope)))
        return along(w, gradient(along(w, slope, RADIUS / (length + 1e-12)), key), -STEP)

    one = {"sgd": lambda w, key: along(w, gradient(w, key), -STEP), "langevin": langevin, "entropy_sgd": entropy_sgd,
           "smoothout": smoothout, "sam": sam}[method]
    run = jax.jit(jax.vmap(lambda w, key: jax.lax.scan(lambda w, k: (one(w, k), None), w, jax.random.split(key, steps))[0]))
    keys = jax.random.split(jax.random.key(0), replicas)
    shapes = {"W1": (784, width), "b1": (width,), "W2": (width, 10), "b2": (10,)}
    held = [{name: 0.05 * jax.random.normal(keys[0], (replicas, *shape)) for name, shape in shapes.items()}]

    def step():
        held[0] = jax.block_until_ready(run(held[0], keys))
        return steps

    return step


def torch_gradient(x, picks=None):
    """The backward pass of all replicas (replica, weight), written out for tensors."""
    picks = torch.randint(len(IMAGES), (len(x), BATCH)) if picks is None else picks
    w, slope = NET.unflatten(x), torch.empty_like(x)
    a, s = IMAGES[picks], NET.unflatten(slope)
    hidden = torch.baddbmm(w.b1, a, w.W1).clamp_(min=0)
    z = torch.baddbmm(w.b2, hidden, w.W2).softmax(-1)
    z[torch.arange(len(x))[:, None], torch.arange(BATCH), LABELS[picks]] -= 1
    z /= BATCH
    back = torch.bmm(z, w.W2.mT) * (hidden > 0)
    s.W2[:], s.b2[:] = torch.bmm(hidden.mT, z), z.sum(1, keepdim=True)
    s.W1[:], s.b1[:] = torch.bmm(a.mT, back), back.sum(1, keepdim=True)
    return slope


def numpy_gradient(x, picks=None):
    """The same for arrays."""
    picks = RANDOM.integers(len(PIXELS), size=(len(x), BATCH)) if picks is None else picks
    w, slope = NET.unflatten(x), np.empty_like(x)
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

    def draw(count):
        return torch.randint(len(IMAGES), (count, BATCH)) if kind is torch else RANDOM.integers(len(PIXELS), size=(count, BATCH))

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

    def smoothout():
        jolt = 2 * torch.rand_like(x) - 1 if kind is torch else RANDOM.uniform(-1, 1, x.shape).astype(np.float32)
        x[:] -= STEP * gradient(x + WIDTH * jolt)

    def sam():
        picks = draw(len(x))
        slope = gradient(x, picks)
        length = (slope * slope).sum(-1, keepdims=True) ** 0.5
        x[:] -= STEP * gradient(x + RADIUS * slope / (length + 1e-12), picks)

    return locals()[method]


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
        "ours": ours("sgd", replicas, as_wide(width)), "module loop": modules("sgd", replicas, width),
        "JAX": by_jax("sgd", replicas, width)}, replicas)) for width in WIDTHS for replicas in (1, 8)]


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
    text = f"{machine()}\n\n{markdown('method', by_method())}\n\n{markdown('width', by_width())}\n"
    print(text)
    if "--write" in sys.argv:
        write("networks.md", __doc__, text)
