"""What may stand in a parameter group, and what several say together."""

import copy
import pickle

import pytest
import torch

from toy_models import dynamics, optim
from toy_models.contract import InvalidArgument
from toy_models.optim.groups import Group

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
ALL = pytest.mark.parametrize("name", list(optim.CLASSES))


def weight(*numbers):
    return torch.nn.Parameter(torch.tensor(numbers, dtype=torch.float64))


def bowl(*weights):
    """A closure of ½ Σ x²: the gradient is x."""
    def closure():
        for one in weights:
            one.grad = one.detach().clone()

    return closure


def test_the_step_size_is_one_entry_with_two_names():
    group = Group({"params": [], "step_size": 0.1})
    assert dict(group) == {"params": [], "lr": 0.1}
    assert "lr" in group and "step_size" in group
    assert (group["lr"], group["step_size"], group.get("step_size"), group.setdefault("step_size", 9)) == (0.1,) * 4
    group.update(step_size=0.2)
    assert group["lr"] == 0.2
    for again in (copy.deepcopy(group), copy.copy(group), pickle.loads(pickle.dumps(group))):
        assert type(again) is Group
        assert again == group
    assert group.pop("step_size") == 0.2
    assert "lr" not in group and group.pop("lr", None) is None and group.get("lr") is None
    group["lr"] = 1
    del group["step_size"]
    assert list(group) == ["params"]


@ALL
@pytest.mark.parametrize("key", ["radus", "rate", "stepsize", "betas", "inner_momentumm"])
def test_an_unknown_key_is_refused_where_it_is_given(name, key):
    with pytest.raises(InvalidArgument, match=rf"params = '{key}' .*in a group, one of .*lr.*weight_decay"):
        optim.CLASSES[name]([{"params": [weight(1.0)], key: 0.1}])
    optimizer = optim.CLASSES[name]([weight(1.0)])
    with pytest.raises(InvalidArgument, match=key):
        optimizer.add_param_group({"params": [weight(2.0)], key: 0.1})
    assert len(optimizer.param_groups) == 1
    optimizer.param_groups[0][key] = 0.1
    with pytest.raises(InvalidArgument, match=key):
        optimizer.step(lambda: None)


@ALL
def test_a_value_that_cannot_be_is_refused_in_a_group(name):
    for key, value in (("lr", -1), ("step_size", float("nan")), ("weight_decay", -0.1), ("lr", "fast"), ("seed", -1)):
        with pytest.raises(InvalidArgument):
            optim.CLASSES[name]([{"params": [weight(1.0)], key: value}])


@pytest.mark.parametrize("order", [1, -1])
def test_each_group_moves_by_its_own_step_wherever_it_stands(order):
    a, b = weight(1.0, 2.0), weight(4.0)
    groups = [{"params": [a], "step_size": 0.001}, {"params": [b]}][::order]
    optim.SGD(groups, step_size=0.1).step(bowl(a, b))
    assert torch.allclose(a.detach(), torch.tensor([0.999, 1.998], dtype=torch.float64))
    assert b.item() == pytest.approx(3.6)


def test_the_length_of_sam_runs_over_all_groups_while_each_has_its_own_step():
    """x = (3, 4), g = x, |g| = 5: the probe is x + 0.5 (0.6, 0.8)."""
    a, b = weight(3.0), weight(4.0)
    optim.SAM([{"params": [a], "lr": 0.1}, {"params": [b], "lr": 0.5}], radius=0.5).step(bowl(a, b))
    assert (a.item(), b.item()) == pytest.approx((3 - 0.1 * 3.3, 4 - 0.5 * 4.4))


