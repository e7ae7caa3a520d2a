"""The flows against closed forms of their own, against their equations, and the steps against the closed forms.

On a map the surfaces of a landscape are the flows: there they are held against the same equations, and against steps of their own.
"""

import itertools
import math

import numpy as np
import pytest

import toy_models as tm
from toy_models import flows
from toy_models.flows import KINDS, Flow, Line, closed, two_wells

WELLS = two_wells()


def gap(line, kind, time, temperature):
    return np.abs(Flow(line, kind, temperature).at(time) - closed(line, kind, time, temperature))


def middle(line, reach):
    return np.abs(line.x) <= reach


def test_heat_widens_gaussians_and_damps_waves():
    """A Gaussian of variance w² becomes w / √(w² + s²) of one with w² + s², cos kx becomes e^(-k²s²/2) cos kx; s² = Tt."""
    line, s2 = Line(lambda x: np.cos(3 * x) - np.exp(-(x**2) / (2 * 0.04)), -4 * np.pi / 3, 4 * np.pi / 3, 801), 0.3 * 0.3
    expected = math.exp(-9 * s2 / 2) * np.cos(3 * line.x) - math.sqrt(0.04 / (0.04 + s2)) * np.exp(-(line.x**2) / (2 * (0.04 + s2)))
    assert closed(line, "diffusion", 0.3, 0.3) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("temperature", [1.0, 0.2])
def test_the_local_entropy_of_a_mixture_is_the_mixture_broadened(temperature):
    parts = ((0.9, -1.5, 0.64), (0.1, 1.5, 0.0225))

    def energy(x, more=0.0):
        weights = (p / np.sqrt(v + more) * np.exp(-((x - m) ** 2) / (2 * (v + more))) for p, m, v in parts)
        return -temperature * np.log(sum(weights))

    line, time = Line(energy, -9, 9, 1201), 0.4
    inside = middle(line, 3)
    expected = energy(line.x, temperature * time)
    assert closed(line, "viscous", time, temperature)[inside] == pytest.approx(expected[inside], abs=1e-6)


def test_the_envelope_of_a_parabola_is_a_softer_one():
    """f = 3x²/2 becomes λγ / (λ + γ) x²/2; the places of the quadrature are 1/800 apart: ½(λ + γ) (1/1600)² is what they miss."""
    line, scope = Line(lambda x: 1.5 * x**2, -2, 2, 801), 2.0
    assert closed(line, "inviscid", 1 / scope, 0.0) == pytest.approx(3 * scope / (3 + scope) * line.x**2 / 2, abs=1e-6)


@pytest.mark.parametrize(("temperature", "time"), [(1.0, 0.2), (0.3, 0.2), (0.3, 1.0)])
def test_the_closed_forms_fulfil_their_equations(temperature, time):
    """Central differences over 0.0025 in x and 1e-3 in t: |residual| < 1e-4 in the middle, off the walls."""
    line, step = Line(WELLS.energy, -3, 3, 2401), 1e-3
    for kind, carried in (("diffusion", 0.0), ("viscous", 0.5)):
        before, now, then = (closed(line, kind, time + k * step, temperature) for k in (-1, 0, 1))
        slope, bend = (now[2:] - now[:-2]) / (2 * line.gap), (now[2:] - 2 * now[1:-1] + now[:-2]) / line.gap**2
        residual = (then - before)[1:-1] / (2 * step) + carried * slope**2 - temperature / 2 * bend
        assert np.abs(residual).max() < 1e-4


@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_lead_to_the_closed_form_and_twice_the_sites_four_times_as_near(kind):
    """Second order, in the mean; at the kinks of the envelope first order."""
    coarse, fine = (np.sqrt((gap(two_wells(sites), kind, 0.2, 0.3) ** 2).mean()) for sites in (201, 401))
    assert fine < 1e-3
    assert coarse / fine > (1.7 if kind == "inviscid" else 3)


def test_the_local_entropy_lies_between_the_envelope_and_the_mean_and_no_spring_bends_more():
    for time, temperature in itertools.product((0.05, 0.2, 1.0), (0.1, 1.0)):
        w, u, lowest = (closed(WELLS, kind, time, temperature) for kind in ("diffusion", "viscous", "inviscid"))
        assert (u <= w + 1e-9).all(), "Jensen"
        assert (lowest <= u + temperature * 3).all()
        assert (np.diff(u, 2) / WELLS.gap**2).max() <= (1 / time) * (1 + 1e-6)


def test_without_heat_it_is_the_envelope_and_the_difference_falls_as_the_temperature():
    lowest = closed(WELLS, "inviscid", 0.2, 0.0)
    apart = [np.abs(closed(WELLS, "viscous", 0.2, temperature) - lowest).max() for temperature in (0.1, 0.02, 0.004)]
    assert apart[1] / apart[0] == pytest.approx(0.2, rel=0.3)
    assert apart[2] / apart[1] == pytest.approx(0.2, rel=0.3)
    assert np.array_equal(closed(WELLS, "viscous", 0.2, 0.0), lowest)


