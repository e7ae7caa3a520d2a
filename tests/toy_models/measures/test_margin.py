"""Margins: image by image, and their sign says what is read rightly."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, weights

measured = tm.measures.margin


def exact(world, x, images, p):
    logits = world.logits(x[None], images.pixels / 255)[0]
    found = [z[label] - max(np.delete(z, label)) for z, label in zip(logits, images.labels, strict=True)]
    return np.quantile(found, p.quantile)


def test_a_negative_margin_is_a_mistake():
    x = weights(SMALL[0])
    wrong = 1 - SMALL[0].accuracy(x, IMAGES.pixels / 255, IMAGES.labels.astype(int))
    assert [(margins < 0).mean() for margins in measured(SMALL[0], x, IMAGES).more["margins"]] == pytest.approx(wrong)


def test_a_larger_last_layer_has_larger_margins():
    x = weights(SMALL[1])
    assert measured(SMALL[1], 3 * x, IMAGES).value == pytest.approx(3 * measured(SMALL[1], x, IMAGES).value, rel=1e-12)
