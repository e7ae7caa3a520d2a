"""What people write, against what it means: a list, and random trees written in random manners."""

import ast
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy_models as tm
from toy_models import formula
from toy_models.reading import read

WRITTEN = {
    "e^x": "exp(x)", "e^-x^2": "exp(-x**2)", "x\u2212y": "x-y", "2x": "2*x", "2xy": "2*x*y", "x²+y²": "x**2+y**2", "x⁻²": "x**-2",
    "sin x": "sin(x)", "sin 2x": "sin(2*x)", "sin2x": "sin(2*x)", "sin²x": "sin(x)**2", "sin^2(x)": "sin(x)**2",
    "sin x^2": "sin(x**2)", "sinx cosy": "sin(x)*cos(y)", "sin x + 1": "sin(x)+1", "sin -x": "sin(-x)", "sin 2πx": "sin(2*pi*x)",
    "sin x * cos y": "sin(x)*cos(y)", "abs(x)+|y|": "abs(x)+abs(y)", "|x|": "abs(x)", "||x|-1|": "abs(abs(x)-1)",
    "2|x|y": "2*abs(x)*y", "|x||y|": "abs(x)*abs(y)", "|x-y|/2": "abs(x-y)/2", "|x|^3": "abs(x)**3", "|sin x|": "abs(sin(x))",
    "e^|x|": "exp(abs(x))", "|x|²": "abs(x)**2", "|(|x|)|": "abs(abs(x))", "0,5*x": "0.5*x", "x^2,5+0,25y": "x**2.5+0.25*y",
    "min(0,5;x)": "minimum(0.5, x)", "min(1,2)": "minimum(1, 2)", "max(x,y)": "-minimum(-x, -y)", "x**2": "x**2",
    "(x+1)(y-1)": "(x+1)*(y-1)", "3(x+1)²": "3*(x+1)**2", "x y": "x*y", "x(3)": "x*3", "πx": "pi*x", "√x": "sqrt(x)",
    "√(x²+1)": "sqrt(x**2+1)", "½x²": "1/2*x**2", "x^½": "x**(1/2)", "ln x": "log(x)", "x·y": "x*y", "x÷2": "x/2",
    "2^x": "exp(x*log(2))", "2^-x": "exp(-x*log(2))", "e^(-x^2)y": "exp(-x**2)*y", "e²x": "e**2*x",
    "xe^(-x^2-y^2)": "x*exp(-x**2-y**2)", "100(y-x²)²+(1-x)²": "100*(y-x**2)**2+(1-x)**2", "x^2y": "x**2*y", "-x²": "-x**2",
    "x^-2": "x**-2", "2e^x": "2*exp(x)", "2e-x": "2*e-x", "x--y": "x- -y", "2*-x": "2*-x", "-2^2": "-2**2", "x/2/y": "x/2/y",
    "x^1/2": "x**1/2", "e^x+y": "exp(x)+y", "1e-3*x": "0.001*x", "x\u00a0+\u2009y": "x+y", "x – 1": "x-1", "2^3": "2**3",
    "e^2": "exp(2)",
}
TWO_WAYS = [
    "1/2x", "x/2y", "x^2/2(y+1)", "2x/3y", "sin x/2", "sin x*y", "sin x y", "sin x(y)", "sin 2 3", "√2x", "abs x y", "e^2x",
    "e^xy", "e^-x y", "2^3x", "2^x(y)", "e^(x)^2", "x²^3", "sin^-1(x)", "sin⁻¹x", "1,000", "1,000.5", "minimum(0,5,2)", "log10(x)",
    "log2", "ln10", "x2", "(x)2", "2 3", "|x|y|x|", "|x|2|x|", "1e-3x", "2e+3x", "ex", "sinxy", "f=x", "x—y", "exp2", "x½",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_is_understood(text):
    assert ast.unparse(read(text)) == ast.unparse(ast.parse(WRITTEN[text], mode="eval"))


@pytest.mark.parametrize("text", TWO_WAYS)
def test_what_can_be_read_in_two_ways_is_refused_at_its_place(text):
    with pytest.raises(tm.InvalidArgument, match=r"at (place \d+|its end)"):
        read(text)


@pytest.mark.parametrize(("text", "place"), [
    ("x + z", 5), ("x + (y", 5), ("x)", 2), ("x +* y", 4), ("2 + x!", 6), ("|x", 1), ("sin", 1), ("x + ²", 5), ("x[1]", 2),
    ("exp(x, y)", 6)])
def test_a_refusal_names_the_place(text, place):
    with pytest.raises(tm.InvalidArgument, match=f"at place {place}, "):
        read(text)


def test_a_fault_found_later_has_its_place_too():
    with pytest.raises(tm.InvalidArgument, match=r"at place 5"):
        formula.from_text("1 + x^11")


@pytest.mark.parametrize("text", ["x +", "", "  ", "x^", "minimum(x,", "2(", "-"])
def test_what_ends_too_early_says_so(text):
    with pytest.raises(tm.InvalidArgument, match=r"at its end: something is missing|opened here is not closed"):
        read(text)


def test_brackets_have_a_depth_that_no_stack_minds():
    assert ast.unparse(read("(" * 50 + "x" + ")" * 50)) == "x"
    for text in ("(" * 51 + "x" + ")" * 51, "|" * 51 + "x" + "|" * 51, "sin(" * 51 + "x" + ")" * 51):
        with pytest.raises(tm.InvalidArgument, match="nested 50 deep"):
            read(text)


# Random trees, written in random manners.

NUMBERS = (2, 3, 10, 0.5, 2.25)
CALLS = {"sin": np.sin, "cos": np.cos, "tanh": np.tanh, "abs": np.abs, "exp": np.exp}


def trees():
    leaves = st.one_of(st.sampled_from(["x", "y", "pi"]), st.sampled_from(NUMBERS))
    return st.recursive(leaves, lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner), st.tuples(st.sampled_from(sorted(CALLS)), inner),
        st.tuples(st.just("minimum"), inner, inner), st.tuples(st.just("^"), inner, st.sampled_from([2, 3])),
        st.tuples(st.just("neg"), inner)), max_leaves=7)


