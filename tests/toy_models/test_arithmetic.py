"""From the tree to SymPy, and from SymPy to arithmetic."""

import ast
import math

import numpy as np
import pytest
import sympy

from toy_models.arithmetic import WORDS, Arithmetic, Minimum, Readable, Size, Where, expression, number

X, Y = sympy.symbols("x y", real=True)


def tree(text):
    return [ast.Return(ast.parse(text, mode="eval").body)]


@pytest.mark.parametrize("text", ["x + 2*y", "x**3 / (1 + y**2)", "exp(x)*tanh(y)", "-x + +y", "minimum(x, y)", "abs(x - y)",
    "pi*x + e"])
def test_an_expression_is_worth_what_its_text_says(text):
    found = Arithmetic().doprint(expression(tree(text), {"x": X, "y": Y}).subs({X: 0.7, Y: -0.4}).evalf(17))
    names = {name: numeric for name, (_, numeric) in WORDS.items()} | {"pi": math.pi, "e": math.e, "x": 0.7, "y": -0.4}
    words = {"where": lambda case, a, b: a if case else b, "abs": abs}
    assert eval(found, {"__builtins__": {}}, words) == pytest.approx(eval(text, {"__builtins__": {}}, names), rel=1e-14)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1j])
def test_no_number_is_not_finite(value):
    with pytest.raises(ValueError, match="not real"):
        number(value)


def test_whole_numbers_are_integers_and_the_rest_keep_their_bits():
    assert number(2.0) == sympy.Integer(2)
    assert float(number(0.1)) == 0.1
    assert float(number(1 / 3)) == 1 / 3


@pytest.mark.parametrize("power", [*range(-22, 23), 0.5, -0.5, 2.5])
def test_a_power_is_written_without_a_power(power):
    text = Arithmetic().doprint(X ** number(power))
    assert "**" not in text
    words = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": abs, "__builtins__": {}}
    assert eval(text, {**words, "x": 1.3}) == pytest.approx(1.3**power, rel=1e-13)
    if power == int(power):
        assert eval(text, {**words, "x": -1.3}) == pytest.approx((-1.3) ** power, rel=1e-13)


def test_kinks_are_cases_that_are_differentiated_side_by_side():
    assert Minimum(X**2, Y).diff(X) == Where(X**2, Y, 2 * X, 0)
    assert Size(X * Y).diff(X) == Where(X * Y, 0, -1, 1) * Y
    assert Arithmetic().doprint(Where(X, 0, -1, 1)) == "where(x < 0, -1, 1)"


def test_what_is_named_twice_is_written_once():
    printer = Arithmetic()
    assert printer.doprint(Minimum(X**2, Y)) == "where(m0 < y, m0, y)"
    assert printer.lines == ["m0 = ((x)*(x))"]


def test_numbers_are_readable():
    assert Readable().doprint(sympy.Float("1.23456e-7") * X) == r"1.235 \cdot 10^{-7} x"
