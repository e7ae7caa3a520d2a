"""Decentralised SGD on a ring: what it keeps, how fast it agrees, and the noise that is left."""

import itertools

import numpy as np
import pytest


def gossip(size, mixing):
    """The matrix, written out."""
    ring = sum(np.roll(np.eye(size), shift, axis=1) for shift in (-1, 0, 1)) / 3
    return (1 - mixing) * np.eye(size) + mixing * ring


@pytest.mark.parametrize("size", [2, 3, 5, 8, 16])
@pytest.mark.parametrize("mixing", [1.0, 0.3])
def test_a_step_is_the_gossip_matrix_and_a_gradient(trajectory, quadratic, size, mixing):
    start, curvature = np.random.default_rng(0).normal(size=(size, 3)), np.array([1.0, 3.0, 0.0])
    x = trajectory("decentralized_sgd", quadratic(curvature), start, 10, step_size=0.1, mixing=mixing, learners=size)
    for now, later in itertools.pairwise(x):
        assert later == pytest.approx(gossip(size, mixing) @ now - 0.1 * curvature * now, abs=1e-14)


def test_mixing_keeps_the_mean_and_shrinks_disagreement_by_the_second_eigenvalue(trajectory, quadratic):
    """n = 8: (1 + 2 cos(2π/8))/3 = 0.8047; the slowest pattern is one wave round the ring."""
    wave = np.cos(2 * np.pi * np.arange(8) / 8)[:, None] + 3.0
    x = trajectory("decentralized_sgd", quadratic(0.0), wave, 20, step_size=0.1, mixing=1.0, learners=8)[..., 0]
    assert x.mean(axis=1) == pytest.approx(3.0, abs=1e-14)
    assert np.ptp(x, axis=1) == pytest.approx(2 * ((1 + 2 * np.cos(np.pi / 4)) / 3) ** np.arange(21), rel=1e-12)
    assert np.ptp(x[1]) / 2 == pytest.approx(0.8047, abs=5e-5)


def test_the_noise_at_rest_is_the_sum_over_the_ring_s_patterns(trajectory, quadratic):
    """λ = 1, η = 0.5, noise 1, n = 8: a learner's variance is the mean over patterns of η²/(1 - (μᵢ - ηλ)²) = 0.3825, that of the
    mean an eighth of 1/3. 80,000 coordinates: four standard errors of the mean's variance are 2 %; eight learners, alike but not
    independent, are known no worse. The start is forgotten as 0.5^40.
    """
    step, patterns = 0.5, (1 + 2 * np.cos(2 * np.pi * np.arange(8) / 8)) / 3
    x = trajectory("decentralized_sgd", quadratic(1.0, gradient_noise=1.0), np.zeros((8, 80_000)), 40, step_size=step, mixing=1.0,
                   learners=8)[-1]
    expected = (step**2 / (1 - (patterns - step) ** 2)).mean()
    assert expected == pytest.approx(0.3825, abs=1e-4)
    assert x.var() == pytest.approx(expected, rel=0.02)
    assert x.mean(axis=0).var() == pytest.approx(1 / 3 / 8, rel=0.02)


def test_the_stated_limit_on_an_even_ring(trajectory, quadratic):
    """ηλ = 2 - 4m/3: the pattern + - + - grows above it and dies out below."""
    start = np.where(np.arange(8) % 2, 1.0, -1.0)[:, None]
    for mixing in (1.0, 0.3):
        for share, grows in ((0.97, False), (1.03, True)):
            x = trajectory("decentralized_sgd", quadratic(share * (2 - 4 * mixing / 3)), start, 400, step_size=1.0, mixing=mixing,
                           learners=8)
            assert (np.abs(x[-1]).max() > 10) == grows
            assert (np.abs(x[-1]).max() < 0.1) != grows
