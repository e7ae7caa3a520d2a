"""What a written landscape opens with, and that it is known by its text."""

import gc

import numpy as np
import pytest

import toy_models as tm
from toy_models import opening


@pytest.mark.parametrize("text", [
    "(x^2-1)^2/4 + y^2/2", "500x^2 + y^2/100", "(x^2+y-11)^2+(x+y^2-7)^2", "-exp(-(x^2+y^2)/0.02)", "sqrt(x)+y^2", "x + y", "5",
    "sin(x/5)+cos(y/5)"])
def test_it_opens_with_a_stable_step_a_slope_to_go_down_and_a_start_in_sight(text):
    f = tm.landscapes.read(text)
    assert 0 < f.sliders["step_size"] * f.curvature < 0.1 or f.curvature == 0
    assert min(f.sliders.values()) > 0
    assert all(low < at < high for (low, high), at in zip(f.extent, f.start, strict=True))
    assert np.isfinite(f.energy(f.start))
    assert text == "5" or np.hypot(*f.gradient(f.start)) > 0


def test_on_the_folders_double_well_it_says_what_the_folder_says():
    """Within a factor of two and a half: the numbers there were chosen by hand."""
    f, known = tm.landscapes.read("(x^2-1)^2/4 + y^2/2"), tm.landscapes.get("double_well")
    for slider, value in opening.sliders(f).items():
        assert 0.4 < value / known.sliders[slider] < 2.5, slider


def test_the_deepest_of_several_valleys_is_called_so():
    assert tm.landscapes.read("(x^2-1)^2/4 + y^2/2 + 0.1x").labels == ("deepest valley", "")
    assert tm.landscapes.read("(x^2-1)^2/4 + y^2/2").labels == ("", "")
    assert tm.landscapes.read("x^2 + y^2").labels == ("",)


def test_it_is_known_by_its_text_for_as_long_as_it_is_held(monkeypatch):
    monkeypatch.setattr(tm.landscapes, "MOST_KEPT", 2)
    held = tm.landscapes.read("x^2 + 2y^2 where x from -1 to 1, y from -1 to 1")
    for k in range(4):
        tm.landscapes.read(f"x^2 + {k + 3}y^2")
    gc.collect()
    assert tm.landscapes.get(held.key) is held is tm.landscapes.read("x^2 + 2y^2 where x from -1 to 1, y from -1 to 1")
    key = held.key
    del held
    for k in range(2):
        tm.landscapes.read(f"x^2 + {k + 3}y^2")
    gc.collect()
    assert not tm.landscapes.known(key)


def test_heights_and_window_that_are_said_hold():
    f = tm.landscapes.read("x^2 + y^2 where x from 1 to 2, y from -1 to 1, heights from 0.5 to 9")
    assert (f.extent, f.height_range) == (((1, 2), (-1, 1)), (0.5, 9))
