"""A gauge, given the curvature that is measured on a trained network, says where that network's descent becomes unstable."""

import functools
from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from tests.spread import spread
from toy_kernels import reference
from toy_kernels.row_noise import RowNoise
from toy_models.network_objective import NetworkObjective
from toy_models.network_run import at_rest, on_network
from toy_models.place import places

DIGITS, PUSHED, ASKED = 100, 1e-8, 60
QUIET = {"temperature": 0.0, "radius": 0.0, "noise_width": 0.0, "inner_steps": ASKED, "parts": 1}  # nothing random or displaced
MOMENTA = [{"momentum": 0.9}, {"inner_momentum": 0.9}, {"scope": 10.0, "inner_momentum": 0.9}]


def cases():
    """[(method, network, momenta)]: as a file has it on networks in turn, with momenta of each kind on one of them."""
    plain = [(key, name, {}) for key, name in spread(tm.networks.names(), each=1)]
    own = {key: set(tm.dynamics.get(key).defaults()) for key in tm.dynamics.names()}
    pushed = [(key, momenta) for key in own for momenta in MOMENTA if set(momenta) <= own[key]]
    return plain + [(key, tm.networks.names()[i % len(tm.networks.names())], momenta) for i, (key, momenta) in enumerate(pushed)]


@functools.cache
def trained(name):
    """(network, weights (1, weight), curvature, its direction, slope along it). The weights are at rest: a tilt, which has no
    curvature, is taken off the energy, so that the Hessian is the trained network's and nothing but what is pushed moves.
    """
    import torch

    network, digits = tm.networks.get(name), tm.data.mnist(1000, 500)
    x = tm.train(network, "sgd", data=digits, evaluations=500, parameters={"step_size": 0.05}).x[-1].astype(float)
    images = digits.train.first(DIGITS)
    product, v = places(network, x, images)[0].hessian_times, np.random.default_rng(0).normal(size=network.size)
    for _ in range(200):
        v = product(v / np.linalg.norm(v))
    curvature = float(np.linalg.norm(v))
    assert curvature == pytest.approx(tm.measures.get("top_eigenvalue").measure(network, x, images, steps=40)[0], rel=1e-3)
    pixels, labels = torch.tensor(images.pixels, dtype=torch.float64) / 255, torch.tensor(images.labels.astype(int))

    def slope(weights):
        weights = torch.tensor(weights, requires_grad=True)
        return torch.autograd.grad(network.energy(weights, pixels, labels).sum(), weights)[0].numpy()

    tilt, axis = slope(x), v / curvature
    return network, x, curvature, axis, lambda weights, batch: ((slope(weights) - tilt) @ axis)[:, None] * axis


def placed(method, gauge, share, values, curvature):
    """The parameters at which a gauge stands at `share` of its limit."""
    name = method.by_slider()[gauge.slider].name
    low, high = 1e-6, 1e3
    for _ in range(60):
        middle = (low * high) ** 0.5
        now = method.now(method.parameters({**values, name: middle}), curvature=curvature)
        low, high = (low, middle) if gauge.value(now) > share * gauge.limits(now)[1] else (middle, high)
    return method.parameters({**values, name: low})


@pytest.mark.slow
@pytest.mark.parametrize(("key", "name", "momenta"), cases(), ids=str)
def test_the_stated_limit_is_the_trained_networks_edge_of_stability(name, key, momenta):
    """5 % below, a push along the stiffest axis dies out in 120 gradients, 5 % beyond it grows.

    Along that axis alone: where a Hessian has negative eigenvalues, what reaches their axes grows at any step.
    """
    network, x, curvature, direction, slope = trained(name)
    method = on_network(network, key, DIGITS)
    values = {name: value for name, value in QUIET.items() if name in method.defaults()} | momenta
    for gauge in method.GAUGES:
        if gauge.limits(method.now(method.defaults()))[1] == np.inf:
            continue
        for share, grows in ((0.95, False), (1.05, True)):
            parameters = placed(method, gauge, share, values, curvature)
            together = np.repeat(x, method.group(parameters), axis=0)  # one of those that meet is pushed
            start = np.concatenate([x + PUSHED * direction, together[1:]])
            slopes = lambda rows, batch: np.concatenate([slope(row[None], batch) for row in rows])  # noqa: E731
            objective = NetworkObjective(lambda t, slot: None, slopes, known=SimpleNamespace(world="a network", blocks=abs))
            noise, steps = RowNoise(0, range(len(start)), network.size), max(ASKED // method.evaluations(parameters), 1)
            *_, (state, _) = reference.run(method.step, at_rest(method, start), objective, noise, [(steps, parameters)])
            assert (abs((state.x[:1] - x) @ direction).item() > PUSHED) == grows, (gauge.symbol, share, parameters)
