"""A typed number is understood or refused with a word, never changed; a written one keeps what it says."""

import json
import math

import pytest

UNDERSTOOD = {
    "0,01": 0.01, "0.01": 0.01, "1,5": 1.5, "1,000.5": 1000.5, "1.000,5": 1000.5, "1,000,000": 1e6, "1 000,5": 1000.5,
    "1 000.5": 1000.5, "1'000": 1000.0, "−0.5": -0.5, "- 0.5": -0.5, "–3": -3.0, "+2": 2.0, "1e-3": 1e-3, "1e−3": 1e-3, "1E3": 1e3,
    "2,5e-3": 2.5e-3, "2·10^-3": 2e-3, "2 × 10^−3": 2e-3, "½": 0.5, "1½": 1.5, "1 ½": 1.5, "−½": -0.5, "¾": 0.75, "1/2": 0.5,
    "3 1/4": 3.25, "  7  ": 7.0, ".5": 0.5, ",5": 0.5, "5.": 5.0, "0": 0.0, "1e999": None,
}
REFUSED = ["", "   ", "abc", "1 2", "1,2,3", "1.2.3", "1,00,000", "1.5.000,5", "0x10", "1_000", "Infinity", "NaN", "10³", "1/0",
           "½½", "--1", "1e", "e5", ",", ".", "-", "5 %", "1,000.5.5", "12,34.5", "1 ,5", "1e1.5"]


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_people_type_is_understood(js, text):
    found = js(f"readNumber({json.dumps(text)})", "numbers")
    assert found["value"] == UNDERSTOOD[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_is_refused_with_a_word(js, text):
    found = js(f"readNumber({json.dumps(text)})", "numbers")
    assert "value" not in found
    assert found["refused"]


def test_where_whole_numbers_are_meant_a_comma_before_three_digits_parts_thousands(js):
    assert js('["1,024", "1,024.0", "1,5", "64"].map((t) => readNumber(t, true).value)', "numbers") == [1024, 1024, 1.5, 64]
    assert js('readNumber("1,024").value', "numbers") == 1.024


VALUES = [1e-4, 1.234e-4, 2.5e-5, 0.00999, 0.0123, 0.0949, 0.095, 0.1, 0.123, 0.5, 1, 1.2345, 9.999, 10, 12.3, 99.99, 100, 123,
          5e-7, -0.5, -1e-4, 0.0666, 1000, 123.456]


def test_no_number_is_written_as_nothing_and_two_digits_always_stand(js):
    texts = js(f"{VALUES}.map((v) => told(v))", "numbers")
    for value, text in zip(VALUES, texts, strict=True):
        read = float(text.replace("−", "-").replace(",", ""))
        assert read == pytest.approx(value, rel=0.05), text  # half of the second of two digits
        assert len(text) <= 8
    assert js("[told(0), told(3e-5, 1e-4), told(-1e-17, 1e-9)]", "numbers") == ["0.00"] * 3


def test_a_box_holds_the_number_itself_or_says_it_to_four_digits(js):
    typed = [*VALUES, 1 / 3, math.pi, 0.123456789, 2.0**-20]
    boxes = js(f"{typed}.map((v) => [boxed(v), readNumber(boxed(v)).value])", "numbers")
    for value, (text, read) in zip(typed, boxes, strict=True):
        assert len(text) <= 9
        assert read == pytest.approx(value, rel=5e-4)
        if len(repr(value)) <= 6:
            assert read == value, "what is short stands as it is"
    assert js("[boxed(4294967295, true), boxed(0, true)]", "numbers") == ["4294967295", "0"]


WRITTEN_WITH_ERROR = {
    (44.43245, 4.4e-11): "44.43", (64.2638, 3.347): "64.3 ± 3.3", (0.06122, 0.0028745): "0.0612 ± 0.0029",
    (-0.13929, 2.7e-6): "−0.1393", (3.2378, 0.01516): "3.238 ± 0.015", (0.0, 0.00045): "0.00000 ± 0.00045",
    (0.0, 0.0): "0", (910.46, 75.449): "910 ± 75", (12345.6, 230.0): "12,350 ± 230", (9.996, 0.0996): "10.00 ± 0.10",
    (-0.001, 0.12): "0.00 ± 0.12", (0.999999974, 1.4e-9): "1.000", (1.2345e-7, 4.4e-9): "1.235e−7 ± 0.044e−7",
    (3.0e12, 1e9): "3.000e12 ± 0.001e12",
}


@pytest.mark.parametrize(("value", "error"), WRITTEN_WITH_ERROR)
def test_an_error_has_two_digits_and_its_value_as_many_as_that_leaves(js, value, error):
    assert js(f"withError({value}, {error})", "numbers") == WRITTEN_WITH_ERROR[value, error]
