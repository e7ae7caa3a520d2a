"""The proximal step against its closed form on a quadratic, and against the envelope that it descends."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.objective import LandscapeObjective


@pytest.mark.parametrize("scope", [1e-4, 0.03, 1.0, 10.0])
@pytest.mark.parametrize("inner_steps", [1, 5, 20])
def test_on_a_quadratic_the_inner_descent_is_known(trajectory, quadratic, scope, inner_steps):
    """y = x (q + (1 - q) rᴸ) with q = γ/(λ + γ), r = 1 - η′(λ + γ)."""
    curvature = np.array([0.1, 1.0, 10.0])
    x = trajectory("proximal", quadratic(curvature), [1.0, -2.0, 3.0], 4, scope=scope, inner_steps=inner_steps,
                   inner_step_size=0.05, step_size=0.7)[:, 0]
    q, r = scope / (curvature + scope), 1 - 0.05 * (curvature + scope)
    factor = 1 - 0.7 * (1 - q) * (1 - r**inner_steps)
    assert np.allclose(x, x[0] * factor ** np.arange(5)[:, None], rtol=1e-12)


def test_a_long_inner_descent_ends_at_the_proximal_point(trajectory, quadratic):
    """x γ/(λ + γ): r^400 is below 1e-13."""
    curvature = np.array([1.0, 4.0])
    x = trajectory("proximal", quadratic(curvature), [1.0, -2.0], 1, scope=2.0, inner_steps=400, inner_step_size=0.05,
                   step_size=1.0)
    assert x[1, 0] == pytest.approx(x[0, 0] * 2 / (curvature + 2), rel=1e-12)


@pytest.mark.parametrize(("scope", "point"), [(5.0, (1.0, 0.4)), (30.0, (0.2, 0.7)), (60.0, (1.2, 0.3))])
def test_its_pull_is_the_slope_of_the_moreau_envelope(trajectory, scope, point):
    """γ(x - y) against central differences of min f(y) + ½γ|y - x|², found on grids around y that shrink to 1e-7."""
    landscape = tm.landscapes.get("two_gaussians")
    x = trajectory("proximal", LandscapeObjective(landscape, [0], 0), point, 1, scope=scope, inner_steps=5000,
                   inner_step_size=0.005, step_size=1.0)
    y = x[1, 0]

    def envelope(place):
        centre, width = y, 0.05
        offsets = np.stack(np.meshgrid(*[np.linspace(-1, 1, 41)] * 2), axis=-1)
        for _ in range(8):
            points = centre + width * offsets
            heights = landscape.energy(points) + scope / 2 * ((points - place) ** 2).sum(-1)
            centre, width = points[np.unravel_index(heights.argmin(), heights.shape)], width / 8
        return heights.min()

    slope = [(envelope(point + 1e-3 * e) - envelope(point - 1e-3 * e)) / 2e-3 for e in np.eye(2)]
    assert scope * (np.array(point) - y) == pytest.approx(slope, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("start", [(1.3, 0.3), (-2.0, 0.5)])
def test_it_keeps_to_the_valley_that_it_starts_in(start):
    """Entropy-SGD with this spring and T = 1 leaves the sharp valley; without heat the envelope keeps it."""
    values = {"scope": 1.0, "inner_steps": 100, "inner_step_size": 0.01, "step_size": 0.5}
    run = tm.simulate("two_gaussians", "proximal", start=start, steps=100, parameters=values)
    nearest = min(tm.landscapes.get("two_gaussians").minima, key=lambda m: np.linalg.norm(np.subtract(m, start)))
    assert np.linalg.norm(run.x[-1, 0] - nearest) < 1e-3


def test_it_is_entropy_sgd_without_heat_or_mean(trajectory, quadratic):
    """The same minibatches; x - η(x - y) on both sides, to the bit."""
    objective, shared = quadratic([1.0, 7.0], gradient_noise=0.5), {"scope": 3.0, "inner_steps": 7, "step_size": 0.3}
    one = trajectory("proximal", objective, [1.0, -2.0], 20, **shared)
    other = trajectory("entropy_sgd", objective, [1.0, -2.0], 20, temperature=0.0, averaging=1.0, **shared)
    assert np.abs(one - other).max() < 1e-14
