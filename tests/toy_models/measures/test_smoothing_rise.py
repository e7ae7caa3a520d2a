"""SmoothOut's rise: a sixth of a² times the trace on a parabola, and the drawn box mean on any landscape."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, LANDSCAPE, SMALL, energy, hessian, mean, weights

measured = tm.measures.smoothing_rise
ORACLE = 1e-4


def exact(world, x, images, p):
    def shaken(generator, count):
        return x + p.width * generator.uniform(-1, 1, (count, len(x)))

    return mean(lambda rows: energy(world, rows), shaken) - energy(world, x)


def test_a_parabola_rises_by_a_sixth_of_the_trace():
    found = measured(tm.landscapes.from_formula("x^2 + 3*y^2"), [[1.0, 2.0]], width=0.6, pairs=4000)
    assert found.value[0] == pytest.approx(0.36 * 8 / 6, abs=4 * found.error[0])


def test_a_small_box_on_a_network_gives_the_trace():
    x = weights(SMALL[0], 1)
    found = measured(SMALL[0], x, IMAGES, width=0.003, pairs=2000)
    assert found.value[0] * 6 / 0.003**2 == pytest.approx(np.trace(hessian(SMALL[0], x[0])), abs=4 * found.error[0] * 6 / 0.003**2)


def test_it_is_the_height_of_the_box_mean_above_the_landscape():
    """`tm.surfaces` gives that mean on a grid, to 1e-4 of the coloured heights."""
    surface = tm.surfaces.smooth(LANDSCAPE, "box", shape=(65, 65), width=0.4)
    (gx, gy), (row, column) = surface.grid, (30, 20)
    found = measured(LANDSCAPE, [[gx[column], gy[row]]], width=0.4, pairs=4000)
    expected = surface.values[row, column] - LANDSCAPE.energy([gx[column], gy[row]])
    low, high = LANDSCAPE.height_range
    assert found.value[0] == pytest.approx(expected, abs=4 * found.error[0] + 1e-4 * (high - low))
