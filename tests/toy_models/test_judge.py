"""A text decides what is trained: the fast road is taken only where it gives the same numbers, and nothing unchecked reaches it."""

import types

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_kernels.fully_connected import FullyConnected
from toy_models import judge, notation
from toy_models.judge import AsWritten, agrees
from toy_models.network import Network
from toy_models.network_run import NetworkRun

DATA = tm.data.mnist(300, 100)
NET = tm.networks.get("mlp")
HUGE = "x" * 10**7


def planted(activation, layers=(784, 8, 10)):
    """A network as a file would give it: one hidden layer with that activation."""
    module = types.ModuleType("planted")
    module.NAME, module.ORDER, module.LAYERS, module.SCALES = "Planted", 9, layers, {"step_size": 10, "temperature": "1/N"}
    module.logits = lambda weights, images: activation(images @ weights.W1 + weights.b1) @ weights.W2 + weights.b2
    return Network("planted", module)


def leaky(z):
    return notation.relu(z) - 0.01 * notation.relu(-z)


def capped(z):
    return notation.minimum(notation.relu(z), 6.0)


def smooth(z):
    return z / (1 + notation.exp(-1.702 * z))


OTHERS = {"tanh": notation.tanh, "leaky": leaky, "capped": capped, "smooth": smooth, "sine": notation.sin, "linear": lambda z: z,
          "absolute": abs, "twice": lambda z: 2 * notation.relu(z)}


def test_a_text_that_says_the_same_in_other_words_is_recognised():
    assert planted(notation.relu).compiled
    assert planted(lambda z: (z + abs(z)) / 2).compiled
    assert planted(lambda z: -notation.minimum(-z, 0.0)).compiled


@pytest.mark.parametrize("name", OTHERS)
def test_another_text_is_not_taken_for_the_compiled_one(name):
    assert not agrees(planted(OTHERS[name]))


def test_a_text_that_reads_its_images_otherwise_is_not_taken_for_the_compiled_one():
    for change in (lambda a: a - 0.1, lambda a: a * (a < 0.9), lambda a: a**2):
        net = planted(notation.relu)
        net.module.logits = lambda w, a, plain=net.module.logits, change=change: plain(w, change(a))
        assert not agrees(net)


@pytest.mark.parametrize("name", OTHERS)
def test_slopes_and_numbers_are_those_of_the_text(name):
    """Float32 autograd against float64: sums of some 100 terms."""
    net, picks = planted(OTHERS[name]), np.arange(3, 90)
    x, judged = net.start(1)[0] + 0.1 * net.start(5)[0], net.judge(DATA.train)
    exact = torch.tensor(x[None].astype(float), requires_grad=True)
    energy = net.energy(exact, torch.tensor(DATA.train.brightness(picks).astype(float)), torch.tensor(DATA.train.labels[picks]))
    slope, out = torch.autograd.grad(energy.sum(), exact)[0][0].numpy(), np.empty_like(x)
    assert judged.gradient(x, picks, out) == pytest.approx(energy.item(), rel=1e-5)
    assert np.abs(out - slope).max() < 1e-5 * np.abs(slope).max()
    loss, right = net.judge(DATA.test).loss(x)
    given = x[None].astype(float), DATA.test.brightness().astype(float), DATA.test.labels
    assert loss == pytest.approx(net.energy(*given)[0], rel=1e-5)
    assert right == pytest.approx(net.accuracy(*given)[0], abs=1e-12)
    assert np.abs(net.judge(DATA.test).logits(x) - net.logits(*given[:2])[0]).max() < 1e-4


def branching(z):
    return notation.where(z > 0, z, 0.1 * z)


