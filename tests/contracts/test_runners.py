"""Every runner runs the same step: compiled lanes, rows of arrays and rows of tensors, against the plain loop."""

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.spread import spread
from toy_kernels import lanes, noise, reference
from toy_kernels.noise import Noise
from toy_kernels.row_noise import RowNoise
from toy_kernels.rows import Walk
from toy_kernels.torch_runner import TorchNoise
from toy_models import dynamics, noises
from toy_models.contract import State
from toy_models.network_run import fast_walk, on_network, trains
from toy_models.torch_walk import torch_walk


@pytest.mark.parametrize(("method", "direction"), spread(["none", *noises.names()], each=1, runner="lanes"), indirect=["method"])
def test_compiled_lanes_run_the_same_step(run, method, direction):
    """From the same noise. A float32 step rounds a point of length 2 by 2.4e-7; ten steps with 20 inner ones make 200 of them,
    5e-5 if they all add up. A wrong draw, slot or sign moves a point by 4e-3 at least.
    """
    landscape, rows, steps = tm.landscapes.get("double_well"), np.array([4, 0, 9, 2, 11]), 10
    law = noises.get(noises.FIRST if direction == "none" else direction)
    size = 0.0 if direction == "none" else 0.7
    for preset in method.presets.values():
        expected, _ = run(method, preset.as_dict(), landscape, rows, steps, gradient_noise=size, direction=law)
        segments = [(steps, preset.as_dict())]
        frames, diverged = lanes.run(method.step, landscape.text, expected[0], rows, 3, segments, 1, method.CARRIES, size, law.text)
        assert frames.shape == expected.shape
        assert (diverged == -1).all()
        assert np.abs(frames - expected).max() < 5e-5
        assert np.abs(expected[-1] - expected[0]).max() > 3e-3


@pytest.mark.parametrize("method", dynamics.that_run_on("lanes"), indirect=True)
def test_compiled_lanes_show_the_same_watched_points(run, method):
    landscape, rows, steps, shown = tm.landscapes.get("double_well"), np.arange(5), 4, {name: [] for name in method.text.watched}

    def write_down(**points):
        for name, x in points.items():
            shown[name].append(x)

    expected, _ = run(method, None, landscape, rows, steps, watch=write_down)
    _, _, seen = lanes.run(method.step, landscape.text, expected[0], rows, 3, [(steps, method.defaults().as_dict())], 1,
                           method.CARRIES, gradient_noise=0.7, watch=True)
    assert set(seen) == set(shown)
    for name, points in shown.items():
        assert np.abs(seen[name].reshape(-1, 5, 2) - np.array(points)).max() < 5e-5


class Bowl:
    """½ Σ λᵢ xᵢ² in seven coordinates, an odd number, with minibatch noise; asked by arrays and tensors, answers in their kind."""

    def __init__(self, rows, kind, stiffest):
        self.rows, self.kind, self.curvature = np.asarray(rows), kind, np.linspace(0.2, stiffest, 7)

    def begin(self, t):
        self._t, self._slot = t, 0

    def minibatch(self):
        slot, self._slot = self._slot, self._slot + 1
        return 0.3 * noise.normals(3, noise.MINIBATCH, self.rows, 7, self._t, slot)

    def gradient(self, x, batch):
        return self.kind(self.curvature * np.asarray(x, dtype=float) + batch)

    def natural(self, x, slope, batch, damping):
        return self.kind(np.asarray(slope, dtype=float) / (self.curvature + damping))

    def blocks(self, point):
        return abs(point)


def walk(method, rows, kind, source, where, parameters, steps=10, stiffest=4):
    """(points after the last step, the step after which each row was lost): rows of some kind of array, from `source` of noise."""
    start = kind(np.sin(np.arange(7) + np.asarray(rows)[:, None]) + 0.5)
    state = State(start, 0, **{name: 0 * start for name in method.CARRIES})
    runner = Walk(method.step, state, Bowl(rows, kind, stiffest), source(3, rows, 7), where)
    for _ in range(steps):
        runner.advance(parameters)
    return np.asarray(runner.state.x, dtype=float), runner.died


