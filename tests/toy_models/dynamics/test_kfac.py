"""K-FAC: Newton's step on a bowl, away from a saddle, and a network that does not see the units of its inputs."""

from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from toy_models import dynamics
from toy_models.contract import Parameters, State
from toy_models.network import Network
from toy_models.network_objective import Known, NetworkObjective
from toy_models.objective import LandscapeObjective


def test_a_whole_step_with_little_damping_is_newtons(trajectory):
    """On a tilted bowl, from anywhere: λ (C + λ)⁻¹ of the way is left, 1e-9."""
    bowl = tm.landscapes.from_formula("3*(x+y-1)^2 + 0.1*(x-y+2)^2")
    start = np.random.default_rng(0).normal(size=(5, 2))
    x = trajectory("kfac", LandscapeObjective(bowl, range(5), 0), start, 1, step_size=1.0, damping=1e-9)
    assert x[1] == pytest.approx(np.tile([-0.5, 1.5], (5, 1)), abs=1e-7)


def test_each_axis_shrinks_by_what_its_curvature_leaves(trajectory):
    """x <- (1 - ηλᵢ/(λᵢ + λ)) x on the eigenvectors, and 1 + η|λᵢ|/(|λᵢ| + λ) where the curvature is negative: a saddle is left."""
    saddle = tm.landscapes.from_formula("2*x^2 - y^2/2")
    x = trajectory("kfac", LandscapeObjective(saddle, [0], 0), [1.0, 0.1], 5, step_size=0.3, damping=0.5)[:, 0]
    factors = np.array([1 - 0.3 * 4 / 4.5, 1 + 0.3 * 1 / 1.5])
    assert x == pytest.approx(np.array([1.0, 0.1]) * factors ** np.arange(6)[:, None], rel=1e-12)


def test_with_much_damping_it_is_plain_descent(trajectory):
    """η = 1 and λ = 10⁶ against SGD at 10⁻⁶: the curvature, some 100, is 10⁻⁴ of the damping."""
    objective = LandscapeObjective(tm.landscapes.get("himmelblau"), [0], 0)
    x, expected = (trajectory(key, objective, [1.0, 2.0], 1, **values)[1] - [1.0, 2.0]
                   for key, values in (("kfac", {"step_size": 1.0, "damping": 1e6}), ("sgd", {"step_size": 1e-6})))
    assert x == pytest.approx(expected, rel=1e-3)


def predictions(steps, key, values, inputs, W, network, labels):
    """Softmax regression, all images each step, in float64: class probabilities after some steps from weights W (inputs + 1, 3)."""
    def look(numbers):
        return inputs[numbers], labels[numbers]

    def slope(x, numbers):
        z = inputs @ x[0, :-3].reshape(-1, 3) + x[0, -3:]
        p = np.exp(z - z.max(1, keepdims=True))
        p = (p / p.sum(1, keepdims=True) - np.eye(3)[labels]) / len(labels)
        return np.concatenate([(inputs.T @ p).ravel(), p.sum(0)])[None]

    numbers = np.arange(len(labels))[None]
    objective = NetworkObjective(lambda t, slot: numbers, slope, known=Known(network, look, len(labels), 3, [0]))
    method, x = dynamics.get(key), W.ravel()[None]
    state = State(x, 0, **{name: 0 * x for name in method.CARRIES})
    for t in range(steps):
        objective.begin(t)
        state = method.step(state.at(t), objective, None, lambda **points: None,
                            Parameters({**method.defaults().as_dict(), **values}))
    z = inputs @ state.x[0, :-3].reshape(-1, 3) + state.x[0, -3:]
    p = np.exp(z - z.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def test_undamped_it_does_not_see_an_affine_change_of_the_inputs():
    """Inputs a M + c, and weights that say the same of them: the same predictions after ten steps, to 1e-9, where SGD's part.

    λ = 1e-13 is what is left of the damping: 1e-12 of the curvatures that are not zero. S has one that is, along which all logits
    rise alike, and nobody sees it.
    """
    draw = np.random.default_rng(0)
    inputs, labels, W = draw.normal(size=(60, 4)), draw.integers(0, 3, 60), 0.3 * draw.normal(size=(5, 3))
    M, c = draw.normal(size=(4, 4)) + 2 * np.eye(4), draw.normal(size=4)
    logits = tm.networks.get("softmax_regression").module.logits
    network = Network("affine", SimpleNamespace(NAME="Affine", LAYERS=(4, 3), SCALES={}, logits=logits))
    inner = np.linalg.solve(M, W[:-1])
    changed = np.vstack([inner, W[-1] - c @ inner])
    parted = {}
    for key, values in (("kfac", {"step_size": 0.3, "damping": 1e-13}), ("sgd", {"step_size": 0.3})):
        one, other = (predictions(10, key, values, a, w, network, labels) for a, w in ((inputs, W), (inputs @ M + c, changed)))
        parted[key] = np.abs(one - other).max()
    start = predictions(0, "sgd", {}, inputs, W, network, labels)
    assert np.abs(predictions(10, "kfac", {"step_size": 0.3, "damping": 1e-13}, inputs, W, network, labels) - start).max() > 0.1
    assert parted["kfac"] < 1e-9
    assert parted["sgd"] > 1e-2
