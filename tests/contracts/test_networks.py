"""What every file in `networks/` promises. The folder is the list: a new file is tested by being there."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.spread import spread
from toy_models import contract, networks, notation
from toy_models.network import Network
from toy_models.network_run import on_network, trains

FOLDER = Path(networks.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
DATA = tm.data.mnist(300, 200)


@pytest.fixture(params=NAMES)
def network(request):
    return networks.get(request.param)


def test_the_catalogue_is_the_folder():
    assert sorted(networks.names()) == NAMES
    assert len(NAMES) >= 2
    found = [networks.get(name) for name in NAMES]
    assert len({network.module.ORDER for network in found}) == len({network.name for network in found}) == len(NAMES)


def test_names_stand_in_the_order_of_the_contract(network):
    stated = next(line for line in contract.__doc__.splitlines() if line.startswith("Networks:"))
    body = ast.parse(inspect.getsource(network.module)).body
    found = [node.targets[0].id for node in body if isinstance(node, ast.Assign)]
    assert found == re.findall(r"`([A-Z]+)`", stated)
    assert [node.name for node in body if isinstance(node, ast.FunctionDef)] == ["logits"]
    assert "=" in network.module.__doc__
    assert "Look for:" in network.module.__doc__
    assert network.module.__doc__.splitlines()[0].endswith(f"; {network.size:,} weights.")


def test_logits_are_a_formula_in_words(network):
    tree = ast.parse(inspect.getsource(network.module.logits))
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    words = {word for word in vars(notation) if not word.startswith("_")} - {"np"}
    assert loaded <= stored | words | {"weights", "images"}
    blocks = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert blocks == set(network.shapes)


def test_sizes_follow_from_the_layers(network):
    """Images of 784 pixels, ten classes; every unit has a bias, and what it is given is all of the layer below or stated."""
    assert (network.layers[0], network.layers[-1]) == (784, 10)
    assert network.size == sum(rows * columns for rows, columns in network.shapes.values())
    given = [network.shapes[f"W{i}"][0] for i in range(1, len(network.layers))]
    assert network.size == sum((inputs + 1) * outputs for inputs, outputs in zip(given, network.layers[1:], strict=True))
    assert network.stacked == (tuple(given) == network.layers[:-1])


def test_its_slopes_need_no_torch(network):
    """What a page trains on must not ask for it; `needs_torch` says so of a text that does."""
    assert not network.needs_torch


def test_scales_name_sliders_and_give_values_that_the_network_allows(network):
    sliders = {parameter.slider for key in tm.dynamics.names() for parameter in tm.dynamics.get(key).PARAMETERS}
    assert set(network.scales) <= sliders
    for key in tm.dynamics.names():
        method = on_network(network, key, 10_000)
        for parameter, plain in zip(method.PARAMETERS, tm.dynamics.get(key).PARAMETERS, strict=True):
            factor = network.scale(parameter.slider, 10_000, method.scales)
            assert parameter.check(parameter.default) == pytest.approx(plain.default * factor)
            assert parameter.low <= min(plain.low, plain.low * factor)
            assert parameter.high >= max(plain.high, plain.high * factor)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_logits_are_one_for_arrays_and_tensors_and_for_shared_and_own_images(network, kind):
    x, images = network.start(1, 3).astype(kind), DATA.train.brightness(slice(20)).astype(kind)
    z = network.logits(x, images)
    assert z.shape == (3, 20, 10)
    assert z.dtype == kind
    tolerance = 100 * np.finfo(kind).eps * np.abs(z).max()
    assert np.abs(network.logits(torch.tensor(x), torch.tensor(images)).numpy() - z).max() < tolerance
    own = np.stack([images, images[::-1], images])
    assert np.abs(network.logits(x, own)[1] - z[1, ::-1]).max() < tolerance
    assert np.abs(network.logits(x[1:2], images)[0] - z[1]).max() < tolerance


def test_the_fast_slope_is_the_slope_of_the_logits_text(network):
    """Float32 against autograd in float64: 1e-5 of the largest entry, as in the test of the kernel. A start moved by a draw of its
    own, so that biases count."""
    x = network.start(2, 1) + 0.1 * network.start(7, 1)
    judge, labels = network.judge(DATA.train), DATA.train.labels.astype(np.int64)
    found = np.empty_like(x[0])
    loss = judge.gradient(x[0], np.arange(len(labels)), found)
    exact = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    energy = network.energy(exact, torch.tensor(DATA.train.brightness(), dtype=torch.float64), torch.tensor(labels))
    energy.sum().backward()
    assert loss == pytest.approx(energy.item(), rel=2e-6)
    assert np.abs(found - exact.grad.numpy()[0]).max() < 1e-5 * exact.grad.abs().max()


def test_judged_loss_and_accuracy_are_those_of_the_text(network):
    x = network.start(3, 2)
    for row, energy, accuracy in zip(x, network.energy(x, DATA.test.brightness(), DATA.test.labels),
                                     network.accuracy(x, DATA.test.brightness(), DATA.test.labels), strict=True):
        loss, right = network.judge(DATA.test).loss(row)
        assert loss == pytest.approx(energy, rel=1e-5)
        assert right == accuracy


@pytest.mark.parametrize(("key", "name"), spread(NAMES, each=1, runner="rows"))
def test_a_method_learns_a_network(key, name):
    """500 gradients of 64 digits at default settings: from one in ten to more than half, on 200 digits it has not seen. Where the
    network has no word for it, it is refused, and everybody is told beforehand.
    """
    data = tm.data.mnist(2000, 200)
    if not trains(name, key):
        with pytest.raises(tm.InvalidArgument, match="refuses"):
            tm.train(name, key, data=data, steps=1)
        return
    t = tm.train(name, key, data=data, evaluations=500, record_every=500)
    assert t.test_accuracy[-1, 0] > 0.5
    assert t.train_loss[-1, 0] < 0.7 * t.train_loss[0, 0]


def test_a_mirrored_test_exists(network):
    assert (Path(__file__).parents[1] / f"toy_models/networks/test_{network.key}.py").is_file()


def test_a_planted_text_is_what_is_judged_and_trained():
    """The same layers with tanh between them: nothing compiled for ReLU may stand for it."""
    planted = ModuleType("planted")
    vars(planted).update(NAME="Planted", ORDER=9, LAYERS=(784, 12, 10), SCALES={"step_size": 10})
    planted.logits = lambda w, images: notation.tanh(images @ w.W1 + w.b1) @ w.W2 + w.b2
    network = Network("planted", planted)
    assert not network.compiled
    for promise in (test_the_fast_slope_is_the_slope_of_the_logits_text, test_judged_loss_and_accuracy_are_those_of_the_text,
                    test_sizes_follow_from_the_layers):
        promise(network)
    t = tm.train(network, "sgd", DATA, steps=30)
    assert t.test_accuracy[-1] == network.accuracy(t.x[-1], DATA.test.brightness(), DATA.test.labels)
