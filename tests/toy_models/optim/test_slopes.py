"""Where a step's gradients come from: closures, gradients that stand ready, and what is refused."""

import itertools

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_kernels import noise
from toy_kernels.reference import silence
from toy_models import optim
from toy_models.contract import InvalidArgument, State
from toy_models.network_run import on_network
from toy_models.optim import slopes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
ALL = pytest.mark.parametrize("name", list(optim.CLASSES))
AWAY = ["EntropySGD", "SmoothOut", "SAM"]  # they ask away from the weights


def weights():
    return [torch.nn.Parameter(torch.ones(3, dtype=torch.float64)), torch.nn.Parameter(torch.full((2,), 2.0, dtype=torch.float64))]


def loss_of(held):
    return sum((one**2).sum() for one in held) / 2


@ALL
def test_a_closure_without_a_backward_is_an_error_and_moves_nothing(name):
    held = weights()
    optimizer = optim.CLASSES[name](held)
    with pytest.raises(InvalidArgument, match=r"^closure = .*backward.*no new gradient"):
        optimizer.step(lambda: loss_of(held))
    assert [one.tolist() for one in held] == [[1.0] * 3, [2.0] * 2]
    assert optimizer.state_dict()["state"] == {}


@pytest.mark.parametrize("name", AWAY)
def test_a_gradient_from_before_is_not_taken_for_one_of_another_point(name):
    held = weights()
    optimizer = optim.CLASSES[name](held)
    loss_of(held).backward()
    with pytest.raises(InvalidArgument, match="no new gradient"):
        optimizer.step(lambda: loss_of(held))
    assert [one.tolist() for one in held] == [[1.0] * 3, [2.0] * 2]


@ALL
def test_a_closure_that_writes_into_the_gradients_it_finds_is_as_good(name):
    results = []
    for kept in (True, False):
        held = weights()
        optimizer = optim.CLASSES[name](held, seed=5)

        def closure(held=held, optimizer=optimizer, kept=kept):
            optimizer.zero_grad(set_to_none=not kept)
            loss = loss_of(held)
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)
        results.append(torch.cat([one.detach() for one in held]))
    assert (results[0] == results[1]).all()


@pytest.mark.parametrize("name", AWAY)
def test_a_method_that_asks_away_from_the_weights_needs_a_closure(name):
    held = weights()
    optimizer = optim.CLASSES[name](held)
    for _ in range(2):
        with pytest.raises(InvalidArgument, match=rf"^closure = None .*{optimizer.method.NAME} asks for gradients away"):
            optimizer.step()
        loss_of(held).backward()
    assert [one.tolist() for one in held] == [[1.0] * 3, [2.0] * 2]


def test_one_inner_step_of_entropy_sgd_asks_at_the_weights_alone():
    """y = x - h x with no heat: x moves onto it."""
    held = weights()
    optimizer = optim.EntropySGD(held, inner_steps=1, averaging=1.0, lr=1.0, temperature=0.0, inner_step_size=0.25)
    loss_of(held).backward()
    optimizer.step()
    assert [one.tolist() for one in held] == [[0.75] * 3, [1.5] * 2]


@ALL
def test_weight_decay_is_a_bowl_added_to_the_loss_wherever_it_is_asked_for(name):
    """w = 0.5 as the option, and written into the loss: the same point but for rounding."""
    ends = []
    for option in (0.5, 0.0):
        held = weights()
        optimizer = optim.CLASSES[name](held, seed=2, weight_decay=option, lr=0.1)

        def closure(held=held, optimizer=optimizer, option=option):
            optimizer.zero_grad()
            loss = held[0].sum() + loss_of(held) * (1 if option else 1.5)
            loss.backward()
            return loss

        for _ in range(4):
            optimizer.step(closure)
        ends.append(torch.cat([one.detach() for one in held]))
    assert (ends[0] - ends[1]).abs().max() < 1e-14
    assert (ends[0] - torch.tensor([1.0, 1, 1, 2, 2])).abs().min() > 0.05


