"""A picture holds the surface of every stretch of the clock, each with the arguments in force there."""

import numpy as np
import pytest

import toy_models as tm
from widgets import surfaces as side
from widgets.landscape_side import scene
from widgets.session import Session
from widgets.surfaces import Surfaces

TOTAL = 6000


@pytest.fixture(scope="module")
def moved():
    """A session whose scope went from 1 to 20 at 1,500."""
    session = Session(selected="entropy_sgd")
    session.wish(session.want.with_(clock=1500, values=session.want.values | {"scope": 20.0}))
    return session


@pytest.fixture(scope="module")
def pictured(moved):
    landscape = tm.landscapes.get("two_gaussians")
    meta, _ = scene(landscape)
    return lambda want, schedule: (meta, *Surfaces(TOTAL).picture(landscape, meta, want, schedule))


def test_each_span_has_its_own_title_reach_minima_and_heights(moved, pictured):
    meta, told, packed = pictured(moved.want, moved.schedule)
    before, after = told["spans"]
    assert [span["from"] for span in told["spans"]] == [0, 1500]
    assert [span["arguments"][0]["value"] for span in told["spans"]] == [1.0, 20.0]
    assert [len(span["minima"]) for span in told["spans"]] == [1, 2], "below 1.74 there is only the wide valley"
    assert before["reach"]["size"] == pytest.approx(1.0)
    assert after["reach"]["size"] == pytest.approx(20**-0.5)
    size, landscape = 2 * np.prod(meta["shape"]), tm.landscapes.get("two_gaussians")
    for span, scope in ((before, 1.0), (after, 20.0)):
        expected = side.softened(landscape, meta, "local_entropy", {"scope": scope, "temperature": 1.0})[1]
        assert packed[span["heights"] * size :][:size] == expected


def test_a_preview_has_the_heights_of_the_span_under_the_hand(moved, pictured):
    _, told, packed = pictured(moved.want.with_(preview=True, clock=1600), moved.schedule)
    assert [span["heights"] for span in told["spans"]] == [-1, 0]
    assert len(packed) < 50_000


def test_of_very_many_surfaces_the_nearest_are_sent_and_the_rest_told(moved, pictured):
    schedule = moved.schedule
    for i in range(40):
        values = schedule.values_at(2000 + 50 * i) | {"scope": 1 + 0.1 * i}
        schedule = schedule.after(moved.want.with_(clock=2000 + 50 * i, values=values))
    _, told, packed = pictured(moved.want.with_(clock=2000), schedule)
    assert len(told["spans"]) == 42
    assert sum(span["heights"] >= 0 for span in told["spans"]) == side.MOST
    assert len(packed) < 1_200_000
    here = max(i for i, span in enumerate(told["spans"]) if span["from"] <= 2000)
    assert told["spans"][here]["heights"] >= 0
    assert all(span["reach"]["size"] > 0 for span in told["spans"])


def test_moves_of_other_sliders_make_no_span(moved, pictured):
    values = moved.schedule.values_at(3000) | {"radius": 0.5}
    schedule = moved.schedule.after(moved.want.with_(clock=3000, values=values))
    assert len(pictured(moved.want, schedule)[1]["spans"]) == 2


@pytest.mark.parametrize("key", tm.dynamics.names())
def test_every_method_has_a_surface_in_words(moved, pictured, key):
    _, told, packed = pictured(moved.want.with_(selected=key), moved.schedule)
    if tm.dynamics.get(key).SURFACE is None:
        assert (told["kind"], told["spans"], packed) == (None, [], b"")
    else:
        assert told["name"] and told["symbol"] and told["spans"][0]["from"] == 0
