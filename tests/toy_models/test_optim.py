"""The optimizers against independent ones, against the runner of rows, and through saving, groups and schedules."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_kernels import noise
from toy_models import optim
from toy_models.contract import InvalidArgument

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported and warmed up

torch.manual_seed(0)
INPUTS, TARGETS = torch.randn(60, 6, dtype=torch.float64), torch.randint(0, 3, (60,))


def made(seed=1):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Linear(6, 9), torch.nn.Tanh(), torch.nn.Linear(9, 3)).double()


def closure_of(model, optimizer, rows=slice(None)):
    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(INPUTS[rows]), TARGETS[rows])
        loss.backward()
        return loss

    return closure


def flat(model):
    return torch.cat([weight.detach().reshape(-1) for weight in model.parameters()])


def trained(build, steps=20, model=None):
    model = model or made()
    optimizer = build(model.parameters())
    losses = [optimizer.step(closure_of(model, optimizer)).item() for _ in range(steps)]
    return flat(model), losses


# Off the defaults, where that says more; every other method at its own.
SETTINGS = {
    **{name: {} for name in optim.CLASSES},
    "SGD": {"step_size": 0.1, "momentum": 0.9},
    "Langevin": {"step_size": 0.1, "temperature": 1e-3},
    "EntropySGD": {"inner_step_size": 0.1, "temperature": 1e-3, "inner_steps": 4, "momentum": 0.5, "scope_growth": 0.01},
    "SmoothOut": {"step_size": 0.1, "noise_width": 0.1, "copies": 2, "momentum": 0.5},
    "SAM": {"step_size": 0.1, "radius": 0.1, "momentum": 0.9},
}


def test_there_is_one_for_every_method_and_its_name_is_the_methods():
    assert len(optim.CLASSES) == len(tm.dynamics.that_run_on("optimizers"))
    for key in tm.dynamics.that_run_on("optimizers"):
        words = "".join(letter if letter.isalnum() else " " for letter in tm.dynamics.get(key).NAME).split()
        name = "".join(word[:1].upper() + word[1:] for word in words)
        cls = getattr(tm.optim, name)
        assert issubclass(cls, torch.optim.Optimizer)
        assert cls.__name__ == name
        assert all(parameter.name in cls.__doc__ for parameter in cls.method.PARAMETERS)
        assert set(SETTINGS[name]) <= set(cls.method.defaults())


# Independent ones. Float64 on both sides; sums in another order leave 1e-15 a step.

@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_sgd_is_torchs_own(momentum):
    ours, losses = trained(lambda weights: optim.SGD(weights, step_size=0.1, momentum=momentum))
    theirs, expected = trained(lambda weights: torch.optim.SGD(weights, lr=0.1, momentum=momentum))
    assert (ours - theirs).abs().max() < 1e-13
    assert np.allclose(losses, expected, atol=1e-13)
    assert (ours - flat(made())).abs().max() > 0.1


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("radius", [0.05, 0.5])
def test_sam_is_the_one_of_pytorch_optimizer(momentum, radius):
    """It adds the norm up in float32, so a probe may be off by radius 2⁻²³, a step (curvature about 1) by η / (1 - μ) of that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pytorch_optimizer import SAM

    ours, _ = trained(lambda weights: optim.SAM(weights, step_size=0.1, radius=radius, momentum=momentum))
    model = made()
    theirs = SAM(model.parameters(), torch.optim.SGD, rho=radius, lr=0.1, momentum=momentum)
    for _ in range(20):
        closure_of(model, theirs)()
        theirs.step(closure_of(model, theirs))
    assert (ours - flat(model)).abs().max() < 20 * 0.1 / (1 - momentum) * radius * 2**-23
    plain, _ = trained(lambda weights: optim.SGD(weights, step_size=0.1, momentum=momentum))
    assert (ours - plain).abs().max() > 1e-3


