"""Networks as one would write them in JAX: a jitted scan over steps of one replica, mapped over all by vmap."""

import jax
import jax.numpy as jnp
from network_peers import BATCH, DIGITS, HEAT, INNER, PIXELS, RADIUS, SCOPE, SHARE, STEP, WEIGHT, WIDTH

SCANNED = 20  # steps in one call, of Entropy-SGD a twentieth


def pooled(images):
    """The means over 2 x 2 of images (image, row, column, channel)."""
    return jax.lax.reduce_window(images, 0.0, jax.lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4


def convolved(images, weights, size):
    """Images under filters (size * size * channels, filter)."""
    filters = weights.reshape(size, size, images.shape[-1], -1)
    return jax.lax.conv_general_dilated(images, filters, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def mlp(w, images):
    """Logits of one hidden layer."""
    return jax.nn.relu(images @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]


def lenet(w, images):
    """Logits of toy_models/networks/lenet.py."""
    edges = jax.nn.relu(convolved(pooled(images.reshape(-1, 28, 28, 1)), w["W1"], 5) + w["b1"])
    parts = jax.nn.relu(convolved(pooled(edges), w["W2"], 3) + w["b2"])
    return parts.reshape(len(images), -1) @ w["W3"] + w["b3"]


def loss(w, pick):
    """Cross-entropy of a minibatch under a tree of weights."""
    z = jax.nn.log_softmax((lenet if "W3" in w else mlp)(w, jnp.asarray(PIXELS)[pick]))
    return -jnp.mean(z[jnp.arange(BATCH), jnp.asarray(DIGITS)[pick]])


def along(one, other, factor):
    """One tree plus a factor times another."""
    return jax.tree.map(lambda a, b: a + factor * b, one, other)


def drawn(key, w, draw):
    """Random numbers in the shape of a tree."""
    leaves, shape = jax.tree.flatten(w)
    keys = jax.random.split(key, len(leaves))
    return jax.tree.unflatten(shape, [draw(k, leaf.shape) for k, leaf in zip(keys, leaves, strict=True)])


def gradient(w, key):
    """On a minibatch that a key picks."""
    return jax.grad(loss)(w, jax.random.randint(key, (BATCH,), 0, len(PIXELS)))


def sgd(w, key):
    """One step."""
    return along(w, gradient(w, key), -STEP)


def langevin(w, key):
    """One step."""
    first, second = jax.random.split(key)
    return along(along(w, gradient(w, first), -STEP), drawn(second, w, jax.random.normal), (2 * STEP * HEAT) ** 0.5)


def entropy_sgd(w, key):
    """One outer step."""
    def inner(carried, key):
        y, mean = carried
        y = along(langevin(y, key), along(y, w, -1), -STEP * SCOPE)
        return (y, along(along(mean, mean, -WEIGHT), y, WEIGHT)), None

    (_, mean), _ = jax.lax.scan(inner, (w, w), jax.random.split(key, INNER))
    return along(w, along(w, mean, -1), -SHARE)


def smoothout(w, key):
    """One step."""
    first, second = jax.random.split(key)
    jolt = drawn(first, w, lambda k, shape: jax.random.uniform(k, shape, minval=-1, maxval=1))
    return along(w, gradient(along(w, jolt, WIDTH), second), -STEP)


def sam(w, key):
    """One step."""
    slope = gradient(w, key)
    length = jnp.sqrt(sum(jnp.vdot(leaf, leaf) for leaf in jax.tree.leaves(slope)))
    return along(w, gradient(along(w, slope, RADIUS / (length + 1e-12)), key), -STEP)


def by_jax(method, replicas, layers=((784, 32), (32, 10))):
    """A jitted scan over steps of one replica, mapped over all."""
    one, steps = globals()[method], SCANNED // INNER if method == "entropy_sgd" else SCANNED
    run = jax.jit(jax.vmap(lambda w, key: jax.lax.scan(lambda w, k: (one(w, k), None), w, jax.random.split(key, steps))[0]))
    keys = jax.random.split(jax.random.key(0), replicas)
    shapes = {name: shape for k, (into, out) in enumerate(layers, 1) for name, shape in ((f"W{k}", (into, out)), (f"b{k}", (out,)))}
    held = [{name: 0.05 * jax.random.normal(keys[0], (replicas, *shape)) for name, shape in shapes.items()}]

    def step():
        held[0] = jax.block_until_ready(run(held[0], keys))
        return steps

    return step
