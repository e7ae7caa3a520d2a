"""Paths between solutions: their ends, the slope of their bend, and the barrier that a trained curve goes around."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import paths

NETWORK = tm.networks.get("softmax_regression")
DATA = tm.data.mnist(60, 20)
ENDS = NETWORK.start(0, 2)


@pytest.mark.parametrize("kind", paths.KINDS)
def test_a_path_begins_and_ends_where_it_should_and_its_shares_add_up(kind):
    points = np.random.default_rng(0).normal(size=(3, NETWORK.size))
    path = paths.Path(NETWORK, kind, points)
    assert (path.at([0.0, 1.0]) == points[[0, 2]]).all()
    assert np.stack(paths.KINDS[kind](np.linspace(0, 1, 11))).sum(axis=0) == pytest.approx(np.ones(11))
    middle = {"line": (points[0] + points[2]) / 2, "bezier": points.T @ [0.25, 0.5, 0.25], "polygon": points[1]}[kind]
    assert np.abs(path.at([0.5])[0] - middle).max() < 1e-14


@pytest.mark.parametrize("kind", ["bezier", "polygon"])
def test_the_bend_descends_the_loss_on_the_path(kind):
    """The slope by the difference of float64 losses at φ(t), t and images as drawn: to 1e-3 of it, as the slope is float32."""
    straight = paths.line(NETWORK, *ENDS)
    asked = paths.objective(straight, kind, DATA.train, 3, 16)
    bend, direction = straight.points[1] + 0.01, np.random.default_rng(1).normal(size=NETWORK.size)
    numbers, t = batch = asked.minibatch()
    assert 0 < t < 1
    images = tm.data.Images(DATA.train.pixels[numbers], DATA.train.labels[numbers])

    def loss(theta):
        at = paths.Path(NETWORK, kind, np.stack([straight.points[0], theta, straight.points[2]])).at([t])
        return NETWORK.energy(at, images.pixels / 255, images.labels.astype(int))[0]

    expected = (loss(bend + 1e-5 * direction) - loss(bend - 1e-5 * direction)) / 2e-5
    assert asked.gradient(bend[None].astype(np.float32), batch)[0] @ direction == pytest.approx(expected, rel=1e-3)


def test_the_ends_stay_and_the_same_seed_gives_the_same_bend():
    first, again, other = (paths.curve("softmax_regression", *ENDS, DATA, evaluations=5, seed=seed) for seed in (1, 1, 2))
    assert (first.points[[0, 2]] == ENDS).all()
    assert (first.points == again.points).all()
    assert not (first.points[1] == other.points[1]).all()
    assert not (first.points[1] == ENDS.mean(axis=0)).all()


def test_a_bend_trained_in_pieces_is_the_same_bend_and_a_line_is_as_long_as_its_ends_are_apart():
    whole = paths.curve("softmax_regression", *ENDS, DATA, evaluations=12, seed=1)
    bending = paths.Bending("softmax_regression", *ENDS, DATA, evaluations=12, seed=1)
    while bending.advance(bending.clock + 5):
        pass
    assert bending.clock == 12
    assert (bending.path.points == whole.points).all()
    apart = np.linalg.norm(np.subtract(*ENDS))
    assert paths.line(NETWORK, *ENDS).length() == pytest.approx(apart)
    assert whole.length() > apart


def test_a_profile_is_what_the_judge_says_and_a_convex_loss_has_no_barrier():
    path = paths.line(NETWORK, *ENDS)
    t, loss, wrong = path.profile(DATA.train, 5)
    assert t.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert (loss[0], 1 - wrong[0]) == pytest.approx(NETWORK.judge(DATA.train).loss(ENDS[0]))
    assert path.barriers(DATA.train)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bezier", "polygon"])
def test_a_trained_curve_goes_around_the_barrier_of_the_line(kind):
    """Two networks of 32 hidden units on 4,000 digits: at least 0.1 on the line, at most 0.02 on the curve.

    The bend is given 16,000 gradients: what is left of the barrier more than halves with each doubling. After 4,000
    Bézier's is still 0.06.
    """
    data = tm.data.mnist(4000, 500)
    ends = tm.train("mlp", "sgd", data=data, evaluations=3000, replicas=2, record_every=3000).x[-1]
    assert paths.line("mlp", *ends).barriers(data.train, 21)[0] >= 0.1
    assert paths.curve("mlp", *ends, data, kind=kind, evaluations=16_000).barriers(data.train, 21)[0] <= 0.02


BAD = [("kind", {"kind": "line"}), ("kind", {"kind": 3}), ("a", {"a": ENDS}), ("b", {"b": ENDS[0, :4]}), ("seed", {"seed": -1}),
       ("evaluations", {"evaluations": 0}), ("batch_size", {"batch_size": 0}), ("network", {"network": "none"})]


@pytest.mark.parametrize(("name", "values"), BAD)
def test_what_cannot_be_used_is_refused(name, values):
    with pytest.raises(tm.InvalidArgument, match=rf"(?s)^{name} = "):
        paths.curve(**{"network": "softmax_regression", "a": ENDS[0], "b": ENDS[1], "data": DATA, **values})
    with pytest.raises(tm.InvalidArgument, match="t = "):
        paths.line(NETWORK, *ENDS).at([1.5])
