"""What torch's users expect of an optimizer: torch's own tests by name, written anew, for every method of the folder.

Torch's tests that do not apply, and why:
    test_foreach_*, test_fused_*, test_peak_memory_foreach, test_defaults_changed_to_foreach, test_mixed_device_dtype: they choose
        among torch's own loops; here the weights are one row. Weights on several devices are refused.
    test_*capturable*, test_*differentiable*, test_cudagraphs_*: no graph is captured, and no gradient passes through a step.
    test_adagrad_*, test_adamw_*, test_lbfgs_*, test_non_empty_state of others, ...: they speak of one method's own numbers.
    test_multigpu_*, test_state_dict_with_cuda_params: a GPU; the arithmetic is the same there (`tests/toy_kernels`).
What pytorch_optimizer asks of its SAM (its tests/test_wrapper_optimizers.py, test_gradients.py, test_optimizer_parameters.py):
    test_sam_optimizer, test_sam_optimizer_with_closure, adaptive or not: test_forloop_goes_right_direction of SAM and ASAM, and
        test_halves.py. Its base optimizers of many kinds do not apply: the method is one text, with its momentum, and has no base
        inside; nor does `use_gc`, which alters the gradient, as a closure can.
    test_sam_parameters, test_sam_no_gradient: test_errors and test_slopes.py, test_step_is_noop_when_params_have_no_grad.
    test_looksam_*, test_wsam_*, test_gsam_*, test_bsam_*, and what it asks of FriendlySAM: other methods.
"""

import copy
import pickle
import warnings

import pytest
import torch
from torch.optim import lr_scheduler

from toy_models import optim
from toy_models.contract import InvalidArgument

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
ALL = pytest.mark.parametrize("name", list(optim.CLASSES))
ONCE = ["SGD", "Langevin"]  # they ask once, at the weights
SILENCE = {"temperature": 0.0, "noise_width": 0.0, "inner_steps": 3, "density": 1.0, "exchanged": 0.0}  # all weights are there
QUIET = {name: {word: value for word, value in SILENCE.items() if word in cls.method.defaults()}
         for name, cls in optim.CLASSES.items()}
torch.manual_seed(0)
INPUT, TARGET = torch.randn(12, 5, dtype=torch.float64), torch.randn(12, 2, dtype=torch.float64)


def grouped(weights, groups):
    """A group of its own for each weight."""
    return [{"params": [weight], **group} for weight, group in zip(weights, groups, strict=True)]


class Task:
    """½ |A w - b|² over a few weights, and an optimizer of one method on them."""

    def __init__(self, name, dtype=torch.float64, groups=None, seed=1, **values):
        self.generator = torch.Generator().manual_seed(seed)
        self.weights = [torch.nn.Parameter(torch.randn(5, 2, generator=self.generator).to(dtype)),
                        torch.nn.Parameter(torch.randn(2, generator=self.generator).to(dtype))]
        parts = self.weights if groups is None else grouped(self.weights, groups)
        self.optimizer = optim.CLASSES[name](parts, **{**QUIET[name], "seed": 3, **values})

    def loss(self):
        w, b = self.weights
        return (INPUT.to(w.dtype) @ w + b - TARGET.to(w.dtype)).abs().square().mean()

    def closure(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        return loss

    def steps(self, count):
        for _ in range(count):
            self.optimizer.step(self.closure)
        return self

    def flat(self):
        return torch.cat([w.detach().reshape(-1) for w in self.weights])


SCHEDULES = [
    lambda o: lr_scheduler.StepLR(o, 3, gamma=0.5), lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=4),
    lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.0 if epoch % 2 else 9e-5), lambda o: lr_scheduler.LinearLR(o, 0.5, 0.0),
    lambda o: lr_scheduler.OneCycleLR(o, 0.2, total_steps=13, cycle_momentum="momentum" in o.defaults),
    lambda o: lr_scheduler.CyclicLR(o, 0.01, 0.1, cycle_momentum="momentum" in o.defaults),
    lambda o: lr_scheduler.ReduceLROnPlateau(o),
    lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o), lr_scheduler.ExponentialLR(o, 0.9)], milestones=[2]),
    lambda o: torch.optim.swa_utils.SWALR(o, swa_lr=0.05), lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=5),
    lambda o: lr_scheduler.PolynomialLR(o, 6), lambda o: lr_scheduler.MultiplicativeLR(o, lambda epoch: 0.9)]


