"""A module of torch as a network: what it says and its slopes are the module's, and what cannot be one is refused in words."""

import pickle

import numpy as np
import pytest
import torch
from torch import nn

import toy_models as tm
from toy_models.contract import InvalidArgument

pytestmark = pytest.mark.usefixtures("one_torch_thread")
DATA = tm.data.mnist(60, 30).pooled(4)


def mlp(bend, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(49, 6), bend, nn.Linear(6, 10))


def normed():
    """BatchNorm that has seen digits, and Dropout."""
    net = nn.Sequential(nn.Linear(49, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 10))
    for _ in range(20):
        net(torch.from_numpy(DATA.train.brightness()))
    return net


def convolution():
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.Tanh(), nn.Flatten(), nn.Linear(75, 10))


class Linear(nn.Module):
    """What the modules below spoil."""

    def __init__(self, said):
        super().__init__()
        self.layer, self.said = nn.Linear(49, 10), said
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, images):
        return self.said(self, images)


def counted(self, images):
    self.calls += 1
    return self.layer(images)


def branched(self, images):
    return self.layer(images) * (2.0 if self.layer.weight.detach().sum() > 0 else 1.0)


@pytest.mark.parametrize(("bend", "sizes"), [(nn.ReLU(), "49-6-10"), (nn.Tanh(), "49-6-10 tanh"), (nn.GELU(), "49-6-10 gelu")])
@pytest.mark.parametrize("device", ["auto", "torch"])
def test_a_module_trains_to_the_weights_of_the_stack(bend, sizes, device):
    """Same start and minibatches, 40 steps of float32: 1e-5 of the largest weight."""
    module, stack = mlp(bend), tm.networks.get(sizes)
    weights = vars(stack.unflatten(stack.start(0, 1)))
    with torch.no_grad():
        for i, part in ((1, module[0]), (2, module[2])):
            part.weight.copy_(torch.from_numpy(weights[f"W{i}"][0].T.copy()))
            part.bias.copy_(torch.from_numpy(weights[f"b{i}"][0, 0].copy()))
    mine = tm.networks.module(module, pixels=49, start="own")
    assert (mine.start(0, 1) == stack.start(0, 1)).all()
    assert mine.compiled == stack.compiled
    ours, theirs = (tm.train(net, "sgd", DATA, steps=40, batch_size=20, device=device).x for net in (mine, stack))
    assert np.abs(theirs[-1] - theirs[0]).max() > 0.05
    assert np.abs(ours - theirs).max() < 1e-5 * np.abs(theirs).max()


@pytest.mark.parametrize("made", [lambda: mlp(nn.Tanh()), normed, convolution])
@pytest.mark.parametrize("device", ["auto", "torch"])
def test_logits_and_slopes_are_the_modules_own(made, device):
    """Against autograd on the module itself, in eval(): float32 to 1e-5 of the largest entry; three steps of SGD follow it."""
    module = made().eval()
    mine = tm.networks.module(module, pixels=49, start="own")
    images, labels = torch.from_numpy(DATA.train.brightness()), torch.from_numpy(DATA.train.labels.astype(int))
    shaped = images.reshape(-1, 1, 7, 7) if mine.reads == "square" else images
    said = module(shaped)
    assert np.abs(mine.logits(mine.start(0, 2), images.numpy()) - said.detach().numpy()).max() < 1e-5 * said.abs().max().item()
    loss = nn.functional.cross_entropy(said, labels)
    exact = torch.autograd.grad(loss, list(module.parameters()))
    slope = np.empty(mine.size, np.float32)
    mine.judge(DATA.train).gradient(mine.start(0, 1)[0], np.arange(60), slope)
    for found, expected in zip(vars(mine.unflatten(slope[None])).values(), exact, strict=True):
        matrix = expected.reshape(len(expected), -1).T if expected.ndim > 1 else expected[None]
        assert np.abs(found[0] - matrix.numpy()).max() < 1e-5 * max(float(one.abs().max()) for one in exact)
    run = tm.train(mine, "sgd", DATA, steps=3, replicas=2, batch_size=60, device=device)
    assert np.isfinite(run.x).all()
    before = {name: one.clone() for name, one in module.named_buffers()}
    module.load_state_dict(mine.state(run.x[-1, 1]))
    assert all(torch.equal(one, before[name]) for name, one in module.named_buffers())
    found, said = mine.logits(run.x[-1], images.numpy())[1], module(shaped).detach().numpy()
    assert np.abs(found - said).max() < 1e-5 * np.abs(said).max()


def test_both_roads_train_a_convolution_alike_and_all_that_is_asked_of_networks_takes_it():
    mine = tm.networks.module(convolution(), "Mine", pixels=49)
    assert (mine.reads, mine.batched, mine.needs_torch) == ("square", True, True)
    fast, rows = (tm.train(mine, "sgd", DATA, steps=20, replicas=2, batch_size=20, device=device) for device in ("auto", "torch"))
    assert np.abs(fast.x - rows.x).max() < 1e-5 * np.abs(fast.x).max()
    x, images = fast.x[-1].astype(float), DATA.test
    found = tm.measures.top_eigenvalue(fast, images=images)
    weights = torch.from_numpy(x[0]).requires_grad_()
    pixels, labels = torch.from_numpy(images.pixels / 255.0), torch.from_numpy(images.labels.astype(int))
    whole = torch.autograd.functional.hessian(lambda at: mine.cross_entropy(at[None], pixels, labels).sum(), weights)
    assert found.value[0] == pytest.approx(torch.linalg.eigvalsh(whole)[-1].item(), rel=1e-3)
    assert tm.paths.curve(mine, *x, DATA, evaluations=10).points.shape == (3, mine.size)
    assert len(tm.race(mine, ["sgd", "sam"], DATA, seeds=2, evaluations=20, batch_size=20).lanes) == 2
    assert np.isfinite(tm.plane.filter_slice(mine, images, x[0], shape=(2, 2))).all()
    assert pickle.loads(pickle.dumps(mine)).key == mine.key
    assert tm.networks.get(mine.key).size == mine.size


