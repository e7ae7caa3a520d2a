"""Arithmetic as text: what is fused, what is folded, and that it means what Python means."""

import ast
import math

import pytest

from toy_kernels.lane_text import Term, Writer, formula
from toy_kernels.text import Unreadable

WORDS = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
         "abs": abs, "absolute": abs, "fma": lambda a, b, c: a * b + c,
         "select": lambda condition, yes, no: yes if condition else no,
         "where": lambda condition, yes, no: yes if condition else no}


def written(source):
    """The lines and results of `def f(x, y)`, and the writer's constants."""
    writer, lines = Writer(), []
    tree = ast.parse(source).body[0]
    results = formula(writer, tree, [Term("x"), Term("y")], lines)
    return writer, lines, [term.text for term in results]


@pytest.mark.parametrize("said", [
    "x + y", "x - y", "2*x + y", "y + 2*x", "x*y - y", "y - x*y", "x*x + y*y", "x*x - y*y", "-x*y + 1", "1 - -x",
    "-(x + 1)*y - 3", "(1/(x)) - 2/4", "3*2 - x", "3 - 2*4 + x", "+x", "-(2)*x - -(3)", "exp(x*y) + log(x)*sqrt(y)",
    "tanh(x) - abs(-y)*sin(x) + cos(y) - tan(x)", "where(x < y, x, -y)", "where((x < 1) & (y > 2), x, y)",
    "where((x >= 5) | (x <= y), 1, 2*y)", "where(x > 5, x, where(y != 2, 1, 3))", "where(True, x, y)",
])
def test_the_text_means_what_the_formula_means(said):
    writer, lines, results = written(f"def f(x, y):\n    a = {said}\n    return a*a - x, a")
    names = WORDS | {"x": 1.7, "y": 2.3} | {name: value for value, name in writer.constants.items()}
    exec("\n".join(lines), names)
    a = eval(said, WORDS | {"x": 1.7, "y": 2.3})
    assert [eval(result, names) for result in results] == pytest.approx([a * a - 1.7, a], rel=1e-14)


@pytest.mark.parametrize(("said", "text"), [
    ("2*x + y", "fma(c0, x, y)"), ("y + 2*x", "fma(c0, x, y)"), ("y - x*x", "fma((-x), x, y)"), ("x*x + y*y", "fma(x, x, (y * y))"),
    ("x + y", "(x + y)"), ("x*y", "(x * y)"), ("x*y - y", "fma(x, y, (-y))"),
])
def test_a_product_that_is_added_is_fused_and_the_left_one_if_there_are_two(said, text):
    _, lines, _ = written(f"def f(x, y):\n    return {said}")
    assert [line.split(" = ", 1)[1] for line in lines] == [text]


def test_numbers_are_folded_before_they_are_rounded():
    writer, _, _ = written("def f(x, y):\n    return x + (0.1 + 0.2)*3 - 1/(4)")
    assert set(writer.constants) >= {(0.1 + 0.2) * 3, 0.25}


@pytest.mark.parametrize("said", ["x**y", "gamma(x)", "z", "x if y else 1", "[x]", "x % y", "1j*x", "where(x, y)"])
def test_what_has_no_form_is_refused(said):
    with pytest.raises(Unreadable, match="no compiled form"):
        written(f"def f(x, y):\n    return {said}")


@pytest.mark.parametrize("said", ["x * (3e38 + 3e38)", "x * 1e39"])
def test_a_number_that_float32_knows_as_infinite_is_refused(said):
    with pytest.raises(Unreadable, match="beyond"):
        written(f"def f(x, y):\n    return {said}")
