"""Noise: whose it is, that it follows torch's seed, and that its law is right for many optimizers at once."""

import itertools

import pytest
import torch

from toy_models import optim

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_torch_thread")]  # slow: torch is imported
DRAWS = {name: cls.method.text.draws.total(cls.method.defaults().as_dict()) > 0 for name, cls in optim.CLASSES.items()}
NOISY, SILENT = ([name for name, draws in DRAWS.items() if draws == noisy] for noisy in (True, False))


def weight(count=6):
    return torch.nn.Parameter(torch.zeros(count, dtype=torch.float64))


def flat_loss(held, unsteady):
    """A closure of a bowl, whose slopes differ from call to call by `unsteady`: some methods draw only where minibatches differ."""
    calls = itertools.count()

    def closure():
        held.grad = held.detach() + unsteady * next(calls)

    return closure


def moved(name, held=None, steps=3, unsteady=0.1, **values):
    held = torch.nn.Parameter(weight().detach() + 1) if held is None else held  # at 0 a noise as large as the weights is none
    optimizer = optim.CLASSES[name]([held], **{"step_size": 0.5, **({"noise_width": 0.5} if name == "SmoothOut" else {}), **values})
    for _ in range(steps):
        optimizer.step(flat_loss(held, unsteady))
    return held.detach().clone()


def test_the_methods_are_those_that_draw_and_those_that_do_not():
    assert {"Langevin", "EntropySGD", "SmoothOut"} <= set(NOISY)
    assert {"SGD", "SAM"} <= set(SILENT)


@pytest.mark.parametrize("name", NOISY)
def test_torchs_seed_decides_and_two_optimizers_differ(name):
    torch.manual_seed(5)
    first, second = moved(name), moved(name)
    torch.manual_seed(5)
    again = moved(name)
    torch.manual_seed(6)
    other = moved(name)
    assert (first == again).all()
    assert not torch.equal(first, second)  # a coordinate may agree: where each is a filter of its own, AdaSmoothOut draws a sign
    assert not torch.equal(first, other)
    assert (moved(name, seed=9) == moved(name, seed=9)).all()


@pytest.mark.parametrize("name", SILENT)
def test_a_method_without_noise_takes_nothing_from_the_callers_stream(name):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    moved(name)
    assert (torch.rand(3) == expected).all()


def test_chains_of_many_optimizers_have_the_law_of_one_ensemble():
    """½ x² at T = 1, η = 0.1: variance 1 / (1 - η/2) = 1.0526 over 4,000 chains, 50 coordinates in each of 80 optimizers, after 60
    steps (0.9^120 of the start is left); the mean of the eight is as wide as independence says, 1.0526 / 80."""
    torch.manual_seed(2)
    chains = torch.stack([moved("Langevin", weight(50), steps=60, unsteady=0.0, step_size=0.1, temperature=1.0) for _ in range(80)])
    exact = 1 / (1 - 0.1 / 2)
    assert chains.var().item() == pytest.approx(exact, rel=4 * (2 / chains.numel()) ** 0.5)
    assert chains.mean(0).var().item() == pytest.approx(exact / 80, rel=4 * (2 / 49) ** 0.5)


@pytest.mark.parametrize("name", NOISY)
def test_the_noise_goes_on_when_the_first_weight_is_unfrozen_or_frozen(name):
    """No number is drawn twice: the clock of those that moved all along is the optimizer's."""
    held = [weight(4), weight(4)]
    held[0].requires_grad_(False)
    optimizer, calls = optim.CLASSES[name](held, seed=3), itertools.count()

    def closure():
        for one in held:
            one.grad = one.detach() + 0.1 * next(calls) if one.requires_grad else None

    for frozen in (None, 0, 1, None):
        for i, one in enumerate(held):
            one.requires_grad_(i != frozen)
        optimizer.step(closure)
    assert max(state["t"] for state in optimizer.state.values()) == 4
    moves = []
    for _ in range(2):  # the same weights, two steps on: another place of the noise
        before = [one.detach().clone() for one in held]
        optimizer.step(closure)
        moves.append(torch.cat([one.detach() - old for one, old in zip(held, before, strict=True)]))
    assert (moves[0] != moves[1]).all()


def worker(rank, folder, explicit, results):
    """One of two ranks, each with a seed of its own in torch, on different examples of one model."""
    import warnings

    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    torch.manual_seed(0)
    model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(3, 1))
    torch.manual_seed(100 + rank)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        optimizer = optim.Langevin(model.parameters(), temperature=0.1, **({"seed": 1} if explicit else {}))
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(4, 3)).square().mean().backward()
        optimizer.step()
    words = [str(one.message) for one in caught if "seed=..." in str(one.message)]
    results.put((rank, torch.cat([w.detach().reshape(-1) for w in model.parameters()]).tolist(), words))
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch knows no process groups")
@pytest.mark.parametrize("explicit", [True, False])
def test_under_data_parallel_a_given_seed_keeps_ranks_together_and_a_drawn_one_is_warned_of(explicit, tmp_path):
    context = torch.multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    torch.multiprocessing.start_processes(worker, (str(tmp_path), explicit, results), nprocs=2, start_method="spawn")
    (_, one, words), (_, other, _) = (results.get() for _ in range(2))
    assert (one == other) == explicit
    assert bool(words) != explicit
