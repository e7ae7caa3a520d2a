"""Without a hidden layer there is one valley."""

import numpy as np
import pytest

import toy_models as tm

NET, DATA = tm.networks.get("softmax_regression"), tm.data.mnist(500, 500)


def energy(x):
    return NET.energy(x, DATA.train.brightness().astype(float), DATA.train.labels)


def test_the_loss_lies_below_every_chord():
    """Convex: f((a + b) / 2) <= (f(a) + f(b)) / 2, in float64, strictly for weights this far apart."""
    a, b = NET.start(0, 20).astype(float), 3 * NET.start(1, 20).astype(float)
    assert (energy((a + b) / 2) < (energy(a) + energy(b)) / 2 - 1e-3).all()


def test_weights_that_move_all_logits_alike_change_nothing():
    x = NET.start(0, 1).astype(float)
    moved = x.copy()
    NET.unflatten(moved).W1[...] += np.random.default_rng(0).normal(size=(784, 1))
    assert energy(moved) == pytest.approx(energy(x), abs=1e-12)


def test_far_apart_starts_end_at_one_loss():
    """Plain descent, full batches: after 800 steps the losses of three starts agree to 2 %, from starts 10 % apart and more."""
    judge, x = NET.judge(DATA.train), NET.start(0, 3) * np.array([[0.1], [1.0], [4.0]], np.float32)
    first = [judge.loss(row)[0] for row in x]
    out, everything = np.empty(NET.size, np.float32), np.arange(len(DATA.train))
    for row in x:
        for _ in range(800):
            judge.gradient(row, everything, out)
            row -= np.float32(0.2) * out
    last = [judge.loss(row)[0] for row in x]
    assert max(first) > 1.1 * min(first)
    assert max(last) < 1.02 * min(last)


def test_compiled_slopes_stand_for_its_text():
    assert NET.compiled
