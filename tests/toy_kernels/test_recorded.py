"""Slopes by a record of what was done to arrays, against autograd; what no record knows is refused."""

import time

import numpy as np
import pytest
import torch
from scipy import special

from toy_kernels.recorded import ALONE, Recorded, product

DRAW = np.random.default_rng(0)
A, B = DRAW.uniform(0.3, 1.2, (2, 3, 4)), DRAW.uniform(0.3, 1.2, (2, 1, 4))  # the second is broadcast to the first
SQUARE = np.random.default_rng(1).normal(size=(2, 4, 5))


def slopes(function, *inputs):
    """The result and the slopes of its sum, weighted so that no two entries count alike."""
    tape = []
    recorded = [Recorded(value, tape) for value in inputs]
    found = function(*recorded)
    weight = np.cos(np.arange(found.value.size)).reshape(found.shape).astype(found.dtype)
    found.pull(weight)
    return found.value, weight, [one.slope for one in recorded]


def by_autograd(function, weight, *inputs):
    tensors = [torch.tensor(value, requires_grad=True) for value in inputs]
    found = function(*tensors)
    return found.detach().numpy(), [one.numpy() for one in torch.autograd.grad((found * torch.tensor(weight)).sum(), tensors)]


PAIRS = {"add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
         "power": lambda a, b: a**b, "numbers": lambda a, b: 2 - 3 * a / (b + 1) + 4 / a - b**3 + 2**b}
WORDS = {"maximum": np.maximum, "minimum": np.minimum}
SINGLE = {name: getattr(np, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "negative", "absolute")}


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", [*PAIRS, *WORDS, *SINGLE, "erf"])
def test_the_slope_of_each_operation_is_autograds(name, kind):
    """To ten roundings of numbers below 10, and of the same kind of number; equal values among those that are compared."""
    inputs = [A.astype(kind), B.astype(kind)] if name in PAIRS | WORDS else [(A - 0.6 * (name == "absolute")).astype(kind)]
    inputs[0][0, 0] = inputs[-1][0, 0]
    ours = PAIRS.get(name) or WORDS.get(name) or SINGLE.get(name) or special.erf
    theirs = PAIRS.get(name) or getattr(torch, name)
    value, weight, found = slopes(ours, *inputs)
    expected, exact = by_autograd(theirs, weight, *inputs)
    assert value.dtype == kind
    assert np.abs(value - expected).max() < 100 * np.finfo(kind).eps
    for one, other in zip(found, exact, strict=True):
        assert one.dtype == kind
        assert one.shape == other.shape
        assert np.abs(one - other).max() < 200 * np.finfo(kind).eps


SHAPES = {
    "product": lambda a, w: a @ w, "shared": lambda a, w: a[0] @ w, "sum": lambda a, w: a.sum(1) + w.sum((0, 2))[0],
    "mean": lambda a, w: a.mean((0, 2)) * w.mean(), "reshaped": lambda a, w: a.reshape(4, 6) * w.reshape(40)[:6],
    "turned": lambda a, w: a.swapaxes(0, -1) + w[:, :3, :2].swapaxes(0, 1).reshape(1, 3, 4)[..., :2],
    "pieces": lambda a, w: a.unfold(-1, 3, 1) * w.unfold(1, 2, 1)[:, :, :1, 0].reshape(2, 3, 1, 1),
    "met twice": lambda a, w: (a * a + a) @ w / (a @ w + 9),
    "a new axis": lambda a, w: a.sum(-1)[:, None] * w[0, :3, :1].reshape(3),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_slope_of_each_shape_is_autograds(name):
    _, weight, found = slopes(SHAPES[name], A, SQUARE)
    for one, other in zip(found, by_autograd(SHAPES[name], weight, A, SQUARE)[1], strict=True):
        assert one.shape == other.shape
        assert np.abs(one - other).max() < 1e-13


def test_a_relu_is_flat_at_zero():
    inputs = np.array([[-1.0, 0.0, 2.0]])
    value, weight, found = slopes(lambda a: a.relu(), inputs)
    assert value.tolist() == [[0.0, 0.0, 2.0]]
    assert (found[0] == by_autograd(torch.relu, weight, inputs)[1][0]).all()
    assert found[0][0, 1] == 0


def test_comparisons_have_no_slope():
    _, weight, (found,) = slopes(lambda a: a * (a > 0.7), A)
    assert (found == weight * (A > 0.7)).all()


@pytest.mark.parametrize("ask", [np.arctan, np.add.reduce, np.asarray, np.sort, float, lambda a: np.exp(a, out=np.empty(3)),
                                 lambda a: np.where(a > 0, a, 0), lambda a: a.unfold(0, 2, 2), lambda a: a[[0, 0]]])
def test_what_no_record_knows_is_refused(ask):
    """And nothing is computed whose slope would be lost."""
    with pytest.raises(TypeError):
        ask(Recorded(np.arange(3.0), []))


def test_a_product_is_cut_into_pieces_that_one_thread_does():
    """Stacks on either side, and one shared; to the rounding of 300 terms."""
    draw = np.random.default_rng(3)
    for a, b in (((500, 300), (300, 20)), ((2, 500, 300), (300, 20)), ((500, 300), (2, 300, 20)), ((2, 1, 500, 300), (3, 300, 20))):
        left, right = (draw.normal(size=shape).astype(np.float32) for shape in (a, b))
        assert left.shape[-2] * right.size > ALONE
        found = product(left, right)
        assert found.dtype == np.float32
        assert np.abs(found - left.astype(float) @ right).max() < 300 * 2.0**-24 * 16
    before, alone = time.process_time(), time.thread_time()
    for _ in range(20):
        product(left, right)
    assert time.process_time() - before < 1.5 * (time.thread_time() - alone) + 0.02


CONTINUED = {**SINGLE, "erf": special.erf, "relu": lambda a: a.relu() if hasattr(a, "relu") else np.maximum(a, 0),
             "larger": lambda a: np.maximum(a, 0.4), "smaller": lambda a: np.minimum(a, 0.4), "product": lambda a: a @ SQUARE[0],
             "chosen": lambda a: a * (a > 0.4)}


@pytest.mark.parametrize("name", CONTINUED)
def test_a_complex_step_gives_the_derivative_of_the_slope(name):
    """Against a central difference, off by its step squared, 1e-10, times fourth derivatives below 1e4; kinks are out of reach."""
    along, step, shift = np.sin(np.arange(A.size)).reshape(A.shape), 1e-5, -0.4 if name in ("absolute", "relu") else 0.2
    function = lambda a: CONTINUED[name](a * a / 2 + shift)  # noqa: E731
    ahead, behind = (slopes(function, A + sign * step * along)[2][0] for sign in (1, -1))
    found = slopes(function, A + 1e-30j * along)[2][0].imag / 1e-30
    assert np.abs(found - (ahead - behind) / (2 * step)).max() < 1e-6
