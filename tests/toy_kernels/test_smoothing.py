"""Smoothing of sampled heights against sums written out, and polynomials that the rules must not miss."""

import math

import numpy as np
import pytest

from toy_kernels import smoothing
from toy_kernels.smoothing import Nodes

X, Y = Nodes(-2.0, 0.1, 51), Nodes(-1.0, 0.125, 33)
GX, GY = np.linspace(-0.7, 1.2, 23), np.linspace(0.1, 2.0, 11)
RNG = np.random.default_rng(0)


def heights(x=X, y=Y):
    gx, gy = x.places(), y.places()[:, None]
    return np.cos(2 * gx) + 0.5 * np.sin(3 * gy) + 0.2 * gx * gy


def polynomial(degree):
    coefficients = RNG.normal(size=degree + 1)
    return np.polynomial.Polynomial(coefficients), np.polynomial.Polynomial(coefficients).integ()


@pytest.mark.parametrize("temperature", [0.25, 0.4])
def test_loops_and_products_give_one_soft_minimum(temperature):
    """Both are one trapezoid sum; the loops leave out terms below e^-25. T / κh² > 1.5, so that neither has a comb to mend."""
    arguments = heights(), X, Y, GX, GY, 6.0, temperature
    assert smoothing.lower(*arguments) == pytest.approx(smoothing.lower_by_products(*arguments), abs=2e-9)


def test_products_refuse_a_range_that_float64_cannot_hold():
    steep = np.where(X.places() > 0.5, 1e4, 0.0) * np.ones((33, 1))
    assert smoothing.lower_by_products(steep, X, Y, GX, GY, 1e4, 1.0) is None
    assert np.isfinite(smoothing.lower(steep, X, Y, GX, GY, 1e4, 1.0)).all()


def test_a_wall_is_never_crossed_by_weight():
    walled = heights()
    walled[:, 30:] = np.nan
    same = heights()
    same[:, 30:] = 1e6
    for rule in (smoothing.lower, smoothing.lower_by_products):
        assert rule(walled, X, Y, GX, GY, 6.0, 0.4) == pytest.approx(rule(same, X, Y, GX, GY, 6.0, 0.4), abs=1e-12)


def test_interpolation_is_exact_for_cubics_and_takes_nodes_as_they_are():
    p, _ = polynomial(3)
    matrix = smoothing.interpolation(X, GX)
    assert matrix @ p(X.places()) == pytest.approx(p(GX), abs=1e-12)
    nodes = smoothing.interpolation(X, X.places()[2:-2])
    assert (np.sort(nodes, axis=1)[:, :-1] == 0).all()
    assert nodes.sum(axis=1) == pytest.approx(np.ones(47))


@pytest.mark.parametrize("width", [1e-4, 0.03, 0.1, 0.55, 1.0])
def test_a_box_mean_is_exact_for_cubics(width):
    p, integral = polynomial(3)
    exact = (integral(GX + width) - integral(GX - width)) / (2 * width)
    assert smoothing.box_mean(X, GX, width) @ p(X.places()) == pytest.approx(exact, abs=1e-10)


@pytest.mark.parametrize("deviation", [1e-3, 0.05, 0.0999, 0.11, 0.15])
def test_a_gaussian_mean_is_exact_for_cubics(deviation):
    """E (x + sZ)³ = x³ + 3 x s²; summed over nodes, to e^(-2π² (s/h)²) of it, 1e-10 at s = 1.1 h. The nodes reach 8.5 s."""
    p = polynomial(3)[0]
    exact = p(GX) + p.deriv(2)(GX) * deviation**2 / 2
    assert smoothing.gaussian_mean(X, GX, deviation) @ p(X.places()) == pytest.approx(exact, abs=1e-8)


def test_means_give_walls_to_all_who_touch_them_and_to_nobody_else():
    rows, columns = smoothing.box_mean(Y, GY, 0.3), smoothing.box_mean(X, GX, 0.3)
    walled = heights()
    walled[:, X.places() > 1.0] = np.inf
    found, open_ = smoothing.mean(walled, rows, columns), smoothing.mean(heights(), rows, columns)
    assert np.isposinf(found[:, GX > 0.75]).all()
    clear = GX < 0.45  # 0.3 of box and two cells of interpolation
    assert found[:, clear] == pytest.approx(open_[:, clear], abs=1e-14)


