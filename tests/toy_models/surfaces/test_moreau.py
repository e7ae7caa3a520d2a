"""The Moreau envelope: the cold end of the local entropy, and the landscape's own minima."""

import numpy as np
import pytest

import toy_models as tm

TWO = tm.landscapes.get("two_gaussians")
DIMPLE = tm.landscapes.get("dimple")
SHAPE = (59, 67)


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


def test_it_tends_to_the_moreau_envelope_in_proportion_to_the_temperature():
    envelope = tm.landscapes.smooth(DIMPLE, "moreau", SHAPE, scope=5.0).values
    gaps = [np.abs(tm.landscapes.smooth(DIMPLE, "local_entropy", SHAPE, scope=5.0, temperature=t).values - envelope).max()
            for t in (0.1, 0.01, 0.001)]
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.3)
    assert gaps[1] / gaps[2] == pytest.approx(10, rel=0.3)
    cold = tm.landscapes.smooth(DIMPLE, "local_entropy", SHAPE, scope=5.0, temperature=0.0).values
    assert (cold == envelope).all()


@pytest.mark.parametrize("kind", ["local_entropy", "moreau"])
def test_a_stiff_spring_gives_the_landscape_back(kind):
    """What is left is |∇f|² / 2γ and the volume T/2 log det(I + H/γ): at γ = 1e5, 4e-3 of 1 at the steepest places."""
    arguments = {"scope": 1e5} | ({"temperature": 0.1} if kind == "local_entropy" else {})
    found = tm.landscapes.smooth(DIMPLE, kind, SHAPE, **arguments)
    x = points(found)
    bound = (DIMPLE.gradient(x) ** 2).sum(-1) / 2e5 + 1e-4
    assert (np.abs(found.values - DIMPLE.energy(x)) <= bound).all()


def test_a_close_look_knows_of_the_deeper_valley_far_away():
    """At γ = 0.1 the spring reaches from the wide valley to the sharp one, 3 away: ½ 0.1 · 9 < 1.15, the gap in height."""
    close = tm.landscapes.smooth(TWO, "moreau", (9, 9), ((-1.6, -1.4), (-0.1, 0.1)), scope=0.1)
    assert close.values[4, 4] == pytest.approx(0.34594 + 0.05 * 3**2 * 44.4 / 44.5, abs=2e-3)


@pytest.mark.parametrize("scope", [30.0, 120.0])
def test_of_a_gaussian_well_it_is_known_where_the_spring_is_stiffer_than_its_rim(scope):
    """Where ∇²f > -γ, here -19.7, each y is the lowest place of one x = y + ∇f(y)/γ: M(x) = f(y) + |∇f(y)|²/2γ, ∇M(x) = ∇f(y)."""
    y = np.array([1.5, 1.0]) + 0.2 * np.random.default_rng(0).normal(size=(8, 2))
    slope = DIMPLE.gradient(y)
    x, exact = y + slope / scope, DIMPLE.energy(y) + (slope**2).sum(-1) / (2 * scope)
    low, high = DIMPLE.height_range
    for at, height in zip(x, exact, strict=True):
        close = tm.landscapes.smooth(DIMPLE, "moreau", (3, 3), [(a - 0.02, a + 0.02) for a in at], scope=scope)
        assert close.values[1, 1] == pytest.approx(height, abs=1e-3 * (high - low))
    assert tm.landscapes.smooth(DIMPLE, "moreau", (3, 3), scope=scope).gradient(x) == pytest.approx(slope, abs=1e-9)
