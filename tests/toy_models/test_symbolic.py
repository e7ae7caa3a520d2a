"""From a checked tree to straight-line arithmetic."""

import ast
import re

import pytest

import toy_models as tm
from toy_models import formula, symbolic


def derived(text):
    return symbolic.derive(formula.from_text(text))


def test_three_functions_of_x_and_y_without_a_call_beyond_the_words():
    text, _ = derived("exp(-x^2) + sqrt(y) + minimum(x, sin(y))^3")
    tree = ast.parse(text)
    assert [node.name for node in tree.body] == ["energy", "gradient", "hessian"]
    assert [len(node.body[-1].value.elts) for node in tree.body[1:]] == [2, 3]
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert calls <= {*formula.WORDS, "where"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Pow)]  # whole powers are products


@pytest.mark.parametrize(("text", "latex"), [
    ("(x^2-1)^2/4 + y^2/2", r"\frac{y^{2}}{2} + \frac{\left(x^{2} - 1\right)^{2}}{4}"),
    ("0.78124999999999989*x", r"0.7812 x"), ("abs(x)^3", r"\left|x\right|^{3}"),
    ("minimum(x, y)", r"\min\left(x,\; y\right)"), ("1e-9*x", r"1 \cdot 10^{-9} x")])
def test_latex_is_short(text, latex):
    assert derived(text)[1].replace("0.25 ", "") .replace("0.5 ", "") == latex or derived(text)[1] == latex


def test_numbers_are_folded_before_they_can_grow():
    """Ten nested exponentials of an exact number would never end; as float64 the third is refused."""
    with pytest.raises(tm.InvalidArgument, match="range"):
        derived("exp(" * 10 + "9.5" + ")" * 10)
    assert derived("exp(log(2))*x")[0].startswith("def energy(x, y):\n    return 2*x")


def test_a_nested_minimum_is_written_once():
    """Written out in full, twelve levels would name x 4,096 times."""
    text = derived("minimum(" * 12 + "x" + ", y)" * 12)[0]
    assert len(re.findall(r"\bx\b", text)) < 200


def test_high_powers_keep_their_sign():
    f = tm.landscapes.from_formula("(x^3)^9")
    assert f.energy((-1.1, 0.0)) == pytest.approx(-(1.1**27))
    assert f.gradient((-1.1, 0.0))[0] == pytest.approx(27 * 1.1**26)


def test_constants_that_no_float_holds_are_refused():
    with pytest.raises(tm.InvalidArgument, match="1e308"):
        derived("(1000000000000*x)^10*(1000000000000*x)^10*(1000000000000*x)^10")
