"""What every objective promises: each word is answered as `toy_models.words` says, at its price, or refused with a sentence.

Every class that is an objective is here, and every word: a new one of either is tested by being there.
"""

import importlib.util
import pkgutil

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.dense import IMAGES, SMALL, weights
from toy_kernels import text
from toy_kernels.text import PRICES
from toy_models import dynamics, image_noise, noises, paths, runners
from toy_models.network_objective import fast_objective
from toy_models.network_run import on_network
from toy_models.objective import LandscapeObjective
from toy_models.optim.halves import Half
from toy_models.optim.slopes import Again, Closure, Ready, Slopes
from toy_models.torch_walk import torch_walk
from toy_models.words import OPTIONAL, Objective, Refused

ROWS = np.array([0, 7])
NETWORK = SMALL[1]  # softmax regression: a slope without kinks, so that differences are derivatives
DATA = tm.data.Data("small", IMAGES, IMAGES)


def on_landscape(key, size=0.5, direction=noises.FIRST):
    landscape = tm.landscapes.get(key)
    x = landscape.start + 0.2 * np.random.default_rng(0).normal(size=(2, 2))
    return LandscapeObjective(landscape, ROWS, 3, size, direction, x), x


def rows_of_tensors():
    walk = torch_walk(NETWORK, on_network(NETWORK, "sgd", 40), DATA, 3, ROWS, 16, torch.device("cpu"), torch.float64)
    return walk._objective, torch.from_numpy(weights(NETWORK, 2))


def swayed(law):
    x = weights(NETWORK, 2)
    return image_noise.objective(NETWORK, IMAGES, ROWS, 3, 16, noises.get(law), x), x


def bend():
    a, b, x = weights(NETWORK, 3)
    return paths.objective(paths.Path(NETWORK, "line", np.stack([a, x, b])), "bezier", IMAGES, 3, 16), x[None].astype(np.float32)


def in_an_optimizer():
    """Weights of two layers, and a closure that leaves their squares' slope."""
    layers = [torch.nn.Parameter(torch.arange(6.0).reshape(2, 3) - 2), torch.nn.Parameter(torch.tensor([0.5, -1.0]))]

    def closure():
        for layer in layers:
            layer.grad = layer.detach().clone()

    x = torch.cat([layer.detach().reshape(-1) for layer in layers])[None]
    return Closure(layers, x, None, None, None, closure), x


MADE = {
    "landscape": lambda: on_landscape("himmelblau"),
    "landscape without noise": lambda: on_landscape("two_gaussians", 0.0),
    "landscape with a noise that moves": lambda: on_landscape("himmelblau", 0.5, "hessian"),
    "field": lambda: on_landscape(next(key for key in tm.landscapes.names() if not tm.landscapes.get(key).conservative)),
    "network": lambda: (fast_objective(NETWORK, IMAGES, ROWS, 3, 16), weights(NETWORK, 2).astype(np.float32)),
    "network of tensors": rows_of_tensors,
    "network under a law": lambda: swayed("diagonal"),
    "network under a law of images": lambda: swayed("hessian"),
    "path": bend,
    "optimizer": in_an_optimizer,
}


def kinds(kind=Objective):
    """Every objective of the package."""
    for module in pkgutil.walk_packages(tm.__path__, "toy_models."):
        if module.name.count(".") == 1:
            importlib.import_module(module.name)
    return {kind} | {each for one in kind.__subclasses__() if one.__module__.startswith("toy_models.") for each in kinds(one)}


def test_every_objective_is_here():
    """Gradients that stand ready, in halves or not, and those of another step once more, say of other words what a closure says."""
    there = {type(made()[0]) for made in MADE.values()}
    assert kinds() - there == {Objective, Slopes, Ready, Again, Half}
    for kind in (Ready, Again, Half):
        assert not set(vars(kind)) & set(PRICES) - {"gradient"}


@pytest.fixture(params=MADE)
def world(request):
    """(objective, points), one after the other."""
    return MADE[request.param]()


def normals(objective, x):
    """What `diffusion` takes: normals as a minibatch under a law is."""
    z = objective.minibatch()
    return np.ones_like(x) if z is None else z


ASK = {  # a call of each word that a step may say
    "minibatch": lambda o, x: o.minibatch(),
    "gradient": lambda o, x: o.gradient(x, o.minibatch()),
    "everything": lambda o, x: o.everything(),
    "energy": lambda o, x: o.energy(x, o.minibatch()),
    "hessian_times": lambda o, x: o.hessian_times(x, 2 * x, o.minibatch()),
    "natural": lambda o, x: o.natural(x, 2 * x, o.minibatch(), 0.1),
    "blocks": lambda o, x: o.blocks(x),
    "diffusion": lambda o, x: o.diffusion(x, normals(o, x)),
}


