"""What a page asks of a sweep is read, or refused by name; nothing that it can say asks for more than a map of 64 x 64."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toy_models import dynamics
from toy_models.contract import InvalidArgument
from widgets import sweep_messages as messages
from widgets.controls import sliders

ASKED = {"type": "sweep", "landscape": "dimple", "method": "langevin", "x": "temperature", "y": "step_size", "grid": 12}


def test_an_axis_takes_even_steps_of_its_slider_within_its_range():
    ask = messages.read_sweep(ASKED | {"x_low": 0.1, "x_high": 1.0})
    assert (ask.x_values[0], ask.x_values[-1]) == (0.1, 1.0)
    ratios = [b / a for a, b in zip(ask.x_values, ask.x_values[1:], strict=False)]
    assert max(ratios) / min(ratios) < 1 + 2e-5  # values have six digits
    told = sliders()["step_size"]
    assert all(told.low <= value <= told.high for value in ask.y_values)


@pytest.mark.parametrize("method", messages.methods())
def test_every_method_has_a_map_by_itself(method):
    ask = messages.read_sweep({"landscape": "dimple", "method": method})
    assert {ask.x, ask.y} <= set(dynamics.get(method).by_slider())
    for line in (ask.x_values, ask.y_values):
        assert 2 <= len(line) <= 24
        assert list(line) == sorted(set(line))


def test_a_slider_that_counts_has_whole_steps():
    asked = ASKED | {"method": "entropy_sgd", "x": "inner_steps", "y": "scope", "x_low": 1, "x_high": 5}
    ask = messages.read_sweep(asked)
    assert ask.x_values == (1, 2, 3, 4, 5)


def test_a_formula_stands_in_the_place_of_a_landscape_until_another_place_is_said():
    written = {name: value for name, value in ASKED.items() if name != "landscape"}
    ask = messages.read_sweep(written | {"formula": "(x^2 - 1)^2 + k*y^2 where k = 0.5"})
    assert ask.place.energy((0.0, 2.0)) == 3.0
    assert messages.landscapes.get(ask.landscape) is ask.place
    again = messages.read_sweep({"type": "sweep", "grid": 24}, ask)
    assert (again.landscape, again.formula, again.grid) == (ask.landscape, ask.formula, 24)
    assert messages.read_sweep(ASKED, ask).formula == ""
    with pytest.raises(InvalidArgument) as refused:
        messages.read_sweep(ASKED | {"landscape": ask.landscape}, ask)
    assert refused.value.argument == "landscape", "its text names it, and nothing else"


@pytest.mark.parametrize(("change", "named"), [
    ({"grid": 1_000_000}, "grid"), ({"grid": 24.5}, "grid"), ({"grid": True}, "grid"), ({"grid": [64]}, "grid"),
    ({"grid": None}, "grid"),
    ({"formula": "x^2 + __import__"}, "formula"), ({"formula": "x^2 + y^2"}, "formula"), ({"formula": 5}, "formula"),
    ({"landscape": "nowhere"}, "landscape"), ({"landscape": "whirl"}, "landscape"), ({"method": {"a": 1}}, "method"),
    ({"x": "radius"}, "x"), ({"y": "temperature"}, "y"), ({"x_low": -1.0}, "x_low"), ({"x_low": math.nan}, "x_low"),
    ({"x_high": math.inf}, "x_high"), ({"x_high": "1e9"}, "x_high"), ({"x_low": 1.0, "x_high": 1.0}, "x_high"),
    ({"x_low": 1.0, "x_high": 0.5}, "x_high"), ({"replicas": 10**6}, "sweep"), ({"evaluations": 10**9}, "sweep"),
    ({"x": "inner_steps", "method": "entropy_sgd", "y": "scope", "x_low": 3.1, "x_high": 3.4}, "x_high"),
])
def test_what_cannot_be_swept_is_refused_by_name(change, named):
    with pytest.raises(InvalidArgument) as refused:
        messages.read_sweep(ASKED | change)
    assert refused.value.argument == named


@pytest.mark.parametrize("content", [
    {}, {"row": 0}, {"row": -1, "column": 0}, {"row": 12, "column": 0}, {"row": 0, "column": 5}, {"row": 0.5, "column": 0},
    {"row": 10**30, "column": 0}, {"row": 0, "column": 0, "seq": -1}, {"row": True, "column": 0},
])
def test_a_cell_lies_on_the_map(content):
    with pytest.raises(InvalidArgument):
        messages.read_cell(content, (12, 5))
    assert messages.read_cell({"seq": 3, "row": 11, "column": 4}, (12, 5)) == (3, 11, 4)


def test_a_pause_is_true_or_false():
    assert messages.read_pause({"paused": True})
    for wrong in ({}, {"paused": 1}, {"paused": "yes"}):
        with pytest.raises(InvalidArgument):
            messages.read_pause(wrong)


SAID = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.sampled_from(
    ["dimple", "langevin", "temperature", "step_size", 12, 64, 0.05, 0.5, 1e-300, 1e300])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)), max_leaves=4)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(["landscape", "method", "x", "y", "grid", *messages.RANGES, "row"]), SAID, max_size=5))
def test_whatever_a_browser_sends_is_a_bounded_map_or_refused(said):
    for read in (lambda: messages.read_sweep({**ASKED, **said}), lambda: messages.read_keep(said),
                 lambda: messages.read_cell(said, (12, 5))):
        try:
            found = read()
        except InvalidArgument:
            continue
        for line in (found.x_values, found.y_values) if isinstance(found, messages.Ask) else ():
            assert 2 <= len(line) <= 64
            assert all(math.isfinite(value) for value in line)
            assert list(line) == sorted(set(line))