@pytest.mark.parametrize(("temperature", "counts"), [(1.0, (5, 1, 1)), (0.1, (5, 5, 3))])
def test_the_nonlinear_equation_removes_minima_that_diffusion_keeps(temperature, counts):
    """x² + 1.5 sin 2πx at t = 0.2: how many minima lie within 2.5, of f, w and u; w = x² + Tt + 1.5 e^(-2π²Tt) sin 2πx."""
    line = Line(lambda x: x**2 + 1.5 * np.sin(2 * np.pi * x), -6, 6, 1201)
    heights = (line.heights, closed(line, "diffusion", 0.2, temperature), closed(line, "viscous", 0.2, temperature))
    assert tuple(int((np.abs(line.minima(one)) < 2.5).sum()) for one in heights) == counts
    mean = line.x**2 + temperature * 0.2 + 1.5 * math.exp(-2 * math.pi**2 * temperature * 0.2) * np.sin(2 * math.pi * line.x)
    assert heights[1][middle(line, 3)] == pytest.approx(mean[middle(line, 3)], abs=1e-5)


def test_two_ways_to_add_up_exponentials_agree(monkeypatch):
    found = closed(WELLS, "viscous", 0.2, 0.1)
    monkeypatch.setattr(flows, "MILD", 0)
    assert closed(WELLS, "viscous", 0.2, 0.1) == pytest.approx(found, abs=1e-8)


def test_the_envelope_keeps_the_deepest_place_and_heat_fills_the_sharp_well():
    deepest = WELLS.minima(WELLS.heights)[0]
    assert deepest == pytest.approx(1.5, abs=1e-3)
    for time in (0.05, 0.5, 5.0):
        assert WELLS.minima(closed(WELLS, "inviscid", time, 0.0))[0] == pytest.approx(deepest, abs=1e-3)
    for kind in ("diffusion", "viscous"):
        assert WELLS.minima(closed(WELLS, kind, 1.0, 0.3))[0] == pytest.approx(-1.2, abs=0.01)


def test_a_flow_goes_on_from_what_it_knows_and_may_be_asked_about_the_past():
    flow = Flow(WELLS, "viscous", 0.3)
    late = flow.at(1.0)
    steps = flow.steps
    assert flow.at(1.0) is late
    assert flow.steps == steps
    flow.at(2.0)
    assert np.array_equal(flow.at(0.5), Flow(WELLS, "viscous", 0.3).at(0.5))


def test_heat_keeps_the_mean_between_its_walls():
    weights = np.ones(len(WELLS.x))
    weights[[0, -1]] = 0.5
    assert weights @ Flow(WELLS, "diffusion", 0.7).at(3.0) == pytest.approx(weights @ WELLS.heights, abs=1e-9)


@pytest.mark.parametrize(("call", "name"), [
    (lambda: closed(WELLS, "warm", 1, 1), "kind"), (lambda: closed(WELLS, "diffusion", 0, 1), "time"),
    (lambda: closed(WELLS, "diffusion", 1, -1), "temperature"), (lambda: Flow(WELLS, "diffusion", math.nan), "temperature"),
    (lambda: Line(np.cos, 1, 1), "high"), (lambda: Line(np.cos, 0, 1, 2), "sites"), (lambda: Line(np.log, -1, 1), "energy"),
])
def test_what_is_not_allowed_is_named(call, name):
    with np.errstate(invalid="ignore", divide="ignore"), pytest.raises(tm.InvalidArgument, match=f"^{name} = "):
        call()


# ---- on a map: the surfaces of a landscape, at time 1/γ -------------------------------------------------------------------
SLOPE = {1: np.array([1, -8, 0, 8, -1]) / 12, 2: np.array([-1, 16, -30, 16, -1]) / 12}  # of fourth order, over five places
ON_A_MAP = ("two_gaussians", "dimple", "canyon", "himmelblau", "rugged_bowl")


def window(landscape, kind, place, step, time, temperature):
    """(9, 9) heights around a place, a step apart: a `kind` at time t, from nodes of its own."""
    extent = [(at - 4 * step, at + 4 * step) for at in place]
    return tm.landscapes.smooth(landscape, kind, (9, 9), extent, scope=1 / time, temperature=temperature).values


def terms(over, step, times, tick, temperature, carried):
    """u_t, ½|∇u|² and -½T Δu in the middle of windows at `times`, differences taken over so many steps."""
    at = over * np.arange(-2, 3)
    middle = times[0][4 + at, 4], times[0][4, 4 + at]
    slopes, bends = ([SLOPE[order] @ line / (over * step) ** order for line in middle] for order in (1, 2))
    rate = SLOPE[1] @ [times[k][4, 4] for k in at] / (over * tick)
    return np.array([rate, *(carried / 2 * slope**2 for slope in slopes), *(-temperature / 2 * bend for bend in bends)])


