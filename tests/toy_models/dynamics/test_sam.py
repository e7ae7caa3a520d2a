"""SAM against its cycle, its drift along a ravine and the order of its approximation; and what it does not do."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import text
from toy_models import dynamics
from toy_models.objective import LandscapeObjective


def on(name, replicas=1):
    return LandscapeObjective(tm.landscapes.get(name), range(replicas), seed=0)


@pytest.mark.parametrize("coordinates", [1, 2, 50])
def test_the_probe_is_as_long_as_the_radius_over_all_coordinates_together(trajectory, quadratic, coordinates):
    start, lengths = np.random.default_rng(0).normal(size=(20, coordinates)), []
    trajectory("sam", quadratic(np.linspace(1, 9, coordinates)), start, 1, radius=0.3,
               watch=lambda probe: lengths.append(np.linalg.norm(probe - start, axis=1)))
    assert np.allclose(lengths, 0.3, rtol=1e-9)


def test_both_gradients_are_asked_on_one_minibatch():
    said = text.read(dynamics.get("sam").step)
    assert (said.minibatches.total({}), said.gradients.total({})) == (1, 2)


@pytest.mark.parametrize("curvature", [[10.0], [10.0, 1.0], [10.0, 3.0, 0.5]])
def test_it_ends_in_a_cycle_along_the_sharpest_direction(trajectory, quadratic, curvature):
    """Amplitude ηλρ / (2 - ηλ) = 1/30 on λ₁, every other coordinate dies out; 1e-9 is far above rounding and TINY's 1e-11."""
    x = trajectory("sam", quadratic(curvature), np.ones(len(curvature)), 4000, step_size=0.05, radius=0.1)
    amplitude = 0.05 * 10 * 0.1 / (2 - 0.05 * 10)
    assert abs(x[-1, 0, 0]) == pytest.approx(amplitude, abs=1e-9)
    assert x[-2, 0, 0] == pytest.approx(-x[-1, 0, 0], abs=1e-9)
    assert np.abs(x[-1, 0, 1:]).max(initial=0) < 1e-9


@pytest.mark.parametrize("height", [0.5, 1.0, 1.5])
def test_it_drifts_along_a_ravine_to_where_it_is_wider(trajectory, height):
    """y <- y (1 - ηc (2ρ / (2 - ηk))²) a step, k = 1 + cy², once across is the cycle; the next order is under 3 %."""
    step_size, radius, k = 0.3, 0.2, 1 + height**2
    across = step_size * k * radius / (2 - step_size * k)
    y = trajectory("sam", on("ravine"), [across, height], 2, step_size=step_size, radius=radius)[:, 0, 1]
    predicted = step_size * (2 * radius / (2 - step_size * k)) ** 2
    assert 1 - (y[2] / y[0]) ** 0.5 == pytest.approx(predicted, rel=0.03)


def test_descent_stays_where_the_ravine_is_narrow_and_sam_leaves(trajectory):
    """Published nowhere, computed twice: descent stops at y = 1.0498; SAM is at 0.0250 after 200 steps."""
    plain = trajectory("sgd", on("ravine"), [1.0, 1.5], 500, step_size=0.3)[:, 0, 1]
    sharp = trajectory("sam", on("ravine"), [1.0, 1.5], 500, step_size=0.3, radius=0.2)[:, 0, 1]
    assert plain[-1] == pytest.approx(1.0498, abs=5e-5)
    assert sharp[200] == pytest.approx(0.0250, abs=5e-5)
    assert sharp[500] < 2e-4


def test_a_small_radius_adds_the_slope_of_the_gradients_length(trajectory):
    """g(x̂) = g + ρ H g/|g| + O(ρ²): the error falls with slope two."""
    landscape, point = tm.landscapes.from_formula("(x^2+y-11)^2 + (x+y^2-7)^2"), np.array([[1.0, -0.5]])
    gradient, hessian = landscape.gradient(point)[0], landscape.hessian(point)[0]
    radii, errors = np.array([1e-1, 1e-2, 1e-3]), []
    for radius in radii:
        x = trajectory("sam", LandscapeObjective(landscape, [0], 0), point, 1, step_size=1.0, radius=radius)
        errors.append(np.linalg.norm(x[0, 0] - x[1, 0] - gradient - radius * hessian @ gradient / np.linalg.norm(gradient)))
    slopes = np.diff(np.log(errors)) / np.diff(np.log(radii))
    assert np.abs(slopes - 2).max() < 0.1


@pytest.mark.parametrize("radius", [0.05, 0.1, 0.2, 0.3, 0.5, 0.7])
def test_it_gets_no_further_from_an_isolated_sharp_well_than_about_its_radius(trajectory, radius):
    """Its one uphill step looks back into the dimple: 12 starts around it, 4000 steps, none gets 0.3 + ρ away."""
    angles = np.arange(12) * np.pi / 6
    start = np.array([1.5, 1.0]) + 0.02 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x = trajectory("sam", on("dimple", 12), start, 4000, step_size=0.02, radius=radius)
    assert np.linalg.norm(x - [1.5, 1.0], axis=-1).max() < 0.3 + radius


@pytest.mark.parametrize("radius", [0.5, 0.7])
def test_with_a_large_radius_it_parks_a_radius_away_from_the_well(trajectory, radius):
    """There the probe falls back into the dimple, where the bowl's pull is balanced: ρ + 0.0072 from its centre."""
    x = trajectory("sam", on("dimple"), [1.48, 1.01], 4000, step_size=0.02, radius=radius)
    assert np.linalg.norm(x[-1, 0] - [1.49438, 0.99550]) == pytest.approx(radius, abs=0.01)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_without_a_radius_it_is_sgd_to_the_bit(trajectory, quadratic, momentum):
    objective = quadratic([1.0, 7.0, 0.3], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0, 3.0], 50, momentum=momentum, **values)
                     for key, values in (("sam", {"radius": 0.0}), ("sgd", {})))
    assert np.array_equal(got, expected)


def test_the_published_preset_probes_0_05_away_and_keeps_nine_tenths_of_the_last_move(trajectory, slope):
    """On a constant slope: the probe is 0.05 off, and the second move is 1.9 times the first."""
    start, lengths, preset = np.array([[3.0, -4.0]]), [], dynamics.get("sam").parameters("as published").as_dict()
    x = trajectory("sam", slope(lambda x: np.tile([0.6, 0.8], (len(x), 1))), start, 2,
                   watch=lambda probe: lengths.append(probe), **preset)
    assert np.linalg.norm(lengths[0] - start) == pytest.approx(0.05)
    assert x[2] - x[1] == pytest.approx(1.9 * (x[1] - x[0]), rel=1e-9)
