"""The PAC-Bayes bound: its inverse by formulas, and above the error on every trained network."""

import numpy as np
import pytest
from scipy.optimize import brentq

import toy_models as tm
from tests.dense import IMAGES, PIXELS, SMALL, mean, weights
from toy_models.place import places

measured = tm.measures.pac_bayes
highest = measured.module.highest
CHEAP = {"width": 1.0, "draws": 50}
ORACLE = 1e-3


def kl(q, p):
    return q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p))


def exact(world, a, b, images, p):
    def wrong(rows):
        return world.logits(rows, PIXELS / 255).argmax(-1) != images.labels

    q, m = mean(wrong, lambda generator, count: a + p.width * generator.normal(size=(count, len(a)))), len(images)
    cost = (np.sum((a - b) ** 2) / (2 * p.width**2) + np.log(2 * np.sqrt(m) / p.delta)) / m
    return brentq(lambda bound: kl(q, bound) - cost, q, 1 - 1e-15)


@pytest.mark.parametrize("cost", [1e-6, 0.1, 2.0])
def test_its_inverse_is_a_formula_where_nothing_is_wrong(cost):
    """kl(0 ‖ p) = -log(1 - p)."""
    assert highest(0.0, cost) == pytest.approx(1 - np.exp(-cost), rel=1e-9)
    assert kl(0.2, highest(0.2, cost)) == pytest.approx(cost, rel=1e-6)
    assert highest(1.0, cost) == 1


def test_a_prior_at_the_place_itself_costs_the_logarithm_alone():
    x = weights(SMALL[0], 1)
    found = measured(SMALL[0], x, x, IMAGES)
    assert found.more["divergence"] == [0]
    cost = np.log(2 * 40**0.5 / 0.05) / 40
    assert found.value[0] == pytest.approx(highest(found.more["mistakes"][0], cost), rel=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["softmax_regression", "mlp_erf", "mlp_gelu"])
def test_on_every_run_it_lies_above_the_error_on_unseen_digits(key):
    """Four replicas of each of two methods; the shaken networks' own error on 1,000 others."""
    data = tm.data.mnist(2000, 1000)
    for method in ("sgd", "langevin"):
        run = tm.train(key, method, data=data, evaluations=300, replicas=4, record_every=300)
        network = tm.networks.get(key)
        found = measured(network, run.x[-1], run.x[0], data.train, width=0.1, draws=20)
        shakes = 0.1 * np.random.default_rng(0).normal(size=(20, network.size))
        unseen = [at.mistakes(at.x + shakes).mean() for at in places(network, run.x[-1], data.test)]
        assert (found.value > unseen).all()
        assert (found.value < 1).all()
