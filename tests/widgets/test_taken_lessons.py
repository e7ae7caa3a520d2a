"""What is taken away of the charts beside a stage: the Python makes the numbers that the chart is told, to the bit."""

import threading

import numpy as np
import pytest

import toy_models as tm
import widgets
from tests.remade import remade
from toy_models import flows
from toy_models.contract import InvalidArgument
from widgets import taken
from widgets.landscape_side import EVERY
from widgets.line_side import LineSide
from widgets.take_messages import LESSONS, Take
from widgets.taken_lessons import of_lines


def shown(session, *views):
    """A session whose views have been shown the picture of its run."""
    want, schedule = session.want.with_(preview=False), session.schedule
    picture = session._landscape_side.picture(want, schedule, lambda *_: None, threading.Event())
    for view in views:
        view.show_landscape(picture)
    return session


def again(found):
    remade(found)
    return found


def take(session, picture, clock=600):
    return again(session.taken(Take(1, picture, "py", clock)))


def test_a_share_is_counted_again_beside_its_exact_law_a_moved_slider_among_it():
    lesson = widgets.Lesson("double_well", "langevin", start=(-1, 0), values={"temperature": 0.1, "step_size": 0.02}, replicas=16)
    lesson.session.clock = 300
    lesson.session.values = {"temperature": 0.2}
    guess = lesson.guess({"half": 0.5, "all": 1.0})
    with pytest.raises(InvalidArgument, match="picture = 'share' is not allowed: one that is there"):
        lesson.session.taken(Take(1, "share", "py", 0))
    found = take(shown(lesson.session, guess), "share")
    law = [row[1:3] for row in found.rows if row[0] == "the exact law"]
    assert law == list(zip(np.linspace(0, 6000, 101).tolist(), guess.law["curve"], strict=True))
    run = [row for row in found.rows if row[0] == "the run"]
    assert [row[1] for row in run] == list(range(0, 601, EVERY))
    counts = take(lesson.session, "count").rows
    assert [row[2] for row in run] == [inside / 16 for _, _, inside, _ in counts]
    assert [row[3] for row in run] == [pytest.approx((p * (1 - p) / 16) ** 0.5) for p in (row[2] for row in run)]


def test_the_error_of_a_step_is_measured_again():
    lesson = widgets.Lesson("two_gaussians", "entropy_sgd", values={"scope": 4.0}, gradient_noise=0.5, seed=3, replicas=4)
    chart = lesson.step_error()
    found = take(shown(lesson.session, chart), "step error")
    assert [list(column) for column in zip(*found.rows, strict=True)] == [chart.found[name] for name in
                                                                         ("counts", "bias", "spread", "error")]
    assert taken.heads(found.columns)[:2] == ["L (count)", "bias (length)"]
    plain = widgets.Lesson("dimple", "sgd", replicas=4)
    shown(plain.session, plain.step_error())
    with pytest.raises(InvalidArgument, match="this method has no such chart"):
        plain.session.taken(Take(1, "step error", "py", 0))


def test_flows_on_a_line_are_stepped_again_and_those_in_closed_form_are_what_is_drawn():
    lesson = widgets.LineLesson(flows.two_wells(101), "heat", values={"scope": 4.0, "temperature": 0.3})
    guess = lesson.guess({"heat": "diffusion", "nobody": "none"}, 0.5, 50.0)
    session = shown(lesson.session)
    found = take(session, "lines")
    columns = dict(zip(taken.heads(found.columns), np.array(found.rows).T, strict=True))
    line = flows.two_wells(101)
    np.testing.assert_array_equal(columns["f (energy)"], line.heights)
    for words, kind in (("heat w", "diffusion"), ("viscous u", "viscous"), ("Moreau M", "inviscid")):
        np.testing.assert_array_equal(columns[f"{words}, closed form (energy)"], flows.closed(line, kind, 0.25, 0.3))
        off = LineSide(line).picture(4.0, 0.3)[0]["kinds"][flows.KINDS.index(kind)]["off"]
        assert np.abs(columns[f"{words}, stepped (energy)"] - columns[f"{words}, closed form (energy)"]).max() == off
    found, told = take(session, "flows"), LineSide(line).lowest(0.5, 50.0, 0.3)
    assert [round(row[0], 6) for row in found.rows] == told["values"]
    assert [None if row[3] is None else round(row[3], 4) for row in found.rows] == told["places"]["viscous"]
    assert [row[6] for row in found.rows] == told["counts"]["inviscid"]
    assert guess.TAKES == "flows"


def test_a_line_of_ones_own_and_a_chart_that_is_not_there_say_so():
    with pytest.raises(InvalidArgument, match=r"toy_models.flows: no text makes this one again"):
        of_lines(tm.flows.Line(np.cos, 0.0, 6.0, 41), 1.0, 0.1)
    session = widgets.Session("dimple", methods=("sgd",), replicas=2)
    for picture in LESSONS:
        with pytest.raises(InvalidArgument, match=f"picture = '{picture}' is not allowed: .* no view of this session shows it"):
            session.taken(Take(1, picture, "py", 0))


def test_each_of_several_maps_is_made_again_at_the_sliders():
    """Of two Gaussians the local entropy at T = 1 is known: each broadened by 1/γ."""
    lesson = widgets.LineLesson(tm.flows.Line(np.cos, 0.0, 6.0, 41), "entropy_sgd", values={"scope": 4.0, "temperature": 1.0})
    first, second = lesson.maps("two_gaussians"), lesson.maps("canyon")
    assert (first.number, second.number) == (0, 1)
    for view, name in ((first, "two_gaussians"), (second, "canyon")):
        found = again(lesson.session.taken(Take(1, "maps", "py", 0, row=view.number)))
        points, landscape = np.array([row[:2] for row in found.rows]), tm.landscapes.get(name)
        np.testing.assert_allclose([row[2] for row in found.rows], landscape.shown(points))
        assert [head for head, _ in found.columns] == ["x", "y", "f", "heat w", "viscous u", "Moreau M"]
        values = np.array([row[2:] for row in found.rows])
        assert (values[:, 3] <= values[:, 0] + 1e-9).all(), "nowhere is the envelope above f"
        if name == "two_gaussians":
            wells = (0.9, -1.5, 0.64), (0.1, 1.5, 0.0225)
            law = sum(p / (v + 0.25) * np.exp(-((points - (m, 0)) ** 2).sum(axis=1) / (2 * (v + 0.25))) for p, m, v in wells)
            known = -np.log(law)
            assert np.ptp(values[:, 2] - known) < 1e-6
    with pytest.raises(InvalidArgument, match="no view of this session"):
        lesson.session.taken(Take(1, "maps", "py", 0, row=2))