@pytest.mark.parametrize("radius", [0.02, 0.13, 0.5])
def test_the_disc_maximum_against_a_thousand_points_of_the_disc(radius):
    """Nodes inside and an interpolated rim: h² κ / 8 with κ = 4.5, and 3/128 h⁴ f'''' on the rim; together below 0.01."""
    x, y = Nodes(-2.0, 0.05, 81), Nodes(-2.0, 0.0625, 65)
    found = smoothing.disc_maximum(heights(x, y), x, y, radius)
    mx, my = (smoothing.disc_margin(nodes.spacing, radius) for nodes in (x, y))
    x, y = smoothing.without_margin(x, mx), smoothing.without_margin(y, my)
    assert found.shape == (y.count, x.count)
    angle, share = np.meshgrid(np.linspace(0, 2 * np.pi, 90, endpoint=False), np.linspace(0, 1, 12))
    dx, dy = radius * share * np.cos(angle), radius * share * np.sin(angle)
    at = [(i, j) for i in range(0, y.count, 7) for j in range(0, x.count, 9)]
    for i, j in at:
        px, py = x.places()[j] + dx, y.places()[i] + dy
        exact = (np.cos(2 * px) + 0.5 * np.sin(3 * py) + 0.2 * px * py).max()
        assert found[i, j] == pytest.approx(exact, abs=0.01 * min(1, 4 * radius) + 1e-4)


def test_minima_are_refined_by_the_quadratic_and_come_lowest_first():
    gx, gy = np.linspace(-2, 2, 41), np.linspace(-1, 1, 31)
    values = np.minimum((gx - 1.03) ** 2 + 2 * (gy[:, None] - 0.21) ** 2 + 0.5 * (gx - 1.03) * (gy[:, None] - 0.21),
                        (gx + 0.98) ** 2 + (gy[:, None] + 0.4) ** 2 - 0.3)
    found = smoothing.minima(gx, gy, values, 1e-9)
    assert found == pytest.approx(np.array([[-0.98, -0.4], [1.03, 0.21]]), abs=1e-9)


def test_a_shallow_pit_a_flat_map_and_an_edge_hold_no_minimum():
    gx, gy = np.linspace(-2, 2, 41), np.linspace(-1, 1, 31)
    pit = gx**2 + gy[:, None] ** 2
    assert len(smoothing.minima(gx, gy, pit, 0.0)) == 1
    dented = 0.2 * pit - 0.3 * np.exp(-((gx - 1) ** 2 + gy[:, None] ** 2) / 0.1)
    assert len(smoothing.minima(gx, gy, dented, 0.0)) == 2
    assert len(smoothing.minima(gx, gy, dented, 0.2)) == 1
    assert len(smoothing.minima(gx, gy, np.zeros((31, 41)), 0.0)) == 0
    assert len(smoothing.minima(gx, gy, gx + gy[:, None], 0.0)) == 0
    assert len(smoothing.minima(gx, gy, np.full((31, 41), np.inf), 0.0)) == 0


def test_a_slanting_crease_has_one_minimum_not_one_in_every_cell():
    """|across| steep, along shallow, at an angle that no grid line has."""
    gx, gy = np.linspace(-2, 2, 141), np.linspace(-1, 1, 59)
    across, along = gx - 0.7 * gy[:, None], 0.7 * gx + gy[:, None]
    found = smoothing.minima(gx, gy, 5 * np.abs(across) + along**2, 1e-9)
    assert len(found) == 1
    assert found[0] == pytest.approx([0, 0], abs=0.1)


def test_margins_are_what_the_disc_needs():
    assert smoothing.disc_margin(0.1, 0.3) == 6
    assert math.isclose(smoothing.without_margin(X, 3).origin, -1.7)
    assert smoothing.without_margin(X, 3).count == 45


def test_a_quadrature_of_any_places_gives_the_same_soft_minimum():
    places, weights = np.polynomial.legendre.leggauss(200)
    px, py = 2.5 * places + 0.5, 2.0 * places + 1.0
    gx, gy = px, py[:, None]
    sampled = np.cos(2 * gx) + 0.5 * np.sin(3 * gy) + 0.2 * gx * gy
    found = smoothing.lower_weighted(sampled, px, 2.5 * weights, py, 2.0 * weights, GX, GY, 6.0, 0.1)
    x, y = Nodes(-2.0, 0.02, 251), Nodes(-1.0, 0.02, 201)
    assert found == pytest.approx(smoothing.lower_by_products(heights(x, y), x, y, GX, GY, 6.0, 0.1), abs=1e-9)


def test_a_part_of_the_plane_counts_as_zero_beyond_its_nodes():
    bump = Nodes(-0.5, 0.05, 21)
    value = np.cos(np.pi * bump.places()) ** 4  # flat at both ends, ±½
    everywhere = Nodes(-4.0, 0.05, 161)
    padded = np.zeros(161)
    padded[70:91] = value
    places = np.linspace(-1.5, 1.5, 13)
    for matrix, size in ((smoothing.box_mean, 0.3), (smoothing.gaussian_mean, 0.2), (smoothing.gaussian_mean, 0.01)):
        assert matrix(bump, places, size, whole=False) @ value == pytest.approx(matrix(everywhere, places, size) @ padded, abs=2e-4)
