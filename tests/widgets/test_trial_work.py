"""A lesson's experiments are those of the library, in an order that a class can watch; what is half done goes on where it was."""

import pytest

import toy_models as tm
import widgets
from toy_models.contract import InvalidArgument
from widgets import protocol
from widgets.trial_messages import Ask, read_trial
from widgets.trial_work import Curve, TrialWork, told

NAMES = ("label_noise", "loss_level")


def never():
    return False


def made(**asked):
    blank = Ask(NAMES, NAMES[0], (3, 3))
    return TrialWork(read_trial({"type": "trial", **asked}, blank), never)


def worked(work, most=400):
    for _ in range(most):
        if not work.has_work():
            return work
        work.slice(never)
    raise AssertionError(work.state())


@pytest.fixture(scope="module")
def short():
    """Experiments of few and quick curves: the module's own traces, cut."""
    patch = pytest.MonkeyPatch()
    for name, cut in (("label_noise", {"PASSES": 2, "DIGITS": 200}), ("loss_level", {"CLOCKS": (10, 20), "DIGITS": 100})):
        for key, value in cut.items():
            patch.setattr(tm.experiments.get(name).module, key, value)
    yield
    patch.undo()


def test_a_curve_that_broke_off_is_no_whole_one_when_it_is_asked_for_again(monkeypatch):
    module, left = tm.experiments.get("label_noise").module, [1, 0]

    def trace(case, seed):
        yield 0.0, {}
        if left.pop(0):
            raise ValueError("a fault")
        yield 1.0, {}

    monkeypatch.setattr(module, "trace", trace)
    work = made(begin="label_noise")
    with pytest.raises(ValueError, match="a fault"):
        work.slice(never)
    assert work.state()["state"] == "failed"
    work.ask(read_trial({"type": "trial", "seeds": 2}, work.asked))
    assert work.slice(never)
    assert [len(points) for points in work.found.values()] == [2]


def test_what_is_found_while_a_page_is_answered_does_not_break_the_answer():
    """The other thread, at the worst of moments: it finds a curve, and ends one, while the known ones are looked through."""
    work = made(begin="label_noise")

    class Sly:
        case = seed = 0

        @property
        def experiment(self):
            work.found[len(work.found)], work.coming = (), None
            return "label_noise"

    work.found[Sly()], work.coming = ((0.0, {}),), (Sly(), None, [(0.0, {})])
    assert set(work.outcome("label_noise", whole=False).curves) == {(0, 0)}


def test_nothing_is_done_before_a_guess_is_locked_in():
    work = made()
    assert work.tasks() == []
    assert not work.has_work()
    assert work.state()["state"] == "ready"


def test_seed_by_seed_every_case_is_done_and_what_is_looked_at_comes_first():
    work = made(begin="label_noise", seeds=2)
    work.ask(read_trial({"type": "trial", "begin": "loss_level", "seeds": 1}, work.asked))
    first = work.tasks()
    assert first[:2] == [Curve("loss_level", 0, 0), Curve("loss_level", 1, 0)]
    assert first[2:5] == [Curve("label_noise", case, 0) for case in range(3)]
    assert len(first) == 2 + 6


def test_the_numbers_are_those_of_the_library(short):
    work = worked(made(begin="label_noise", seeds=2))
    found = tm.experiments.label_noise(seeds=2)
    said = told(work)
    row = said["found"][0]
    assert row["seeds"] == 2
    for n, name in enumerate(found.columns):
        for k in range(3):
            assert row["ends"][n][k] == pytest.approx([found.mean(name, k), found.standard_error(name, k)], rel=1e-5, abs=1e-9)
        assert row["apart"][n][0]["mean"] == pytest.approx(found.difference(name, 1).mean, rel=1e-5, abs=1e-9)
        assert row["apart"][n][0]["clear"] == found.difference(name, 1).clear
    assert [curve["done"] for curve in said["curves"]["seeds"]] == [True] * 6
    means = said["curves"]["means"][0][0]
    assert means[1] == pytest.approx(found.along("by_heart", 0)[1].tolist(), rel=1e-5)
    assert said["state"] == {"state": "finished", "why": "", "done": 6, "cells": 6}
    assert protocol.size(list(said.values())) < protocol.LARGEST_MESSAGE


def test_a_change_is_from_the_place_that_the_experiment_names(short):
    patch = pytest.MonkeyPatch()
    patch.setattr(tm.experiments.get("loss_level").module, "FROM", 10)
    work = worked(made(begin="loss_level", seeds=2))
    found, row = tm.experiments.loss_level(seeds=2), told(work)["found"][1]
    assert row["changes"][1][0]["mean"] == pytest.approx(found.change("loss", 0, 10).mean, rel=1e-5)
    patch.undo()


def test_what_is_half_done_is_shown_and_goes_on_where_it_was(short):
    work, pieces = made(begin="label_noise"), []

    def enough():
        pieces.append(0)
        return len(pieces) > 3

    work.slice(enough)
    task, _, points = work.coming
    assert task == Curve("label_noise", 0, 0)
    assert points
    assert [(one["case"], one["done"]) for one in told(work)["curves"]["seeds"]] == [(0, False)]
    assert told(work)["found"][0]["ends"][0][0] == [None, None], "a curve that has not ended counts for nothing"
    work.slice(never)
    assert work.found[task] == tuple(point for point in tm.experiments.get("label_noise").trace(0, 0) if point)
    work.slice(lambda: True)
    assert work.coming
    work.free()
    assert work.coming is None


def test_more_seeds_add_to_what_is_found(short):
    work = worked(made(begin="label_noise", seeds=1))
    before = dict(work.found)
    work.ask(read_trial({"type": "trial", "seeds": 2}, work.asked))
    worked(work)
    assert before.items() <= work.found.items()
    assert len(work.found) == 6


@pytest.mark.parametrize("names", [(), ("no_such",), ("label_noise", "label_noise"), (3,)])
def test_a_lesson_of_what_is_not_there_is_refused(names):
    with pytest.raises(InvalidArgument):
        widgets.ExperimentLesson(*names)


@pytest.mark.parametrize("given", [
    ("heat", ["a", "b"]), ("label_noise", ["a"]), ("label_noise", "ab"), ("label_noise", ["a", "b"], ["no"]),
])
def test_a_guess_that_makes_no_sense_is_refused(given):
    lesson = widgets.ExperimentLesson("label_noise")
    with pytest.raises(InvalidArgument):
        lesson.guess(*given)
    lesson.session.close()


class Said:
    """A view that keeps what it is told."""

    def __init__(self):
        self.answers, self.greeted = [], False

    def send(self, message):
        self.answers.append(message)


@pytest.mark.parametrize("content", [
    {"type": "trial", "begin": "x"}, {"type": "trial", "seeds": 10**9}, {"type": "flat", "runs": []}, {"type": "want"},
    {"type": "pause"}, [],
])
def test_a_hostile_message_is_answered_and_changes_nothing(content):
    lesson, view = widgets.ExperimentLesson("label_noise"), Said()
    before = lesson.session.work.asked
    lesson.session._receive(view, content, [])
    assert view.answers[0]["type"] == "error"
    assert lesson.session.work.asked == before
    lesson.session.close()
