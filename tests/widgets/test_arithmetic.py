"""What a formula is written down as is what it computes."""

import math

import pytest

from widgets.arithmetic import names, written


def test_each_operation_is_written_in_its_order():
    assert written(lambda p: p.a - 2, {}) == ["-", "a", 2.0]
    assert written(lambda p: 2 - p.a, {}) == ["-", 2.0, "a"]
    assert written(lambda p: 2 * (1 + p.a) ** p.t / p.b, {}) == ["/", ["*", 2.0, ["**", ["+", 1.0, "a"], "t"]], "b"]
    assert written(lambda p: 2**p.a + 1 / p.a * 3, {}) == ["+", ["**", 2.0, "a"], ["*", ["/", 1.0, "a"], 3.0]]
    assert written(lambda p: p.a * 2 + p.b, {}) == ["+", ["*", "a", 2.0], "b"]


def test_names_are_translated_and_listed():
    tree = written(lambda p: p.step_size * p.curvature, {"step_size": "outer_step"})
    assert tree == ["*", "outer_step", "curvature"]
    assert names(tree) == {"outer_step", "curvature"}
    assert names(2.0) == set()


def test_a_number_is_a_formula_and_no_limit_is_none():
    assert written(0.05, {}) == 0.05
    assert written(math.inf, {}) is None


def test_what_cannot_be_written_is_an_error():
    with pytest.raises(TypeError):
        written(lambda p: math.sqrt(p.a), {})
