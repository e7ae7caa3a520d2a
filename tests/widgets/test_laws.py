"""What a lesson's chart says of theory is `tm.gibbs`'s, and of the run what its trajectories say."""

import threading

import numpy as np
import pytest

import toy_models as tm
import widgets
from widgets import laws

START = (-1.0, 0.0)


def told(values, moved=None):
    lesson = widgets.Lesson("double_well", "langevin", start=START, values=values)
    session = lesson.session
    if moved is not None:
        session.clock = 3000
        session.set_values(moved)
    picture = session._landscape_side.picture(session.want, session.schedule, lambda *_: None, threading.Event())
    return laws.crossing(picture), session.trajectories["langevin"], picture


def test_the_numbers_are_those_of_the_law_and_of_the_run():
    law, run, picture = told({"temperature": 0.1, "step_size": 0.02})
    landscape = tm.landscapes.get("double_well")
    line = tm.gibbs.along(landscape, 0.1)
    assert law["rest"] == tm.gibbs.shares(landscape, 0.1)[0]
    assert (law["wait"], law["kramers"]) == (line.wait(-1, 1, 0.1), line.kramers(-1, 1, 0.1))
    assert law["length"] == pytest.approx(6000 * 0.02)
    at = np.searchsorted(run.gradient_evaluations, np.arange(0, 6001, picture.run["every"]), side="right") - 1
    over = run.x[at, :, 0] >= 1
    first = np.where(over.any(axis=0), over.argmax(axis=0), len(at) - 1) * picture.run["every"] * 0.02
    crossings = int(over.any(axis=0).sum())
    assert abs(law["measured"][2] - crossings) <= 1  # the page's places are whole numbers: one may fall to the other side
    assert law["measured"][0] == pytest.approx(first.sum() / crossings, rel=0.01)
    assert law["measured"][0] == pytest.approx(law["wait"], abs=4 * law["measured"][1] + 30 * 0.02)


def test_the_curve_is_the_share_that_many_walkers_have():
    """Fokker and Planck's on sites against 2,048 walkers at three clocks: 4 standard errors, and 0.01 for the step."""
    law, _, _ = told({"temperature": 0.1, "step_size": 0.02})
    run = tm.simulate("double_well", "langevin", start=START, steps=6000, replicas=2048, seed=3, record_every=1500,
                      parameters={"step_size": 0.02, "temperature": 0.1})
    for frame, place in ((1, 25), (2, 50), (4, 100)):
        share = (run.x[frame, :, 0] > 0).mean()
        assert law["curve"][place] == pytest.approx(share, abs=4 * (share * (1 - share) / 2048) ** 0.5 + 0.01)


def picture_of(**settings):
    session = widgets.Session("two_gaussians", methods=("entropy_sgd",), replicas=4, **settings)
    return session._landscape_side.picture(session.want, session.schedule, lambda *_: None, threading.Event())


def test_the_minima_of_a_surface_are_told_by_valley():
    """At T = 1 u is the mixture, broader by 1/γ; on the map's grid its lowest is at most 44 (cell/2)² = 0.01 off."""
    landscape = tm.landscapes.get("two_gaussians")
    held, told = laws.minima(picture_of(values={"scope": 5.0, "temperature": 1.0}), "γ")
    assert held == ("two_gaussians", "local_entropy", ("T", 1.0))
    assert told["value"] == 5.0
    for height, (p, m, v) in zip(told["heights"], ((0.9, -1.5, 0.64 + 0.2), (0.1, 1.5, 0.0225 + 0.2)), strict=True):
        other = 0.9 / (2 * np.pi * 0.84) * np.exp(-(3.0**2) / (2 * 0.84)) if m > 0 else 0
        assert height == pytest.approx(-np.log(p / (2 * np.pi * v) + other), abs=0.02)
    assert len(landscape.minima) == 2
    _, told = laws.minima(picture_of(values={"scope": 1.0, "temperature": 1.0}), "γ")
    assert told["heights"][1] is None
    assert laws.minima(picture_of(values={"scope": 1.0}), "η") is None


def test_a_guess_on_an_axis_keeps_what_was_seen_while_the_other_sliders_stay():
    guess = widgets.Lesson("two_gaussians", "entropy_sgd").guess_where("scope", 0.1, 100)
    for values, seen in (({"scope": 5.0}, [5.0]), ({"scope": 1.0}, [5.0, 1.0]), ({"scope": 5.0}, [1.0, 5.0]),
                         ({"scope": 5.0, "temperature": 0.5}, [5.0])):
        guess.show_landscape(picture_of(values={"temperature": 1.0} | values))
        assert [one["value"] for one in guess.seen] == seen


@pytest.mark.parametrize(("arguments", "name"), [
    (("scopes", 0.1, 100), "slider"), (("scope", 0, 100), "low"), (("scope", 1, 1), "high"), (("scope", 1, 1e9), "high")])
def test_a_guess_on_an_axis_needs_one(arguments, name):
    with pytest.raises(tm.InvalidArgument, match=rf"^{name} = "):
        widgets.Lesson("two_gaussians", "entropy_sgd").guess_where(*arguments)


def test_a_dock_begins_with_sliders_that_are_there():
    with pytest.raises(tm.InvalidArgument, match=r"^sliders = "):
        widgets.Lesson("two_gaussians", "entropy_sgd", sliders=["scopes"])


def test_a_slider_that_was_moved_bends_the_curve_from_there_on_and_leaves_no_one_wait():
    plain, _, _ = told({"temperature": 0.1, "step_size": 0.02})
    law, _, _ = told({"temperature": 0.1, "step_size": 0.02}, {"temperature": 0.3})
    assert law["curve"][:50] == plain["curve"][:50]
    assert law["curve"][60] > plain["curve"][60] + 0.02
    assert law["temperature"] == 0.3
    assert law["measured"] is None


@pytest.mark.parametrize("choices", [{}, {"one": 0.5}, {"a": 0.5, "b": 2}, {"a": 0.5, "b": float("nan")}, ["half", "all"]])
def test_a_guess_needs_shares_to_choose_from(choices):
    lesson = widgets.Lesson("double_well", "langevin")
    with pytest.raises(tm.InvalidArgument, match=r"^choices"):
        lesson.guess(choices)


def test_a_line_is_drawn_through_handles_evenly_over_the_run():
    lesson = widgets.Lesson("double_well", "langevin")
    assert lesson.guess({"a": 0.1, "b": 0.9}).asked["drawn"] == [0.25, 0.5, 0.75, 1]
    assert "drawn" not in lesson.guess({"a": 0.1, "b": 0.9}, drawn=0).asked
    for drawn in (9, -1, 1.5, "two"):
        with pytest.raises(tm.InvalidArgument, match="drawn"):
            lesson.guess({"a": 0.1, "b": 0.9}, drawn=drawn)
