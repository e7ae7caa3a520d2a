"""Places: the words of a measure against difference quotients and full derivatives, and what each is said to cost."""

import numpy as np
import pytest
import torch

import toy_models as tm
from tests.dense import IMAGES, LANDSCAPE, SMALL, energy, gradient, hessian, slopes_of_images, weights
from toy_models import place
from toy_models.contract import InvalidArgument

DIGITS = tm.data.mnist(50, 10).train


@pytest.fixture(params=[LANDSCAPE, *SMALL], ids=str)
def at(request):
    world = request.param
    on_landscape = world is LANDSCAPE
    x = np.array([[0.3, 0.2]]) if on_landscape else weights(world, 1)
    return place.places(world, x, None if on_landscape else IMAGES)[0]


def test_its_words_are_the_worlds_derivatives(at):
    assert at.energy() == pytest.approx(energy(at.world, at.x), rel=1e-14)
    assert np.abs(at.slope() - gradient(at.world, at.x)).max() < 1e-14
    f, slope = at.energy_and_slope(at.x + 0.1)
    assert f == pytest.approx(energy(at.world, at.x + 0.1), rel=1e-14)
    assert np.abs(slope - gradient(at.world, at.x + 0.1)).max() < 1e-14
    v = np.random.default_rng(2).normal(size=len(at.x))
    assert np.abs(at.hessian_times(v) - hessian(at.world, at.x) @ v).max() < 1e-13


def test_it_counts_what_it_is_asked(at):
    at.energies(np.stack([at.x] * 3))
    assert at.cost == pytest.approx(1)
    at.energy_and_slope()
    at.slope()
    at.hessian_times(at.x)
    assert at.cost == pytest.approx(5)


def test_parts_of_the_images_cost_their_share_and_add_up():
    (at,) = place.places(SMALL[0], weights(SMALL[0], 1), IMAGES)
    parts = at.parts(12)  # 40 images: three parts
    assert [len(part.images) for _, part in parts] == [14, 13, 13]
    assert sum(share * part.energy() for share, part in parts) == pytest.approx(energy(SMALL[0], at.x), rel=1e-13)
    assert at.cost == pytest.approx(1 / 3)


def test_whoever_watches_comes_before_every_answer_and_may_end_it(at):
    images = None if at.world is LANDSCAPE else IMAGES
    seen = []
    (watched,) = place.places(at.world, at.x[None], images, watch=lambda: seen.append(watched.cost))
    watched.slope()
    watched.hessian_times(at.x)
    assert seen == [0, 1]
    (closed,) = place.places(at.world, at.x[None], images, watch=lambda: 1 / 0)
    for ask in (closed.slope, closed.energy, lambda: closed.hessian_times(at.x)):
        with pytest.raises(ZeroDivisionError):
            ask()
    assert closed.cost == 0


def test_the_slopes_of_single_images_are_those_of_each_alone():
    (at,) = place.places(SMALL[0], weights(SMALL[0], 1), IMAGES)
    assert np.abs(at.slopes_of_images() - slopes_of_images(SMALL[0], at.x)).max() < 1e-14
    assert at.cost == 1


def test_too_many_slopes_are_refused():
    network, data = tm.networks.get("mlp"), tm.data.mnist(1179, 1)
    (at,) = place.places(network, network.start(), data.train)
    with pytest.raises(InvalidArgument, match="at most 1,178 images"):
        at.slopes_of_images()


def test_mistakes_are_the_judges():
    network = tm.networks.get("mlp")
    (at,) = place.places(network, network.start(), DIGITS)
    assert at.mistakes(at.x[None])[0] == pytest.approx(1 - network.judge(DIGITS).loss(network.start()[0])[1])
    assert (at.logits().argmax(-1) == DIGITS.labels).mean() == pytest.approx(1 - at.mistakes(at.x[None])[0])


@pytest.mark.parametrize("key", tm.networks.names())
def test_hessian_products_of_a_network_are_symmetric_and_those_of_the_slope(key):
    """uᵀ H v = vᵀ H u; and H v is the central difference of float64 slopes, whose error is of order (1e-6)² and rounding."""
    network = tm.networks.get(key)
    (at,) = place.places(network, weights(network, 1), DIGITS)
    u, v = np.random.default_rng(2).normal(size=(2, network.size))
    assert u @ at.hessian_times(v) == pytest.approx(v @ at.hessian_times(u), abs=1e-10)
    difference = (at.slope(at.x + 1e-6 * v) - at.slope(at.x - 1e-6 * v)) / 2e-6
    assert np.abs(at.hessian_times(v) - difference).max() < 1e-5 * np.abs(difference).max()


def test_torch_has_as_many_threads_afterwards_as_before():
    before = torch.get_num_threads()
    (at,) = place.places(SMALL[0], weights(SMALL[0], 1), IMAGES)
    at.hessian_times(at.x)
    assert torch.get_num_threads() == before
