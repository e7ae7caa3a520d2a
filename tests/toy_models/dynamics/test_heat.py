"""The heat step against means that are known in closed form."""

import numpy as np
import pytest

import toy_models as tm

DRAWS = 100_000


@pytest.mark.parametrize(("scope", "temperature"), [(1.0, 0.1), (4.0, 1.0), (10.0, 0.5)])
@pytest.mark.parametrize("copies", [1, 4])
def test_its_gradient_is_an_unbiased_slope_of_the_blurred_ripple(trajectory, slope, scope, temperature, copies):
    """f = x²/2 - cos(kx)/k: w' = x + exp(-k²T/2γ) sin(kx). Four standard errors, in units of the draws' own spread."""
    k, start = 3.0, np.full((DRAWS // copies, 1), 0.7)
    x = trajectory("heat", slope(lambda x: x + np.sin(k * x)), start, 1, step_size=1.0, scope=scope, temperature=temperature,
                   copies=copies)
    found = x[0] - x[1]
    expected = 0.7 + np.exp(-(k**2) * temperature / (2 * scope)) * np.sin(k * 0.7)
    assert found.mean() == pytest.approx(expected, abs=4 * found.std() / len(found) ** 0.5)
    assert abs(expected - (0.7 + np.sin(k * 0.7))) > 0.1


def test_places_are_asked_with_the_stated_spread(trajectory, quadratic):
    probes, start = [], np.zeros((DRAWS, 2))
    trajectory("heat", quadratic(1.0), start, 1, scope=5.0, temperature=0.2, watch=lambda probe: probes.append(probe))
    assert probes[0].var(0) == pytest.approx(0.04, rel=4 * (2 / DRAWS) ** 0.5)
    assert np.corrcoef(probes[0].T)[0, 1] == pytest.approx(0, abs=4 / DRAWS**0.5)


def test_on_a_quadratic_it_moves_as_descent_and_is_shaken_by_its_own_draws(trajectory, quadratic):
    """Var x = ηλT/γ / (2 - ηλ): the draws shift x alone, so the slope's noise is λ√(T/γ). 80,000 chains, four standard errors."""
    x = trajectory("heat", quadratic(2.0), np.zeros(80_000), 40, step_size=0.3, scope=4.0, temperature=1.0)[-1]
    assert x.var() == pytest.approx(0.6 / 4 / (2 - 0.6), rel=4 * (2 / 80_000) ** 0.5)


@pytest.mark.parametrize(("temperature", "out"), [(0.001, False), (0.3, True)])
def test_a_hole_narrower_than_the_blur_does_not_hold_it(temperature, out):
    """The dimple, 0.15 wide: 200 walkers from its centre, none leave at a spread of 0.03, nearly all at 0.55."""
    run = tm.simulate("dimple", "heat", start=(1.5, 1.0), steps=4000, replicas=200, record_every=4000,
                      parameters={"step_size": 0.02, "scope": 1.0, "temperature": temperature})
    left = (np.linalg.norm(run.x[-1] - [-1, -1], axis=1) < 1).sum()
    assert left >= 195 if out else left == 0
