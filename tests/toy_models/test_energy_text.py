"""What a text says beside its formula: read, written back, refused with its place."""

import pytest

import toy_models as tm
from toy_models import energy_text

WHOLE = "k*x^2 + c*y^2 where k = 0.5 from 0.1 to 10, c = -2, x from -2 to 2, y from -1.5 to 1, heights from -1 to 3"


def test_all_of_it_is_read_and_written_back():
    said = energy_text.read(WHOLE)
    assert said == energy_text.Said("k*x^2 + c*y^2", {"k": (0.5, 0.1, 10.0), "c": (-2.0, None, None)}, ((-2.0, 2.0), (-1.5, 1.0)),
                                    (-1.0, 3.0))
    assert said.text == WHOLE
    assert said.numbers == {"k": 0.5, "c": -2.0}


@pytest.mark.parametrize(("text", "numbers"), [
    ("k x where k = 0,5", {"k": 0.5}), ("k x where k=3;c=2", {"k": 3, "c": 2}), ("k x where k = \u22121e-3", {"k": -0.001}),
    ("k x where k = .5, c = 2.", {"k": 0.5, "c": 2.0}), ("x^2", {})])
def test_numbers_as_people_write_them(text, numbers):
    assert energy_text.read(text).numbers == numbers
    assert energy_text.read(energy_text.read(text).text).numbers == numbers


@pytest.mark.parametrize(("text", "wrong"), [
    ("k x where k", "k"), ("k x where k = 0.5, m is 2", "m is 2"), ("k x where k = 1e99", "k = 1e99"), ("x where e = 2", "e = 2"),
    ("x where x = 2", "x = 2"), ("k x where k = 3 from 0 to 1", "k = 3 from 0 to 1"),
    ("k x where k = 3 from 5 to 1", "k = 3 from 5 to 1"), ("x where heights from 2 to 1", "heights from 2 to 1"),
    ("k x where k = __import__", "k = __import__"), ("k x where , k = 2", ","),
    ("k x where k = 1e13, c = 2", "k = 1e13")])
def test_a_refusal_has_its_place(text, wrong):
    with pytest.raises(tm.InvalidArgument, match=r"^formula = ") as refusal:
        energy_text.read(text)
    start, end = refusal.value.place
    assert text[start:end].strip() == wrong


@pytest.mark.parametrize("ends", [
    "x from -2 to 2", "x from -1 to 1, y from -20 to 20", "x from -1e6 to 1, y from 0 to 1",
    "x from 1000 to 1000.1, y from 0 to 0.1", "x from 0 to 1e-9, y from 0 to 1e-9"])
def test_a_window_that_cannot_be_drawn_is_refused(ends):
    with pytest.raises(tm.InvalidArgument, match=r"^window = "):
        energy_text.read(f"x^2 where {ends}")


def test_length_is_bounded_before_anything_is_read():
    with pytest.raises(tm.InvalidArgument, match="at most 1200 characters"):
        energy_text.read("x" * 10_000_000 + " where k = 2")
