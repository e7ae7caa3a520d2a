"""The local entropy against its closed forms.

Where a tolerance is a share of the height range, it is the accuracy that `toy_models.surfaces` states; where it is near rounding,
the sums are trapezoid sums of smooth functions, which converge faster than any power of the spacing.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

import toy_models as tm

ENERGIES = [name for name in tm.landscapes.names() if tm.landscapes.get(name).conservative]
TWO = tm.landscapes.get("two_gaussians")
SHAPE = (59, 67)
SLANTED = np.array([[1.5, 0.7], [0.7, 3.0]])
QUADRATIC = tm.landscapes.from_formula("0.75*x^2 + 0.7*x*y + 1.5*y^2")


def points(found):
    return np.stack(np.meshgrid(*found.grid), axis=-1)


def mixture_entropy(x, scope):
    """u = -log Σ pₖ N(x; mₖ, sₖ² + 1/γ), and its slope γ (x - ⟨y⟩)."""
    weights, slopes = [], []
    for p, m, s in ((0.9, -1.5, 0.80), (0.1, 1.5, 0.15)):
        v, z = s**2 + 1 / scope, x - np.array([m, 0.0])
        weights.append(p / (2 * math.pi * v) * np.exp(-(z**2).sum(-1) / (2 * v)))
        slopes.append(z / v)
    total = sum(weights)
    return -np.log(total), sum(w[..., None] * slope for w, slope in zip(weights, slopes, strict=True)) / total[..., None]


@pytest.mark.parametrize("scope", [0.05, 1.0, 18.0, 100.0])
def test_local_entropy_of_two_gaussians_is_the_broadened_mixture(scope):
    found = tm.landscapes.smooth(TWO, "local_entropy", SHAPE, scope=scope, temperature=1.0)
    assert found.values == pytest.approx(mixture_entropy(points(found), scope)[0], abs=1e-9)


@pytest.mark.parametrize("scope", [0.5, 5.0, 50.0])
def test_at_every_heat_the_local_entropy_of_gaussians_is_theirs_broadened_along_either_axis(scope):
    """f = -T log of Gaussians of variances a, b: u is the same with a + T/γ, b + T/γ."""
    text = "-0.3*log(0.9/0.48*exp(-(x+1.5)^2/1.28-(y-0.2)^2/0.72) + 0.1/0.06*exp(-(x-1.5)^2/0.045-(y+0.1)^2/0.32))"
    found = tm.landscapes.smooth(tm.landscapes.from_formula(text), "local_entropy", SHAPE, scope=scope, temperature=0.3)
    x, y = np.moveaxis(points(found), -1, 0)
    total, more = 0, 0.3 / scope
    for p, m, n, a, b in ((0.9, -1.5, 0.2, 0.64 + more, 0.36 + more), (0.1, 1.5, -0.1, 0.0225 + more, 0.16 + more)):
        total += p / math.sqrt(a * b) * np.exp(-((x - m) ** 2) / (2 * a) - (y - n) ** 2 / (2 * b))
    assert found.values == pytest.approx(-0.3 * np.log(total), abs=1e-9)


def test_what_heat_adds_to_the_envelope_is_half_its_log_determinant():
    """(u - M)/T = ½ log det(1 + H/γ) + O(T), H at the y that the spring is at: half the heat, half as far off."""
    canyon, scope, p = tm.landscapes.get("canyon"), 2.0, np.linspace(-1.2, 1.2, 7)
    floor = np.stack([p, 0 * p], axis=-1)
    slope = canyon.gradient(floor)
    lowest = canyon.energy(floor) + (slope**2).sum(-1) / (2 * scope)
    exact = 0.5 * np.log((1 + (3 * p**2 - 1) / scope) * (1 + 10 * np.exp(-p) / scope))
    off = []
    for temperature in (0.01, 0.005):
        found = [tm.landscapes.smooth(canyon, "local_entropy", (3, 3), ((x - 0.02, x + 0.02), (-0.02, 0.02)), scope=scope,
                                      temperature=temperature).values[1, 1] for x in floor[:, 0] + slope[:, 0] / scope]
        off.append((found - lowest) / temperature - exact)
    assert np.abs(off[0]).max() < 0.01
    assert off[0] / off[1] == pytest.approx(np.full(7, 2), rel=0.05)


@pytest.mark.parametrize("temperature", [0.0, 1e-5, 2e-3, 0.03, 0.7])
@pytest.mark.parametrize("scope", [0.4, 5.0, 200.0])
def test_local_entropy_of_a_quadratic(scope, temperature):
    """½ zᵀ γA (A + γ)⁻¹ z + ½T log det(I + A/γ), from sums that resolve it and from ones that the parabola mends."""
    found = tm.landscapes.smooth(QUADRATIC, "local_entropy", SHAPE, scope=scope, temperature=temperature)
    x = points(found)
    stiffness = scope * SLANTED @ np.linalg.inv(SLANTED + scope * np.eye(2))
    volume = 0.5 * temperature * math.log(np.linalg.det(np.eye(2) + SLANTED / scope))
    assert found.values == pytest.approx(0.5 * np.einsum("...i,ij,...j", x, stiffness, x) + volume, abs=1e-7)


def test_a_value_known_to_sixteen_digits():
    """λ = 3, γ = 2, T = 0.7 at x = 1.3; a direction without slope adds nothing."""
    line = tm.landscapes.from_formula("1.5*x^2")
    found = tm.landscapes.smooth(line, "local_entropy", (5, 27), ((0, 2.6), (-1, 1)), scope=2.0, temperature=0.7)
    assert found.grid[0][13] == pytest.approx(1.3)
    assert found.values[:, 13] == pytest.approx(np.full(5, 1.3347017561559542), abs=1e-9)


def direct(f, x, scope, temperature):
    """The integral over a disc of nine deviations, or over all that can matter if that is more, on 1201 x 1201 nodes."""
    reach = max(9 * math.sqrt(temperature / scope), math.sqrt(2 * (f.energy(x) - f.energy(f.minima).min()) / scope))
    offset = np.linspace(-reach, reach, 1201)
    s = f.heights(x[0] + offset, x[1] + offset) + 0.5 * scope * (offset**2 + offset[:, None] ** 2)
    density = np.exp(-(s - s.min()) / temperature).sum() * (offset[1] - offset[0]) ** 2 * scope / (2 * math.pi * temperature)
    return s.min() - temperature * math.log(density)


@pytest.mark.parametrize(("name", "scope", "temperature"), [
    ("dimple", 0.5, 0.12), ("dimple", 8.0, 0.01), ("canyon", 1.0, 0.1), ("basin", 5.0, 0.1), ("himmelblau", 3.0, 0.1),
    ("muller_brown", 4.0, 0.02), ("rosenbrock", 10.0, 0.02), ("rugged_bowl", 2.0, 0.02), ("two_gaussians", 2.0, 0.01)])
def test_local_entropy_against_the_integral_itself(name, scope, temperature):
    f = tm.landscapes.get(name)
    found = tm.landscapes.smooth(f, "local_entropy", (116, 266), scope=scope, temperature=temperature)
    low, high = f.height_range
    for i, j in np.random.default_rng(0).integers([0, 0], [116, 266], (40, 2))[:8]:
        expected = direct(f, points(found)[i, j], scope, temperature)
        assert found.values[i, j] == pytest.approx(expected, abs=1e-4 * (high - low))


@pytest.mark.parametrize("name", ENERGIES)
def test_jensen_it_lies_below_the_heat_mean_and_above_its_own_lowest(name):
    """Both within 5e-4 of the height range, the accuracy of the coldest sums; σ = 0.2 so that every mean exists."""
    f = tm.landscapes.get(name)
    slack = 5e-4 * (f.height_range[1] - f.height_range[0])
    scope, temperature = 2.5, 0.1
    u = tm.landscapes.smooth(f, "local_entropy", SHAPE, scope=scope, temperature=temperature).values
    heat = tm.landscapes.smooth(f, "heat", SHAPE, scope=scope, temperature=temperature).values
    moreau = tm.landscapes.smooth(f, "moreau", SHAPE, scope=scope).values
    assert (u <= heat + slack).all()
    assert (moreau <= f.heights(*(np.linspace(*side, n) for side, n in zip(f.extent, SHAPE[::-1], strict=True))) + slack).all()


@pytest.mark.parametrize("name", ENERGIES)
@pytest.mark.parametrize("temperature", [0.0, 0.05, 1.0])
def test_its_curvature_never_exceeds_the_scope(name, temperature):
    """Second differences, in four directions; sums good to 1e-7 of the height range leave 4e-7 range / h²."""
    f, scope = tm.landscapes.get(name), 3.0
    found = tm.landscapes.smooth(f, "local_entropy", (47, 53), scope=scope, temperature=temperature)
    u, steps = found.values, [g[1] - g[0] for g in found.grid]
    spans = {(0, 1): steps[0] ** 2, (1, 0): steps[1] ** 2, (1, 1): steps[0] ** 2 + steps[1] ** 2}
    accuracy = 2e-3 if temperature == 0 else 1e-4
    for (i, j), span in spans.items():
        bend = u[2 * i :, 2 * j :] + u[: len(u) - 2 * i, : u.shape[1] - 2 * j] - 2 * u[i : len(u) - i, j : u.shape[1] - j]
        assert (bend / span).max() <= scope + accuracy * (f.height_range[1] - f.height_range[0]) / span


def test_the_sharp_minimum_is_gone_below_scope_1_740():
    def minima(scope):
        extent = ((1.0, 1.4), (-0.1, 0.1))
        return len(tm.landscapes.smooth(TWO, "local_entropy", (41, 161), extent, scope=scope, temperature=1.0).minima)

    assert minima(1.735) == 0
    assert minima(1.745) == 1


def test_the_two_minima_swap_order_at_scope_18_241():
    def lead(scope):
        depths = [tm.landscapes.smooth(TWO, "local_entropy", (41, 41), extent, scope=scope, temperature=1.0).values.min()
                  for extent in (((-1.51, -1.49), (-0.01, 0.01)), ((1.49, 1.51), (-0.01, 0.01)))]
        return depths[0] - depths[1]

    assert brentq(lead, 15, 22, xtol=1e-3) == pytest.approx(18.241, abs=0.02)


def test_its_slope_is_the_scope_times_the_way_to_the_mean():
    """∇u = γ (x - ⟨y⟩), exact here, against differences of the surface; their error is h² u'''/6 < 2e-3 at h = 0.01."""
    found = tm.landscapes.smooth(TWO, "local_entropy", (101, 201), ((-0.5, 1.5), (-0.5, 0.5)), scope=1.0, temperature=1.0)
    h = found.grid[0][1] - found.grid[0][0]
    exact = mixture_entropy(points(found), 1.0)[1][1:-1, 1:-1]
    assert (found.values[1:-1, 2:] - found.values[1:-1, :-2]) / (2 * h) == pytest.approx(exact[..., 0], abs=2e-3)
    assert (found.values[2:, 1:-1] - found.values[:-2, 1:-1]) / (2 * h) == pytest.approx(exact[..., 1], abs=2e-3)
    at = (np.abs(found.grid[1] - 0.2).argmin(), np.abs(found.grid[0] - 0.4).argmin())
    assert mixture_entropy(points(found)[at], 1.0)[1] == pytest.approx([0.651, 0.139], abs=1e-3)


def test_a_sharp_hole_is_lifted_by_half_the_heat_times_its_curvature_and_by_no_more_than_the_scope_allows():
    """At a minimum u_t = ½T Δu <= Tγ, for u bends nowhere more than γ; w_t = ½T Δw knows no such limit.

    Steps of 1e-3 in x and 1e-3 of t miss less than a thousandth.
    """
    temperature, scope, step = 1.0, 20.0, 1e-3
    extent = ((1.5 - 40 * step, 1.5 + 40 * step), (-40 * step, 40 * step))
    lifted = {}
    for kind in ("local_entropy", "heat"):
        times = ({"scope": scope / (1 + k * 1e-3), "temperature": temperature} for k in (-1, 0, 1))
        before, now, then = (tm.landscapes.smooth(TWO, kind, (81, 81), extent, **at).values for at in times)
        i, j = np.unravel_index(now.argmin(), now.shape)
        bend = (now[i, j + 1] + now[i, j - 1] + now[i + 1, j] + now[i - 1, j] - 4 * now[i, j]) / step**2
        lifted[kind] = (then.min() - before.min()) / (2e-3 / scope)
        assert lifted[kind] == pytest.approx(temperature / 2 * bend, rel=2e-3)
    assert 0.6 * temperature * scope < lifted["local_entropy"] <= temperature * scope < lifted["heat"]


def test_minima_are_placed_within_a_tenth_of_a_cell():
    found = tm.landscapes.smooth(TWO, "local_entropy", (58, 133), scope=1.0, temperature=1.0)
    cell = [(high - low) / (n - 1) for (low, high), n in zip(TWO.extent, (133, 58), strict=True)]
    assert found.minima.shape == (1, 2)
    assert found.minima[0, 0] == pytest.approx(-1.48918, abs=cell[0] / 10)
    assert found.minima[0, 1] == pytest.approx(0, abs=cell[1] / 10)
