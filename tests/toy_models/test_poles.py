"""Poles: where exp(-f/T) has no integral, by hand; steep holes, kinks and narrow ledges are none."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import poles


def formula(text):
    return tm.landscapes.from_formula(text)


@pytest.mark.parametrize(("text", "place", "strength", "codimension"), [
    ("log(x^2+y^2)", (0, 0), 2, 2),  # r^(-2/T) r dr has an integral where 2/T < 2
    ("3*log((x-0.31)^2+(y+0.173)^2) + x^2", (0.31, -0.173), 6, 2),
    ("log(x^2+3*y^2) + cos(3*x)", (0, 0), 2, 2),
    ("-1/((x-0.3)^2+y^2)", (0.3, 0), np.inf, 2),
    ("x^2+log((y-0.4)^2)", (None, 0.4), 2, 1),  # |y|^(-2/T) dy where 2/T < 1
    ("log(abs(x^2+y^2-1))", None, 1, 1),  # a ring
    ("-1/abs(x-y)", None, np.inf, 1),
])
def test_a_pole_is_found_with_its_strength(text, place, strength, codimension):
    found = poles.find(formula(text))
    assert found
    for pole in found:
        assert pole.codimension == codimension
        assert pole.strength == pytest.approx(strength, rel=0.02)
        for at, true in zip(pole.place, place or (None, None), strict=True):
            assert true is None or abs(at - true) < 1e-8


@pytest.mark.parametrize("text", [
    "log(x^2+y^2+1e-9)", "abs(x)+abs(y)", "sqrt(sqrt(x^2+y^2))", "(x^2+y^2)^0.1", "x^4-y^4", "-exp(-1e8*(x^2+y^2))", "cos(40*x)",
    "log(x)^2+y^2", "1/(x^2+y^2)", "(x^2+y^2)*log(x^2+y^2)", "-x", "0*x",
])
def test_what_has_a_floor_is_no_pole(text):
    assert poles.find(formula(text)) == []


@pytest.mark.parametrize("key", tm.landscapes.names())
def test_no_landscape_of_the_folder_has_one(key):
    landscape = tm.landscapes.get(key).stationary
    assert landscape is None or landscape.poles == []


@pytest.mark.parametrize(("text", "warm"), [("log(x^2+y^2)", 1.0), ("x^2+log((y-0.4)^2)", 2.0)])
def test_the_soft_minimum_is_minus_infinity_up_to_the_temperature_where_the_integral_comes_to_be(text, warm):
    f = formula(text)
    assert f.falls(1.0, 0.0)
    assert f.falls(1.0, 0.98 * warm)
    assert not f.falls(1.0, 1.02 * warm)


@pytest.mark.parametrize(("kind", "arguments"), [("local_entropy", {"scope": 1.0, "temperature": 1.5}), ("box", {"width": 0.3})])
def test_of_a_pole_that_leaves_a_number_the_surface_says_so(kind, arguments):
    found = tm.landscapes.smooth(formula("log(x^2+y^2)"), kind, (32, 32), **arguments)
    assert np.isfinite(found.values).any()
    assert "falls without end at (" in found.note
    assert not tm.landscapes.smooth(formula("log(x^2+y^2+1)"), kind, (32, 32), **arguments).note
