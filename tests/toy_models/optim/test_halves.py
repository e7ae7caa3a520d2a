"""A step in two halves is the whole step, to the last bit; halves in another order, or of another method, are refused."""

import re
import warnings
from pathlib import Path

import pytest
import torch

import toy_models as tm
from toy_models import optim
from toy_models.contract import InvalidArgument

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
torch.manual_seed(0)
INPUT, TARGET = torch.randn(24, 5, dtype=torch.float64), torch.randint(0, 3, (24,))
TWICE = ["SAM", "ASAM"]


def made():
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3)).double()


def flat(model):
    return torch.cat([weight.detach().reshape(-1) for weight in model.parameters()])


def loss_of(model):
    return torch.nn.functional.cross_entropy(model(INPUT), TARGET)


def closure_of(model, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    return closure


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("ways", [{}, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}], ids=["plain", "with all"])
def test_two_halves_are_a_step_to_the_last_bit(name, ways):
    models = made(), made()
    whole, halves = (optim.CLASSES[name](model.parameters(), lr=0.1, **ways) for model in models)
    for _ in range(5):
        whole.step(closure_of(models[0], whole))
        loss_of(models[1]).backward()
        before = flat(models[1])
        halves.first_step(zero_grad=True)
        assert (flat(models[1]) - before).norm() > 1e-3, "it looks elsewhere"
        loss_of(models[1]).backward()
        halves.second_step(zero_grad=True)
    assert torch.equal(*map(flat, models))


@pytest.mark.parametrize("name", TWICE)
def test_halves_in_the_wrong_order_are_refused(name):
    model = made()
    optimizer = optim.CLASSES[name](model.parameters())
    with pytest.raises(InvalidArgument, match="first_step before it"):
        optimizer.second_step()
    with pytest.raises(InvalidArgument, match="left a gradient"):
        optimizer.first_step()
    loss_of(model).backward()
    optimizer.first_step()
    for wrong in (optimizer.first_step, lambda: optimizer.step(closure_of(model, optimizer))):
        with pytest.raises(InvalidArgument, match="second_step"):
            wrong()
    optimizer.second_step()


@pytest.mark.parametrize("name", ["SGD", "SmoothOut", "EntropySGD", "MSAM"])
def test_methods_that_ask_otherwise_have_no_halves_and_move_nothing(name):
    model = made()
    optimizer = optim.CLASSES[name](model.parameters())
    before = flat(model)
    loss_of(model).backward()
    with pytest.raises(InvalidArgument, match=r"first_step|second_step"):
        optimizer.first_step()
        optimizer.second_step()
    assert torch.equal(flat(model), before)


def test_the_script_of_the_documentation_is_another_in_one_line_and_its_weights_are_the_same():
    """60 steps in float32: 2**-23 in each of their sums, and a factor of 1,000 for what training makes of it."""
    text = (Path(__file__).parents[3] / "docs" / "porting.md").read_text(encoding="utf-8")
    script, line, *_ = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    ported = re.sub(r"(?m)^optimizer = .*$", line.strip(), script)
    assert sum(one != other for one, other in zip(script.splitlines(), ported.splitlines(), strict=True)) == 1
    ends = []
    for source in (script, ported):
        names = {"tm": tm}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(source, names)
        ends.append((flat(names["model"]), names["loss"].item()))
    assert (ends[0][0] - ends[1][0]).abs().max() < 1000 * 60 * 2**-23 * 0.5
    assert ends[1][1] < 0.6 < 0.693, "it has learnt something"