@pytest.mark.parametrize("name", ON_A_MAP)
@pytest.mark.parametrize(("kind", "carried"), [("heat", 0), ("local_entropy", 1)])
def test_on_a_map_the_surfaces_fulfil_the_equations(name, kind, carried):
    """w_t = ½T Δw and u_t = -½|∇u|² + ½T Δu at six places: the residual is below 1e-4 of the terms, and below what the steps miss.

    Differences of fourth order over a step miss a fifteenth of what they differ by from those over two; what they lose to the
    rounding of heights of a size, 1e-14 of it over h², stands beside it.
    """
    assert KINDS[carried] == tm.surfaces.get(kind).FLOW
    landscape = tm.landscapes.get(name)
    diagonal = math.hypot(*(high - low for low, high in landscape.extent))
    step, draws = 3e-3 * diagonal, np.random.default_rng(0)
    for temperature, scope in itertools.product((0.3, 1.0), (20.0, 4.0, 1.0)):
        tick = 0.02 / scope
        place = landscape.start + 0.04 * diagonal * draws.normal(size=2)
        times = {k: window(landscape, kind, place, step, 1 / scope + k * tick, temperature) for k in (-4, -2, -1, 0, 1, 2, 4)}
        near, far = (terms(over, step, times, tick, temperature, carried) for over in (1, 2))
        rounding = 1e-14 * np.abs(times[0]).max() * (temperature / step**2 + scope / 0.02)
        assert abs(near.sum()) < 1e-4 * np.abs(near).sum()
        assert abs(near.sum()) < 2 / 15 * np.abs(far - near).sum() + 10 * rounding


def stepped(landscape, gx, gy, time, temperature, carried):
    """(ny, nx) u at a time, from f by Runge and Kutta's steps of u_t = -½ carried |∇u|² + ½T Δu; beyond the edge parabolas go on.

    Nothing of the surfaces' own sums is in it, nor the Cole-Hopf transform. A step is short enough for heat and for transport.
    """
    u, gap = landscape.heights(gx, gy), gx[1] - gx[0]

    def beyond(u):
        for axis in (0, 1):
            u = np.moveaxis(u, axis, 0)
            for _ in range(2):
                u = np.concatenate([3 * (u[:1] - u[1:2]) + u[2:3], u, 3 * (u[-1:] - u[-2:-1]) + u[-3:-2]])
            u = np.moveaxis(u, 0, axis)
        return u

    def along(u, order, axis):
        count = u.shape[axis] - 4
        return sum(weight * np.take(u, np.arange(k, k + count), axis) for k, weight in enumerate(SLOPE[order])) / gap**order

    def rate(u):
        x, y = beyond(u)[2:-2], beyond(u)[:, 2:-2]
        heat = temperature / 2 * (along(x, 2, 1) + along(y, 2, 0))
        return heat - carried / 2 * (along(x, 1, 1) ** 2 + along(y, 1, 0) ** 2)

    steepest = sum(slope**2 for slope in np.gradient(u, gap)).max()
    steps = math.ceil(time / min(0.4 * gap**2 / temperature, temperature / steepest))
    h = time / steps
    for _ in range(steps):
        one = rate(u)
        two = rate(u + h / 2 * one)
        three = rate(u + h / 2 * two)
        u = u + h / 6 * (one + 2 * two + 2 * three + rate(u + h * three))
    return u


@pytest.mark.parametrize(("name", "extent", "temperature"), [
    ("two_gaussians", ((-1.2, 3.6), (-1.8, 1.8)), 1.0), ("dimple", ((-0.3, 3.3), (-0.6, 2.4)), 0.3)])
@pytest.mark.parametrize(("kind", "carried"), [("heat", 0), ("local_entropy", 1)])
def test_on_a_map_steps_from_f_lead_to_the_surfaces(name, extent, temperature, kind, carried):
    """Both are parabolas at the edge. Of fourth order, 0.04 misses a quarter of what 0.06 and 0.04 differ by: 1 / (1.5⁴ - 1)."""
    landscape, inner = tm.landscapes.get(name), slice(8, -8)
    for time in (0.05, 0.1):
        coarse = fine = None
        for gap in (0.06, 0.04):
            axes = [np.linspace(low, high, round((high - low) / gap) + 1) for low, high in extent]
            coarse, fine = fine, stepped(landscape, *axes, time, temperature, carried)[:: round(0.12 / gap), :: round(0.12 / gap)]
        exact = tm.landscapes.smooth(landscape, kind, fine.shape, extent, scope=1 / time, temperature=temperature).values
        missed, apart = (np.abs(fine - other)[inner, inner].max() for other in (exact, coarse))
        assert missed < apart / 2
        assert missed < 1e-3 * np.abs(exact - landscape.heights(*(g[::3] for g in axes)))[inner, inner].max()
