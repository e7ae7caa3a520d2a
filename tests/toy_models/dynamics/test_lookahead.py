"""Lookahead against its stationary variance, its rate and its edge of stability."""

import numpy as np
import pytest

CHAINS = 80_000


@pytest.mark.parametrize(("curvature", "step_size", "k", "pull", "known"), [
    (1.0, 0.5, 5, 0.5, 0.11340), (2.0, 0.3, 3, 0.8, None), (1.0, 1.5, 4, 0.3, None)])
def test_minibatch_noise_leaves_less_variance_than_descent(trajectory, quadratic, curvature, step_size, k, pull, known):
    """α² V (1 - q²ᵏ) / (1 - (1 - α + αqᵏ)²) with V = η²σ²/(1 - q²); 80,000 chains: 4√(2/80,000) = 2 %.

    The start is at rest; 80 steps forget it to 0.75^160.
    """
    q = 1 - step_size * curvature
    plain = step_size**2 / (1 - q**2)
    expected = pull**2 * plain * (1 - q ** (2 * k)) / (1 - (1 - pull + pull * q**k) ** 2)
    if known:
        assert expected == pytest.approx(known, abs=5e-6)
    x = trajectory("lookahead", quadratic(curvature, gradient_noise=1.0), np.zeros(CHAINS), 80, step_size=step_size, fast_steps=k,
                   pull=pull)[-1]
    assert x.var() == pytest.approx(expected, rel=4 * (2 / CHAINS) ** 0.5)
    assert expected < 0.8 * plain


def test_without_noise_the_slow_point_shrinks_by_its_own_factor(trajectory, quadratic):
    curvature = np.array([0.5, 3.0, 12.0])
    x = trajectory("lookahead", quadratic(curvature), [1.0, -2.0, 3.0], 10, step_size=0.1, fast_steps=7, pull=0.3)[:, 0]
    factor = 1 - 0.3 + 0.3 * (1 - 0.1 * curvature) ** 7
    assert np.allclose(x, x[0] * factor ** np.arange(11)[:, None], rtol=1e-12)


@pytest.mark.parametrize(("k", "pull", "edge"), [(5, 0.5, 1 + 3**0.2), (1, 0.25, 8.0), (4, 0.5, 2.0), (5, 1.0, 2.0)])
def test_an_odd_number_of_fast_steps_is_stable_beyond_two(trajectory, quadratic, k, pull, edge):
    """The slope of |1 - α + α(1 - z)ᵏ| at the edge is at least 0.25: 2 % to a side of z leave 0.005 at least, 0.995^2000 = 4e-5."""
    for share, settles in ((0.98, True), (1.02, False)):
        x = trajectory("lookahead", quadratic(share * edge), [1.0], 2000, step_size=1.0, fast_steps=k, pull=pull)
        assert (np.abs(x[-1]) < 0.1).all() == settles
        assert (np.abs(x[-1]) > 10).all() != settles


def test_the_fast_point_is_shown_and_the_slow_one_follows(trajectory, quadratic):
    shown = []
    x = trajectory("lookahead", quadratic(1.0, gradient_noise=1.0), [2.0], 1, fast_steps=4, pull=0.5,
                   watch=lambda fast: shown.append(fast))
    assert len(shown) == 4
    assert x[1] == pytest.approx((x[0] + shown[-1]) / 2, rel=1e-15)