def planted(word, tmp_path):
    """A method that asks for one word, written as a file, for a step is read from its file."""
    said = {"minibatch": "", "everything": "", "energy": "x, batch", "hessian_times": "x, x, batch", "natural": "x, x, batch, 0.1",
            "blocks": "x", "diffusion": "x, noise.normal()", "gradient": "x, batch"}[word]
    source = ("from toy_models.contract import State\n\n\ndef step(state, objective, noise, watch, p):\n    x = state.x\n"
              f"    batch = objective.minibatch()\n    y = objective.{word}({said})\n"
              "    return State(x=x - p.step_size * objective.gradient(x, batch))\n")
    path = tmp_path / f"planted_{word}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module).update({name: value for name, value in vars(dynamics.get("sgd").module).items() if name.isupper()}, CARRIES=())
    return dynamics.Dynamics("planted", module)


def test_a_call_is_written_down_for_every_word():
    assert set(ASK) == set(PRICES)


@pytest.mark.parametrize("word", PRICES)
def test_a_word_is_answered_at_its_price_or_refused_with_a_sentence(world, word, tmp_path):
    objective, x = world
    method = planted(word, tmp_path)
    before = objective.gradient_evaluations
    if word in objective.refused:
        assert word in OPTIONAL
        for ask, named in ((lambda: ASK[word](objective, x), "word"), (lambda: objective.check(method), "method = 'planted'")):
            with pytest.raises(Refused, match=f"{named}.*{objective.world} refuses {word}, for {objective.refused[word]}"):
                ask()
        assert objective.gradient_evaluations == before
        return
    objective.check(method)
    answer = ASK[word](objective, x)
    assert objective.gradient_evaluations - before == PRICES[word] or isinstance(objective, Slopes)
    if word not in ("minibatch", "everything"):
        assert tuple(answer.shape) == ((len(x), 1) if word == "energy" else tuple(x.shape))
        assert type(answer) is type(x)
        assert answer.dtype == x.dtype


def test_all_data_are_no_draw_and_cost_what_they_are(world):
    objective, x = world
    if "everything" in objective.refused:
        assert objective.refused["everything"]
        return
    first = objective.gradient(x, objective.everything())
    assert objective.gradient_evaluations == objective.whole
    objective.begin(5)
    assert np.array_equal(first, objective.gradient(x, objective.everything()))


def directions(x):
    """A direction for each row, of length one."""
    v = np.random.default_rng(2).normal(size=tuple(x.shape))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    return torch.from_numpy(v) if isinstance(x, torch.Tensor) else v.astype(x.dtype)


def along(a, b):
    return np.asarray((a * b).sum(-1), dtype=float)


def test_a_slope_is_that_of_the_energy(world):
    """By differences of width h: h² of curvatures' slope, some tens on these points, and roundings of the energy over h."""
    objective, x = world
    if "energy" in objective.refused:
        return
    batch, v, short = objective.minibatch(), directions(x), x.dtype == np.float32
    h = 1e-2 if short else 1e-4
    ends = [np.asarray(objective.energy(x + side * h * v, batch), dtype=float)[:, 0] for side in (1, -1)]
    rounding = 10 * np.abs(ends).max() * (2.0**-23 if short else 2.0**-52) / h
    expected = along(objective.gradient(x, batch), v)
    assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(expected, abs=rounding + 30 * h**2)


def test_a_product_with_the_hessian_is_the_change_of_the_slope(world):
    """By differences of width h, as above; a law's own change is left out, so that all data stand for its batch."""
    objective, x = world
    if "hessian_times" in objective.refused:
        return
    still = "energy" in objective.refused
    batch, v, short = objective.everything() if still else objective.minibatch(), directions(x), x.dtype == np.float32
    h = 1e-2 if short else 1e-4
    change = (objective.gradient(x + h * v, batch) - objective.gradient(x - h * v, batch)) / (2 * h)
    found = objective.hessian_times(x, v, batch)
    size = float(abs(objective.gradient(x, batch)).max())
    assert float(abs(found - change).max()) <= 10 * size * (2.0**-23 if short else 2.0**-52) / h + 100 * h**2


def test_the_natural_slope_is_linear_leans_downhill_and_with_much_damping_is_the_slope(world):
    """(C + λ)⁻¹ ≤ 1/λ, and λ (C + λ)⁻¹ = 1 - C/λ + ...: with λ = 10⁶ a millionth of C off."""
    objective, x = world
    if "natural" in objective.refused:
        return
    batch = objective.minibatch()
    g = objective.gradient(x, batch)

    def ask(slope, damping):
        objective.begin(0)
        return objective.natural(x, slope, batch, damping)

    assert (along(ask(g, 0.1), g) > 0).all()
    assert (along(ask(g, 0.1), g) <= along(g, g) / 0.1 * (1 + 1e-6)).all()
    assert np.allclose(ask(-2 * g, 0.1), -2 * ask(g, 0.1), rtol=1e-5, atol=1e-6)
    assert np.allclose(1e6 * ask(g, 1e6), g, rtol=1e-3, atol=1e-6)


