"""What is told of three flows on a line is `tm.flows`'s; and a guess about them needs words and an axis."""

import numpy as np
import pytest

import toy_models as tm
import widgets
from widgets import pack
from widgets.line_side import LineSide

LINE = tm.flows.two_wells()


def unpacked(told, packed):
    values = np.frombuffer(packed, "<u2").reshape(7, told["sites"])
    return values / pack.STEPS * (told["high"] - told["low"]) + told["low"]


@pytest.mark.parametrize(("scope", "temperature"), [(5.0, 0.3), (0.3, 0.1)])
def test_a_picture_is_f_and_each_flow_stepped_and_in_closed_form(scope, temperature):
    """Heights are told in 65,534 steps of f's range."""
    told, packed = LineSide(LINE).picture(scope, temperature)
    f, *found = unpacked(told, packed)
    assert f == pytest.approx(LINE.heights, abs=1e-4)
    for i, kind in enumerate(tm.flows.KINDS):
        stepped, exact = tm.flows.Flow(LINE, kind, temperature).at(1 / scope), tm.flows.closed(LINE, kind, 1 / scope, temperature)
        assert found[i] == pytest.approx(stepped, abs=1e-4)
        assert found[3 + i] == pytest.approx(exact, abs=1e-4)
        one = told["kinds"][i]
        assert (one["kind"], one["minima"]) == (kind, len(LINE.minima(exact)))
        assert one["off"] == pytest.approx(np.abs(stepped - exact).max(), abs=1e-6)


def test_along_an_axis_it_is_told_where_each_is_lowest_and_who_stays():
    side = LineSide(LINE)
    warm, cold = (side.lowest(0.1, 100, temperature) for temperature in (0.3, 0.1))
    assert (warm["kept"], cold["kept"]) == (["inviscid"], ["viscous", "inviscid"])
    for kind, low, high in (("diffusion", 25, 35), ("viscous", 5.5, 7)):
        there = [value for value, place in zip(warm["values"], warm["places"][kind], strict=True) if place > 1]
        assert low < min(there) < high
    assert set(warm["counts"]["inviscid"]) >= {7, 2}


def test_a_slider_at_either_end_is_a_time_that_can_be_stepped_to():
    for scope in (1e-4, 100.0):
        told, _ = LineSide(LINE).picture(scope, 10.0)
        assert all(np.isfinite(one["off"]) for one in told["kinds"])


@pytest.mark.parametrize(("arguments", "name"), [
    (({"a": "diffusion"},), "choices"), (({"a": "diffusion", "b": "warm"},), "choices"), ((["diffusion", "none"],), "choices"),
    (({"a": "diffusion", "b": "none"}, 0.0), "low"), (({"a": "diffusion", "b": "none"}, 1.0, 1.0), "high")])
def test_a_guess_about_flows_needs_kinds_and_an_axis(arguments, name):
    with pytest.raises(tm.InvalidArgument, match=rf"^{name} = "):
        widgets.LineLesson(LINE, "heat").guess(*arguments)
