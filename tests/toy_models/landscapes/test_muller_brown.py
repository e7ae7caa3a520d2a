"""The Müller-Brown surface against its published minima and saddles."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("muller_brown")
PASSES = np.array([(-0.822002, 0.624313), (0.212487, 0.292988)])


def test_the_published_minima():
    assert F.minima == pytest.approx(np.array([(-0.558224, 1.441726), (0.623499, 0.028038), (-0.050011, 0.466694)]), abs=1e-6)
    assert 100 * F.energy(F.minima) == pytest.approx([-146.700, -108.167, -80.768], abs=1e-3)


def test_the_published_passes():
    assert 100 * F.energy(PASSES) == pytest.approx([-40.665, -72.249], abs=1e-3)
    assert F.gradient(PASSES) == pytest.approx(np.zeros((2, 2)), abs=1e-4)
    stiffness = np.linalg.eigvalsh(F.hessian(PASSES))
    assert (stiffness[:, 0] < 0).all()
    assert (stiffness[:, 1] > 0).all()


def test_the_straight_line_is_not_the_way():
    straight = np.linspace(F.minima[0], F.minima[1], 5001)
    assert F.energy(straight).max() == pytest.approx(0.127, abs=5e-4)
    assert F.energy(PASSES).max() < F.energy(straight).max() - 0.5


@pytest.mark.parametrize(("scope", "valleys"), [(20.0, 3), (5.0, 2), (1.0, 2)])
def test_the_middle_valley_softens_away_first(scope, valleys):
    minima = tm.landscapes.smooth(F, "local_entropy", (150, 180), scope=scope, temperature=0.15).minima
    assert len(minima) == valleys
    assert np.linalg.norm(minima[0] - F.minima[0]) < 0.05
    assert np.linalg.norm(minima[1] - F.minima[1]) < 0.2
