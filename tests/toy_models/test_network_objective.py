"""The objective of a network: its minibatches, its count, and its words against slow, plain arithmetic."""

import types

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.dense import IMAGES, SMALL, gradient, hessian, weights
from toy_kernels.row_noise import RowNoise
from toy_kernels.rows import Walk
from toy_models.contract import State
from toy_models.network import Network
from toy_models.network_objective import GivenUp, NetworkObjective, fast_objective, minibatches
from toy_models.network_run import at_rest, on_network
from toy_models.torch_walk import torch_walk
from toy_models.words import Refused

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(300, 100)


class Plain:
    """Optional words without a meaning, for a count."""

    world = "plain"
    blocks = staticmethod(np.abs)
    natural = staticmethod(lambda x, slope, batch, damping, t, slot: slope)
    check_layers = staticmethod(bool)


@pytest.mark.parametrize("key", tm.dynamics.names())
def test_the_objective_counts_as_the_text_says(key):
    """Gradients and minibatches of one step, at defaults and, for loops, at another count."""
    method = tm.dynamics.get(key)
    loops = {p.name: 3 for p in method.PARAMETERS if p.whole and p.high >= 3}
    drawn = []
    objective = NetworkObjective(lambda t, slot: drawn.append((t, slot)), lambda x, batch: 0 * x, known=Plain())
    walk = Walk(method.step, at_rest(method, np.ones((1, 4), np.float32)), objective, RowNoise(0, [0], 4))
    parameters = method.parameters(loops)
    for _ in range(2):
        walk.advance(parameters)
    assert objective.gradient_evaluations == 2 * method.evaluations(parameters)
    batches = method.text.minibatches.total(parameters.as_dict())
    assert drawn == [(t, slot) for t in (0, 1) for slot in range(batches)]


def test_a_minibatch_is_each_replicas_own_and_the_same_for_every_subset():
    both, one = (fast_objective(NET, DATA.train, rows, 3, 64) for rows in ([0, 5], [5]))
    for objective in (both, one):
        objective.begin(4)
    first, second = both.minibatch(), both.minibatch()
    assert first.shape == (2, 64)
    assert (one.minibatch() == first[1:]).all()
    assert (first[0] != first[1]).any()
    assert (first != second).any()
    assert set(first.ravel()) <= set(range(len(DATA.train)))


def test_picks_are_uniform_over_the_digits():
    """76,800 draws in 300 cells: chi² has mean 299 and standard deviation √598."""
    objective, counts = fast_objective(NET, DATA.train, [0], 1, 256), np.zeros(300)
    for t in range(300):
        objective.begin(t)
        counts += np.bincount(objective.minibatch()[0], minlength=300)
    assert ((counts - 256) ** 2 / 256).sum() == pytest.approx(299, abs=4 * 598**0.5)


def asks_everything(state, objective, noise, watch, p):
    whole = objective.everything()
    return State(x=state.x - p.step_size * objective.gradient(state.x, whole))


def asks_natural(state, objective, noise, watch, p):
    batch = objective.minibatch()
    return State(x=objective.natural(state.x, state.x, batch, p.step_size))


def planted(step):
    """A method whose step is that one, with the parameters of SGD."""
    module = types.ModuleType("planted", "Planted")
    vars(module).update(vars(tm.dynamics.get("sgd").module) | {"step": step, "CARRIES": (), "NAME": "Planted"})
    return tm.dynamics.Dynamics("planted", module)


def small_objective(network, rows=(0,), batch_size=16, seed=3):
    return fast_objective(network, IMAGES, list(rows), seed, batch_size)


def test_all_images_cost_as_many_minibatches_as_they_are_and_give_the_slope_of_f():
    objective, x = small_objective(SMALL[0], (0, 7)), weights(SMALL[0], 2).astype(np.float32)
    found = objective.gradient(x, objective.everything())
    assert objective.gradient_evaluations == objective.whole == minibatches(40, 16) == 3
    for row, slope in zip(x, found, strict=True):
        assert slope == pytest.approx(gradient(SMALL[0], row.astype(float)), abs=1e-6)  # float32, entries below 1


@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_the_clock_of_a_run_knows_what_all_images_cost(device):
    method = planted(asks_everything)
    t = tm.train(NET, method, DATA, evaluations=20, batch_size=64, device=device)
    assert t.gradient_evaluations[-1] == 20
    assert t.steps[-1] == 20 // minibatches(300, 64) == 4
    alone = tm.train(NET, method, DATA, steps=4, batch_size=5, seed=0, device=device)
    assert np.array_equal(t.x[-1], alone.x[-1]), "no minibatch is drawn"


