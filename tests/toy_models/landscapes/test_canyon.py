"""The canyon: its width is a force of its own, exactly."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("canyon")
X = np.linspace(-4, 4, 8001)


def right_half(temperature, step_size=0.0):
    """P(x > 0) under the marginal exp(-h (x² - 1)² / T - (s - T c / 2) x / T), with the heat of a finite step added."""
    effective = 0.25 * (X**2 - 1) ** 2 + (0.05 - temperature / 2) * X
    stiffness = 10 * np.exp(-X)
    sound = step_size * stiffness < 2
    heated = -0.5 * temperature * np.log(np.where(sound, 1 - step_size * stiffness / 2, 1))
    weight = np.where(sound, np.exp(-(effective + heated) / temperature), 0)
    return weight[X > 0].sum() / weight.sum()


def test_the_stated_shares_of_the_right_half():
    shares = [right_half(temperature) for temperature in (0.05, 0.1, 0.2)]
    assert shares == pytest.approx([0.2790, 0.5, 0.6029], abs=1e-4)


def test_half_and_half_at_twice_the_tilt_over_the_narrowing():
    assert right_half(0.1) == pytest.approx(0.5, abs=1e-4)
    assert right_half(0.1, step_size=0.01) == pytest.approx(0.514, abs=5e-4)


@pytest.mark.parametrize("temperature", [0.05, 0.1, 0.2])
def test_the_marginal_is_exact(temperature):
    """Summing the two-dimensional law over y gives the one-dimensional one; y reaches 8 standard deviations everywhere."""
    gx, gy = np.linspace(-2.2, 2.6, 481), np.linspace(-6, 6, 2401)
    share = np.exp(-F.heights(gx, gy) / temperature).sum(axis=0)
    effective = 0.25 * (gx**2 - 1) ** 2 + (0.05 - temperature / 2) * gx
    expected = np.exp(-effective / temperature)
    assert share / share.sum() == pytest.approx(expected / expected.sum(), rel=1e-9)


def test_the_right_well_is_higher_and_wider():
    right, left = F.energy(F.minima)
    assert (right, left) == pytest.approx((0.0494, -0.0506), abs=1e-4)
    assert np.linalg.det(F.hessian(F.minima[1])) > 8 * np.linalg.det(F.hessian(F.minima[0]))
