"""Local energy: nothing at width zero, and blind to the size of the last layer."""

import pytest

import toy_models as tm
from tests.dense import IMAGES, PIXELS, SMALL, mean, weights
from toy_models.network import Network

measured = tm.measures.local_energy
ORACLE = 1e-3  # 200,000 draws of numbers between -1 and 1: half a standard error of at most 2e-3


def exact(world, x, images, p):
    if isinstance(world, Network):
        def wrong(rows):
            return world.logits(rows, PIXELS / 255).argmax(-1) != images.labels
    else:
        wrong = world.energy
    shaken = mean(wrong, lambda generator, count: x * (1 + p.width * generator.normal(size=(count, len(x)))))
    return shaken - wrong(x[None]).mean()


def test_nothing_moves_at_width_zero():
    found = measured(SMALL[0], weights(SMALL[0]), IMAGES, width=0)
    assert (found.value == 0).all()
    assert found.notes == ()


def test_the_last_layers_size_does_not_count():
    """A larger last layer gives larger logits, in the same order; shaking is in proportion."""
    network = SMALL[0]
    x = weights(network)
    larger = x.copy()
    blocks = network.unflatten(larger)
    blocks.W2 *= 4
    blocks.b2 *= 4
    assert (measured(network, larger, IMAGES).value == measured(network, x, IMAGES).value).all()


def test_a_shake_too_small_to_change_an_answer_is_said_to_be_unseen():
    assert "too small" in measured(SMALL[0], weights(SMALL[0], 1), IMAGES, width=1e-9).notes[0]


def test_on_a_parabola_it_is_half_the_squares():
    """f = x² + y²: E f(x(1 + σξ)) - f = σ²|x|², within 4 standard errors."""
    found = measured(tm.landscapes.from_formula("x^2+y^2"), [[1.0, 2.0]], width=0.3, probes=2000)
    assert found.value[0] == pytest.approx(0.09 * 5, abs=4 * found.error[0])