@ALL
@pytest.mark.parametrize("groups", [None, [{}, {"lr": 0.02}]], ids=["one group", "two groups"])
def test_forloop_goes_right_direction(name, groups):
    task = Task(name, groups=groups, lr=0.05)
    before = task.loss().item()
    assert task.steps(20).loss().item() < 0.9 * before
    task = Task(name, groups=groups, lr=0.05, maximize=True)
    assert task.steps(5).loss().item() > before


@ALL
@pytest.mark.parametrize("schedule", range(len(SCHEDULES)))
@pytest.mark.parametrize("lr", [float, torch.tensor], ids=["a float", "a tensor"])
def test_param_group_with_lrscheduler_goes_right_direction(name, schedule, lr):
    """A copy that is told each rate by hand goes the same way, to the bit."""
    task, told = Task(name, lr=lr(0.05)), Task(name, lr=0.05)
    schedule, before = SCHEDULES[schedule](task.optimizer), task.loss().item()
    for _ in range(12):
        for entry in ("lr", "momentum"):
            if entry in told.optimizer.param_groups[0]:
                told.optimizer.param_groups[0][entry] = float(task.optimizer.param_groups[0][entry])
        task.steps(1)
        told.steps(1)
        schedule.step(*([task.loss().item()] if isinstance(schedule, lr_scheduler.ReduceLROnPlateau) else []))
        assert (task.flat() == told.flat()).all()
    assert task.loss().item() < before


@ALL
def test_a_rate_of_zero_moves_nothing(name):
    task = Task(name, lr=0.05)
    before = task.flat().clone()
    task.optimizer.param_groups[0]["lr"] = 0
    assert torch.allclose(task.steps(3).flat(), before, rtol=3 * 2.0**-52, atol=0)  # what keeps a length may round it


@ALL
def test_the_rate_has_two_names_and_is_one_number(name):
    task = Task(name, step_size=0.25)
    group = task.optimizer.param_groups[0]
    assert group["lr"] == group["step_size"] == 0.25
    group["step_size"] = 0.5
    assert group["lr"] == 0.5
    assert optim.CLASSES[name](task.weights, 0.125).param_groups[0]["lr"] == 0.125
    with pytest.raises(InvalidArgument, match=r"step_size = 0.1 .*one number"):
        optim.CLASSES[name](task.weights, lr=0.2, step_size=0.1)


def test_tensor_lr():
    one, other = Task("SGD", lr=torch.tensor(0.1, dtype=torch.float64)).steps(5), Task("SGD", lr=0.1).steps(5)
    assert (one.flat() == other.flat()).all()
    with pytest.raises(InvalidArgument, match=r"step_size = .*one real number"):
        Task("SGD", lr=torch.ones(2))


SGD_WAYS = [{"momentum": 0.9}, {"momentum": 1.0}, {"weight_decay": 0.1}, {"momentum": 0.9, "nesterov": True}, {"maximize": True},
            {"momentum": 0.5, "nesterov": True, "weight_decay": 0.2, "maximize": True}]


