"""Replicated SGD: the mean is plain descent, and what copies differ in feels a spring that stiffens up to its end."""

import numpy as np
import pytest

STEP, SIZE = 0.1, 4


def groups(x):
    """(frames, group, coordinate) of means, and what the members differ from them."""
    members = x.reshape(len(x), -1, SIZE, x.shape[-1])
    mean = members.mean(axis=2, keepdims=True)
    return mean[:, :, 0], members - mean


def test_differences_shrink_by_a_product_of_stiffer_and_stiffer_springs(trajectory, quadratic):
    """½λx²: after t steps by Π (1 - η(λ + κ(1 + κ₁)^s)); the mean by (1 - ηλ)^t. In the end η(λ + κ)
    is above 1: they change sides.
    """
    start, curvature = np.random.default_rng(0).normal(size=(2 * SIZE, 3)), np.array([0.5, 2.0, 0.0])
    x = trajectory("replicated_sgd", quadratic(curvature), start, 32, step_size=STEP, momentum=0.0, coupling=0.6,
                   coupling_growth=0.1, copies=SIZE)
    mean, apart = groups(x)
    stiffness = 0.6 * 1.1 ** np.arange(32)[:, None]
    assert 11 < stiffness[-1, 0] < 12
    shrunk = np.vstack([np.ones(3), np.cumprod(1 - STEP * (curvature + stiffness), axis=0)])
    assert mean == pytest.approx(mean[0] * (1 - STEP * curvature) ** np.arange(33)[:, None, None], abs=1e-13)
    assert apart == pytest.approx(apart[0] * shrunk[:, None, None], abs=1e-13)


def test_with_momentum_the_mean_is_the_heavy_ball_of_plain_descent(trajectory, quadratic):
    start, given = np.random.default_rng(1).normal(size=(SIZE, 3)), {"step_size": STEP, "momentum": 0.8}
    x = trajectory("replicated_sgd", quadratic(1.5), start, 40, **given)
    alone = trajectory("sgd", quadratic(1.5), start.mean(axis=0, keepdims=True), 40, **given)
    assert x.mean(axis=1, keepdims=True) == pytest.approx(alone, abs=1e-13)


def test_the_noise_of_the_differences_is_that_of_the_springs_there_were(trajectory, quadratic, four_errors):
    """vₜ₊₁ = (1 - η(λ + κₜ))² vₜ + η²σ², of which copies differ by 1 - 1/n; the mean has 1/n of plain descent's."""
    coordinates, steps = 100_000, 20
    x = trajectory("replicated_sgd", quadratic(1.0, gradient_noise=1.0), np.zeros((SIZE, coordinates)), steps, step_size=STEP,
                   momentum=0.0, coupling=0.5, coupling_growth=0.2, copies=SIZE)[-1:]
    mean, apart = groups(x)
    alone = differing = 0.0
    for stiffness in 0.5 * 1.2 ** np.arange(steps):
        alone = (1 - STEP) ** 2 * alone + STEP**2
        differing = (1 - STEP * (1 + stiffness)) ** 2 * differing + STEP**2
    assert differing < 0.5 * alone
    assert mean.var() == pytest.approx(alone / SIZE, rel=four_errors(coordinates))
    assert apart.var() == pytest.approx((1 - 1 / SIZE) * differing, rel=four_errors(coordinates * (SIZE - 1)))
