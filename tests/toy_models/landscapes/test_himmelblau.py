"""Himmelblau's function against its published minima."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("himmelblau")


def test_the_published_minima_have_height_zero():
    published = [(3.0, 2.0), (3.584428, -1.848126), (-2.805118, 3.131312), (-3.779310, -3.283186)]
    assert F.minima == pytest.approx(np.array(published), abs=1e-6)
    assert F.energy(F.minima) == pytest.approx(np.zeros(4), abs=1e-12)


def test_the_published_hill_between_them():
    """181.617 at (-0.270845, -0.923039), here divided by 20."""
    hill = (-0.270845, -0.923039)
    assert F.energy(hill) == pytest.approx(181.617 / 20, abs=1e-4)
    assert F.gradient(hill) == pytest.approx([0, 0], abs=1e-5)
    assert (np.linalg.eigvalsh(F.hessian(hill)) < 0).all()


def test_minima_stand_from_the_widest_to_the_sharpest():
    assert np.linalg.det(F.hessian(F.minima)) == pytest.approx([5.29, 7.56, 13.06, 23.65], abs=0.01)


def test_of_equal_depths_heat_prefers_width():
    points = F.grid((500, 500))[2]
    weight, basins = np.exp(-F.energy(points)), F.basins((500, 500))
    shares = [weight[basins == k].sum() / weight.sum() for k in range(4)]
    assert shares == pytest.approx([0.34, 0.28, 0.22, 0.16], abs=5e-3)
