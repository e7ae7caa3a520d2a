"""The surfaces against their closed forms.

Where a tolerance is a share of the height range, it is the accuracy that `toy_models.surface` states; where it is near rounding,
the sums are trapezoid sums of smooth functions, which converge faster than any power of the spacing.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erf

import toy_models as tm
from toy_models import surface

TWO = tm.landscapes.get("two_gaussians")
DIMPLE = tm.landscapes.get("dimple")
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


# Local entropy.

@pytest.mark.parametrize("scope", [0.05, 1.0, 18.0, 100.0])
def test_local_entropy_of_two_gaussians_is_the_broadened_mixture(scope):
    found = tm.landscapes.smooth(TWO, "local_entropy", SHAPE, scope=scope, temperature=1.0)
    assert found.values == pytest.approx(mixture_entropy(points(found), scope)[0], abs=1e-9)


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


def test_it_tends_to_the_moreau_envelope_in_proportion_to_the_temperature():
    envelope = tm.landscapes.smooth(DIMPLE, "moreau", SHAPE, scope=5.0).values
    gaps = [np.abs(tm.landscapes.smooth(DIMPLE, "local_entropy", SHAPE, scope=5.0, temperature=t).values - envelope).max()
            for t in (0.1, 0.01, 0.001)]
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.3)
    assert gaps[1] / gaps[2] == pytest.approx(10, rel=0.3)
    cold = tm.landscapes.smooth(DIMPLE, "local_entropy", SHAPE, scope=5.0, temperature=0.0).values
    assert (cold == envelope).all()


@pytest.mark.parametrize("name", tm.landscapes.names())
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


@pytest.mark.parametrize("name", tm.landscapes.names())
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


@pytest.mark.parametrize("kind", ["local_entropy", "moreau"])
def test_a_stiff_spring_gives_the_landscape_back(kind):
    """What is left is |∇f|² / 2γ and the volume T/2 log det(I + H/γ): at γ = 1e5, 4e-3 of 1 at the steepest places."""
    arguments = {"scope": 1e5} | ({"temperature": 0.1} if kind == "local_entropy" else {})
    found = tm.landscapes.smooth(DIMPLE, kind, SHAPE, **arguments)
    x = points(found)
    bound = (DIMPLE.gradient(x) ** 2).sum(-1) / 2e5 + 1e-4
    assert (np.abs(found.values - DIMPLE.energy(x)) <= bound).all()


# The two Gaussians' own marks on the slider.

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


def test_minima_are_placed_within_a_tenth_of_a_cell():
    found = tm.landscapes.smooth(TWO, "local_entropy", (58, 133), scope=1.0, temperature=1.0)
    cell = [(high - low) / (n - 1) for (low, high), n in zip(TWO.extent, (133, 58), strict=True)]
    assert found.minima.shape == (1, 2)
    assert found.minima[0, 0] == pytest.approx(-1.48918, abs=cell[0] / 10)
    assert found.minima[0, 1] == pytest.approx(0, abs=cell[1] / 10)


# Means.

def test_heat_of_a_cosine_a_square_and_a_gaussian():
    """e^(-k²s²/2) cos kx;  x² + s²;  w²/(w² + s²) e^(-r²/2(w² + s²)), here with w² = 0.04 and s² = 0.09, so 0.30769 at its peak."""
    heat = {"scope": 1 / 0.09, "temperature": 1.0}
    for formula, expected in (
        ("cos(3*x + 2*y)", lambda x, y: math.exp(-13 * 0.045) * np.cos(3 * x + 2 * y)),
        ("x^2 - 2*y^2", lambda x, y: x**2 - 2 * y**2 - 0.09),
        ("exp(-(x^2 + y^2)/0.08)", lambda x, y: 0.04 / 0.13 * np.exp(-(x**2 + y**2) / 0.26)),
    ):
        found = tm.landscapes.smooth(tm.landscapes.from_formula(formula), "heat", (61, 61), **heat)
        assert found.values == pytest.approx(expected(*np.meshgrid(*found.grid)), abs=1e-9)
    assert found.values[30, 30] == pytest.approx(0.30769, abs=5e-6)


def test_heat_too_narrow_for_the_grid_is_still_the_heat():
    found = tm.landscapes.smooth(DIMPLE, "heat", SHAPE, scope=1.0, temperature=0.02**2)
    x, wide = points(found), 0.15**2 + 0.02**2
    bowl = 0.05 * ((x + 1) ** 2).sum(-1) + 0.1 * 0.02**2
    hole = 0.15**2 / wide * np.exp(-((x - [1.5, 1]) ** 2).sum(-1) / (2 * wide))
    assert found.values == pytest.approx(bowl - hole, abs=5e-4)


@pytest.mark.parametrize("width", [0.01, 0.1, 0.4, 0.6, 2.0])
def test_box_mean_of_the_dimple(width):
    """The closed form by error functions; cubic interpolation of a Gaussian of width s, h = s / 3, leaves 3/128 h⁴ 3/s⁴ = 9e-4."""
    def half(z):
        ends = erf((z + width) / (0.15 * math.sqrt(2))) - erf((z - width) / (0.15 * math.sqrt(2)))
        return 0.15 * math.sqrt(math.pi / 2) / (2 * width) * ends

    found = tm.landscapes.smooth(DIMPLE, "box", (116, 266), width=width)
    x, y = np.moveaxis(points(found), -1, 0)
    bowl = 0.05 * ((x + 1) ** 2 + (y + 1) ** 2 + 2 * width**2 / 3)
    expected = bowl - half(x - 1.5) * half(y - 1)
    assert found.values == pytest.approx(expected, abs=9e-4)


def test_box_mean_of_a_quadratic_adds_a_sixth_of_the_trace():
    found = tm.landscapes.smooth(QUADRATIC, "box", SHAPE, width=0.9)
    assert found.values == pytest.approx(QUADRATIC.energy(points(found)) + 0.9**2 / 6 * 4.5, abs=1e-10)


# Maximum.

@pytest.mark.parametrize("radius", [0.004, 0.1, 0.77, 2.0])
def test_disc_maximum_of_a_slope_and_of_a_bowl(radius):
    """x + ρ, and (|x| + ρ)²; between 48 points of the rim a parabola leaves less than 2e-5 of the rise."""
    slope = tm.landscapes.smooth(tm.landscapes.from_formula("x"), "max", SHAPE, radius=radius)
    assert slope.values == pytest.approx(points(slope)[..., 0] + radius, abs=4e-5 * radius)
    bowl = tm.landscapes.smooth(tm.landscapes.from_formula("x^2 + y^2"), "max", SHAPE, radius=radius)
    exact = (np.linalg.norm(points(bowl), axis=-1) + radius) ** 2
    assert bowl.values == pytest.approx(exact, abs=4e-5 * (4 * math.sqrt(18) * radius + radius**2))
    assert bowl.minima[0] == pytest.approx([0, 0], abs=0.02)


def test_disc_maximum_sees_a_peak_inside_the_disc():
    peak = tm.landscapes.from_formula("exp(-8*(x-0.5)^2 - 8*y^2)")
    found = tm.landscapes.smooth(peak, "max", (61, 61), radius=1.0)
    near = np.hypot(points(found)[..., 0] - 0.5, points(found)[..., 1]) < 0.95
    assert found.values[near] == pytest.approx(np.ones(near.sum()), abs=5e-3)  # κh²/8 with κ = 16, h = 0.05


# All of them.

NONE = {"heat": {"scope": 1.0, "temperature": 0.0}, "box": {"width": 0.0}, "max": {"radius": 0.0}}
SOME = {"local_entropy": {"scope": 5.0, "temperature": 0.1}, "moreau": {"scope": 5.0}, "heat": {"scope": 5.0, "temperature": 0.1},
        "box": {"width": 0.3}, "max": {"radius": 0.3}}


def test_every_kind_is_tried_here():
    assert set(SOME) == set(surface.ARGUMENTS)


@pytest.mark.parametrize("kind", NONE)
def test_nothing_averaged_is_the_landscape_itself(kind):
    found = tm.landscapes.smooth("dimple", kind, SHAPE, **NONE[kind])
    assert (found.values == DIMPLE.energy(points(found))).all()


@pytest.mark.parametrize("kind", SOME)
def test_a_close_look_shows_the_same_surface(kind):
    """A quarter of the map by itself, with its own nodes, against the map: within 1e-3 of the heights."""
    whole = tm.landscapes.smooth(DIMPLE, kind, (81, 81), **SOME[kind])
    (xmin, xmax), (ymin, ymax) = DIMPLE.extent
    extent = ((xmin + (xmax - xmin) / 2, xmax), (ymin + (ymax - ymin) / 2, ymax))
    close = tm.landscapes.smooth(DIMPLE, kind, (41, 41), extent, **SOME[kind])
    assert close.values == pytest.approx(whole.values[40:, 40:], abs=1e-3 * 1.37)


def test_a_close_look_knows_of_the_deeper_valley_far_away():
    """At γ = 0.1 the spring reaches from the wide valley to the sharp one, 3 away: ½ 0.1 · 9 < 1.15, the gap in height."""
    close = tm.landscapes.smooth(TWO, "moreau", (9, 9), ((-1.6, -1.4), (-0.1, 0.1)), scope=0.1)
    assert close.values[4, 4] == pytest.approx(0.34594 + 0.05 * 3**2 * 44.4 / 44.5, abs=2e-3)


@pytest.mark.parametrize("name", tm.landscapes.names())
@pytest.mark.parametrize("kind", SOME)
def test_every_landscape_has_every_surface(name, kind):
    found = tm.landscapes.smooth(name, kind, (24, 31), **SOME[kind])
    assert found.values.shape == (24, 31)
    assert [len(g) for g in found.grid] == [31, 24]
    assert np.isfinite(found.values).all()
    assert not found.values.flags.writeable
    assert (found.kind, dict(found.arguments)) == (kind, SOME[kind])
    low, high = np.array(tm.landscapes.get(name).extent).T
    assert ((low < found.minima) & (found.minima < high)).all()


def test_where_the_energy_is_no_number_there_is_a_wall():
    half = tm.landscapes.from_formula("x*log(x) + y^2")
    shapes = {kind: tm.landscapes.smooth(half, kind, (21, 61), **SOME[kind]).values for kind in SOME}
    gx = np.linspace(-3, 3, 61)
    assert np.isfinite(shapes["local_entropy"]).all()
    assert (np.diff(shapes["local_entropy"][:, gx < -0.5], axis=1) < 0).all()  # the spring pulls back over the wall
    for kind in ("box", "max", "heat"):
        assert np.isposinf(shapes[kind][:, gx < -0.5]).all()
        assert np.isfinite(shapes[kind][:, gx > 1.5]).all()


@pytest.mark.parametrize(("arguments", "words"), [
    ({"kind": "soft"}, "one of local_entropy"), ({"kind": ["box"]}, "kind"), ({"kind": "box"}, "width"),
    ({"kind": "box", "radius": 1.0}, "radius"), ({"kind": "box", "width": -1.0}, "from 0 to"),
    ({"kind": "box", "width": math.nan}, "width"), ({"kind": "max", "radius": 1e300}, "radius"),
    ({"kind": "max", "radius": "0.1"}, "radius"), ({"kind": "moreau", "scope": 0.0}, "scope"),
    ({"kind": "heat", "scope": 1.0, "temperature": math.inf}, "temperature"), ({"kind": "max", "radius": True}, "radius"),
    ({"kind": "moreau", "scope": 1.0, "shape": (0, 5)}, "shape"), ({"kind": "moreau", "scope": 1.0, "shape": (10**6, 5)}, "shape"),
    ({"kind": "moreau", "scope": 1.0, "shape": "ab"}, "shape"), ({"kind": "moreau", "scope": 1.0, "shape": (5, 5.5)}, "shape"),
    ({"kind": "moreau", "scope": 1.0, "extent": ((0, 0), (0, 1))}, "extent"),
    ({"kind": "moreau", "scope": 1.0, "extent": ((0, math.nan), (0, 1))}, "extent"), ({"kind": "moreau", "scope": None}, "scope")])
def test_bad_input_is_named(arguments, words):
    with pytest.raises(tm.InvalidArgument, match=words):
        tm.landscapes.smooth(TWO, **arguments)


def test_an_unknown_landscape_is_named():
    with pytest.raises(tm.InvalidArgument, match="landscape = 'valley'"):
        tm.landscapes.smooth("valley", "box", width=1.0)
