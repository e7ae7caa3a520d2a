"""A picture holds the surface of every stretch of the clock, each with the arguments in force there."""

import numpy as np
import pytest

import toy_models as tm
from widgets import pack
from widgets import surfaces as side
from widgets.landscape_side import scene
from widgets.schedule import Schedule
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
        expected = side.softened(landscape, meta, "local_entropy", {"scope": scope, "temperature": 1.0})[2]
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


def test_a_scope_that_grows_makes_spans_that_are_close_to_it():
    """gamma = 0.5 * 1.01^t with 20 evaluations a step: at every clock the span in force is within a fiftieth of it."""
    values = Session(selected="entropy_sgd").want.values | {"scope": 0.5, "scope_growth": 0.01, "inner_steps": 20}
    found = side.spans(tm.dynamics.get("entropy_sgd"), Schedule(values, TOTAL, ((3000, {"scope": 0.01}),)), TOTAL)
    assert [clock for clock, _ in found][:2] == [0, 40], "1.01 is close to 1, and 1.01^2 = 1.0201 is not"
    for clock in range(0, TOTAL, 7):
        held = max(entry for entry in found if entry[0] <= clock)[1]["scope"]
        assert held == pytest.approx((0.5 if clock < 3000 else 0.01) * 1.01 ** (clock // 20), rel=0.0201)


def test_a_scope_beyond_every_number_shows_the_energy_from_there_on(pictured, moved):
    """100 * 1.1^t passes 10^6 with its 97th step; 1.1^6000 would be 10^250."""
    values = moved.want.values | {"scope": 100.0, "scope_growth": 0.1, "inner_steps": 1}
    meta, told, packed = pictured(moved.want.with_(clock=5900), Schedule(values, TOTAL))
    last, size, landscape = told["spans"][-1], 2 * np.prod(meta["shape"]), tm.landscapes.get("two_gaussians")
    assert (last["from"], last["arguments"][0]["value"]) == (97, 1e6)
    f = pack.heights(landscape.energy(landscape.grid(tuple(meta["shape"]))[2]), meta["low"], meta["top"])
    drawn, f = (np.frombuffer(b, np.uint16).astype(int) for b in (packed[last["heights"] * size :][:size], f))
    assert np.abs(drawn - f).max() <= 65_536 * 1e-3


def test_a_surface_that_is_none_says_so():
    landscape, sound = tm.landscapes.from_formula("x^4 - y^4"), tm.landscapes.get("two_gaussians")
    note, minima, _ = side.softened(landscape, scene(landscape)[0], "moreau", {"scope": 1.0})
    assert "minus infinity" in note
    assert minima == []
    assert side.softened(sound, scene(sound)[0], "moreau", {"scope": 1.0})[0] == ""


def test_the_page_is_told_what_a_surface_says_of_itself(moved, pictured, monkeypatch):
    monkeypatch.setattr(tm.surfaces.Surface, "note", "doubtful")
    assert [span["note"] for span in pictured(moved.want, moved.schedule)[1]["spans"]] == ["doubtful", "doubtful"]
