"""The double well: a barrier of 1/4, and the time that it takes to be shaken over it."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

import toy_models as tm

F = tm.landscapes.get("double_well")


def first_passage(temperature):
    """The exact mean time from x = -1 to x = 1: (1/T) ∫ e^(U/T) ∫ e^(-U/T), y being independent of x."""
    def u(x):
        return float(F.energy((x, 0.0)))

    def inner(z):
        return quad(lambda s: math.exp((u(z) - u(s)) / temperature), -6, z, epsrel=1e-9, limit=200)[0]

    return quad(inner, -1, 1, epsrel=1e-7)[0] / temperature


def test_two_equal_wells_and_a_pass_a_quarter_high():
    assert F.energy(F.minima) == pytest.approx([0, 0], abs=1e-15)
    assert F.energy((0.0, 0.0)) == 0.25
    assert F.gradient((0.0, 0.0)) == pytest.approx([0, 0])
    assert np.linalg.eigvalsh(F.hessian((0.0, 0.0))) == pytest.approx([-1, 1])
    assert np.linalg.eigvalsh(F.hessian(F.minima)) == pytest.approx(np.array([[1, 2], [1, 2]]))


@pytest.mark.parametrize(("temperature", "exact", "kramers"), [(0.05, 729.67, 659.38), (0.1, 66.27, 54.13)])
def test_the_wait_is_the_one_that_is_stated(temperature, exact, kramers):
    assert first_passage(temperature) == pytest.approx(exact, rel=2e-4)
    across = -np.linalg.eigvalsh(F.hessian((0.0, 0.0)))[0]
    stiff = F.hessian((1.0, 0.0))[0, 0]
    assert 2 * math.pi / math.sqrt(stiff * across) * math.exp(0.25 / temperature) == pytest.approx(kramers, rel=1e-4)
    assert math.sqrt(2) * math.pi * math.exp(0.25 / temperature) == pytest.approx(kramers, rel=1e-4)


def test_half_the_temperature_makes_the_wait_eleven_times_as_long():
    assert first_passage(0.05) / first_passage(0.1) == pytest.approx(11, abs=0.05)
