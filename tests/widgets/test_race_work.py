"""The race on the page is that of `tm.race`: the same runs, search and podium; it is bounded, and can be given up."""

import importlib
import threading
from dataclasses import replace

import numpy as np
import pytest

import toy_models as tm
import widgets
from toy_models import paired
from widgets import race_told, race_work, solutions
from widgets.race_messages import Ask
from widgets.race_work import Look, RaceWork, Run

race = importlib.import_module("toy_models.race")
LANES = (("sgd", "default", 1.0), ("sam", "searched", 1.0), ("smoothout", "hand", 2.0))
ASK = Ask(LANES, seeds=3, products=2, digits=100, racing=True)


def never():
    return False


def worked(work, most=5000):
    for _ in range(most):
        if work.state()["state"] in ("finished", "failed"):
            return work
        if work.has_work():
            work.slice(never)
    raise AssertionError(work.state())


@pytest.fixture(scope="module")
def short():
    patch = pytest.MonkeyPatch()
    for module in (race_work, race_told):
        patch.setattr(module, "EVALUATIONS", 200)
        patch.setattr(module, "MOST", 600)
        patch.setattr(module, "TARGET", 0.6)
    patch.setattr(solutions, "TRAIN", 1000)
    patch.setattr(solutions, "TEST", 300)
    yield patch
    patch.undo()


@pytest.fixture(scope="module")
def work(short):
    made = RaceWork("mlp", ASK, never)
    made.logs(race_told.entry)
    return worked(made)


def test_its_runs_its_search_and_its_podium_are_those_of_the_library(work):
    data = tm.data.mnist(1000, 300)
    found = tm.race("mlp", ["sgd", "sam", ("smoothout", race.stepped("mlp", "smoothout", 1000, 64, 2.0)[0])], data, seeds=3,
                    evaluations=200, tuned=False)
    tuning = race.search("mlp", "sam", data, evaluations=200)
    assert work.factor(LANES[1]) == tuning.factor
    values, _ = race.stepped("mlp", "sam", 1000, 64, tuning.factor)
    sam = [race.finish("mlp", "sam", data, seed, values, evaluations=200) for seed in range(3)]
    for lane, ends in zip(LANES, (found.lanes["SGD"], sam, found.lanes["SmoothOut"]), strict=True):
        for run, end in zip(work.runs(lane), ends, strict=True):
            np.testing.assert_array_equal(work.found[run].weights, end.weights)
    told = race_told.told(work)
    assert told["lanes"][1]["search"] == tuning.cost == 6 * 200
    assert [lane["tuned"] for lane in told["lanes"]] == [False, True, True]
    assert told["podium"]["apart"] == [0], "a default beside tuned ones proves nothing"
    tuned = {1: np.array([end.accuracy for end in sam]), 2: found.values()["SmoothOut"]}
    stood = paired.podium(tuned)
    assert told["podium"]["steps"] == [list(step) for step in stood.steps]
    assert told["podium"]["first"]["needed"] == stood.first.needed
    assert told["podium"]["first"]["mean"] == pytest.approx(stood.first.mean)


def test_each_finish_is_measured_and_told_with_its_interval(work):
    run = work.runs(LANES[0])[1]
    x = work.found[run].weights[None].astype(float)
    measure = tm.measures.get(ASK.measure)
    numbers, digits = measure.budget(2, 100)
    there = measure(work.network, x, images=tm.data.mnist(1000, 300).train.first(digits), **numbers).value[0]
    assert work.found[Look(run, ASK.measure, (2, 100))][0] == there
    told = race_told.told(work)["lanes"][0]
    values = np.array(told["values"]["accuracy"])
    over = paired.difference(values, 0 * values)
    assert told["at"]["accuracy"] == pytest.approx([values.mean(), (over.high - over.low) / 2])


def test_a_curve_is_what_was_last_known_and_its_mean_the_mean(work):
    told = race_told.told(work)
    curves = np.frombuffer(told["curves"], "<f4").reshape(3, 4, race_told.PLACES)
    np.testing.assert_allclose(curves[:, 3], curves[:, :3].mean(axis=1), rtol=1e-6)
    end = work.found[work.runs(LANES[0])[0]]
    assert curves[0, 0, -1] == np.float32(end.accuracy)


def test_a_race_that_is_over_stands_in_the_log_and_asks_again_for_the_same(work):
    (logged,) = race_told.told(work)["log"]
    assert logged["names"] == ["SGD", "SAM", "SmoothOut"]
    before = race_told.told(work)["podium"]
    work.ask(replace(ASK, seeds=4))
    assert race_told.told(work)["podium"]["steps"] == [], "no look before every seed is there"
    worked(work)
    assert len(work.log) == 2
    work.ask(ASK)
    assert work.state()["state"] == "finished", "nothing is run again"
    assert race_told.told(work)["podium"] == before
    assert logged["asked"] == race_told.asked(ASK)