def meaning(tree, x, y):
    if not isinstance(tree, tuple):
        return {"x": x, "y": y, "pi": math.pi}.get(tree, tree)
    name, *parts = tree
    parts = [meaning(part, x, y) for part in parts]
    binary = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "minimum": np.minimum, "^": np.power,
    "neg": np.negative}
    return {**binary, **CALLS}[name](*parts)


def written(tree, chance):
    """A text of the tree, in a manner that chance decides; brackets wherever there is a doubt."""
    def pick(*choices):
        return chance.choice(choices)

    if not isinstance(tree, tuple):
        text = str(tree)
        return pick("π", "pi") if tree == "pi" else pick(text, text.replace(".", ",")) if isinstance(tree, float) else text
    name, *parts = tree
    texts = [written(part, chance) for part in parts]
    plain = [text if not isinstance(part, tuple) else f"({text})" for text, part in zip(texts, parts, strict=True)]
    if name in CALLS:
        bare = [f"{name} {texts[0]}"] if parts[0] in ("x", "y") else []
        extra = {"abs": [f"|({texts[0]})|"], "exp": [f"e^({texts[0]})"]}.get(name, [])
        return pick(f"{name}({texts[0]})", f"{name} ({texts[0]})", *extra, *(f"({text})" for text in bare))
    if name == "minimum":
        return f"{pick('min', 'minimum')}({plain[0]}{pick('; ', ' , ')}{plain[1]})"
    if name == "^":
        exponent = parts[1]
        return f"({plain[0]}{pick(f'^{exponent}', f'**{exponent}', {2: '²', 3: '³'}[exponent])})"
    if name == "neg":
        return f"({pick('-', chr(0x2212))}{plain[0]})"
    if name == "*" and (isinstance(parts[1], tuple) or parts[1] in ("x", "y")):
        return f"({plain[0]}{pick('', ' ', '*', '·', ' × ')}{plain[1]})"
    sign = {"*": ["*", " * ", "×"], "-": ["-", " - ", "\u2212", " – "], "+": ["+", " + "], "/": ["/", " ÷ "]}[name]
    return f"({plain[0]}{pick(*sign)}{plain[1]})"


@settings(max_examples=400, deadline=None, derandomize=True)
@given(tree=trees(), seed=st.integers(0, 2**32))
def test_a_formula_in_any_manner_is_understood_as_it_was_meant(tree, seed):
    node = read(written(tree, random.Random(seed)))
    x, y = np.random.default_rng(0).uniform(0.3, 1.7, (2, 7))
    words = {**CALLS, "minimum": np.minimum, "pi": math.pi, "x": x, "y": y, "e": math.e}
    with np.errstate(all="ignore"):
        found = eval(ast.unparse(node), {"__builtins__": {}}, words)  # the test's own tree, made of the words above
        assert found == pytest.approx(meaning(tree, x, y), rel=1e-9, nan_ok=True)
