"""The law at rest and the mean wait, against closed forms, against another quadrature, and against walkers."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import expm

import toy_models as tm
from toy_models.gibbs import Line

WELL = tm.landscapes.get("double_well")


def bowl(stiff=2.0, sites=2001, reach=6.0):
    x = np.linspace(-reach, reach, sites)
    return Line(x, stiff * x**2 / 2)


def wait_by_quad(temperature, start=-1.0, goal=1.0):
    def u(x):
        return (x**2 - 1) ** 2 / 4

    def inner(z):
        return quad(lambda w: math.exp((u(z) - u(w)) / temperature), -6, z, epsrel=1e-9, limit=200)[0]

    return quad(inner, start, goal, epsrel=1e-8)[0] / temperature


@pytest.mark.parametrize("temperature", [0.05, 0.1, 0.4])
def test_two_equal_wells_hold_half_each(temperature):
    assert tm.gibbs.shares(WELL, temperature) == pytest.approx([0.5, 0.5], abs=2e-3)  # one column of cells holds at most so much


def test_the_mixture_at_temperature_one_holds_its_own_weights():
    """E^-f is the mixture itself: 0.1 of it is the sharp component. The basin's edge gives some of the wide one to it."""
    f = tm.landscapes.get("two_gaussians")
    found = tm.gibbs.shares(f, 1.0)
    sharp = int(f.minima[:, 0].argmax())
    draws = np.random.default_rng(0)
    n = 40_000
    which = draws.random(n) < 0.1
    x = np.where(which[:, None], (1.5, 0) + 0.15 * draws.normal(size=(n, 2)), (-1.5, 0) + 0.8 * draws.normal(size=(n, 2)))
    (xmin, xmax), (ymin, ymax) = f.extent
    basins = f.basins((512, 512))
    column = np.clip((x[:, 0] - xmin) / (xmax - xmin) * 512, 0, 511).astype(int)
    row = np.clip((x[:, 1] - ymin) / (ymax - ymin) * 512, 0, 511).astype(int)
    share = (basins[row, column] == sharp).mean()
    assert found[sharp] == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / n))
    assert found.sum() == pytest.approx(1, abs=1e-3)


def test_the_line_of_independent_axes_is_the_energy_along_one():
    line = tm.gibbs.along(WELL, 0.1)
    expected = (line.x**2 - 1) ** 2 / 4
    assert line.heights - line.heights.min() == pytest.approx(expected - expected.min(), abs=1e-9)


def test_the_line_of_the_canyon_is_its_entropic_force():
    """Its y is Gaussian with stiffness ω₀ e^(-cx): F = V + (T/2) log ω, a slope of -Tc/2 beside V's own."""
    f, temperature = tm.landscapes.get("canyon"), 0.1
    line = tm.gibbs.along(f, temperature)
    inside = (line.x > -1.5) & (line.x < 0.5)  # further right the floor is as wide as the rectangle
    x = line.x[inside]
    expected = f.energy(np.stack([x, np.zeros_like(x)], axis=-1)) - temperature / 2 * x
    found = line.heights[inside]
    assert found - found[0] == pytest.approx(expected - expected[0], abs=2e-4)


@pytest.mark.parametrize("temperature", [0.05, 0.1, 0.3])
def test_the_wait_is_the_double_integral(temperature):
    assert tm.gibbs.along(WELL, temperature).wait(-1, 1, temperature) == pytest.approx(wait_by_quad(temperature), rel=2e-4)


def test_on_a_flat_line_the_wait_is_the_square_of_the_way():
    """From a wall: τ = (b² - a²) / 2T."""
    line = Line(np.linspace(0, 3, 301), np.zeros(301))
    assert line.wait(0, 2, 0.5) == pytest.approx(2**2 / (2 * 0.5), rel=1e-6)
    assert line.wait(1, 3, 0.5) == pytest.approx((3**2 - 1) / (2 * 0.5), rel=1e-6)