def test_every_number_that_acts_by_coordinates_may_differ():
    """Without heat, Entropy-SGD on two groups is Entropy-SGD on each by itself: no length is shared."""
    ways = [{"lr": 0.3, "scope": 0.5, "averaging": 0.4, "momentum": 0.2, "inner_momentum": 0.5, "inner_step_size": 0.2},
            {"lr": 0.9, "scope": 2.0, "averaging": 1.0, "momentum": 0.7, "scope_growth": 0.1, "scope_power": 1.0}]
    for order in (1, -1):
        together, alone = [weight(1.0, -2.0), weight(3.0)], [weight(1.0, -2.0), weight(3.0)]
        parts = [{"params": [one], **way} for one, way in zip(together, ways, strict=True)]
        optimizer = optim.EntropySGD(parts[::order], temperature=0.0, inner_steps=4)
        singles = [optim.EntropySGD([one], temperature=0.0, inner_steps=4, **way) for one, way in zip(alone, ways, strict=True)]
        for _ in range(5):
            optimizer.step(bowl(*together))
            for single, one in zip(singles, alone, strict=True):
                single.step(bowl(one))
        for one, other in zip(together, alone, strict=True):
            assert torch.allclose(one, other, rtol=1e-13)


@pytest.mark.parametrize(("name", "key", "values"), [
    ("SAM", "radius", (0.1, 0.2)), ("EntropySGD", "inner_steps", (2, 3)), ("SmoothOut", "copies", (1, 2)),
    ("Langevin", "seed", (1, 2)), ("SGD", "nesterov", (False, True))])
def test_what_is_one_for_the_whole_point_is_the_same_in_all_groups(name, key, values):
    parts = [{"params": [weight(1.0)], "momentum": 0.5, key: value} for value in values]
    for part in parts:
        if name not in ("SGD", "SAM"):
            del part["momentum"]
    optimizer = optim.CLASSES[name](parts)
    with pytest.raises(InvalidArgument, match=rf"{key} = {values[1]} .*all groups"):
        optimizer.step(lambda: None)


def test_nesterov_needs_a_momentum_and_a_heavy_ball():
    for name in ("SGD", "SAM", "SmoothOut"):
        with pytest.raises(InvalidArgument, match=r"nesterov = True .*momentum is 0"):
            optim.CLASSES[name]([weight(1.0)], nesterov=True)
    with pytest.raises(InvalidArgument, match="nesterov = False"):
        optim.EntropySGD([weight(1.0)], nesterov=False, momentum=0.9)
    optim.EntropySGD([weight(1.0)], nesterov=True, momentum=0.9)
    with pytest.raises(InvalidArgument, match="parameters = 'nesterov'"):
        optim.Langevin([weight(1.0)], nesterov=True)


@ALL
def test_added_weights_start_without_a_memory_and_the_clock_goes_on(name):
    a, b = weight(1.0), weight(2.0)
    optimizer = optim.CLASSES[name]([a], seed=7)
    for _ in range(3):
        optimizer.step(bowl(a))
    optimizer.add_param_group({"params": [b], "lr": 0.0})
    optimizer.load_state_dict(optimizer.state_dict())
    optimizer.step(bowl(a, b))
    assert optimizer.param_groups[1]["seed"] == 7
    assert optimizer.state[a]["t"] == optimizer.state[b]["t"] == 4


def test_a_preset_of_the_method_is_a_set_of_its_arguments():
    """As coded, the outer memory starts with the first gradient: with the exact x - m = c x and c read off a step without it."""
    presets = dynamics.get("entropy_sgd").presets
    ends = []
    for start in (0.0, 1.0):
        x = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
        values = {**presets["as coded (PyTorch)"].as_dict(), "memory_start": start, "temperature": 0.0}
        optimizer = optim.EntropySGD([x], **values)
        optimizer.step(lambda x=x: setattr(x, "grad", x.detach().clone()))
        ends.append(x.item())
    assert presets["as coded (PyTorch)"].memory_start == 1.0
    assert ends[0] - ends[1] == pytest.approx(0.1 * 0.9 * 0.9, rel=1e-12)  # η μ · μ g
