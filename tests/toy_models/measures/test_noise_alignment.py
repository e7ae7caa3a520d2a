"""Noise along the curvature: the ratio from full matrices, and the energy that a step of real noise costs."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, slopes_of_images, weights

measured = tm.measures.noise_alignment


def covariance(network, x, images):
    return np.cov(slopes_of_images(network, x, images).T, bias=True)


def exact(world, x, images, p):
    h, c = hessian(world, x), covariance(world, x, images)
    return len(h) * np.trace(h @ c) / (np.trace(h) * np.trace(c))


def test_no_noise_of_that_size_costs_more_than_noise_along_the_stiffest_axis():
    """R <= D λmax / tr H, and the energy tr(HΣ), within 4 standard errors; D λmax / tr H is 43 / 4.5 here."""
    x = weights(SMALL[0], 1)
    found = measured(SMALL[0], x, IMAGES, probes=400)
    h, c = hessian(SMALL[0], x[0]), covariance(SMALL[0], x[0], IMAGES)
    assert found.value[0] < len(h) * np.linalg.eigvalsh(h)[-1] / np.trace(h)
    variance = 2 * np.trace(h @ c @ h @ c) / 400
    assert found.more["energy"][0] == pytest.approx(np.trace(h @ c), abs=4 * variance**0.5)
    assert found.more["trace"][0] == pytest.approx(np.trace(c), rel=1e-12)


@pytest.mark.slow
def test_on_digits_the_direction_of_the_noise_is_worth_a_factor_above_a_hundred():
    """Trained on 300 digits until the loss is small; beyond 100 by more than 4 standard errors."""
    data = tm.data.mnist(300, 10)
    run = tm.train("softmax_regression", "sgd", data=data, evaluations=3000, record_every=3000)
    found = measured(run, images=data.train)
    assert found.value[0] - 4 * found.error[0] > 100
