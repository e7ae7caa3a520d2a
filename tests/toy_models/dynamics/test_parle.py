"""Parle: each copy's step is Entropy-SGD's, and what copies differ in is drawn in once in an inner loop."""

import numpy as np
import pytest

INNER, SCOPE, TURNS, WEIGHT, OUTER, COHESION, SIZE = 0.1, 2.0, 6, 0.3, 0.5, 0.25, 3
GIVEN = {"inner_step_size": INNER, "scope": SCOPE, "inner_steps": TURNS, "averaging": WEIGHT, "step_size": OUTER,
         "cohesion": COHESION, "copies": SIZE}


def share(curvature):
    """m: the inner mean is m x. The walk stands at (r + (1 - r) aᵏ) x after k turns, r = γ/(λ + γ), a = 1 - η′(λ + γ)."""
    rest, factor, k = SCOPE / (curvature + SCOPE), 1 - INNER * (curvature + SCOPE), np.arange(1, TURNS + 1)
    weights = WEIGHT * (1 - WEIGHT) ** (TURNS - k)
    return (1 - WEIGHT) ** TURNS + (weights * (rest + (1 - rest) * factor**k)).sum()


def test_the_mean_and_the_differences_keep_what_is_stated(trajectory, quadratic):
    start, curvatures = np.random.default_rng(0).normal(size=(2 * SIZE, 3)), np.array([0.5, 3.0, 0.0])
    x = trajectory("parle", quadratic(curvatures), start, 12, temperature=0.0, **GIVEN).reshape(13, 2, SIZE, 3)
    kept = 1 - OUTER * (1 - np.array([share(curvature) for curvature in curvatures]))
    mean, steps = x.mean(axis=2, keepdims=True), np.arange(13)[:, None, None, None]
    assert mean == pytest.approx(mean[0] * kept**steps, abs=1e-13)
    assert x - mean == pytest.approx((x - mean)[0] * (kept - OUTER * COHESION) ** steps, abs=1e-13)


def test_heat_is_shared_out_among_mean_and_differences(trajectory, quadratic, four_errors):
    """λ = 1: the inner mean has the noise s² = 2η′T Σ c_j², c_j = α Σ_k≥j (1 - α)^(L-k) a^(k-j), and each part has after t steps
    η²s²(1 - f²ᵗ)/(1 - f²) times 1/n or 1 - 1/n.
    """
    factor, heat, coordinates, steps = 1 - INNER * (1 + SCOPE), 0.4, 100_000, 6
    inner = [WEIGHT * sum((1 - WEIGHT) ** (TURNS - k) * factor ** (k - j) for k in range(j, TURNS + 1))
             for j in range(1, TURNS + 1)]
    noise, kept = 2 * INNER * heat * np.square(inner).sum(), 1 - OUTER * (1 - share(1.0))
    x = trajectory("parle", quadratic(1.0), np.zeros((SIZE, coordinates)), steps, temperature=heat, **GIVEN)[-1]
    mean = x.mean(axis=0)
    common, apart = (OUTER**2 * noise * (1 - f ** (2 * steps)) / (1 - f**2) for f in (kept, kept - OUTER * COHESION))
    assert mean.var() == pytest.approx(common / SIZE, rel=four_errors(coordinates))
    assert (x - mean).var() == pytest.approx(apart * (1 - 1 / SIZE), rel=four_errors(coordinates * (SIZE - 1)))


def test_copies_meet_once_in_an_inner_loop(trajectory, quadratic):
    """On flat ground only the meeting moves them, whatever the number of inner steps."""
    start = np.arange(float(SIZE))[:, None]
    for turns in (1, 7):
        x = trajectory("parle", quadratic(0.0), start, 3, temperature=0.0, **GIVEN | {"inner_steps": turns})[..., 0]
        assert x - 1 == pytest.approx((start[:, 0] - 1) * (1 - OUTER * COHESION) ** np.arange(4)[:, None], abs=1e-14)
