"""The implicit step against its closed form, its limit, and the edge of the search for it."""

import numpy as np
import pytest

from toy_models import dynamics

CURVATURE = np.array([0.5, 3.0, 40.0])


def factor(a, relaxation, turns):
    """By what a step multiplies x on ½λx², a = ηλ: the search's error shrinks by r a turn and starts at λ - λ/(1 + a)."""
    r = 1 - relaxation * (1 + a)
    return (1 - r**turns * a**2) / (1 + a)


@pytest.mark.parametrize("relaxation", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("turns", [1, 4, 9])
def test_on_a_quadratic_the_search_is_known(trajectory, quadratic, relaxation, turns):
    x = trajectory("fixed_point", quadratic(CURVATURE), [1.0, -2.0, 3.0], 1, step_size=0.05, relaxation=relaxation,
                   turns=turns)[:, 0]
    assert x[1] == pytest.approx(x[0] * factor(0.05 * CURVATURE, relaxation, turns), rel=1e-10)


def test_a_long_search_is_the_implicit_step_stable_beyond_descents_limit(trajectory, quadratic):
    """x/(1 + ηλ), ηλ up to 4, where descent would multiply by -3. The slowest error shrinks by 0.7625 a turn: 1e-13 after 120."""
    x = trajectory("fixed_point", quadratic(CURVATURE), [1.0, -2.0, 3.0], 5, step_size=0.1, relaxation=0.25, turns=120)[:, 0]
    assert np.allclose(x, x[0] / (1 + 0.1 * CURVATURE) ** np.arange(6)[:, None], rtol=1e-10)


@pytest.mark.parametrize("turns", [1, 2, 5, 20, 21])
@pytest.mark.parametrize("relaxation", [0.0, 0.1, 0.25, 0.6])
def test_the_gauge_is_the_edge_for_odd_and_even_searches(turns, relaxation):
    """Its value crosses 1 where |factor| does, along a = ηλ."""
    (gauge,), method = dynamics.get("fixed_point").GAUGES, dynamics.get("fixed_point")
    grows = []
    for a in np.geomspace(0.01, 40, 200):
        now = method.now(method.parameters({"step_size": a, "relaxation": relaxation, "turns": turns}), curvature=1.0)
        exact = factor(a, relaxation, turns)
        if abs(abs(exact) - 1) > 1e-9:
            assert (gauge.verdict(now) == gauge.unstable) == (abs(exact) > 1), (a, exact, gauge.value(now))
            grows.append(abs(exact) > 1)
    assert not grows[0]
    assert any(grows)


def test_what_it_finds_is_the_slope_where_it_arrives(trajectory, slope):
    """x⁺ = x - η ∇f(x⁺) on an energy that is no quadratic: 300 turns leave 0.85^300."""
    def curved(x):
        return x + np.sin(3 * x)

    x = trajectory("fixed_point", slope(curved), [1.0, -2.0, 0.3], 1, step_size=0.3, relaxation=0.25, turns=300)
    assert x[1] == pytest.approx(x[0] - 0.3 * curved(x[1]), abs=1e-12)
    assert np.abs(x[1] - x[0]).min() > 0.05
