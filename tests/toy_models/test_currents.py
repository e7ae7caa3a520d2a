"""The current of descent on a bowl under constant noise: exact, and nothing where the noise goes with the curvature."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import formula
from toy_models.landscape import Landscape

STEP, WALKERS, TEMPERATURE = 0.02, 3000, 1.0


def energy(x, y):
    """Curvatures 1 and 4."""
    return x**2 / 2 + 2 * y**2


def slanted(x, y, u, v):
    """The root of D = R diag(1, 1/20) Rᵀ, R a turn by 45°: [[0.525, 0.475], [0.475, 0.525]]."""
    return 0.6118033988749895 * u + 0.3881966011250105 * v, 0.3881966011250105 * u + 0.6118033988749895 * v


def along(x, y, u, v):
    """D = diag(1, 1/20): along the axes of the bowl."""
    return u, 0.05**0.5 * v


def at_rest(diffusion):
    """(points, D) of SGD on the bowl under a noise of its own, T = 1; a time of 4 forgets the start, which is drawn from y = 0."""
    bowl = Landscape("bowl", "bowl", formula.from_function(energy), ((-4, 4), (-3, 3)), diffusion=formula.from_function(diffusion))
    x = tm.simulate(bowl, "sgd", start=(0, 0), steps=700, replicas=WALKERS, parameters={"step_size": STEP},
                    gradient_noise=(2 * TEMPERATURE / STEP) ** 0.5, gradient_noise_direction="of_landscape").x[200:]
    root = np.stack([bowl.diffused(np.zeros(2), axis) for axis in np.eye(2)], axis=-1)
    return x, root @ root.T


def test_a_noise_across_the_curvature_drives_a_current_round_the_minimum():
    """Σᵢⱼ = 2TDᵢⱼ / (aᵢ + aⱼ - ηaᵢaⱼ) and (a - b)Σ₁₂ = -0.58; in the limit of a short step -0.57."""
    x, d = at_rest(slanted)
    stiff = np.array([1.0, 4.0])
    exact = 2 * TEMPERATURE * d / (stiff + stiff[:, None] - STEP * np.outer(stiff, stiff))
    assert d == pytest.approx(np.array([[0.525, 0.475], [0.475, 0.525]]))
    assert 2 * TEMPERATURE * d / (stiff + stiff[:, None]) == pytest.approx(np.array([[0.525, 0.19], [0.19, 0.13125]]))
    last = x[-1]
    for i, j in ((0, 0), (0, 1), (1, 1)):
        product = last[:, i] * last[:, j]
        assert product.mean() == pytest.approx(exact[i, j], abs=4 * product.std() / WALKERS**0.5)
    turn, error = tm.currents.circulation(x, STEP)
    assert 4 * error < 0.03 * 0.57
    assert turn == pytest.approx((1 - 4) * exact[0, 1], abs=4 * error)


def test_along_the_curvature_nothing_goes_round():
    turn, error = tm.currents.circulation(at_rest(along)[0], STEP)
    assert abs(turn) < 3 * error < 0.03


def test_it_goes_round_the_centre_that_is_given():
    """A wheel of radius 2 about (3, 1), a turn in 40 steps of 0.1: ω r² = (2π/4) · 4, less the chord's third order."""
    angle = np.linspace(0, 2 * np.pi, 41)[:, None] + np.array([[0.0, 1.0, 2.0]])
    wheel = np.stack([3 + 2 * np.cos(angle), 1 + 2 * np.sin(angle)], axis=-1)
    turn, error = tm.currents.circulation(wheel, 0.1, (3, 1))
    assert turn == pytest.approx(4 * np.sin(2 * np.pi / 40) / 0.1)
    assert error < 1e-12


@pytest.mark.parametrize(("run", "step", "name"), [
    (np.zeros((5, 2)), 0.1, "run"), (np.zeros((1, 4, 2)), 0.1, "run"), (np.zeros((5, 1, 2)), 0.1, "run"),
    (np.zeros((5, 4, 2)), 0, "step_size")])
def test_it_needs_a_frame_for_every_step_and_a_step(run, step, name):
    with pytest.raises(tm.InvalidArgument, match=rf"^{name} = "):
        tm.currents.circulation(run, step)


@pytest.mark.parametrize(("name", "temperature"), [("uneven_noise", 0.1), ("slanted_noise", 0.2)])
def test_the_law_along_x_is_the_closed_form(name, temperature):
    """D = e^x on a bowl: e^(-x + (x + 1)e^-x / T); D₁₁ = 1: Gibbs' own."""
    x, landscape = np.linspace(-2.4, 3.6, 1201), tm.landscapes.get(name)
    exact = {"uneven_noise": -x + ((x + 1) * np.exp(-x) - 1) / temperature, "slanted_noise": -((x**2 - 1) ** 2) / (4 * temperature)}
    weights = np.exp(exact[name])
    assert tm.currents.along_x(landscape, temperature, x) == pytest.approx(weights / weights.sum(), rel=2e-3, abs=1e-9)


def test_a_slope_that_depends_on_y_too_has_no_law_of_x_alone():
    with pytest.raises(tm.InvalidArgument, match=r"^landscape = "):
        tm.currents.along_x(tm.landscapes.get("example_19"), 1.0, np.linspace(-1, 1, 9))


def test_what_heat_gives_at_rest_is_a_current_in_a_field_and_none_on_a_slope():
    """Example 19: 0.82419 · 3/2. The canyon's law leans to neither side in y, but along x."""
    field = tm.currents.under_heat(tm.landscapes.get("example_19"), 1.0)
    assert field["turn"] == pytest.approx(1.5 * 0.82419, rel=1e-4)
    assert (field["lean"], field["left"]) == pytest.approx((0, 0.5), abs=1e-9)
    slope = tm.currents.under_heat(tm.landscapes.get("canyon"), 0.1)
    assert (slope["turn"], slope["lean"], slope["left"]) == pytest.approx((0, 0, 0.5), abs=2e-3), "T* = 2s/c"
    with pytest.raises(tm.InvalidArgument, match=r"^landscape = "):
        tm.currents.under_heat(tm.landscapes.get("example_19"), 0.5)
