"""Networks by their sizes: the same as the files where a file has those sizes, refused where they are none."""

import pickle

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_models.contract import InvalidArgument

DATA = tm.data.mnist(60, 20).pooled(4)


@pytest.mark.parametrize(("sizes", "file"), [("784-32-10", "mlp"), ("784-32-10 erf", "mlp_erf"), ("784-32-10 gelu", "mlp_gelu"),
                                             ("784-10", "softmax_regression")])
def test_sizes_that_are_a_files_give_what_the_file_gives(sizes, file):
    one, other, digits = tm.networks.get(sizes), tm.networks.get(file), tm.data.mnist(30, 20)
    x, images = other.start(0, 2), digits.train.brightness()
    assert (one.start(0, 2) == x).all()
    assert (one.logits(x, images) == other.logits(x, images)).all()
    assert (one.scales, one.compiled) == (other.scales, other.compiled)


@pytest.mark.parametrize(("unit", "bend"), [("relu", torch.relu), ("tanh", torch.tanh), ("erf", torch.erf),
                                            ("gelu", torch.nn.functional.gelu)])
def test_logits_and_slopes_of_deep_stacks_are_torchs(unit, bend):
    """`torch.nn.Linear` in turn: float64 logits to 1e-12; the fast slope in float32, to 1e-5 of its largest entry."""
    net = tm.networks.get(f"49-7-6-5-10 {unit}")
    x = net.start(0, 1) + 0.1 * np.random.default_rng(1).standard_normal((1, net.size)).astype(np.float32)
    weights, at = torch.tensor(x[0].astype(float), requires_grad=True), 0
    z = torch.tensor(DATA.train.brightness().astype(float))
    for i, (inputs, outputs) in enumerate(((49, 7), (7, 6), (6, 5), (5, 10))):
        w, b = weights[at : at + inputs * outputs], weights[at + inputs * outputs : at + (inputs + 1) * outputs]
        z, at = (bend(z) if i else z) @ w.view(inputs, outputs) + b, at + (inputs + 1) * outputs
    assert at == net.size
    found = net.logits(x.astype(float), DATA.train.brightness().astype(float))[0]
    assert np.abs(found - z.detach().numpy()).max() < 1e-12
    loss, slope = torch.nn.functional.cross_entropy(z, torch.tensor(DATA.train.labels.astype(int))), np.empty(net.size, np.float32)
    exact = torch.autograd.grad(loss, weights)[0].numpy()
    assert net.judge(DATA.train).gradient(x[0], np.arange(60), slope) == pytest.approx(loss.item(), rel=1e-6)
    assert np.abs(slope - exact).max() < 1e-5 * np.abs(exact).max()
    assert not net.needs_torch


def test_a_stack_is_found_by_its_name_wherever_a_network_is(tmp_path):
    run = tm.train("49-6-10 tanh", "sgd", data=DATA, steps=20, replicas=2, batch_size=20)
    assert run.about["network"] == "49-6-10 tanh"
    run.save(tmp_path / "run")
    again = tm.NetworkTrajectory.load(tmp_path / "run")
    assert (again.x == run.x).all()
    world = tm.networks.get(again.about["network"])
    assert world is tm.networks.get("49-6-10 tanh") is pickle.loads(pickle.dumps(world))
    assert tm.networks.get("49-6-10 relu").key == "49-6-10"


@pytest.mark.parametrize("name", ["784", "784-", "784-32-10 sine", "784-0-10", "784-32-1", "0-3", "784-5000-10", "65537-2-2",
                                  "a-2-3", "784-4096-4096-10", "2" + 11 * "-2", "784-32-10  relu", "999999999-2",
                                  "784-32-10 __class__"])
def test_what_is_no_network_is_refused(name):
    with pytest.raises(InvalidArgument):
        tm.networks.get(name)