@pytest.mark.parametrize("ways", SGD_WAYS, ids=str)
@pytest.mark.parametrize("groups", [[{}, {}], [{"lr": 0.003}, {"weight_decay": 0.5}]], ids=["one", "two"])
@pytest.mark.parametrize("with_closure", [True, False])
def test_param_groups_lr_and_weight_decay_are_those_of_torchs_sgd(ways, groups, with_closure):
    """Float64 on both sides; sums in another order leave 1e-15 a step."""
    task = Task("SGD", groups=groups, lr=0.02, **ways)
    peer = Task("SGD")
    peer.optimizer = torch.optim.SGD(grouped(peer.weights, groups), lr=0.02, **ways)
    for _ in range(15):
        for one in (task, peer):
            if with_closure:
                one.optimizer.step(one.closure)
            else:
                one.closure()
                one.optimizer.step()
    assert (task.flat() - peer.flat()).abs().max() < 1e-12 * peer.flat().abs().max()


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_nesterov_and_decay_of_sam_are_those_of_pytorch_optimizer(momentum):
    """Its decay acts on the second gradient alone; without decay the two agree, in groups with steps of their own too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pytorch_optimizer import SAM
    groups, nesterov = [{"lr": 0.01}, {"lr": 0.05}], momentum > 0
    task, peer = Task("SAM", groups=groups, radius=0.1, momentum=momentum, nesterov=nesterov), Task("SAM")
    peer.optimizer = SAM(grouped(peer.weights, groups), torch.optim.SGD, rho=0.1, momentum=momentum, nesterov=nesterov)
    task.steps(15)
    for _ in range(15):
        peer.closure()
        peer.optimizer.step(peer.closure)
    assert (task.flat() - peer.flat()).abs().max() < 15 * 0.05 / (1 - momentum) * 10 * 0.1 * 2**-23  # it adds norms up in float32
    assert (task.flat() - Task("SGD", groups=groups, momentum=momentum, nesterov=nesterov).steps(15).flat()).abs().max() > 1e-4


@ALL
def test_step_is_noop_when_params_have_no_grad(name):
    weights = [torch.randn(3), torch.tensor([1, 1])]
    before = [w.clone() for w in weights]
    optimizer = optim.CLASSES[name](weights)
    assert optimizer.step(lambda: 7) == 7
    assert optimizer.step() is None
    assert all((w == b).all() for w, b in zip(weights, before, strict=True))


@pytest.mark.parametrize("name", ONCE)
def test_without_a_closure_and_without_a_gradient_nothing_moves(name):
    task = Task(name, **({"temperature": 1.0} if name == "Langevin" else {}))
    before = task.flat().clone()
    assert task.optimizer.step() is None
    assert (task.flat() == before).all()
    assert task.optimizer.state_dict()["state"] == {}


@ALL
def test_step_is_noop_for_zero_grads(name):
    task = Task(name)
    before = task.flat().clone()

    def closure():
        for weight in task.weights:
            weight.grad = torch.zeros_like(weight)

    task.optimizer.step(closure)
    assert (task.flat() - before).abs().max() < 1e-14


@ALL
def test_optimizer_can_be_printed(name):
    assert repr(Task(name).optimizer).startswith(f"{name} (\nParameter Group 0\n")


@ALL
@pytest.mark.parametrize("again", [copy.deepcopy, lambda held: pickle.loads(pickle.dumps(held))], ids=["deepcopy", "pickle"])
def test_deepcopy_copies_all_public_attrs_and_goes_on_alike(name, again):
    task = Task(name, lr=0.05, **({"temperature": 0.1} if name == "Langevin" else {})).steps(3)
    other = again(task)
    assert {key for key in vars(other.optimizer) if key[0] != "_"} == {key for key in vars(task.optimizer) if key[0] != "_"}
    assert (task.steps(3).flat() == other.steps(3).flat()).all()
    other.optimizer.param_groups[0]["step_size"] = 0.5
    assert other.optimizer.param_groups[0]["lr"] == 0.5 != task.optimizer.param_groups[0]["lr"]


@ALL
def test_state_dict_deterministic_and_untouched_by_loading(name):
    task, other = Task(name).steps(3), Task(name, seed=1)
    saved = copy.deepcopy(task.optimizer.state_dict())
    other.optimizer.load_state_dict(saved)
    assert str(saved) == str(task.optimizer.state_dict()) == str(other.optimizer.state_dict())
    assert all(type(group) is dict for group in saved["param_groups"])


@ALL
def test_save_load_equality_with_weights_only(name, tmp_path):
    task = Task(name).steps(2)
    torch.save(task.optimizer.state_dict(), tmp_path / "state.pt")
    assert str(torch.load(tmp_path / "state.pt", weights_only=True)) == str(task.optimizer.state_dict())


@ALL
def test_can_load_older_state_dict(name):
    """One from before a switch was there, with the step size under its other name."""
    task = Task(name, lr=0.05).steps(2)
    saved = task.optimizer.state_dict()
    for group in saved["param_groups"]:
        group["step_size"] = group.pop("lr")
        del group["maximize"], group["weight_decay"]
    task.optimizer.load_state_dict(saved)
    assert task.optimizer.param_groups[0]["lr"] == 0.05
    task.steps(1)


@ALL
def test_load_state_dict_of_other_groups_is_refused(name):
    with pytest.raises(ValueError, match="different number of parameter groups"):
        Task(name, groups=[{}, {}]).optimizer.load_state_dict(Task(name).optimizer.state_dict())


@ALL
def test_step_all_hooks(name):
    task, seen = Task(name), []
    handles = [task.optimizer.register_step_pre_hook(lambda *_: seen.append("before")),
               task.optimizer.register_step_post_hook(lambda *_: seen.append("after"))]
    task.steps(2)
    for handle in handles:
        handle.remove()
    task.steps(1)
    assert seen == ["before", "after"] * 2


@ALL
def test_state_dict_hooks(name):
    task, seen = Task(name).steps(1), []
    task.optimizer.register_state_dict_post_hook(lambda optimizer, state: seen.append(len(state["param_groups"])))
    task.optimizer.register_load_state_dict_post_hook(lambda optimizer: seen.append("loaded"))
    task.optimizer.load_state_dict(task.optimizer.state_dict())
    assert seen == [1, "loaded"]


@ALL
def test_closures_are_called_with_gradients_enabled(name):
    task, other = Task(name), Task(name).steps(2)
    with torch.no_grad():
        task.steps(2)
    assert (task.flat() == other.flat()).all()


@ALL
def test_errors(name):
    with pytest.raises(ValueError, match="empty parameter list"):
        optim.CLASSES[name]([])
    with pytest.raises(TypeError, match="iterable of Tensors"):
        optim.CLASSES[name](torch.zeros(2, requires_grad=True))
    with pytest.raises(ValueError, match="non-leaf"):
        optim.CLASSES[name]([torch.zeros(2, requires_grad=True) * 2])
    for bad in (-0.1, float("nan"), float("inf"), "fast"):
        with pytest.raises(InvalidArgument, match=r"^step_size = "):
            Task(name, lr=bad)
    for word in ("foreach", "fused", "differentiable", "dampening", "betas"):
        with pytest.raises(InvalidArgument, match=f"parameters = '{word}'"):
            Task(name, **{word: True})
    Task(name, foreach=None, fused=False, dampening=0).steps(1)


@ALL
def test_duplicate_params(name):
    weight = torch.nn.Parameter(torch.ones(3))
    with pytest.raises(ValueError, match="more than one parameter group"):
        optim.CLASSES[name]([{"params": [weight]}, {"params": [weight]}])
    with pytest.warns(UserWarning, match="duplicate parameters"):
        twice = optim.CLASSES[name]([weight, weight], lr=0.5, **QUIET[name])
    once = torch.nn.Parameter(torch.ones(3))
    for w, optimizer in ((weight, twice), (once, optim.CLASSES[name]([once], lr=0.5, **QUIET[name]))):
        optimizer.step(lambda w=w: [setattr(w, "grad", None), (w**2).sum().backward()])
    assert (weight == once).all()


@ALL
def test_named_parameters(name):
    model = torch.nn.Linear(3, 2)
    optimizer = optim.CLASSES[name](model.named_parameters())
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    optimizer.step(lambda: model(torch.ones(1, 3)).sum().backward())
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]


def test_a_method_whose_replicas_meet_is_none_and_says_where_it_runs():
    with pytest.raises(ValueError, match=r"not on optimizers .*: together\(\.\.\.\) has no others to meet.*rows \(train\)"):
        _ = optim.ElasticAveraging
    with pytest.raises(AttributeError, match="no attribute 'PlasticAveraging'"):
        _ = optim.PlasticAveraging
