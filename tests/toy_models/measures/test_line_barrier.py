"""The barrier on a line: a hill's height, and none where the energy is convex."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, energy, weights

measured = tm.measures.line_barrier


def exact(world, a, b, images, p):
    heights = energy(world, np.linspace(0, 1, 20_001)[:, None] * (b - a) + a)
    return heights.max() - max(heights[0], heights[-1])


def test_a_double_well_has_the_height_of_its_hill():
    """(x² - 1)²: 1 above both wells, at t = 1/2, which is among the places if their number is odd; else within the residual."""
    wells = tm.landscapes.from_formula("(x^2-1)^2+y^2"), [[-1.0, 0.0]], [[1.0, 0.0]]
    assert measured(*wells).value == pytest.approx([1], abs=1e-12)
    found = measured(*wells, places=20)
    assert 1 - found.error[0] <= found.value[0] < 1


def test_a_convex_loss_has_none():
    x = weights(SMALL[1], 4)
    found = measured(SMALL[1], x[:2], x[2:], IMAGES)
    assert (found.value == 0).all()
    assert found.cost == pytest.approx(2 * 41 / 3)
    ends = 1 - SMALL[1].accuracy(x, IMAGES.pixels / 255, IMAGES.labels.astype(int))
    seen = np.array([[along[0], along[-1]] for along in found.more["mistakes"]])
    assert np.abs(seen.T - ends.reshape(2, 2)).max() < 1e-12
    assert found.more["mistakes_barrier"][0] == max(found.more["mistakes"][0]) - max(ends[0], ends[2])
