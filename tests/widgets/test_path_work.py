"""The ways that the page shows are those of `tm.paths`; hostile messages change nothing."""

from dataclasses import replace

import numpy as np
import pytest

import toy_models as tm
import widgets
from widgets import path_work, solutions
from widgets.path_messages import Ask
from widgets.path_work import PathWork, Way

RUNS = (("sgd", 64, 0), ("sgd", 64, 1))


def never():
    return False


@pytest.fixture(scope="module")
def work():
    patch = pytest.MonkeyPatch()
    patch.setattr(solutions, "TARGET", 0.4)  # a short training
    patch.setattr(solutions, "EVALUATIONS", 100)
    made = PathWork("mlp", Ask(RUNS, matched=True, evaluations=300, looking=True), never)
    for _ in range(2000):
        if made.state()["state"] == "finished":
            break
        if made.has_work():
            made.slice(never)
    yield made
    patch.undo()


def test_before_a_guess_it_is_ready_and_says_what_it_waits_for(work):
    asked, work.asked = work.asked, replace(work.asked, looking=False)
    state = work.state()
    work.asked = asked
    assert (state["state"], state["why"]) == ("ready", "it waits for your guess")


def test_each_way_is_that_of_the_library(work):
    a, b = work.ends(RUNS)
    data = tm.data.mnist(10_000, 2_000)
    matched = tm.units.matched(work.network, a[None], b[None])[0]
    ways = {Way(RUNS, "line"): tm.paths.line("mlp", a, b), Way(RUNS, "line", True): tm.paths.line("mlp", a, matched),
            Way(RUNS, "bezier", True, 300): tm.paths.curve("mlp", a, matched, data, evaluations=300)}
    assert list(work.found) == list(ways)
    for way, path in ways.items():
        numbers, (loss, wrong, _) = work.found[way]
        _, expected, _ = path.profile(data.train.first(path_work.JUDGED), path_work.PLACES)
        np.testing.assert_allclose(loss, expected, rtol=1e-6)
        np.testing.assert_allclose(wrong, path.profile(data.test, path_work.PLACES)[2], atol=1e-6)
        assert numbers["barrier"] == pytest.approx(path.barriers(data.train.first(path_work.JUDGED))[0])
        assert numbers["length"] >= numbers["apart"] * (1 - 1e-12)


def test_matching_shortens_the_line_and_lowers_its_barrier_and_only_a_curve_leaves_it(work):
    (line, _), (matched, _), (curve, _) = work.found.values()
    assert matched["apart"] < line["apart"]
    assert matched["barrier"] < line["barrier"]
    assert max(line["away"], matched["away"]) < 1e-9 < curve["away"]


def test_a_way_is_between_the_runs_that_it_names_whatever_is_asked_meanwhile(work):
    asked, (_, along) = work.asked, work.found[Way(RUNS, "line")]
    work.ask(replace(asked, runs=RUNS[::-1]))
    _, again = work.find(Way(RUNS, "line"), never)
    work.ask(asked)
    np.testing.assert_array_equal(again, along)
    assert not np.allclose(along, along[:, ::-1]), "the way back is another"


def test_what_is_told_fits_what_was_found(work):
    told = path_work.told(work)
    assert [way["barrier"] for way in told["ways"]] == [numbers["barrier"] for numbers, _ in work.found.values()]
    assert len(told["along"]) == 4 * 3 * 3 * path_work.PLACES
    assert [end["seed"] for end in told["ends"]] == [0, 1]


def test_a_page_answers_what_makes_no_sense_and_changes_nothing():
    page = widgets.islands()
    page.session.work.pause(True)  # nobody waits for its networks
    before, answers = page.session.everything()["asked"], []
    view = type("Said", (), {"greeted": False, "send": lambda self, message: answers.append(message)})()
    hostile = [{"type": "path", "kind": "x"}, {"type": "flat", "factor": 2}, {"type": "want"}, {"type": "pause"}, {}, []]
    for content in hostile:
        page.session._receive(view, content, [])
    assert [answer["type"] for answer in answers] == ["error"] * len(hostile)
    assert page.session.everything()["asked"] == before
    page.session.close()
