"""The ravine: a floor of minima, along which only SAM's bounce drifts."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("ravine")


def test_all_of_the_floor_is_lowest_and_only_its_width_differs():
    floor = np.stack([np.zeros(9), np.linspace(-2, 2, 9)], axis=1)
    assert (F.energy(floor) == 0).all()
    assert (F.gradient(floor) == 0).all()
    assert np.linalg.eigvalsh(F.hessian(floor)) == pytest.approx(np.stack([np.zeros(9), 1 + floor[:, 1] ** 2], axis=1))


def test_descent_stops_where_the_flow_says():
    """Along the flow ½x² - ln|y| - ½y² is constant; a step of 0.001 leaves it to first order, 1e-3 of y."""
    x0, y0 = F.start
    run = tm.simulate(F, "sgd", steps=20_000, replicas=1, record_every=20_000, parameters={"step_size": 0.001}, device="reference")
    x, y = run.x[-1, 0]
    assert abs(x) < 1e-8
    assert np.log(y) + y**2 / 2 == pytest.approx(np.log(y0) + y0**2 / 2 - x0**2 / 2, abs=2e-3)


def test_sam_bounces_and_drifts_to_the_widest_place():
    """r = ηρk / (2 - ηk) across, and along a share η (2ρ / (2 - ηk))² of y a step, for small y: the mean over a bounce.

    η = 0.3, ρ = 0.2 from y = 0.3: k moves by 9 % over the run, which enters the rate at y² / 2 < 5 %.
    """
    eta, rho, steps = 0.3, 0.2, 60
    run = tm.simulate(F, "sam", start=(0.03, 0.3), steps=steps, replicas=1, parameters={"step_size": eta, "radius": rho},
                      device="reference")
    x, y = run.x[:, 0].T
    k = 1 + y[-1] ** 2
    assert abs(x[-1]) == pytest.approx(eta * rho * k / (2 - eta * k), rel=2e-3)
    stiffness = 1 + y[20:-1] ** 2
    predicted = -eta * (2 * rho / (2 - eta * stiffness)) ** 2
    assert np.log(y[21:] / y[20:-1]).mean() == pytest.approx(predicted.mean(), rel=0.03)


def test_its_gibbs_law_does_not_exist():
    """The integral over x is √(2πT / (1 + y²)), and over |y| < Y that grows like 2 √(2πT) asinh Y, without end."""
    temperature, gx, gy = 0.3, np.linspace(-8, 8, 1601), np.linspace(-3, 3, 61)
    across = np.exp(-F.heights(gx, gy) / temperature).sum(axis=1) * (gx[1] - gx[0])
    assert across == pytest.approx(np.sqrt(2 * np.pi * temperature / (1 + gy**2)), rel=1e-9)
    assert np.asinh(1e6) - np.asinh(1e3) == pytest.approx(np.log(1e3), rel=1e-6)
    assert not F.confining
