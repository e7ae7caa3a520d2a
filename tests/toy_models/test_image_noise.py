"""Noise of a law on a network: what it is told of single images, and what a run with it does."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, gradient, slopes_of_images, weights
from toy_models import image_noise, noises
from toy_models.image_noise import ImageSlopes
from toy_models.network_objective import fast_objective
from toy_models.place import OnNetwork

NET, BATCH, DRAWS = SMALL[0], 5, 4000
X = weights(NET, 1)


@pytest.fixture
def slopes():
    return ImageSlopes(OnNetwork(NET, X[0], IMAGES))


def covariance():
    return np.cov(slopes_of_images(NET, X[0]).T, bias=True)


def test_what_a_law_is_told_is_the_covariance_of_single_images(slopes):
    exact = covariance()
    assert slopes.mean == pytest.approx(gradient(NET, X[0]), abs=1e-14)
    assert slopes.deviations**2 == pytest.approx(np.diag(exact), rel=1e-11, abs=1e-18)
    assert slopes.trace == pytest.approx(np.trace(exact), rel=1e-12)
    assert slopes.weights == NET.size
    assert abs(slopes.leading @ np.linalg.eigh(exact)[1][:, -1]) == pytest.approx(1, abs=1e-9)


def test_where_all_images_agree_there_is_no_noise():
    same = tm.data.Images(np.repeat(IMAGES.pixels[:1], 7, axis=0), np.repeat(IMAGES.labels[:1], 7))
    for law in filter(lambda law: law.sways, map(noises.get, noises.names())):
        known = ImageSlopes(OnNetwork(NET, X[0], same))
        sway = law.module.sway(known, np.ones(7 if law.draws == "w" else NET.size))
        assert np.abs(sway).max() < 1e-12


def drawn(objective):
    found = []
    for t in range(DRAWS):
        objective.begin(t)
        found.append(objective.gradient(X, objective.minibatch())[0])
    return np.array(found)


def test_the_trace_is_that_of_minibatches_of_the_same_size():
    """Real minibatches and the law of their covariance, in turn. Their traces are means of |g - ∇f|², with the standard error of
    those; the mean of the slopes is ∇f.
    """
    exact = covariance() / BATCH
    genuine = fast_objective(NET, IMAGES, [0], 1, BATCH)
    single = X.astype(np.float32)
    for sample in (drawn(image_noise.objective(NET, IMAGES, [0], 1, BATCH, noises.get("hessian"), X)),
                   np.array([genuine.gradient(single, genuine.minibatch())[0] for _ in range(DRAWS)])):
        rest = sample - gradient(NET, X[0])
        size = (rest**2).sum(1)
        assert size.mean() == pytest.approx(np.trace(exact), abs=4 * size.std() / DRAWS**0.5)
        assert (np.abs(rest.mean(0)) <= 4 * np.sqrt(np.diag(exact) / DRAWS) + 1e-7).all()


def test_the_direction_counts_for_more_than_the_size():
    """Tr(HΣ) at equal trace near a minimum: isotropic below diagonal below the covariance, which is ten times isotropic at least;
    the leading direction of C is not that of H, and so is not bound to lie above.
    """
    data = tm.data.mnist(300, 50)
    net = tm.networks.get("softmax_regression")
    x = tm.train(net, "sgd", data, steps=300, batch_size=64).x[-1, 0].astype(float)
    place, draw, found = OnNetwork(net, x, data.train), np.random.default_rng(0), {}
    slopes = ImageSlopes(place)
    for name in ("isotropic", "diagonal", "hessian"):
        law, total = noises.get(name), []
        for _ in range(60):
            sway = law.module.sway(slopes, draw.normal(size=len(data.train) if law.draws == "w" else net.size))
            total.append(sway @ place.hessian_times(sway))
        found[name] = np.mean(total), np.std(total) / 60**0.5
    (low, a), (middle, b), (high, c) = found.values()
    assert low + 4 * a < middle - 4 * b
    assert middle + 4 * b < high - 4 * c
    assert high - 4 * c > 10 * (low + 4 * a)


def test_more_slopes_than_may_be_held_are_refused_but_where_none_is_needed():
    data = tm.data.mnist(1300, 20)
    with pytest.raises(tm.InvalidArgument, match="at most 1,178 images"):
        tm.train("mlp", "sgd", data, steps=1, gradient_noise_direction="diagonal")
    assert np.isfinite(tm.train("mlp", "sgd", data, steps=1, gradient_noise_direction="hessian").x).all()


def test_a_method_that_asks_twice_on_one_batch_has_one_noise():
    """SAM draws once: with a radius of zero it is plain descent, noise and all."""
    data = tm.data.mnist(60, 20)
    runs = [tm.train("softmax_regression", method, data, steps=4, record_every=1, parameters=parameters,
                     gradient_noise_direction="isotropic").x
            for method, parameters in (("sgd", {"step_size": 0.1}), ("sam", {"step_size": 0.1, "radius": 0.0}))]
    assert runs[0] == pytest.approx(runs[1], rel=1e-6, abs=1e-8)
