"""Clipped descent: steps of one length far away, plain descent near."""

import numpy as np
import pytest


@pytest.mark.parametrize("coordinates", [1, 2, 50])
def test_far_away_every_step_is_as_long_as_the_threshold_over_all_coordinates(trajectory, quadratic, coordinates):
    start = np.full(coordinates, 10.0)
    x = trajectory("clipped_sgd", quadratic(np.linspace(1, 3, coordinates)), start, 20, step_size=0.1, threshold=0.5)[:, 0]
    assert np.linalg.norm(np.diff(x, axis=0), axis=1) == pytest.approx(0.05, rel=1e-12)


def test_it_walks_and_then_descends(trajectory, quadratic):
    """½λx² from 2 with λ = 1, c = ½, η = 0.1: a walk of 0.05 a step down to ½, that is 30 steps, then powers of 0.9."""
    x = trajectory("clipped_sgd", quadratic([1.0]), np.array([2.0]), 50, step_size=0.1, threshold=0.5)[:, 0, 0]
    assert x[:31] == pytest.approx(2 - 0.05 * np.arange(31), rel=1e-12)
    assert x[30:] == pytest.approx(0.5 * 0.9 ** np.arange(21), rel=1e-10)


def test_what_would_diverge_bounces(trajectory, quadratic):
    """ηλ = 4: between two steps it is never further out than ηc."""
    x = trajectory("clipped_sgd", quadratic([4.0]), np.array([0.3]), 500, step_size=1.0, threshold=0.5)[:, 0, 0]
    assert np.abs(x[10:]).max() <= 0.5
    assert np.abs(x[-10:]).max() > 0.1


def test_a_gradient_of_zero_stays_zero(trajectory, quadratic):
    assert (trajectory("clipped_sgd", quadratic([1.0, 1.0]), np.zeros(2), 3) == 0).all()