@ALL
@pytest.mark.parametrize("ending", [KeyboardInterrupt, RuntimeError, SystemExit])
@pytest.mark.parametrize("call", [1, 2])
def test_what_ends_a_closure_puts_the_weights_and_the_memory_back(name, ending, call):
    """In the first step after two whole ones, at its first call or its second: the step can then be taken again, as if new."""
    held, other, calls = weights(), weights(), []
    heat = {"temperature": 0.1} if name == "Langevin" else {}
    optimizer, peer = (optim.CLASSES[name](some, seed=4, **heat) for some in (held, other))

    def closure(some, raising):
        calls.append(1)
        if raising and len(calls) == call:
            raise ending
        for one in some:
            one.grad = None
        loss_of(some).backward()

    for _ in range(2):
        optimizer.step(lambda: closure(held, False))
        peer.step(lambda: closure(other, False))
    before, state = [one.detach().clone() for one in held], str(optimizer.state_dict())
    calls.clear()
    if call <= optimizer.method.evaluations(optimizer.method.defaults()):
        with pytest.raises(ending):
            optimizer.step(lambda: closure(held, True))
        assert all((one == kept).all() for one, kept in zip(held, before, strict=True))
        assert str(optimizer.state_dict()) == state
    optimizer.step(lambda: closure(held, False))
    peer.step(lambda: closure(other, False))
    assert all((one == kept).all() for one, kept in zip(held, other, strict=True))


@pytest.mark.parametrize("name", ["SGD", "Langevin", "EntropySGD", "SAM"])
def test_sparse_gradients_are_those_of_dense_ones(name):
    """Uncoalesced too: an embedding that reads one row twice."""
    ends = []
    for sparse in (True, False):
        torch.manual_seed(0)
        table = torch.nn.Embedding(6, 3, sparse=sparse)
        optimizer = optim.CLASSES[name](table.parameters(), seed=1, lr=0.1)

        def closure(table=table, optimizer=optimizer):
            optimizer.zero_grad()
            table(torch.tensor([1, 4, 1])).square().sum().backward()

        for _ in range(3):
            optimizer.step(closure)
        ends.append(table.weight.detach().clone())
    assert torch.allclose(*ends, atol=1e-6)
    assert (ends[0][1] != 0).all()


def scaled(scale):
    """(a GradScaler on the processor, three weights)."""
    return torch.amp.GradScaler("cpu", init_scale=scale), weights()


@pytest.mark.parametrize("ways", [{}, {"momentum": 0.9, "weight_decay": 0.1}, {"maximize": True}], ids=str)
@pytest.mark.parametrize("unscaled_by_hand", [False, True])
def test_under_a_grad_scaler_the_true_gradient_is_taken(ways, unscaled_by_hand):
    """The scale is a power of two, so not a bit is lost."""
    scaler, held = scaled(1024.0)
    other = weights()
    optimizer, peer = optim.SGD(held, lr=0.1, **ways), torch.optim.SGD(other, lr=0.1, **ways)
    for _ in range(3):
        optimizer.zero_grad()
        scaler.scale(loss_of(held)).backward()
        if unscaled_by_hand:
            scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
        peer.zero_grad()
        loss_of(other).backward()
        peer.step()
    assert all(torch.allclose(one, same, rtol=1e-14) for one, same in zip(held, other, strict=True))


def test_a_gradient_that_is_not_finite_skips_the_step_and_lowers_the_scale():
    scaler, held = scaled(1024.0)
    optimizer = optim.Langevin(held, temperature=1.0)
    scaler.scale(loss_of(held)).backward()
    held[0].grad[1] = float("inf")
    assert scaler.step(optimizer) is None
    scaler.update()
    assert [one.tolist() for one in held] == [[1.0] * 3, [2.0] * 2]
    assert scaler.get_scale() == 512.0


@ALL
def test_a_closure_under_a_grad_scaler_is_refused_and_leaves_no_trace(name):
    scaler, held = scaled(1024.0)
    optimizer = optim.CLASSES[name](held)
    scaler.scale(loss_of(held)).backward()
    with pytest.raises(InvalidArgument, match=r"^closure = .*none under a GradScaler"):
        scaler.step(optimizer, lambda: loss_of(held).backward())
    assert [one.tolist() for one in held] == [[1.0] * 3, [2.0] * 2]
    optimizer.zero_grad()
    optimizer.step(lambda: (held[0].sum() + loss_of(held)).backward())  # without the scaler it works as before
    assert held[0].tolist() != [1.0] * 3


