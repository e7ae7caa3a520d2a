"""Narrow holes have rectangles of their own, and what fills these is smooth."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import spots

BOWL = "0.05*((x+1)^2+(y+1)^2)"
WIDTHS = (0.15, 0.05, 0.01)


def holed(width, place=(1.5, 1.0)):
    x, y = place
    return f"e^(-((x-{x})^2+(y-{y})^2)/(2*{width}^2))"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_rectangle_holds_its_hole_and_has_nodes_that_resolve_it(width):
    f = tm.landscapes.from_formula(f"{BOWL} - {holed(width)}")
    (spot,) = f.spots
    for nodes, centre in zip(spot, f.minima[0], strict=True):
        places = nodes.places()
        assert places.mean() == pytest.approx(centre, abs=width / 100)
        assert 4 * width < np.ptp(places) / 2 < 8 * width
        assert nodes.spacing < width / 5


@pytest.mark.parametrize("text", [BOWL, "100*x^2 + y^2", "(x^2-1)^2 + y^2/2", f"{BOWL} - {holed(0.6)}", "abs(x) + abs(y)", "x*y"])
def test_where_parabolas_fit_there_is_none(text):
    """A stiff parabola is none either: three nodes find its bottom wherever they lie."""
    assert tm.landscapes.from_formula(text).spots == ()


def test_two_holes_that_touch_share_a_rectangle_and_two_that_do_not_have_their_own():
    near = tm.landscapes.from_formula(f"{BOWL} - {holed(0.02)} - {holed(0.02, (1.56, 1.0))}")
    far = tm.landscapes.from_formula(f"{BOWL} - {holed(0.02)} - {holed(0.02, (-1.0, 1.0))}")
    assert (len(near.minima), len(near.spots)) == (3, 1)
    assert (len(far.minima), len(far.spots)) == (3, 2)
    for f in (near, far):
        u = tm.landscapes.smooth(f, "moreau", (31, 31), ((1.4, 1.7), (0.9, 1.1)), scope=50.0)
        x = np.stack(np.meshgrid(*u.grid), axis=-1)
        holes = [f.energy(m) + 25 * ((x - m) ** 2).sum(-1) for m in f.minima if f.energy(m) < -0.3]
        assert (u.values <= np.minimum.reduce(holes) + 1e-3).all()  # the bottoms are within reach of every place


def test_the_filling_is_the_bowl_without_its_hole():
    """Exact for what is a sum of a function of x and one of y; at the edges it is f, which there is the bowl to e^-10."""
    f, bowl = tm.landscapes.from_formula(f"{BOWL} - {holed(0.03)}"), tm.landscapes.from_formula(BOWL)
    (spot,) = f.spots
    gx, gy = (nodes.places() for nodes in spot)
    assert spots.fill(f, spot, gx, gy) == pytest.approx(bowl.heights(gx, gy), abs=1e-4)
    points = np.stack(np.meshgrid(gx, gy), axis=-1)
    assert spots.fill_slope(f, spot, gx, gy) == pytest.approx(bowl.gradient(points), abs=2e-3)


def test_standard_nodes_see_the_filling_inside_and_f_outside():
    f, bowl = tm.landscapes.from_formula(f"{BOWL} - {holed(0.1)}"), tm.landscapes.from_formula(BOWL)
    x = y = spots.Nodes(-3.0, 0.05, 121)
    seen = spots.filled(f, f.spots, f.heights(x.places(), y.places()), spots.fill, x, y)
    assert seen == pytest.approx(bowl.heights(x.places(), y.places()), abs=1e-4)


def test_a_wide_mean_over_a_hole_that_nodes_resolve_needs_no_rectangle():
    f = tm.landscapes.get("dimple")
    assert len(f.spots) == 1
    assert spots.mattering(f, 0.6) == []
    assert len(spots.mattering(f, 0.01)) == 1
    narrow = tm.landscapes.from_formula(f"{BOWL} - {holed(0.02)}")
    assert len(spots.mattering(narrow, 0.6)) == 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("temperature", [0.0, 1e-4])
def test_the_slope_knows_of_the_hole(width, temperature):
    """At γ = 2 / ς² from half a width away: towards the bottom, by γ (x - y) with y where γ (x - y) = ∇f(y)."""
    f = tm.landscapes.from_formula(f"{BOWL} - {holed(width)}")
    scope, x = 2 / width**2, f.minima[0] + np.array([0.5, 0.3]) * width
    y = f.minima[0].copy()
    for _ in range(50):
        y = y - np.linalg.solve(f.hessian(y) + scope * np.eye(2), f.gradient(y) + scope * (y - x))
    found = tm.landscapes.smooth(f, "local_entropy", (9, 9), scope=scope, temperature=temperature).gradient(x)
    assert found == pytest.approx(f.gradient(y), abs=1e-3 / width)
