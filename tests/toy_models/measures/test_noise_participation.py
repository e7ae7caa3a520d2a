"""The participation ratio of the gradient noise, from the slopes of images taken one by one."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, slopes_of_images, weights

measured = tm.measures.noise_participation


def exact(world, x, images, p):
    covariance = np.cov(slopes_of_images(world, x, images).T, bias=True)
    return np.trace(covariance) ** 2 / np.trace(covariance @ covariance)


def test_images_that_disagree_in_one_way_only_have_one_direction():
    """Two images: their slopes differ from the mean by ± one vector."""
    found = measured(SMALL[0], weights(SMALL[0], 1), IMAGES.first(2))
    assert found.value == pytest.approx([1], rel=1e-12)


def test_it_is_between_one_and_the_number_of_images_less_one():
    found = measured(SMALL[0], weights(SMALL[0]), IMAGES.first(9))
    assert ((found.value > 1) & (found.value < 8)).all()
    slopes = slopes_of_images(SMALL[0], weights(SMALL[0])[0], IMAGES.first(9))
    assert found.more["trace"][0] == pytest.approx(slopes.var(axis=0).sum(), rel=1e-12)
