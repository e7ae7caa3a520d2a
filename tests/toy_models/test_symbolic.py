"""From a checked tree to straight-line arithmetic."""

import ast
import re

import mpmath
import numpy as np
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


def exact(text, x):
    """Energy, gradient and Hessian at one point with fifty digits."""
    names = {name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh")} | {"pi": mpmath.pi,
    "e": mpmath.e}
    source = ast.unparse(formula.from_text(text)[0].value)
    with mpmath.workdps(50):
        function = lambda a, b: eval(source, {"__builtins__": {}}, {**names, "x": a, "y": b})  # noqa: E731 - a checked tree
        orders = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
        return [float(mpmath.diff(function, tuple(x), order) if any(order) else function(*map(mpmath.mpf, x))) for order in orders]


LONG = ["*".join(f"(x+{i})" for i in range(20)), "tan(" * 12 + "x*y/9" + ")" * 12, "x/(1+" * 20 + "y" + ")" * 20,
        "sqrt(1+" * 14 + "x^2*y^2" + ")" * 14, "tanh(x*y+1)/" * 12 + "(x+3)", "(x+y+3)^(1/3)*" * 9 + "exp(x)"]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:16])
def test_a_long_formula_is_differentiated_part_by_part_and_exactly(text):
    assert symbolic._sizes(formula.from_text(text)[0].value)[2] > 1000
    functions = formula.compile_text(symbolic._Chain(formula.from_text(text)[0].value).text())
    for x in ([0.3, 0.7], [1.1, 0.2]):
        found = [value for function in functions for value in np.atleast_1d(function(*x))]
        assert found == pytest.approx(exact(text, x), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("text", ["(x^2-1)^2 + y^2/2", "minimum(x, y)*abs(x - y)", "exp(-x^2)*sin(y) + 2*x", "x", "5",
    "e^(x*y)/(1+x^2)", "2^x + x^2.5"])
def test_part_by_part_and_as_a_whole_are_one(text):
    body = formula.from_text(text)
    whole, parts = formula.compile_text(symbolic.derive(body)[0]), formula.compile_text(symbolic._Chain(body[0].value).text())
    x = np.random.default_rng(0).uniform(0.2, 1.5, (2, 40))
    for one, other in zip(whole, parts, strict=True):
        results = [f(*x) if isinstance(f(*x), tuple) else (f(*x),) for f in (one, other)]
        for a, b in zip(*results, strict=True):
            assert np.broadcast_to(b, 40) == pytest.approx(np.broadcast_to(a, 40), rel=1e-12, abs=1e-13)


def test_the_gallery_is_differentiated_as_a_whole(monkeypatch):
    """So that its text, and with it every run's bits, are those of SymPy's common subexpressions."""
    monkeypatch.delattr(symbolic, "_Chain")
    for module in tm.landscapes._catalogue._modules.values():
        given = getattr(module, "energy", None) or module.force
        first = "energy" if given.__name__ == "energy" else "gradient"
        assert symbolic.derive(formula.from_function(given))[0].startswith(f"def {first}(x, y)")