@pytest.mark.parametrize("name", AWAY)
def test_a_method_that_needs_a_closure_says_so_to_a_grad_scaler(name):
    scaler, held = scaled(1024.0)
    optimizer = optim.CLASSES[name](held)
    scaler.scale(loss_of(held)).backward()
    with pytest.raises(InvalidArgument, match=r"^closure = None"):
        scaler.step(optimizer)
    assert not hasattr(optimizer, "grad_scale") and not hasattr(optimizer, "found_inf")


def asked(method):
    """For every gradient that a step asks for, on which of its minibatches: SAM's are 0, 0."""
    found, counted = [], itertools.count()

    class Objective:
        minibatch = staticmethod(lambda: next(counted))
        gradient = staticmethod(lambda x, batch: found.append(batch) or x)
        blocks = staticmethod(np.abs)

    x = np.ones((1, 2))
    state = State(x, 0, **{name: 0 * x for name in method.CARRIES})
    method.step(state, Objective, noise.Noise(0, [0], 2), silence, method.defaults())
    return found


def by_columns(self, point):
    """`Slopes.blocks` where a weight's last axis counts the filters."""
    pieces = getattr(point, "tensor", point)[0].split(slopes.sizes(self.weights))
    shaped = [piece.reshape(weight.shape) for piece, weight in zip(pieces, self.weights, strict=True)]
    return slopes.row([part.norm(dim=0, keepdim=True).expand_as(part).reshape(-1) for part in shaped], self.pool)


def test_a_filter_is_a_row_of_a_layer_of_torch():
    """ASAM on a linear layer, (unit, input), is ASAM on its transpose with the filters counted there: one step, by hand."""
    torch.manual_seed(0)
    layer, images = torch.nn.Linear(3, 2, bias=False, dtype=torch.float64), torch.randn(5, 3, dtype=torch.float64)
    before, radius, floor = layer.weight.detach().clone(), 0.3, 0.01

    def slope(weight):
        held = weight.clone().requires_grad_()
        return torch.autograd.grad((images @ held.T).square().sum(), held)[0]

    def closure():
        layer.zero_grad()
        loss = layer(images).square().sum()
        loss.backward()
        return loss

    size = before.norm(dim=1, keepdim=True) + floor
    probe = before + radius * size**2 * slope(before) / (size * slope(before)).norm()
    optim.ASAM(layer.parameters(), step_size=0.01, radius=radius, floor=floor).step(closure)
    assert torch.allclose(layer.weight, before - 0.01 * slope(probe), rtol=0, atol=1e-12)


@pytest.mark.parametrize("key", tm.dynamics.that_run_on("optimizers"))
def test_it_is_the_step_that_trains_rows(key, monkeypatch):
    """The same start, batches and noise as replica 0 of the fast runner, the layers written in torch: float32, 1e-5.

    The noise is drawn in the order of the weights, as the network has them: a filter is a column there, not torch's row.
    """
    monkeypatch.setattr(slopes.Slopes, "blocks", by_columns)
    net, data = tm.networks.get("mlp"), tm.data.mnist(300, 100)
    method = on_network(net, key, 300)
    parameters = method.defaults().as_dict()
    t = tm.train(net, key, data=data, steps=4, batch_size=32, seed=5)
    blocks = net.unflatten(torch.tensor(t.x[0]))
    weights = [torch.nn.Parameter(block[0].clone()) for block in vars(blocks).values()]
    optimizer = next(cls for cls in optim.CLASSES.values() if cls.method.key == key)(weights, seed=5, **parameters)
    images, labels = torch.tensor(data.train.brightness()), torch.tensor(data.train.labels.astype(np.int64))
    slots = asked(method)
    batches = iter([noise.picks(5, [0], 32, 300, step, slot)[0] for step in range(4) for slot in slots])
    calls = []

    def closure():
        optimizer.zero_grad()
        calls.append(next(batches))
        w1, b1, w2, b2 = weights
        z = (images[calls[-1]] @ w1 + b1).relu() @ w2 + b2
        loss = torch.nn.functional.cross_entropy(z, labels[calls[-1]])
        loss.backward()
        return loss

    for _ in range(4):
        optimizer.step(closure)
    assert len(calls) == 4 * method.evaluations(method.defaults())
    found = torch.cat([weight.detach().reshape(-1) for weight in weights]).numpy()
    assert np.abs(found - t.x[-1, 0]).max() < 1e-5
    assert np.abs(t.x[-1, 0] - t.x[0, 0]).max() > 1e-3
