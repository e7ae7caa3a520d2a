"""Example 19: one law at rest for every strength of turning, and a current that grows with it."""

from types import FunctionType

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import fsolve

import toy_models as tm
from toy_models import formula
from toy_models.field import Field
from toy_models.landscapes import example_19

STEP, CURRENT = 0.005, 0.82419
WEIGHT = quad(lambda x: np.exp(-((x**2 - 1) ** 2) / 4), -6, 6)[0]


def turned(strength):
    """The file's field at another λ."""
    force = FunctionType(example_19.force.__code__, {**vars(example_19), "TURNING": strength}, "force")
    return Field("example_19", "turned", formula.from_function(force), formula.from_function(example_19.potential),
                 example_19.EXTENT, example_19.MINIMA, example_19.LABELS, confining=True)


def at_rest(count, seed=0):
    """Points drawn from exp(-Φ): y is normal, x has the density e^(-(x²-1)²/4)."""
    draw, grid = np.random.default_rng(seed), np.linspace(-4, 4, 20_001)
    below = np.cumsum(np.exp(-((grid**2 - 1) ** 2) / 4))
    return np.stack([np.interp(draw.random(count) * below[-1], below, grid), draw.standard_normal(count)], axis=-1)


def exact(power, low=-6.0, high=6.0):
    """∫ x^power ρ(x) dx."""
    return quad(lambda x: x**power * np.exp(-((x**2 - 1) ** 2) / 4), low, high)[0] / WEIGHT


def run(strength, walkers, steps, every):
    return tm.simulate(turned(strength), "langevin", start=at_rest(walkers), replicas=walkers, steps=steps, record_every=every,
                       seed=1, parameters={"step_size": STEP, "temperature": 1.0}).x


@pytest.mark.slow
@pytest.mark.parametrize("strength", [0.0, 0.5, 1.5])
def test_the_law_at_rest_is_the_same_for_every_strength(strength):
    """From the law itself, for a time of 6: three frames, 2 apart, which count as two. Four standard errors of the moments stay
    below 1 %; what the step itself adds is of the order of η/2.
    """
    walkers = 230_000
    x, y = np.moveaxis(run(strength, walkers, 1200, 400)[1:], -1, 0)
    expected = {"x²": (x**2, exact(2)), "x⁴": (x**4, exact(2) + 1), "y²": (y**2, 1), "|x| < ½": (abs(x) < 0.5, exact(0, -0.5, 0.5))}
    assert exact(4) == pytest.approx(exact(2) + 1, rel=1e-9), "by parts"
    for name, (sample, value) in expected.items():
        error = 4 * sample.std() / np.sqrt(2 * walkers)
        assert error < 0.01 * value, name
        assert sample.mean() == pytest.approx(value, abs=error + STEP / 2 * value), name


@pytest.mark.slow
def test_it_goes_round_as_fast_as_its_current_says():
    """E [x dy - y dx] / dt by the midpoint rule: over two steps x(t) × x(t + 2η) / 2η, with noise √(2 E r² / time) and the bias of
    a chord, of the order of η. Within 3 % of 0.824 λ.
    """
    x = run(1.5, 20_000, 400, 2)
    turned_by = (x[:-1, :, 0] * x[1:, :, 1] - x[:-1, :, 1] * x[1:, :, 0]).sum(0) / (400 * STEP)
    error = turned_by.std() / 20_000**0.5
    assert 4 * error < 0.04
    assert turned_by.mean() == pytest.approx(1.5 * CURRENT, abs=4 * error + 1.5 * CURRENT * 2 * STEP)


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.5])
def test_the_current_is_in_proportion_to_the_strength(strength):
    """E [x F_y - y F_x] over the exact law, by a sum over a grid: what the displacement above has to be."""
    gx = np.linspace(-5, 5, 1001)
    points = np.stack(np.meshgrid(gx, gx), axis=-1)
    force, weight = turned(strength).force(points), np.exp(-turned(strength).stationary.energy(points))
    turn = points[..., 0] * force[..., 1] - points[..., 1] * force[..., 0]
    assert (turn * weight).sum() / weight.sum() == pytest.approx(CURRENT * strength, rel=2e-5, abs=1e-12)


@pytest.mark.parametrize(("strength", "place"), [
    (0.0, (1, 0)), (0.25, (0.9801, 0.1947)), (0.5, (0.9024, 0.3888)), (0.75, (0.2997, 0.2859))])
def test_where_the_force_vanishes(strength, place):
    assert fsolve(turned(strength).force, place, xtol=1e-10) == pytest.approx(place, abs=1e-4)


def test_from_a_strength_on_it_vanishes_at_the_origin_alone():
    """On a ring of every radius the force is not zero; just below e^(-1/4) it is at one place near the origin."""
    angle, radius = np.meshgrid(np.linspace(0, 2 * np.pi, 721), np.geomspace(1e-2, 3, 300))
    ring = radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    critical = np.exp(-0.25)
    for strength in (critical + 0.001, 1.5):
        assert (np.linalg.norm(turned(strength).force(ring), axis=-1) / radius**3).min() > 1e-3
    below = fsolve(turned(critical - 0.001).force, (0.05, 0.05), xtol=1e-12)
    assert 0.01 < np.linalg.norm(below) < 0.1


def test_there_is_no_limit_cycle_and_the_origin_is_reached_slowly():
    """1/r² ≈ 1/r₀² + t/4 for small orbits and fast rotation, with corrections of the size of r₀² = 0.09; r² over one turn."""
    for field, period in ((tm.landscapes.get("example_19"), 3.81), (turned(6.0), 0.82)):
        times = np.linspace(396, 396 + period, 200)
        path = solve_ivp(lambda _, x, field=field: field.force(x), (0, 400), (0.3, 0.0), rtol=1e-8, atol=1e-10, t_eval=times).y
        assert 1 / (path**2).sum(0).mean() - 1 / 0.09 == pytest.approx(398 / 4, rel=0.09)


def test_the_turning_part_has_sources_and_what_it_carries_has_none():
    """j = F + ∇Φ: ∇·j = a xy(2 - x²), a the turn's strength there, which is not 0; ∇·(ρj) is. By central differences."""
    field, h, axes = turned(1.5), 1e-4, np.eye(2)
    points = np.random.default_rng(0).uniform(-1.5, 1.5, (50, 2))

    def j(x):
        return field.force(x) + field.stationary.gradient(x)

    def spread(of):
        return sum(of(points + h * axis)[:, i] - of(points - h * axis)[:, i] for i, axis in enumerate(axes)) / (2 * h)

    (x, y), r = points.T, np.linalg.norm(points, axis=1)
    strength = np.linalg.norm(j(points), axis=1) / r
    assert spread(j) == pytest.approx(strength * x * y * (2 - x**2), abs=1e-5)
    assert np.abs(spread(j)).max() > 0.5
    assert spread(lambda x: np.exp(-field.stationary.energy(x))[:, None] * j(x)) == pytest.approx(np.zeros(50), abs=1e-6)
