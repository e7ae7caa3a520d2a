"""The ratio of temperatures: one for heat, that of the curvatures for noise that is shaped like them."""

import numpy as np
import pytest

import toy_models as tm

measured = tm.measures.temperature_ratio
STIFF, SOFT, STEP = 10.0, 1.0, 0.02
BOWL = tm.landscapes.from_formula("5*x^2+y^2/2")


def exact(world, rows, images, p):
    values, vectors = np.linalg.eigh(world.hessian(rows.mean(axis=0)))
    temperatures = values * np.diag(vectors.T @ np.cov(rows.T) @ vectors)
    return temperatures[1] / temperatures[0]


def cloud(method, seed=0, replicas=1000, **given):
    """A run at rest: the softest axis forgets its start as (1 - h)^t."""
    run = tm.simulate(BOWL, method, start=(0, 0), steps=400, replicas=replicas, seed=seed, record_every=400, **given)
    return run.x[-1]


def test_heat_is_the_same_along_every_axis():
    """λ Var = T / (1 - hλ/2) along each; a share (1 - h)^800 of the variance is not there yet."""
    found = measured(BOWL, cloud("langevin", parameters={"step_size": STEP, "temperature": 0.3}))
    expected = (1 - STEP * SOFT / 2) / (1 - STEP * STIFF / 2)
    assert found.value == pytest.approx(expected, abs=4 * found.error + 1e-6)
    assert found.more["temperatures"] == pytest.approx([0.3 / (1 - STEP * c / 2) for c in (SOFT, STIFF)], rel=4 * (2 / 1000) ** 0.5)


def test_the_noise_of_minibatches_has_no_single_temperature():
    """SGD with Σ ∝ H: T = h σᵢ² / (2 - hλᵢ), σᵢ² ∝ λᵢ."""
    found = measured(BOWL, cloud("sgd", parameters={"step_size": STEP}, gradient_noise=1.0, gradient_noise_direction="hessian"))
    expected = STIFF / SOFT * (2 - STEP * SOFT) / (2 - STEP * STIFF)
    assert found.value == pytest.approx(expected, abs=4 * found.error)
    assert found.value - 4 * found.error > 5


def test_its_error_is_that_of_clouds_of_other_seeds():
    """Forty clouds of 100: their deviations over their errors have a root mean square of 1 within 4 (2·40)^-½."""
    x = np.split(cloud("langevin", replicas=4000, parameters={"step_size": STEP, "temperature": 0.3}), 40)
    found = [measured(BOWL, rows) for rows in x]
    away = np.array([(one.value - (1 - STEP * SOFT / 2) / (1 - STEP * STIFF / 2)) / one.error for one in found])
    assert np.sqrt(np.mean(away**2)) == pytest.approx(1, abs=4 / 80**0.5)


def test_a_cloud_on_a_saddle_is_told_so_and_two_rows_are_no_cloud():
    assert "not in a valley" in measured(tm.landscapes.from_formula("x^2-y^2"), np.eye(3, 2)).notes[0]
    assert np.isnan(measured(BOWL, np.eye(2)).value)
