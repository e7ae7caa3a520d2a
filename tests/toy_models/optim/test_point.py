"""Weights become one row of real numbers, and come back."""

import pytest
import torch

from toy_kernels import pooled, row_pass
from toy_models import optim
from toy_models.optim import point

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
KINDS = {torch.float16: torch.float32, torch.bfloat16: torch.float32, torch.float32: torch.float32, torch.float64: torch.float64,
         torch.complex64: torch.float32, torch.complex128: torch.float64}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_row_holds_every_number_in_order_and_puts_it_back(kind):
    """Any shape, any strides, none and no numbers at all; the row is a copy."""
    torch.manual_seed(0)
    tensors = [torch.randn(3, 4).to(kind).t(), torch.randn(()).to(kind), torch.empty(0, 2, dtype=kind),
               torch.randn(2, 3, 4, 5).to(kind).to(memory_format=torch.channels_last)]
    before = [tensor.clone() for tensor in tensors]
    row = point.row(tensors)
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
    assert row.dtype == KINDS[kind]
    assert (row[0] == (torch.view_as_real(flat).reshape(-1) if flat.is_complex() else flat)).all()
    assert sum(point.sizes(tensors)) == row.shape[1]
    for tensor in tensors:
        tensor.zero_()
    point.put(row, tensors)
    assert all((tensor == held).all() for tensor, held in zip(tensors, before, strict=True))


def test_a_conjugate_that_torch_has_not_written_out_is_read_as_what_it_is():
    tensor = torch.tensor([1 + 2j, 3 - 4j]).conj()
    assert point.row([tensor]).tolist() == [[1, -2, 3, 4]]


HALVES = pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16], ids=str)
ALL = pytest.mark.parametrize("name", list(optim.CLASSES))


def bowl(held):
    """A closure of ½ Σ |x|² whose gradients have the weights' own type."""
    def closure():
        for one in held:
            one.grad = one.detach().clone()

    return closure


@ALL
@HALVES
def test_half_precision_rounds_once_a_step_what_float32_computes(name, kind):
    """The same step of the same weights in float32, rounded: to the bit, inner loops and tiny gradients included."""
    torch.manual_seed(0)
    start = (torch.randn(50) * torch.logspace(-7, 0, 50)).to(kind)
    half, full = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.float())
    steep, values = torch.linspace(0.5, 1.5, 50).to(kind), {"lr": 0.3, "seed": 3, "weight_decay": 0.1}
    ours, exact = optim.CLASSES[name]([half], **values), optim.CLASSES[name]([full], **values)
    for _ in range(10):
        if exact.state:
            full.data.copy_(half.detach())

        def slope(x):  # what a half-precision model would see
            return x.detach().to(kind) * steep

        ours.step(lambda: setattr(half, "grad", slope(half)))
        exact.step(lambda: setattr(full, "grad", slope(full).float()))
        assert half.dtype == kind
        assert half.isfinite().all()
        assert (half.detach() == full.detach().to(kind)).all()
    assert (half.detach() != start).any()


@ALL
@HALVES
def test_what_half_precision_carries_is_saved_whole(name, kind):
    held = torch.nn.Parameter(torch.linspace(-1, 1, 9).to(kind))
    memory = {"momentum": 0.9} if "velocity" in optim.CLASSES[name].method.CARRIES else {}
    optimizer = optim.CLASSES[name]([held], **memory)
    for _ in range(3):
        optimizer.step(bowl([held]))
    other = torch.nn.Parameter(held.detach().clone())
    resumed = optim.CLASSES[name]([other])
    resumed.load_state_dict(optimizer.state_dict())
    for _ in range(3):
        optimizer.step(bowl([held]))
        resumed.step(bowl([other]))
        assert (held == other).all()


def test_halves_and_float32_stand_side_by_side():
    a, b = torch.nn.Parameter(torch.ones(2, dtype=torch.bfloat16)), torch.nn.Parameter(torch.ones(3))
    optim.SAM([a, b], lr=0.5, radius=0.0).step(bowl([a, b]))
    assert (a.tolist(), b.tolist()) == ([0.5] * 2, [0.5] * 3)


