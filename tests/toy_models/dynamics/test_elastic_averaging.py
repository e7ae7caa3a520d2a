"""Elastic averaging: what is common to a group, what its members differ in, and the noise of both."""

import numpy as np
import pytest

STEP, COUPLING = 0.1, 2.0


def groups(x, size):
    """(frames, group, coordinate) of means, and what the members differ from them."""
    members = x.reshape(len(x), -1, size, x.shape[-1])
    mean = members.mean(axis=2, keepdims=True)
    return mean[:, :, 0], members - mean


@pytest.mark.parametrize("size", [2, 3, 5, 16])
def test_the_mean_descends_and_differences_feel_the_spring_too(trajectory, quadratic, size):
    """½λx²: the mean times 1 - ηλ a step, what differs from it times 1 - η(λ + κ)."""
    start, curvature = np.random.default_rng(0).normal(size=(2 * size, 3)), np.array([1.0, 3.0, 0.0])
    x = trajectory("elastic_averaging", quadratic(curvature), start, 20, step_size=STEP, coupling=COUPLING, copies=size)
    mean, apart = groups(x, size)
    steps = np.arange(21)[:, None, None]
    assert mean == pytest.approx(mean[0] * (1 - STEP * curvature) ** steps, abs=1e-13)
    assert apart == pytest.approx(apart[0] * (1 - STEP * (curvature + COUPLING)) ** steps[..., None], abs=1e-13)


def test_at_rest_the_mean_is_quieter_by_their_number_and_copies_differ_as_stated(trajectory, quadratic):
    """80,000 independent coordinates, noise 1: a variance has the relative standard error √(2/80,000) = 0.5 %, and four of them
    are 2 %. For the copies there are three times as many.
    """
    size, variance = 4, lambda factor: STEP**2 / (1 - factor**2)
    x = trajectory("elastic_averaging", quadratic(1.0, gradient_noise=1.0), np.zeros((size, 80_000)), 60, step_size=STEP,
                   coupling=COUPLING, copies=size)[-1:]
    mean, apart = groups(x, size)
    start = (1 - STEP) ** 120  # what the start still lacks
    assert mean.var() == pytest.approx(variance(1 - STEP) / size * (1 - start), rel=0.02)
    assert apart.var() == pytest.approx(variance(1 - STEP * (1 + COUPLING)) * (1 - 1 / size), rel=0.02)


def test_what_is_left_over_is_a_smaller_group(trajectory, quadratic):
    start = np.arange(5.0)[:, None]
    x = trajectory("elastic_averaging", quadratic(0.0), start, 200, step_size=STEP, coupling=COUPLING, copies=3)[-1, :, 0]
    assert x == pytest.approx([1, 1, 1, 3.5, 3.5])