@pytest.mark.parametrize(("activation", "recorded"), [*((OTHERS[name], True) for name in OTHERS), (branching, False)])
def test_numpy_takes_the_slope_of_what_it_can_follow_and_autograd_of_the_rest(activation, recorded, monkeypatch):
    """The same slope on either road, to sums of some 100 float32 terms; a text that NumPy cannot follow says what it needs."""
    net, picks, asked = planted(activation), np.arange(40), []
    judged, x = net.judge(DATA.train), net.start(1)[0] + 0.1 * net.start(5)[0]
    assert bool(net.recorded) == recorded == (not net.needs_torch)
    for road in ("_on_record", "_by_autograd"):
        plain = getattr(AsWritten, road)
        monkeypatch.setattr(AsWritten, road, lambda *given, road=road, plain=plain: asked.append(road) or plain(*given))
    out, numbers = np.empty_like(x), (DATA.train.brightness(picks), DATA.train.labels[picks].astype(np.int64))
    loss = judged.gradient(x, picks, out)
    assert asked == ["_on_record" if recorded else "_by_autograd"]
    other, slope = AsWritten(net, DATA.train)._by_autograd(x, *numbers)
    assert loss == pytest.approx(other, rel=1e-6)
    assert np.abs(out - slope).max() < 1e-5 * np.abs(slope).max()


def test_a_text_that_records_differently_from_what_it_says_is_not_recorded():
    """One that looks at the kind of its weights, and says something else of those that are recorded."""
    net = planted(notation.tanh)
    plain = net.module.logits
    net.module.logits = lambda w, a: plain(w, a) * (1 if isinstance(w.W1, np.ndarray | torch.Tensor) else 2)
    assert not net.recorded
    assert net.needs_torch


def test_both_roads_answer_alike_where_both_may(monkeypatch):
    """On the network of the folder, whose text the compiled layers are."""
    fast, slow = FullyConnected(NET.layers, DATA.train.sparse), AsWritten(NET, DATA.train)
    x, picks = NET.start(2)[0] + 0.1 * NET.start(3)[0], np.array([5, 5, 17, 250])
    for chunk in (3, 1024):
        monkeypatch.setattr(judge, "CHUNK", chunk)
        ours, theirs = np.empty_like(x), np.empty_like(x)
        assert slow.gradient(x, picks, ours) == pytest.approx(fast.gradient(x, picks, theirs), rel=1e-5)
        assert np.abs(ours - theirs).max() < 1e-5 * np.abs(theirs).max()
        assert slow.loss(x) == pytest.approx(fast.loss(x), rel=1e-5)
        assert np.abs(slow.logits(x) - fast.logits(x)).max() < 1e-4
        points, offsets = np.stack([x, NET.start(4)[0], NET.start(5)[0]]), np.array([[0.0, 0.0], [0.5, -1.0]], np.float32)
        assert np.allclose(slow.plane(points, offsets), fast.plane(points, offsets), rtol=1e-4)


def test_weights_that_are_not_finite_give_nan_throughout_on_the_slow_road_too():
    net, out = planted(notation.tanh), np.zeros(784 * 8 + 8 + 90, np.float32)
    x = net.start()[0]
    x[-1] = np.nan
    assert np.isnan(net.judge(DATA.train).gradient(x, np.arange(4), out))
    assert np.isnan(out).all()
    assert np.isnan(net.judge(DATA.train).loss(x)[0])


@pytest.mark.slow
@pytest.mark.usefixtures("one_torch_thread")
@pytest.mark.parametrize("device", ["cpu", "torch"])
def test_a_network_whose_text_says_tanh_is_trained_as_tanh(device):
    """Twelve steps of plain descent against the same in float64, written out; and not the weights of ReLU."""
    net, steps = planted(notation.tanh), 12
    t = tm.train(net, "sgd", DATA, steps=steps, replicas=2, seed=4, device=device)
    one = NetworkRun(net, "sgd", DATA, seed=4, replica=1, evaluations=steps)
    one.advance(steps)
    assert np.abs(one.weights - t.x[-1, 1]).max() < 1e-6
    plain = tm.train(planted(notation.relu), "sgd", DATA, steps=steps, replicas=2, seed=4)
    assert (plain.x[0] == t.x[0]).all()
    assert np.abs(plain.x[-1] - t.x[-1]).max() > 1e-2
    x, draw = torch.tensor(t.x[0].astype(float)), judge_objective(net)
    for step in range(steps):
        images = torch.tensor(np.stack([DATA.train.brightness(rows) for rows in draw(step)]).astype(float))
        labels = torch.tensor(DATA.train.labels[draw(step)].astype(np.int64))
        x.requires_grad_()
        energy = torch.stack([torch.nn.functional.cross_entropy(z, y) for z, y in zip(by_hand(x, images), labels, strict=True)])
        x = (x - 0.1 * torch.autograd.grad(energy.sum(), x)[0]).detach()
    assert np.abs(t.x[-1] - x.numpy()).max() < 1e-5
    assert t.test_accuracy[-1].tolist() == pytest.approx(
        net.accuracy(t.x[-1].astype(float), DATA.test.brightness().astype(float), DATA.test.labels).tolist())