def test_blocks_are_lengths_that_scale_and_cover_each_coordinate(world):
    """Each coordinate is a part of its block; a draw as well as a point has blocks."""
    objective, x = world
    if "blocks" in objective.refused:
        return
    lengths = objective.blocks(x)
    assert (lengths * (1 + 1e-6) >= abs(x)).all()
    assert np.allclose(objective.blocks(-3 * x), 3 * lengths)
    unit = x / (lengths + (lengths == 0))
    ones = np.asarray(objective.blocks(unit))
    assert np.allclose(ones[np.asarray(lengths) > 0], 1)


def test_a_law_is_linear_in_its_normals_and_is_what_a_minibatch_adds(world):
    objective, x = world
    if "diffusion" in objective.refused:
        return
    z = normals(objective, x)
    found = objective.diffusion(x, z)
    assert np.allclose(objective.diffusion(x, 2 * z), 2 * found)
    objective.begin(0)
    added = objective.gradient(x, objective.minibatch()) - objective.gradient(x, objective.everything())
    assert np.allclose(found, added, rtol=1e-4, atol=1e-6)


# A method that asks for any word is complete where the world has it.

@pytest.mark.parametrize("word", OPTIONAL)
def test_a_method_that_asks_for_it_runs_on_a_landscape_and_says_where(word, tmp_path):
    method = planted(word, tmp_path)
    t = tm.simulate("himmelblau", method, steps=3, replicas=2, gradient_noise=0.1)
    assert (t.about["ran on"] == "reference") == ("lanes" not in method.runs_on)
    assert t.gradient_evaluations[-1] == 3 * (1 + PRICES[word])
    clocks, points = tm.microscope("himmelblau", method, evaluations=10)
    assert points == {}
    assert clocks[-1] == 10 // (1 + PRICES[word]) * (1 + PRICES[word])


@pytest.mark.parametrize("word", OPTIONAL)
@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_a_method_that_asks_for_it_runs_on_a_network_or_is_not_begun(word, device, tmp_path):
    method = planted(word, tmp_path)
    if word == "diffusion":
        with pytest.raises(Refused, match=r"'planted' .*network 'softmax_regression' refuses diffusion, for its minibatches"):
            tm.train("softmax_regression", method, tm.data.mnist(100, 10), steps=1, device=device)
        return
    t = tm.train("softmax_regression", method, tm.data.mnist(100, 10), steps=2, batch_size=16, device=device)
    assert t.gradient_evaluations[-1] == 2 * (1 + PRICES[word])


@pytest.mark.parametrize("word", ["energy", "hessian_times"])
def test_a_field_refuses_it_before_a_step_is_done(word, tmp_path):
    key = next(key for key in tm.landscapes.names() if not tm.landscapes.get(key).conservative)
    for go in (tm.simulate, tm.microscope):
        with pytest.raises(Refused, match=f"'planted' .*objective.{word}.*field '{key}' refuses {word}, for a field has a"):
            go(key, planted(word, tmp_path))


@pytest.mark.parametrize("word", ["everything", "natural"])
def test_a_path_is_bent_by_it_or_refuses_it(word, tmp_path):
    a, b = (tm.networks.get("softmax_regression").start(seed)[0] for seed in (0, 1))
    given = ("softmax_regression", a, b, tm.data.mnist(100, 10))
    method = planted(word, tmp_path)
    if word == "everything":
        with pytest.raises(Refused, match="path on network 'softmax_regression' refuses everything"):
            paths.curve(*given, method=method, evaluations=2)
        return
    bent = paths.curve(*given, method=method, evaluations=4)
    assert np.abs(bent.points[1] - (a + b) / 2).max() > 0


@pytest.mark.parametrize("runner", runners.RUNNERS)
def test_a_runner_that_lacks_words_says_which_and_where_they_run(runner, tmp_path):
    """By definition and on rows everything runs; the compiled runners and an optimizer lack some."""
    lacking = []
    for word in OPTIONAL:
        method = planted(word, tmp_path)
        if runner in method.runs_on:
            method.check(runner)
            continue
        lacking.append(word)
        with pytest.raises(text.Unreadable, match=rf"not on {runner} .*objective.{word}\(.*it runs on definition .*rows \(train\)"):
            method.check(runner)
    assert bool(lacking) == (runner not in ("definition", "rows"))
