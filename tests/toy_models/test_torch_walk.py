"""Torch rows against the definition, in float64: the plain loop with a slope written out by hand."""

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_kernels import noise, reference
from toy_models.contract import InvalidArgument
from toy_models.network_objective import Known
from toy_models.network_run import at_rest, on_network
from toy_models.torch_walk import device_named, together, torch_walk

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported and warmed up

NET, DATA = tm.networks.get("mlp"), tm.data.mnist(300, 100)
IMAGES, LABELS = DATA.train.brightness().astype(float), DATA.train.labels.astype(int)
CPU = torch.device("cpu")
ROWS, BATCH, SEED = [0, 4], 32, 6


class ByHand:
    """The slope of the network in NumPy and float64, on the minibatches of `toy_kernels.noise`."""

    known = Known(NET, lambda numbers: (IMAGES[numbers], LABELS[numbers]), len(LABELS), SEED, ROWS)
    blocks = staticmethod(known.blocks)

    def begin(self, t):
        self._t, self._slot = t, 0

    def natural(self, x, slope, batch, damping):
        return self.known.natural(x, slope, batch, damping, self._t, 0)

    def minibatch(self):
        slot, self._slot = self._slot, self._slot + 1
        return noise.picks(SEED, ROWS, BATCH, len(LABELS), self._t, slot)

    def gradient(self, x, batch):
        w, out = NET.unflatten(x), np.empty_like(x)
        a, slopes = IMAGES[batch], NET.unflatten(out)
        hidden = np.maximum(a @ w.W1 + w.b1, 0)
        z = hidden @ w.W2 + w.b2
        z = np.exp(z - z.max(-1, keepdims=True))
        z = (z / z.sum(-1, keepdims=True) - np.eye(10)[LABELS[batch]]) / BATCH
        back = (z @ w.W2.swapaxes(1, 2)) * (hidden > 0)
        slopes.W2[:], slopes.b2[:] = hidden.swapaxes(1, 2) @ z, z.sum(1, keepdims=True)
        slopes.W1[:], slopes.b1[:] = a.swapaxes(1, 2) @ back, back.sum(1, keepdims=True)
        return out


@pytest.mark.parametrize("key", tm.dynamics.that_run_on("rows"))
def test_torch_rows_are_the_definition_from_the_same_noise(key):
    """Float64 on both sides; three steps leave some 1e-13, and a slope that jumps is not met."""
    method = on_network(NET, key, len(LABELS))
    parameters = method.parameters({name: 0.5 for name in method.defaults() if "momentum" in name})
    walk = torch_walk(NET, method, DATA, SEED, ROWS, BATCH, CPU, torch.float64)
    start = NET.start(SEED, ROWS).astype(float)
    plain = reference.run(method.step, at_rest(method, start), ByHand(), noise.Noise(SEED, ROWS, NET.size), [(3, parameters)])
    for state, _ in plain:
        walk.advance(parameters)
        assert np.abs(walk.state.x.numpy() - state.x).max() < 1e-11
    assert np.abs(state.x - start).max() > 1e-3


def test_replicas_that_differ_in_real_numbers_alone_run_together():
    method = on_network(NET, "entropy_sgd", 300)
    groups = [(np.array([0, 3]), method.parameters({"scope": 2.0})), (np.array([1]), method.parameters({"scope": 5.0})),
              (np.array([2]), method.parameters({"inner_steps": 7}))]
    plans = [[(4, parameters)] for _, parameters in groups]
    (rows, ((steps, first),)), (others, ((_, second),)) = together(method, groups, plans, CPU)
    assert (rows.tolist(), others.tolist(), steps) == ([0, 3, 1], [2], 4)
    assert first.scope.tolist() == [[2.0], [2.0], [5.0]]
    assert first.scope.dtype == torch.float32
    assert (first.inner_steps, first.averaging, second.inner_steps, second.scope) == (20, 0.75, 7, 1.0)


def test_a_device_that_is_not_here_is_refused_by_name(monkeypatch):
    assert device_named("torch") == CPU
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InvalidArgument, match=r"device = 'cuda' .*no CUDA device"):
        device_named("cuda")
    with pytest.raises(InvalidArgument, match="device = 'cuda'"):
        tm.train(NET, "sgd", data=DATA, steps=1, device="cuda")