def test_starts_are_functions_of_seed_and_replica_with_the_modules_own_spread():
    """Entries of a W: mean and deviation within 4 standard errors of the module's, of 294 and 60 numbers."""
    module = mlp(nn.ReLU())
    mine = tm.networks.module(module, pixels=49)
    one, more = mine.start(3, [1]), mine.start(3, 4)
    assert (one[0] == more[1]).all() and (more[0] != more[1]).any() and (mine.start(4, 4) != more).any()
    blocks = vars(mine.unflatten(more.astype(float)))
    for name, own in zip(blocks, module.parameters(), strict=True):
        block, own = blocks[name], own.detach().numpy()
        if name.startswith("b"):
            assert (block == own).all()
        else:
            assert abs(block.mean() - own.mean()) < 4 * own.std() / block.size**0.5
            assert abs(block.std() / own.std() - 1) < 4 / (2 * block.size) ** 0.5
    kept = tm.networks.module(module, pixels=49, start="own").start(7, 3)
    assert (kept == kept[0]).all()


def test_what_becomes_of_the_module_later_changes_nothing():
    module = mlp(nn.Tanh())
    mine = tm.networks.module(module, pixels=49, start="own")
    before = mine.start(0, 1).copy()
    nn.init.zeros_(module[0].weight)
    assert (mine.start(0, 1) == before).all()
    assert module.training


def test_rows_that_vmap_cannot_take_together_go_one_by_one():
    mine = tm.networks.module(Linear(branched), pixels=49)
    assert not mine.batched
    x, images = mine.start(0, 3), DATA.train.brightness()
    assert (mine.logits(x, images)[1] == mine.logits(x[1:2], images)[0]).all()
    assert np.isfinite(tm.train(mine, "sgd", DATA, steps=3, replicas=2, batch_size=20, device="torch").x).all()


def test_frozen_parameters_stay_and_need_no_place_in_a_row():
    module = mlp(nn.Tanh())
    module[0].requires_grad_(False)
    mine = tm.networks.module(module, pixels=49)
    assert mine.size == 70
    images = DATA.train.brightness()
    seen = module[:2](torch.from_numpy(images)).detach().numpy()
    assert np.abs(mine.hidden(mine.start(0, 1), images)[0] - seen).max() < 1e-5
    assert (mine.state(mine.start(0, 1)[0])["0.weight"] == module[0].weight).all()


def test_what_asks_for_layers_is_refused_where_they_are_not_known():
    mine = tm.networks.module(normed(), pixels=49)
    x = mine.start(0, 1)
    for asked in (tm.units.normalised, lambda net, x: tm.units.matched(net, x, x), lambda net, x: tm.units.rescaled(net, x, 2.0)):
        with pytest.raises(InvalidArgument, match="which weights belong to a unit"):
            asked(mine, x)
    with pytest.raises(InvalidArgument, match="ends in a layer"):
        mine.hidden(x, DATA.train.brightness())


@pytest.mark.parametrize(("made", "words"), [
    (lambda: 3, "a torch.nn.Module"),
    (nn.Flatten, "weights to train"),
    (lambda: nn.Linear(49, 5000).requires_grad_(False), "weights to train"),
    (lambda: nn.Linear(49, 10, device="meta"), "on the CPU"),
    (lambda: nn.LazyLinear(10), "is lazy"),
    (lambda: nn.Linear(49, 10, dtype=torch.complex64), "of real numbers"),
    (lambda: nn.Linear(49, 1), "of 2 to 256 classes"),
    (lambda: nn.Linear(50, 10), "of flat digits it fails"),
    (lambda: nn.Conv2d(1, 4, 3), "square digits it gives"),
    (lambda: nn.Sequential(nn.Linear(49, 10), nn.BatchNorm1d(10, track_running_stats=False)), "by itself"),
    (lambda: Linear(lambda self, images: self.layer(images) - images.mean()), "running statistics"),
    (lambda: Linear(lambda self, images: nn.functional.dropout(self.layer(images))), "draws no random numbers"),
    (lambda: Linear(lambda self, images: self.layer(images) + float(np.random.default_rng().random())), "draws no random numbers"),
    (lambda: Linear(counted), "leaves its buffers"),
    (lambda: Linear(lambda self, images: self.layer(images).detach()), "autograd can follow"),
    (lambda: Linear(lambda self, images: self.layer(images) @ torch.eye(10)), "float64"),
])
def test_what_cannot_be_a_network_is_refused_with_the_reason(made, words):
    with pytest.raises(InvalidArgument, match=words):
        tm.networks.module(made(), pixels=49)


@pytest.mark.parametrize(("named", "argument"), [({"name": ""}, "name"), ({"start": "zero"}, "start"), ({"pixels": 0}, "pixels")])
def test_other_arguments_are_named(named, argument):
    with pytest.raises(InvalidArgument, match=argument):
        tm.networks.module(mlp(nn.ReLU()), **{"pixels": 49, **named})
