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


MANY = 80_000  # rows: four standard errors of a variance are 4√(2/80,000) = 2 %
STEEP = 0.05  # times the curvatures 10 and 1: ηλ = 0.5 and 0.05


def test_heat_is_the_same_along_every_axis():
    """λ Var = T / (1 - hλ/2) along each; a share (1 - h)^800 of the variance is not there yet."""
    found = measured(BOWL, cloud("langevin", replicas=MANY, parameters={"step_size": STEEP, "temperature": 0.3}))
    expected = (1 - STEEP * SOFT / 2) / (1 - STEEP * STIFF / 2)
    assert found.value == pytest.approx(expected, abs=4 * found.error + 1e-6)
    assert found.more["temperatures"] == pytest.approx([0.3 / (1 - STEEP * c / 2) for c in (SOFT, STIFF)], rel=0.02)
    assert found.more["temperatures"] == pytest.approx([0.3077, 0.4], rel=0.02)


@pytest.mark.parametrize(("law", "size", "temperatures"), [
    ("isotropic", 1.0, (0.0256, 0.0333)), ("hessian", 5.5**0.5, (0.0256, 0.3333))])
def test_the_noise_of_minibatches_has_no_single_temperature(law, size, temperatures):
    """T = ησᵢ²/(2 - ηλᵢ) to 2 %. Equal noise, σᵢ² = 1, gives nearly equal ones; SGD's Σ = H, σᵢ² = λᵢ, gives 13 times as much
    along the stiff axis. Σ has the trace 2 size².
    """
    found = measured(BOWL, cloud("sgd", replicas=MANY, parameters={"step_size": STEEP}, gradient_noise=size,
                                 gradient_noise_direction=law))
    variances = {"isotropic": (1.0, 1.0), "hessian": (SOFT, STIFF)}[law]
    exact = [STEEP * v / (2 - STEEP * c) for v, c in zip(variances, (SOFT, STIFF), strict=True)]
    assert exact == pytest.approx(temperatures, abs=5e-5)
    assert found.more["temperatures"] == pytest.approx(exact, rel=0.02)
    assert found.value == pytest.approx(exact[1] / exact[0], abs=4 * found.error)


def test_it_is_a_fluctuation_over_a_response_that_is_measured():
    """A steady force F, on the same noise, moves every row by χF: χ = (1 - (1 - hλ)^t)/λ, and T = Var/χ at rest."""
    force, heat = 0.3, {"step_size": STEEP, "temperature": 0.3}
    given = {"steps": 1000, "replicas": 100, "record_every": 1000, "device": "reference", "start": (0, 0), "parameters": heat}
    pushed = tm.landscapes.from_formula(f"5*x^2 + y^2/2 - {force}*x - {force}*y")
    free, moved = (tm.simulate(world, "langevin", **given).x[-1] for world in (BOWL, pushed))
    response = (moved - free) / force
    assert response == pytest.approx(np.broadcast_to([1 / STIFF, 1 / SOFT], response.shape), rel=1e-9)
    rows = cloud("langevin", replicas=MANY, parameters=heat)
    found = measured(BOWL, rows).more["temperatures"]
    assert found == pytest.approx((rows.var(axis=0, ddof=1) / response[0])[::-1], rel=1e-9)


def test_its_error_is_that_of_clouds_of_other_seeds():
    """Forty clouds of 100: their deviations over their errors have a root mean square of 1 within 4 (2·40)^-½."""
    x = np.split(cloud("langevin", replicas=4000, parameters={"step_size": STEP, "temperature": 0.3}), 40)
    found = [measured(BOWL, rows) for rows in x]
    away = np.array([(one.value - (1 - STEP * SOFT / 2) / (1 - STEP * STIFF / 2)) / one.error for one in found])
    assert np.sqrt(np.mean(away**2)) == pytest.approx(1, abs=4 / 80**0.5)


def test_a_cloud_on_a_saddle_is_told_so_and_two_rows_are_no_cloud():
    assert "not in a valley" in measured(tm.landscapes.from_formula("x^2-y^2"), np.eye(3, 2)).notes[0]
    assert np.isnan(measured(BOWL, np.eye(2)).value)
