"""The line of a cut lies on the map, at its angle and through its place, and what is taken away is read there."""

import math

import numpy as np
import pytest

import toy_models as tm
import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets import taken
from widgets.cut_line import across
from widgets.take_messages import Take, read_take

EXTENT = ((-2.0, 4.0), (-1.0, 3.0))
ANGLES = [-90, -89, -30, -1, 0, 1, 45, 60, 90]


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("place", [(0.3, 1.7), (-2.0, -1.0), (4.0, 3.0), (-2.0, 3.0), (50.0, -20.0)])
def test_both_ends_are_on_the_maps_edge_and_the_place_is_on_the_line_where_there_is_one(place, angle):
    line = across(EXTENT, place, angle)
    ends = np.array([line.point(line.low), line.point(line.high)])
    low, high = np.transpose(EXTENT)
    assert line.high > line.low
    assert (ends >= low - 1e-12).all() and (ends <= high + 1e-12).all()
    assert (np.isclose(ends, low) | np.isclose(ends, high)).any(axis=1).all()
    turn = math.radians(angle)
    assert (ends[1] - ends[0]) / (line.high - line.low) == pytest.approx([math.cos(turn), math.sin(turn)], abs=1e-12)
    if place == (0.3, 1.7):
        assert line.point(place[0] * line.c + place[1] * line.d) == pytest.approx(place, abs=1e-12)


def test_along_x_the_way_is_x_to_the_bit():
    line = across(EXTENT, (0.3, 1.7), 0)
    assert (line.low, line.high, line.n) == (-2.0, 4.0, 1.7)
    assert line.point(0.3) == (0.3, 1.7)


@pytest.mark.parametrize("angle", [angle for angle in ANGLES if angle])
def test_the_heights_along_a_slanted_line_are_those_of_the_closed_form(angle):
    landscape = tm.landscapes.get("two_gaussians")
    session = widgets.Session("two_gaussians", methods=("entropy_sgd",), values={"scope": 2.0})
    found = session.taken(Take(1, "cut", "csv", 0, 0.31, -0.7, angle))
    remade(found)
    assert taken.heads(found.columns) == ["s (length)", "x (length)", "y (length)", "f (energy)", "u (energy)"]
    s, x, y, f, u = np.array(found.rows).T
    turn = math.radians(angle)
    width = np.ptp(landscape.extent[0])
    assert s == pytest.approx(x * math.cos(turn) + y * math.sin(turn), abs=1e-12 * width)
    beside = 0.7 * math.sin(turn) + 0.31 * math.cos(turn)
    assert -x * math.sin(turn) + y * math.cos(turn) == pytest.approx(beside, abs=1e-12 * width)
    assert (np.diff(s) > 0).all()
    assert f == pytest.approx([float(landscape.energy(place)) for place in np.column_stack([x, y])], rel=1e-13)
    low, high = landscape.height_range
    for k in range(5, len(found.rows), 30):  # a surface's own promise: 1e-6 of the heights, of either grid
        around = ((x[k] - 0.01, x[k] + 0.01), (y[k] - 0.01, y[k] + 0.01))
        one = tm.landscapes.smooth(landscape, "local_entropy", (3, 3), around, scope=2.0, temperature=1.0)
        assert u[k] == pytest.approx(one.values[1, 1], abs=2e-6 * (high - low))


def test_a_cut_of_a_paraboloid_is_a_parabola():
    session = widgets.Session(tm.landscapes.read("x^2 + y^2"), methods=("sgd",))
    s, _, _, f = np.array(session.taken(Take(1, "cut", "csv", 0, 0.6, 0.8, 30)).rows).T
    n = 0.6 * math.cos(math.pi / 6) - 0.8 * 0.5
    assert f == pytest.approx(s**2 + n**2, rel=1e-12)


@pytest.mark.parametrize(("field", "value"), [
    ("angle", 91), ("angle", -90.5), ("angle", 12.5), ("angle", float("nan")), ("angle", float("inf")), ("angle", "30"),
    ("angle", True), ("angle", [30]), ("x", float("nan")), ("x", 1e9), ("x", None), ("y", -1e9),
])
def test_a_hostile_line_is_refused_with_name_value_and_range(field, value):
    with pytest.raises(InvalidArgument) as caught:
        read_take({"type": "take", "number": 1, "picture": "cut", "form": "csv", field: value})
    assert field in str(caught.value) and str(value) in str(caught.value)
    assert ("90" if field == "angle" else "1") in str(caught.value).split(str(value), 1)[1]


def test_a_line_is_read_as_it_is_said():
    asked = {"type": "take", "number": 1, "picture": "cut", "form": "py", "x": 0.25, "y": -0.5, "angle": -35}
    assert read_take(asked) == Take(1, "cut", "py", 0, -0.5, 0.25, -35)
