"""BatchNorm remembers the passes that it is told to; accumulation, clipping and autocast work in the closure."""

import pytest
import torch

from toy_models import optim
from toy_models.contract import InvalidArgument

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
torch.manual_seed(0)
INPUT, TARGET = torch.randn(24, 5, dtype=torch.float64), torch.randint(0, 3, (24,))


def made(norm=False):
    torch.manual_seed(1)
    layers = [torch.nn.Linear(5, 8), *([torch.nn.BatchNorm1d(8)] if norm else []), torch.nn.Tanh(), torch.nn.Linear(8, 3)]
    return torch.nn.Sequential(*layers).double()


def flat(model):
    return torch.cat([weight.detach().reshape(-1) for weight in model.parameters()])


def loss_of(model, rows=slice(None)):
    return torch.nn.functional.cross_entropy(model(INPUT[rows]), TARGET[rows])


def closure_of(model, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    return closure


@pytest.mark.parametrize("halves", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_batch_norm_remembers_every_pass_or_the_first_alone(first, halves):
    """The first pass is at the weights: what it leaves is what a plain forward there leaves."""
    model, plain = made(norm=True), made(norm=True)
    optimizer = optim.SAM(model.parameters(), lr=0.1, radius=0.5)
    handle = optim.first_pass_statistics(optimizer, model) if first else None
    loss_of(plain)
    if halves:
        loss_of(model).backward()
        optimizer.first_step()
        loss_of(model).backward()
        optimizer.second_step()
    else:
        optimizer.step(closure_of(model, optimizer))
    assert model[1].num_batches_tracked == (1 if first else 2)
    assert torch.equal(model[1].running_mean, plain[1].running_mean) == first
    loss_of(model)
    assert model[1].num_batches_tracked == (2 if first else 3), "between steps every pass counts"
    if handle:
        handle.remove()
        optimizer.step(closure_of(model, optimizer))
        assert model[1].num_batches_tracked == 4
    with pytest.raises(InvalidArgument, match="one of toy_models"):
        optim.first_pass_statistics(torch.optim.SGD(model.parameters(), lr=0.1), model)


@pytest.mark.parametrize("name", ["SGD", "SAM", "ASAM"])
def test_accumulated_parts_are_the_whole_minibatch(name):
    """Float64; the parts are summed in another order: 1e-13 a step."""
    models = made(), made()
    whole, parts = (optim.CLASSES[name](model.parameters(), lr=0.1) for model in models)

    def accumulated():
        parts.zero_grad()
        for rows in (slice(0, 8), slice(8, 24)):
            (loss_of(models[1], rows) * len(INPUT[rows]) / 24).backward()

    for _ in range(5):
        whole.step(closure_of(models[0], whole))
        parts.step(accumulated)
    assert (flat(models[0]) - flat(models[1])).abs().max() < 1e-12


def test_clipping_in_the_closure_bounds_the_move():
    model = made()
    optimizer = optim.SAM(model.parameters(), lr=0.1, momentum=0.0)

    def clipped():
        optimizer.zero_grad()
        (1000 * loss_of(model)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)

    before = flat(model)
    optimizer.step(clipped)
    assert (flat(model) - before).norm() == pytest.approx(0.1 * 0.5, rel=1e-4)


def test_under_autocast_it_is_the_sam_that_is_written_out():
    """Products in bfloat16, weights in float32, the same on both sides: what differs is the rounding of a sum of 75 squares."""
    models = made().float(), made().float()
    optimizer = optim.SAM(models[0].parameters(), lr=0.1, radius=0.1)

    def slope(model):
        model.zero_grad()
        with torch.autocast("cpu", torch.bfloat16):
            loss = torch.nn.functional.cross_entropy(model(INPUT.float()), TARGET)
        loss.backward()

    optimizer.step(lambda: slope(models[0]))
    weights, before = list(models[1].parameters()), flat(models[1])
    slope(models[1])
    length = torch.cat([one.grad.reshape(-1) for one in weights]).norm()
    with torch.no_grad():
        for one in weights:
            one.add_(0.1 * one.grad / length)
    slope(models[1])
    expected = before - 0.1 * torch.cat([one.grad.reshape(-1) for one in weights])
    assert (flat(models[0]) - expected).abs().max() < 0.1 * 2**-8 * expected.abs().max()  # a product may round the other way
    assert (expected - before).abs().max() > 0.005
