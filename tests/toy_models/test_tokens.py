"""Words and places: every token says where it stood; what is no word is refused there."""

import unicodedata

import pytest

from toy_models.tokens import FUNCTIONS, VARIABLES, Refused, tokens


def kinds(text):
    return [token.kind for token in tokens(text)]


def values(text):
    return [token.value for token in tokens(text) if token.kind in ("number", "raised")]


def test_every_token_stands_where_it_says():
    text = "2 sin(xy) - 0,5|x|² ÷ √y"
    for token in tokens(text)[:-1]:
        assert text[token.place : token.place + 1] in (token.text[0], "√")
    assert tokens(text)[-1].place == len(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("0,5", [0.5]), ("0.5", [0.5]), (".5", [0.5]), ("2.", [2.0]), ("12", [12]), ("1e3", [1000.0]), ("1E-3", [0.001]), ("0,500",
    [0.5]), ("1,5", [1.5]), ("1234,567", [1234.567]), ("2,5e2", [250.0]), ("½", [(1, 2)]), ("x²", [2]), ("x⁻¹⁰", [-10]),
    ("1e3,5*0", [1000.0, 5, 0])])
def test_numbers(text, expected):
    if text == "1e3,5*0":
        assert "," in kinds(text)  # a comma after an exponent parts, and is refused later
    assert values(text) == expected


@pytest.mark.parametrize("text", ["1,000", "12,345*x", "999,999", "1,000.5", "1.000,5", "1,2,3", "1.2.3", "1..2", ".", "x.",
    "1e13", "1e400", "9" * 99])
def test_numbers_that_can_be_read_in_two_ways_or_in_none(text):
    with pytest.raises(Refused, match=r"at place \d+"):
        tokens(text)


@pytest.mark.parametrize(("text", "commas"), [
    ("minimum(1,2)", 1), ("minimum(0,5, x)", 1), ("minimum(x, 0,5)", 1), ("min(0,5; 2,5)", 1), ("max(x,2)", 1),
    ("minimum((0,5), 1)", 1), ("minimum(minimum(1,2),3)", 2), ("sin(0,5)", 0), ("minimum(0,5", 1)])
def test_a_comma_is_a_decimal_point_where_nothing_else_is_possible(text, commas):
    assert kinds(text).count(",") == commas


@pytest.mark.parametrize("text", ["minimum(0,5,2)", "max(1,2,3)", "min(1,2,3,4"])
def test_a_comma_that_may_be_either_is_refused(text):
    with pytest.raises(Refused, match="which comma"):
        tokens(text)


@pytest.mark.parametrize(("run", "names"), [
    ("xy", ["x", "y"]), ("xyx", ["x", "y", "x"]), ("pix", ["pi", "x"]), ("sinx", ["sin", "x"]), ("xsin", ["x", "sin"]), ("xsiny",
    ["x", "sin", "y"]), ("xe", ["x", "e"]), ("pie", ["pi", "e"]), ("tanhx", ["tanh", "x"]), ("xexp", ["x", "exp"]), ("lnx", ["ln",
    "x"]), ("kxy", ["k", "x", "y"]), ("ksinx", ["k", "sin", "x"]), ("ke", ["k", "e"]),
    *((name, [name]) for name in (*VARIABLES, *FUNCTIONS))])
def test_a_run_of_letters_is_split_where_there_is_one_way(run, names):
    assert [token.text for token in tokens(run)[:-1]] == names


@pytest.mark.parametrize("run", ["z", "ex", "ey", "exy", "sinxy", "arcsin", "sinh", "X", "Sin", "EXP", "xz", "minimumx", "sinsin",
    "fg", "import", "ee", "asin", "acosx", "j"])
def test_any_other_run_is_refused_by_name(run):
    with pytest.raises(Refused, match=f"at place 3, '{run[:12]}'"):
        tokens("x+" + run)


@pytest.mark.parametrize(("sign", "kind"), [("\u2212", "-"), ("–", "-"), ("×", "*"), ("·", "*"), ("÷", "/"), ("**", "^"), ("^",
    "^"), (";", ",")])
def test_one_sign_in_many_ways(sign, kind):
    assert kinds(f"x{sign}y") == ["name", kind, "name", "end"]


@pytest.mark.parametrize("sign",
    [*"[]{}=!%'\"#$&:<>?@\\_`~—\n\r\0\x7f", "\u200b", "\ufeff", "\u202e", "\U0001d465", "σ", "\uff11", "＊"])
def test_any_other_sign_is_refused_with_its_name_and_place(sign):
    with pytest.raises(Refused, match=r"at place 2, "):
        tokens("x" + sign)


def test_no_sign_of_unicode_is_taken_for_another():
    """All 1.1 million: what is understood is a short list, and nothing raises anything but `Refused`."""
    understood = set()
    for point in range(0x110000):
        try:
            tokens(chr(point))
            understood.add(chr(point))
        except Refused:
            continue
    assert len(understood) < 90
    assert not {sign for sign in understood if unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Co", "Cn")} - {"\t"}
