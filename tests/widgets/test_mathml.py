"""A formula as it is shown back: what its elements say, read from left to right, and nothing that a visitor typed."""

import pytest

from toy_models.reading import read
from widgets import mathml


def flat(part):
    """MathML on one line: a fraction as (a)/(b), a power as a^(b), a root as sqrt(a)."""
    if isinstance(part, str):
        return part
    tag, *inner = part
    told = [flat(one) for one in inner]
    shapes = {"mfrac": "({})/({})", "msup": "{}^({})", "msqrt": "sqrt({})"}
    return shapes[tag].format(*told) if tag in shapes else "".join(told)


@pytest.mark.parametrize(("text", "shown"), [
    ("(x^2-1)^2/4 + k*y^2/2", "((x^(2)−1)^(2))/(4)+(ky^(2))/(2)"), ("2x", "2x"), ("x*2", "x·2"), ("2*3x", "2·3x"),
    ("x(y+1)", "x(y+1)"), ("-x^2", "−x^(2)"), ("(-x)^2", "(−x)^(2)"), ("x - (y - 1)", "x−(y−1)"), ("2*(-x)", "2(−x)"),
    ("e^-x", "e^(−x)"),
    ("|x|y", "|x|y"), ("sqrt(x+1)", "sqrt(x+1)"), ("sin x cos y", "sin(x)cos(y)"), ("sin²x", "(sin(x))^(2)"),
    ("min(x, y)", "min(x,y)"),
    ("pi x", "πx"), ("ln x", "log(x)"), ("1/(x+y)", "(1)/(x+y)"), ("x^(a/b)", "x^((a)/(b))"),
    ("x + well(1, -0.5, a, 0.2)", "x+well(1,−0.5,a,0.2)"),
    ("2^x", "e^(xlog(2))"), ("0,5 x", "0.5x")])
def test_it_shows_what_was_read(text, shown):
    assert flat(mathml.of(read(text))) == shown


def test_leaves_are_names_numbers_and_signs_alone():
    def leaves(part):
        return [part] if isinstance(part, str) else [leaf for one in part[1:] for leaf in leaves(one)]

    found = set(leaves(mathml.of(read("k sin(2x)² + |y|/(1 + e^x) - min(x, 3) + sqrt(tanh y) + hill(1, 2, 3, 4)"))))
    assert found <= {*"kxye|+−/(),·", "sin", "min", "tanh", "hill", *"1234"}