def test_langevin_rests_in_the_law_of_posteriors_sgld():
    """½ λ x² at T = 0.7, η λ = 0.4: variance T / (λ (1 - ηλ/2)) = 0.4375, on 40,000 independent coordinates after 60 steps (0.6^120
    of the start is left); a variance is known to √(2/n), a mean to √(v/n)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import posteriors

    curvature, step_size, heat, count = 2.0, 0.2, 0.7, 40_000
    x = torch.nn.Parameter(torch.zeros(count, dtype=torch.float64))
    ours = optim.Langevin([x], step_size=step_size, temperature=heat, seed=8)

    def closure():
        ours.zero_grad()
        loss = (curvature / 2 * x**2).sum()
        loss.backward()
        return loss

    torch.manual_seed(3)
    log_law = lambda y, _: (-(curvature / 2 * y**2).sum(), torch.tensor(0.0))  # noqa: E731
    theirs = posteriors.sgmcmc.sgld.build(log_law, step_size, temperature=heat)
    state = theirs.init(torch.zeros(count, dtype=torch.float64))
    for _ in range(60):
        ours.step(closure)
        state, _ = theirs.update(state, None)
    exact = heat / (curvature * (1 - step_size * curvature / 2))
    for found in (x.detach(), state.params):
        assert found.var().item() == pytest.approx(exact, rel=4 * (2 / count) ** 0.5)
        assert found.mean().item() == pytest.approx(0, abs=4 * (exact / count) ** 0.5)
    fourth = ((x.detach() / exact**0.5) ** 4).mean().item()
    assert fourth == pytest.approx(3, abs=4 * (96 / count) ** 0.5)


# The step is the one that runs everywhere.

@pytest.mark.parametrize("name", SETTINGS)
def test_the_closure_is_called_once_for_every_gradient_and_its_first_loss_returned(name):
    model, calls = made(), []
    optimizer = optim.CLASSES[name](model.parameters(), **SETTINGS[name])
    inner = closure_of(model, optimizer)
    loss = optimizer.step(lambda: calls.append(inner()) or calls[-1])
    assert loss is calls[0]
    assert len(calls) == optimizer.method.evaluations(optimizer.method.parameters(SETTINGS[name]))


@pytest.mark.parametrize("name", SETTINGS)
def test_it_resumes_to_the_last_bit_from_a_saved_state(name, tmp_path):
    model = made()
    optimizer = optim.CLASSES[name](model.parameters(), seed=3, **SETTINGS[name])
    for _ in range(5):
        optimizer.step(closure_of(model, optimizer))
    torch.save((model.state_dict(), optimizer.state_dict()), tmp_path / "saved.pt")
    for _ in range(5):
        optimizer.step(closure_of(model, optimizer))
    other = made(seed=9)
    weights, state = torch.load(tmp_path / "saved.pt")
    other.load_state_dict(weights)
    resumed = optim.CLASSES[name](other.parameters())
    resumed.load_state_dict(state)
    for _ in range(5):
        resumed.step(closure_of(other, resumed))
    assert (flat(model) == flat(other)).all()


@pytest.mark.parametrize("name", SETTINGS)
def test_groups_move_as_one_point(name):
    model = made()
    halves = [{"params": list(model[0].parameters())}, {"params": list(model[2].parameters())}]
    optimizer = optim.CLASSES[name](halves, seed=4, **SETTINGS[name])
    for _ in range(6):
        optimizer.step(closure_of(model, optimizer))
    whole, _ = trained(lambda weights: optim.CLASSES[name](weights, seed=4, **SETTINGS[name]), steps=6)
    assert (flat(model) == whole).all()


def test_weights_that_are_held_fixed_stay_and_do_not_count():
    model = made()
    model[0].weight.requires_grad_(False)
    before = model[0].weight.clone()
    optimizer = optim.Langevin(model.parameters(), step_size=0.1, temperature=1.0)
    optimizer.step(closure_of(model, optimizer))
    assert (model[0].weight == before).all()


def test_a_weight_that_the_loss_does_not_use_feels_only_the_heat():
    used, unused = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(3))
    optimizer = optim.SGD([used, unused], step_size=0.5)

    def closure():
        optimizer.zero_grad()
        loss = (used**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    assert used.tolist() == [0, 0]
    assert unused.tolist() == [1, 1, 1]


def test_a_value_changed_in_the_first_group_acts_on_the_next_step():
    """A quadratic: x <- (1 - η) x."""
    x = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
    optimizer, seen = optim.SGD([x], step_size=0.5), []

    def closure():
        optimizer.zero_grad()
        loss = (x**2).sum() / 2
        loss.backward()
        return loss

    for step_size in (0.5, 0.25, 1.0):
        optimizer.param_groups[0]["step_size"] = step_size
        optimizer.step(closure)
        seen.append(x.item())
    assert seen == [0.5, 0.375, 0]


def test_the_scope_grows_at_every_step():
    """After 1,000 outer steps γ is γ₀ 1.001^1000. No slope, two inner steps: the first moves by known heat z, the second by -h γ z
    and known heat, and x jumps there; so γ can be read off."""
    x = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer = optim.EntropySGD([x], scope=0.3, scope_growth=0.001, inner_steps=2, averaging=1.0, inner_step_size=0.1,
                                 temperature=0.5, step_size=1.0, seed=2)

    def closure():
        x.grad = torch.zeros_like(x)
        return x.sum()

    for t in range(1001):
        before = x.item()
        optimizer.step(closure)
        if t in (0, 1, 1000):
            first, second = (noise.normals(2, noise.DYNAMICS, [0], 1, t, slot)[0, 0] * 0.1**0.5 for slot in (0, 1))
            scope = (first + second - (x.item() - before)) / (0.1 * first)
            assert scope == pytest.approx(0.3 * 1.001**t, rel=1e-9)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize(("values", "argument"), [
    ({"pace": 1.0}, "parameters"), ({"step_size": float("nan")}, "step_size"), ({"step_size": 1e300}, "step_size"),
    ({"step_size": "x" * 10**7}, "step_size"), ({"seed": -1}, "seed"), ({"seed": 1.5}, "seed")])
def test_what_cannot_be_is_refused_by_name(name, values, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} = ") as caught:
        optim.CLASSES[name](made().parameters(), **values)
    assert len(str(caught.value)) - len(caught.value.allowed) < 200


def test_steps_that_cannot_be_are_refused_by_name():
    model = made()
    optimizer = optim.SAM([{"params": [model[0].weight]}, {"params": [model[2].weight], "radius": 0.3}])
    with pytest.raises(InvalidArgument, match=r"radius = 0.3 .*all groups"):
        optimizer.step(closure_of(model, optimizer))
    optimizer = optim.SAM(model.parameters())
    with pytest.raises(InvalidArgument, match="closure = None"):
        optimizer.step(None)
    optimizer.param_groups[0]["radius"] = -1
    with pytest.raises(InvalidArgument, match="radius = -1"):
        optimizer.step(closure_of(model, optimizer))
    mixed = [torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.ones(2, dtype=torch.float64))]
    with pytest.raises(InvalidArgument, match=r"params = .*one device"):
        optim.SGD(mixed)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_defaults_teach_a_convolution_whose_size_nobody_told_them(name):
    """600 gradients on 2,000 digits of 14 x 14. Where chance is 0.1, SGD reaches 0.93; 0.85 is 4 standard errors of 1,000 unseen
    digits below the least that any method was seen to reach, 0.90."""
    data, torch_layers = tm.data.mnist(2000, 1000), torch.nn
    images, unseen = (torch_layers.functional.avg_pool2d(torch.tensor(part.brightness()).reshape(-1, 1, 28, 28), 2)
                      for part in (data.train, data.test))
    labels, truth = (torch.tensor(part.labels).long() for part in (data.train, data.test))
    torch.manual_seed(0)
    model = torch_layers.Sequential(
        torch_layers.Conv2d(1, 8, 3, padding=1), torch_layers.ReLU(), torch_layers.MaxPool2d(2),
        torch_layers.Conv2d(8, 16, 3, padding=1), torch_layers.ReLU(), torch_layers.Flatten(), torch_layers.Linear(784, 10))
    optimizer, calls = optim.CLASSES[name](model.parameters()), []

    def closure():
        again = name == "SAM" and len(calls) % 2
        calls.append(calls[-1] if again else torch.randint(2000, (32,)))
        optimizer.zero_grad()
        loss = torch_layers.functional.cross_entropy(model(images[calls[-1]]), labels[calls[-1]])
        loss.backward()
        return loss

    while len(calls) < 600:
        optimizer.step(closure)
    assert (model(unseen).argmax(1) == truth).float().mean() > 0.85


def test_the_optimizers_are_listed_without_being_imported():
    command = "import sys, toy_models as tm; print('optim' in dir(tm), 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["True", "False"]


def test_torch_is_imported_when_the_optimizers_are_asked_for_and_not_before():
    command = "import sys, toy_models as tm; print('torch' in sys.modules); tm.optim.SAM; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["False", "True"]