def by_hand(x, images):
    """tanh(image W1 + b1) W2 + b2 of each row, cut out of it by hand."""
    first, bias, second, last = x.split([784 * 8, 8, 80, 10], dim=1)
    hidden = torch.tanh(images @ first.view(-1, 784, 8) + bias[:, None])
    return hidden @ second.view(-1, 8, 10) + last[:, None]


def judge_objective(net):
    from toy_kernels import row_noise

    return lambda step: row_noise.picks(4, [0, 1], 64, len(DATA.train), step, 0)


# What is refused at the door, before it reaches loops that check nothing.

X, OUT, PICKS = NET.start()[0], np.empty(NET.size, np.float32), np.arange(5)
NUMBERS = [None, HUGE, "x", {}, object(), 1j * X, [[1], [2, 3]]]


@pytest.mark.parametrize("bad", [X[:50], X[None], X[:0], np.append(X, 0), X.astype("U"), X > 0, *NUMBERS])
def test_weights_that_do_not_fit_are_refused(bad):
    judged = NET.judge(DATA.test)
    for ask in (judged.loss, judged.logits, lambda x: judged.gradient(x, PICKS, OUT)):
        with pytest.raises(tm.InvalidArgument, match=r"(?s)^x = .*\(25450,\)"):
            ask(bad)


@pytest.mark.parametrize("bad", [np.array([10**6]), np.array([-1]), np.array([100]), np.array([0.0, 1.0]), np.array([True]),
                                 np.array([], int), np.array([[0, 1]]), 3, *NUMBERS])
def test_images_that_are_not_there_are_refused(bad):
    with pytest.raises(tm.InvalidArgument, match=r"(?s)^picks = .*from 0 to 99"):
        NET.judge(DATA.test).gradient(X, bad, OUT)


PLACES = {"short": np.empty(5, np.float32), "double": np.empty(NET.size), "strided": np.empty((NET.size, 2), np.float32)[:, 0],
          "none": None, "list": [0.0], "fixed": np.broadcast_to(np.float32(0), NET.size)}


@pytest.mark.parametrize("bad", PLACES.values(), ids=PLACES)
def test_a_place_for_the_slope_that_does_not_fit_is_refused(bad):
    with pytest.raises(tm.InvalidArgument, match=r"(?s)^out = .*\(25450,\)"):
        NET.judge(DATA.test).gradient(X, PICKS, bad)


def test_a_plane_that_does_not_fit_is_refused():
    points, judged = np.stack([X] * 3), NET.judge(DATA.test)
    with pytest.raises(tm.InvalidArgument, match=r"^points = "):
        judged.plane(points[:2], np.zeros((1, 2)))
    with pytest.raises(tm.InvalidArgument, match=r"^offsets = "):
        judged.plane(points, np.zeros((1, 3)))


def test_other_kinds_of_number_mean_the_same():
    judged, out = NET.judge(DATA.test), np.empty_like(X)
    assert judged.loss(X.astype(float)) == judged.loss(X.tolist()) == judged.loss(X)
    assert judged.gradient(X[::-1][::-1], [1, 2], out) == judged.gradient(X, np.array([1, 2], np.uint8), out)