def test_kramers_is_the_limit():
    """√2 π e^(1/4T) for the double well; the wait divided by it tends to 1 as T falls, from above."""
    line = tm.gibbs.along(WELL, 0.01)
    assert line.kramers(-1, 1, 0.05) == pytest.approx(math.sqrt(2) * math.pi * math.exp(5), rel=1e-3)
    ratios = [line.wait(-1, 1, t) / line.kramers(-1, 1, t) for t in (0.1, 0.05, 0.025, 0.0125)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == pytest.approx(1, abs=0.03)
    assert (ratios[2] - 1) / (ratios[3] - 1) == pytest.approx(2, rel=0.15)  # its first correction is of order T


def test_walkers_need_the_mean_wait():
    """1,024 walkers of the discrete dynamics at h = 0.005: 4 standard errors, and 1 % for h (measured at 0.02: 4 times as much)."""
    temperature, step, n = 0.3, 0.005, 1024
    run = tm.simulate(WELL, "langevin", start=(-1.0, 0.0), steps=16_000, replicas=n, seed=5, record_every=2,
                      parameters={"step_size": step, "temperature": temperature})
    over = run.x[:, :, 0] >= 1
    assert over.any(axis=0).all()
    times = run.gradient_evaluations[over.argmax(axis=0)] * step
    exact = tm.gibbs.along(WELL, temperature).wait(-1, 1, temperature)
    late = 0.5826 * math.sqrt(2 * temperature * step) + 2 * step  # discrete looks see the crossing so much further on
    shift = tm.gibbs.along(WELL, temperature).wait(-1, 1 + late, temperature) - exact
    assert times.mean() == pytest.approx(exact + shift / 2, abs=4 * times.std() / math.sqrt(n) + shift / 2 + 0.01 * exact)


def test_the_relaxation_is_the_matrix_exponential_keeps_the_law_and_tends_to_it():
    line, temperature = tm.gibbs.along(WELL, 0.1).thinned(61), 0.1
    hop, rise = temperature / (line.x[1] - line.x[0]) ** 2, np.diff(line.heights) / (2 * temperature)
    rates = np.diag(hop * np.exp(-rise), -1) + np.diag(hop * np.exp(rise), 1)
    rates -= np.diag(rates.sum(axis=0))
    p = np.eye(61)[20]
    assert line.relax(p, temperature, [3.0])[0] == pytest.approx(expm(3 * rates) @ p, abs=1e-10)
    law = line.law(temperature)
    assert line.relax(law, temperature, [50.0])[0] == pytest.approx(law, abs=1e-10)
    assert line.relax(p, temperature, [5000.0])[0] == pytest.approx(law, abs=1e-9)


def test_a_bowl_relaxes_as_ornstein_and_uhlenbeck_say():
    """Rates are the stiffness's multiples; mean and variance from a place x₀ are x₀ e^(-kt) and T (1 - e^(-2kt)) / k."""
    line, k, temperature, t = bowl(2.0, sites=401, reach=4.0), 2.0, 0.5, 0.3
    rates, _, _ = line.modes(temperature)
    assert rates[:4] == pytest.approx([0, k, 2 * k, 3 * k], abs=5e-3 * k)
    p = np.zeros(401)
    p[300] = 1
    found = line.relax(p, temperature, [t])[0]
    mean = found @ line.x
    assert mean == pytest.approx(line.x[300] * math.exp(-k * t), rel=1e-3)
    assert found @ (line.x - mean) ** 2 == pytest.approx(temperature * (1 - math.exp(-2 * k * t)) / k, rel=2e-3)


@pytest.mark.parametrize(("call", "name"), [
    (lambda: tm.gibbs.shares(WELL, 0), "temperature"), (lambda: tm.gibbs.along(WELL, math.nan), "temperature"),
    (lambda: tm.gibbs.shares(tm.landscapes.get("ravine"), 1.0), "landscape"),
    (lambda: bowl().wait(1, 0, 1.0), "start, goal"), (lambda: bowl().wait(0, 9, 1.0), "start, goal"),
    (lambda: bowl().law(-1), "temperature"), (lambda: Line([0, 1], [0, 0]), "x"), (lambda: Line([0, 1, 3], [0, 0, 0]), "x"),
    (lambda: Line([0, 1, 2], [0, np.inf, 0]), "heights"), (lambda: bowl().thinned(2), "sites"),
    (lambda: bowl().relax(np.ones(3), 1.0, [1.0]), "p"), (lambda: bowl().kramers(0, 1, 1.0), "start, goal"),
])
def test_what_is_not_allowed_is_named(call, name):
    with pytest.raises(tm.InvalidArgument, match=f"^{name} = "):
        call()
