"""A formula's heights before it is differentiated, and the window that suits it."""

import time

import numpy as np
import pytest

import toy_models as tm
from toy_models.sketch import Sketch, chosen

RIPPLED = "(x^2-1)^2/4 + 0.6y^2 + sin(3x)*exp(-x^2)|y| + tanh(x y) + log(3+x^2) + sqrt(x^2+1) + cos(2y)/(2+min(x,y)^2)"


def test_its_heights_are_those_of_the_landscape():
    x = np.random.default_rng(0).uniform(-2, 2, (200, 2))
    assert Sketch(RIPPLED).energy(x) == pytest.approx(tm.landscapes.from_formula(RIPPLED).energy(x), rel=1e-12)


@pytest.mark.parametrize(("text", "minima"), [
    ("(x^2-1)^2/4 + y^2/2", [(-1, 0), (1, 0)]), ("((x-20)^2-1)^2 + (y+5)^2", [(19, -5), (21, -5)]),
    ("(x^2+y-11)^2 + (x+y^2-7)^2", [(3, 2), (-2.805, 3.131), (-3.779, -3.283), (3.584, -1.848)]),
    ("100(y-x^2)^2 + (1-x)^2", [(1, 1)]), ("(x/40)^4 - (x/40)^2 + y^2/100", [(-28.28, 0), (28.28, 0)]),
    ("(x-7)^2 + y^2", [(7, 0)])])
def test_all_minima_are_in_view_with_room_and_not_lost_in_it(text, minima):
    window = np.array(chosen(Sketch(text).energy))
    places = np.array(minima)
    sides, spread = window[:, 1] - window[:, 0], places.max(axis=0) - places.min(axis=0)
    assert (places - window[:, 0] > 0.1 * sides).all()
    assert (window[:, 1] - places > 0.1 * sides).all()
    assert len(minima) == 1 or spread.max() > 0.25 * sides.max()
    assert 0.5 <= sides[0] / sides[1] <= 2.1


def test_a_narrow_well_in_the_plane_is_looked_at_closely():
    (low, high), _ = chosen(Sketch("-exp(-(x^2+y^2)/0.02)").energy)
    assert 0.2 <= high - low <= 1


def test_of_what_goes_on_for_ever_a_part_is_shown_and_where_there_is_no_number_it_is_looked_for():
    assert chosen(Sketch("cos x + cos y").energy) == ((-10, 10), (-10, 10))
    assert chosen(Sketch("sqrt(x-40)").energy)[0][1] > 45
    assert chosen(Sketch("x + y").energy) == ((-3, 3), (-3, 3))


def test_what_is_said_is_taken():
    sketch = Sketch("x^2 + y^2 where x from 1 to 2, y from -1 to 1, heights from 0.5 to 9")
    assert (sketch.extent, sketch.height_range) == (((1, 2), (-1, 1)), (0.5, 9))
    assert Sketch(sketch.text).text == sketch.text


@pytest.mark.parametrize(("text", "falls"), [
    ("x^2+y^2", False), ("-(x^2+y^2)", True), ("x^2-y^2", True), ("-exp(-x^2-y^2)", False), ("x", True), ("sqrt(x)+y^2", False),
    ("5", False)])
def test_whether_it_falls_without_end(text, falls):
    assert Sketch(text).falls is falls


@pytest.mark.parametrize("text", ["log(-1-x^2)", "sqrt(-2)*x", "0/0", "1/(x-x)", "(-1)^0.5"])
def test_what_is_nowhere_a_number_is_refused_as_a_whole(text):
    with pytest.raises(tm.InvalidArgument, match="a number somewhere") as refusal:
        Sketch(text)
    assert refusal.value.place == (0, len(text))


def test_colours_reach_above_the_pass():
    low, high = Sketch("(x^2-1)^2/4 + y^2/2").height_range
    assert low == pytest.approx(0, abs=0.01)
    assert 0.25 * 1.5 < high < 1.5


def test_a_sketch_is_drawn_while_somebody_types():
    text = "+".join(["x*y"] * 15) + " + well(-1.25, 0.75, 0.4, 0.18)" * 12
    Sketch(text)
    took = []
    for _ in range(3):
        began = time.thread_time()
        Sketch(text)
        took.append(time.thread_time() - began)
    assert min(took) < 1
