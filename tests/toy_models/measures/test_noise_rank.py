"""The count of directions that hold a share of the gradient noise."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, slopes_of_images, weights

measured = tm.measures.noise_rank


def exact(world, x, images, p):
    values = np.linalg.eigvalsh(np.cov(slopes_of_images(world, x, images).T, bias=True))[::-1]
    return next(count for count in range(1, len(values) + 1) if values[:count].sum() >= p.share * values.sum())


@pytest.mark.parametrize("images", [IMAGES, IMAGES.first(5)], ids=len)
def test_a_larger_share_needs_no_fewer_and_all_of_it_no_more_than_the_images_less_one(images):
    """With more images than a network has weights, and with fewer."""
    x = weights(SMALL[1], 1)
    counts = [one.value[0] for one in measured.over("share", [0.0, 0.5, 0.9, 1 - 1e-9], SMALL[1], x, images)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] <= min(len(images) - 1, SMALL[1].size)
    spectrum = measured(SMALL[1], x, images).more["spectrum"][0]
    assert spectrum.sum() == pytest.approx(slopes_of_images(SMALL[1], x[0], images).var(axis=0).sum(), rel=1e-12)