@ALL
@pytest.mark.parametrize("kind", [torch.complex64, torch.complex128], ids=str)
def test_complex_is_two_real_weights_side_by_side(name, kind):
    """As torch has it: the real view of the weights, under the real view of their gradients, to the bit; heat shakes both parts."""
    torch.manual_seed(1)
    whole = torch.nn.Parameter(torch.randn(4, 3, dtype=kind))
    parts = torch.nn.Parameter(torch.view_as_real(whole.detach()).clone())
    values = {"seed": 3, "lr": 0.1, **({"temperature": 1.0} if name in ("Langevin", "EntropySGD") else {})}
    one, other = optim.CLASSES[name]([whole], **values), optim.CLASSES[name]([parts], **values)
    for _ in range(5):
        one.step(bowl([whole]))
        other.step(bowl([parts]))
        assert (torch.view_as_real(whole.detach()) == parts.detach()).all()
    assert "velocity" not in one.method.CARRIES or one.state[whole]["velocity"].shape == parts.shape
    resumed = optim.CLASSES[name]([whole])
    resumed.load_state_dict(one.state_dict())
    resumed.step(bowl([whole]))
    other.step(bowl([parts]))
    assert (torch.view_as_real(whole.detach()) == parts.detach()).all()


def test_the_probe_of_sam_points_up_the_slope_of_complex_weights():
    """x = 3 + 4i on ½|x|²: the probe is x + ρ x / |x|, and x falls to x - η (x + ρ x / |x|)."""
    held = torch.nn.Parameter(torch.tensor([3 + 4j], dtype=torch.complex128))
    optim.SAM([held], lr=0.1, radius=0.5).step(lambda: [setattr(held, "grad", None), (held.abs() ** 2 / 2).sum().backward()])
    assert held.item() == pytest.approx((3 + 4j) * (1 - 0.1 * 5.5 / 5), abs=1e-12)


@pytest.mark.parametrize("name", list(optim.CLASSES))
def test_steps_of_long_weights_are_one_loop_with_the_bits_of_torch(monkeypatch, name):
    """Three steps down a bowl, by closure: what each weight is, and carries, is the same to the bit."""
    monkeypatch.setattr(pooled, "LONG", 1)
    found = []
    for least in (1, 10**9):
        monkeypatch.setattr(row_pass, "FUSED", least)
        torch.manual_seed(0)
        weights = [torch.nn.Parameter(torch.randn(shape)) for shape in ((33, 5), (7,), (3, 3, 2, 2))]
        optimizer = optim.CLASSES[name](weights, seed=3)

        def closure(weights=weights, optimizer=optimizer):
            optimizer.zero_grad()
            loss = sum((weight**2 + weight.cos()).sum() for weight in weights)
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)
        found.append([*weights, *(value for weight in weights for value in optimizer.state[weight].values())])
    assert all((torch.as_tensor(one) == torch.as_tensor(other)).all() for one, other in zip(*found, strict=True))


@pytest.mark.parametrize("least", [1, 10**9])
def test_a_graph_from_before_a_step_does_not_go_back_after_it(monkeypatch, least):
    """Its gradients would be those of other weights: torch must see that they have been written to."""
    monkeypatch.setattr(pooled, "LONG", 1)
    monkeypatch.setattr(row_pass, "FUSED", least)
    weight = torch.nn.Parameter(torch.ones(40, 40))
    weight.grad = torch.ones(40, 40)
    energy = (weight**2).sum()
    optim.SGD([weight], lr=0.1).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        energy.backward()


def test_a_step_without_a_closure_is_one_pass_over_its_weights(monkeypatch):
    passes, run = [], row_pass.RowPass.run
    monkeypatch.setattr(row_pass.RowPass, "run", lambda self, sizes: (passes.append(self), run(self, sizes)))
    weights = [torch.nn.Parameter(torch.randn(100, 100))]
    weights[0].grad = torch.randn(100, 100)
    for made in (optim.SGD(weights, lr=0.1, momentum=0.9), optim.Adam(weights, lr=0.1), optim.Langevin(weights, lr=0.1)):
        made.step()
        passes.clear()
        made.step()
        assert len(passes) == 1