def plain_walk(method, rows, parameters, steps=10, stiffest=4):
    """The same by the plain loop."""
    start = np.sin(np.arange(7) + np.asarray(rows)[:, None]) + 0.5
    state, lost = State(start, 0, **{name: 0 * start for name in method.CARRIES}), np.full(len(rows), -1)
    source, bowl = Noise(3, rows, 7), Bowl(rows, np.asarray, stiffest)
    for last, alive in reference.run(method.step, state, bowl, source, [(steps, parameters)]):
        lost[(lost < 0) & ~alive] = last.t
    return last.x, lost


def tensors(dtype):
    return (lambda values: torch.as_tensor(values, dtype=dtype),
            lambda seed, rows, coordinates: TorchNoise(seed, torch.as_tensor(rows), coordinates, dtype), torch.where)


KINDS = {  # what rows are made of, and the most that ten steps of it round: 200 roundings of a number below 2, as above
    "float64 tensors": (*tensors(torch.float64), 200 * 2.0**-52),
    "float32 tensors": (*tensors(torch.float32), 200 * 2.0**-23),
    "float32 arrays": (lambda values: np.asarray(values, dtype=np.float32), RowNoise, np.where, 200 * 2.0**-23),
}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_any_kind_run_the_same_step(method, kind):
    """From the same noise, on rows of seven coordinates, as networks run."""
    array, source, where, rounding = KINDS[kind]
    for parameters in method.presets.values():
        expected, _ = plain_walk(method, [4, 0, 9], parameters)
        got, lost = walk(method, [4, 0, 9], array, source, where, parameters)
        assert (lost == -1).all()
        assert np.abs(got - expected).max() < rounding


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_any_kind_are_lost_at_the_same_step(method, kind):
    """Every slider at its top, on a bowl that no such step is stable on."""
    array, source, where, _ = KINDS[kind]
    parameters = method.parameters({parameter.name: min(parameter.high, 20) for parameter in method.PARAMETERS})
    expected, when = plain_walk(method, [4, 0, 9], parameters, steps=30, stiffest=40)
    got, lost = walk(method, [4, 0, 9], array, source, where, parameters, steps=30, stiffest=40)
    assert np.array_equal(lost, when)
    assert np.isfinite(got).all()
    assert np.isfinite(expected).all()


@pytest.mark.parametrize(("method", "network"), spread(tm.networks.names(), runner="rows"), indirect=["method"])
def test_networks_run_the_same_step_on_both_roads(method, network):
    """Real digits, two replicas, three steps: the slopes that threads take against autograd in float64, from the same noise and
    minibatches. A weight is below 2 and is rounded some ten times, 1e-7 each; an image drawn wrongly moves one by 1e-3. Where
    a method magnifies roundings, autograd in float32 is as far off: sums of another order may be some times as far.
    """
    network, digits = tm.networks.get(network), tm.data.mnist(train=300, test=10)
    if not trains(network, method):
        pytest.skip("the network has no word for it")
    method = on_network(network, method, len(digits.train))
    loops = {name for name, _ in method.text.gradients.loops}
    turns = {p.name: min(3, p.high) for p in method.PARAMETERS if p.name in loops}
    parameters = method.parameters(turns)
    given = (network, method, digits, 3, [4, 0], 16)
    roads = [fast_walk(*given), *(torch_walk(*given, "cpu", kind) for kind in (torch.float64, torch.float32))]
    for road in roads:
        for _ in range(3):
            road.advance(parameters)
    compiled, autograd, short = (np.asarray(road.state.x, dtype=float) for road in roads)
    assert np.abs(autograd - network.start(3, [4, 0])).max() > 1e-2
    assert np.abs(compiled - autograd).max() < max(1e-6, 4 * np.abs(short - autograd).max())
    assert np.abs(short - autograd).max() < 1e-4