@pytest.mark.parametrize("network", SMALL, ids=["hidden", "plain"])
def test_a_product_with_the_hessian_is_that_of_the_dense_one(network):
    """Float64 by autograd, on a row and a direction rounded to float32: 1e-7 of entries below 3."""
    objective, x = small_objective(network, (0, 7)), weights(network, 2).astype(np.float32)
    batch, v = objective.minibatch(), weights(network, 4)[2:].astype(np.float32)
    found = objective.hessian_times(x, v, batch)
    for row, direction, numbers, product in zip(x, v, batch, found, strict=True):
        images = tm.data.Images(IMAGES.pixels[numbers], IMAGES.labels[numbers])
        dense = hessian(network, row.astype(float), images)
        assert product == pytest.approx(dense @ direction, abs=1e-6)


def test_blocks_are_the_weights_into_one_unit_and_each_bias_by_itself():
    objective, x = small_objective(SMALL[0]), weights(SMALL[0], 1)
    blocks, found = SMALL[0].unflatten(x), SMALL[0].unflatten(objective.blocks(x))
    for name in ("W1", "W2"):
        lengths = np.linalg.norm(getattr(blocks, name)[0], axis=0)
        assert np.allclose(getattr(found, name)[0], lengths, rtol=1e-12)
    for name in ("b1", "b2"):
        assert np.array_equal(getattr(found, name), np.abs(getattr(blocks, name)))


def test_words_mean_the_same_for_arrays_and_for_tensors():
    """Float32 on both roads, from the same images and labels: 1e-5 of the largest entry."""
    method = on_network(NET, "sgd", 300)
    arrays = fast_objective(NET, DATA.train, [0, 4], 3, 32)
    tensors = torch_walk(NET, method, DATA, 3, [0, 4], 32, torch.device("cpu"))._objective
    x = NET.start(3, [0, 4])
    rows, batches = (x, torch.from_numpy(x)), [objective.minibatch() for objective in (arrays, tensors)]
    assert np.array_equal(batches[0], batches[1].numpy())
    slopes = [objective.gradient(*given) for objective, *given in zip((arrays, tensors), rows, batches, strict=True)]
    asked = {
        "energy": lambda o, x, g, b: o.energy(x, b), "hessian_times": lambda o, x, g, b: o.hessian_times(x, g, b),
        "natural": lambda o, x, g, b: o.natural(x, g, b, 0.01), "blocks": lambda o, x, g, b: o.blocks(x),
        "everything": lambda o, x, g, b: o.gradient(x, o.everything()),
    }
    for word, ask in asked.items():
        one, other = (np.asarray(ask(*given)) for given in zip((arrays, tensors), rows, slopes, batches, strict=True))
        assert one.dtype == other.dtype == np.float32
        assert np.abs(one - other).max() <= 1e-5 * np.abs(one).max(), word
    assert arrays.gradient_evaluations == tensors.gradient_evaluations == 5 + minibatches(300, 32)


def test_labels_are_drawn_anew_for_each_asking_and_are_those_of_the_replica():
    objective, alone = small_objective(SMALL[1], (0, 7)), small_objective(SMALL[1], (7,))
    x = weights(SMALL[1], 2)
    batch, slope = objective.minibatch(), x
    first, second = (objective.natural(x, slope, batch, 0.1) for _ in range(2))
    assert np.abs(first - second).max() > 1e-3
    assert np.array_equal(alone.natural(x[1:], slope[1:], batch[1:], 0.1), first[1:])
    objective.begin(0)
    assert np.array_equal(objective.natural(x, slope, batch, 0.1), first)


def test_a_text_that_hides_its_layers_is_refused_before_a_run_begins():
    """Normalised weights: W stands in no product."""
    hidden = types.SimpleNamespace(NAME="Hidden", LAYERS=(6, 3), SCALES={},
                                   logits=lambda w, images: images @ (w.W1 / (w.W1**2).sum(1)[:, None] ** 0.5) + w.b1)
    objective = small_objective(Network("hidden", hidden))
    with pytest.raises(Refused, match=r"method = 'planted' .*natural.*network 'hidden'.* Kronecker"):
        objective.check(planted(asks_natural))
    objective.check(planted(asks_everything))
    with pytest.raises(Refused, match="Kronecker"):
        objective.natural(weights(objective.known.network, 1), 1.0, objective.minibatch(), 0.1)


def test_nobody_waits_for_a_stopped_run():
    objective = NetworkObjective(lambda t, slot: None, lambda x, batch: x, stopped=lambda: True, known=Plain())
    asked = lambda: objective.gradient(1.0, None), lambda: objective.blocks(1.0), lambda: objective.natural(1.0, 1.0, None, 1.0)
    for ask in asked:
        with pytest.raises(GivenUp):
            ask()
    assert objective.gradient_evaluations == 0
