"""Trees for what people write."""

import ast

import numpy as np
import pytest

import toy_models as tm
from toy_models import meanings
from toy_models.reading import read


def test_numbers_and_fractions_are_signs_and_digits():
    assert ast.unparse(meanings.number(-2)) == "-2"
    assert ast.unparse(meanings.number((1, 3))) == "1 / 3"


@pytest.mark.parametrize(("text", "sign"), [("well(0.5, -0.3, 0.7, 0.2)", -1), ("hill(0.5; -0,3; 0,7; 0,2)", 1)])
def test_a_well_is_a_gaussian(text, sign):
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    expected = sign * 0.7 * np.exp(-((x[:, 0] - 0.5) ** 2 + (x[:, 1] + 0.3) ** 2) / (2 * 0.2**2))
    assert tm.landscapes.from_formula(f"x^2 + {text}").energy(x) == pytest.approx(x[:, 0] ** 2 + expected, rel=1e-12)


@pytest.mark.parametrize(("text", "arguments"), [
    ("well(1,2,3,4)", "1 2 3 4"), ("well(1, 0,5, 3, 4)", "1 0.5 3 4"), ("well(0,5; 1; 2; 3)", "0.5 1 2 3"),
    ("well(a; b; 2; 3)", "a b 2 3"), ("well(0,5, 1,5, 2, 3)", "0.5 1.5 2 3")])
def test_its_commas_part_four_numbers(text, arguments):
    word, found, place = read(text).spot
    assert (word, place) == ("well", (0, len(text)))
    assert " ".join(map(ast.unparse, found)) == arguments


@pytest.mark.parametrize("text", [
    "well(1,2,3)", "well(x,0,1,1)", "well 3", "well", "wellx", "well(1,2,3,4,5)", "x^2 + hill(1;2;3)", "2well",
    " + ".join(["well(0, 0, 1, 1)"] * 13), "well(1, 0, (((2^9)^9)^9)^9, 1)"])
def test_what_is_no_well_is_refused_with_its_place(text):
    with pytest.raises(tm.InvalidArgument, match=r"^formula = ") as refusal:
        tm.landscapes.from_formula(text)
    assert 0 <= refusal.value.place[0] < refusal.value.place[1] <= len(text) + 1


def test_a_dozen_wells_leave_a_formula_all_its_room():
    long = "+".join(["x*y"] * 20)
    tm.landscapes.from_formula(long + " + well(-1.25, 0.75, 0.4, 0.18)" * 12)