def test_at_equal_loss_lanes_are_judged_where_they_came_and_who_did_not_stands_nowhere(short):
    lanes = (("sgd", "default", 1.0), ("sam", "default", 1.0), ("sgd", "hand", 0.0625))
    made = worked(RaceWork("mlp", replace(ASK, lanes=lanes, at="loss", judged="evaluations"), never))
    told = race_told.told(made)
    assert [lane["reached"] for lane in told["lanes"]] == [3, 3, 0]
    assert told["podium"]["apart"] == [2]
    assert all(end.train_loss <= 0.6 for end in made.found.values() if hasattr(end, "reached") and end.reached)
    assert told["lanes"][2]["at"]["accuracy"] is None


@pytest.mark.parametrize(("at", "judged"), [("evaluations", "evaluations"), ("loss", "train_loss")])
def test_by_what_is_held_equal_nobody_leads(work, at, judged):
    """A run ends with a whole step: at 200 evaluations a method whose step costs more stands elsewhere, at each seed alike."""
    made = RaceWork("mlp", replace(ASK, lanes=(("sgd", "default", 1.0), ("sam", "default", 1.0)), at=at, judged=judged), never)
    end = work.found[work.runs(LANES[0])[0]]
    for lane, more in zip(made.asked.lanes, (0, 7), strict=True):
        for run in made.runs(lane):
            made.found[run] = replace(end, evaluations=200 + more, train_loss=0.2 - more / 100)
    found = race_told.standing(made)
    assert (found["steps"], found["winner"], found["first"]["mean"]) == ([[0, 1]], None, 0)


def test_nothing_runs_before_the_guess_and_a_run_is_given_up_within_a_stride():
    made = RaceWork("mlp", replace(ASK, racing=False), never)
    assert (made.has_work(), made.tasks(), made.slice(never)) == (False, [], False)
    assert (made.state()["state"], made.state()["cells"]) == ("ready", 6 + 3 * 3 + 3 * 3)
    made.ask(ASK)
    assert made.slice(lambda: True) is False
    assert made.found == {}
    made.stop()
    assert made.state()["state"] == "cancelled"


def test_another_race_that_is_asked_for_while_one_is_told_of_waits_for_the_end_of_the_sentence(monkeypatch):
    """Once, in the midst of a list of the runs, another thread asks for more seeds."""
    made, once, others, runs = RaceWork("mlp", ASK, never), [1], [], RaceWork.runs

    def slowly(self, lane):
        found = runs(self, lane)
        while once:
            once.pop()
            others.append(threading.Thread(target=made.ask, args=(replace(ASK, seeds=7),)))
            others[0].start()
            others[0].join(0.2)
        return found

    monkeypatch.setattr(RaceWork, "runs", slowly)
    assert made.state()["cells"] == 6 + 3 * 3 + 3 * 3
    others[0].join()
    assert made.state()["cells"] == 6 + 3 * 7 + 3 * 7


def test_what_nobody_looks_at_is_kept_in_bounds(work, monkeypatch):
    monkeypatch.setattr(work, "kept", 5)
    end = work.found[work.runs(LANES[0])[0]]
    monkeypatch.setattr(work, "find", lambda task, stop: (0.0, 0.0) if isinstance(task, Look) else end)
    wanted = set(work.tasks())
    for k in range(1, 12):
        work.ask(replace(ASK, lanes=(("sgd", "default", 1.0), ("sgd", "hand", 1 + k / 10))))
        worked(work)
    work.ask(ASK)
    worked(work)
    assert len([task for task in work.found if task not in wanted]) <= 5 + 12, "of 66; the last race was looked at when it ended"


def test_a_page_answers_what_makes_no_sense_and_changes_nothing():
    page = widgets.race()
    page.session.work.pause(True)
    before, answers = page.session.everything()["asked"], []
    view = type("Said", (), {"greeted": False, "send": lambda self, message: answers.append(message)})()
    hostile = [{"type": "race", "seeds": 1000}, {"type": "flat", "factor": 2}, {"type": "want"}, {"type": "pause"}, {}, [],
               {"type": "race", "own": "x" * 30000}]
    for content in hostile:
        page.session._receive(view, content, [])
    assert [answer["type"] for answer in answers] == ["error"] * len(hostile)
    assert page.session.everything()["asked"] == before
    assert Run("sgd", 1.0, 0, "loss", 64) not in page.session.work.found
    page.session.close()
