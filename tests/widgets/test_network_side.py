"""The right side's work: short slices near one clock, few publications on the way, and nothing computed twice."""

import itertools
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from widgets import network_side
from widgets.controls import sliders
from widgets.network_side import NetworkSide
from widgets.protocol import Want
from widgets.schedule import Schedule
from widgets.trainee import STRIDE

TOTAL = 400
VALUES = {name: parameter.default for name, parameter in sliders().items()}
METHODS = ("sgd", "entropy_sgd", "sam")


class Page:
    """A view that draws at once, unless told to be silent."""

    def __init__(self, side, silent=False):
        self.side, self.silent, self.shown = side, silent, []

    def show_training(self, snapshot):
        self.shown.append(snapshot)
        if not self.silent:
            self.side.acknowledged(snapshot.curves["number"])


def want(values=VALUES, selected="sgd", visible=METHODS, clock=0, **changes):
    return Want(1, False, clock, values, "two_gaussians", (0.0, 0.0), selected, visible, 0.0, "isotropic", 16, 0).with_(**changes)


@pytest.fixture
def ticking(monkeypatch):
    """A clock that goes on by a millisecond whenever it is read, so that nothing depends on the machine."""
    now = [100.0]

    def read():
        now[0] += 0.001
        return now[0]

    def sleep(seconds):
        now[0] += seconds

    monkeypatch.setattr(network_side, "time", SimpleNamespace(monotonic=read, sleep=sleep))
    return now


def opened(wish=None, network="softmax_regression"):
    wish = wish or want()
    side = NetworkSide(network, TOTAL)
    schedule = Schedule(wish.values, TOTAL).after(wish)
    side.adopt(wish, schedule)
    return side, Page(side), schedule


def finish(side, page):
    while side.has_work():
        side.slice([page])
    return page.shown[-1]


def places(snapshot):
    return np.frombuffer(snapshot.paths, "<f4").reshape(len(snapshot.plane["methods"]), snapshot.plane["rows"], 5)


def test_nothing_is_loaded_before_the_first_slices(monkeypatch):
    monkeypatch.setattr(network_side.data, "mnist", lambda *_: pytest.fail("digits loaded"))
    side, page, _ = opened()
    side.slice([page])
    assert page.shown[-1].curves["state"] == "loading the digits"
    assert page.shown[-1].curves["methods"] == []


def test_an_unknown_network_is_refused():
    with pytest.raises(tm.InvalidArgument, match="network"):
        NetworkSide("transformer", TOTAL)


def test_every_method_is_trained_to_the_end_and_all_of_it_is_published(ticking):
    side, page, _ = opened()
    last = finish(side, page)
    assert last.curves["computed"] == TOTAL and not last.curves["state"]
    assert [method["key"] for method in last.curves["methods"]] == list(METHODS)
    records = np.frombuffer(last.records, "<f4").reshape(len(METHODS), last.curves["rows"], 4)
    assert np.isfinite(records[0]).all() and records[:, 0, 0].tolist() == [0, 0, 0]
    assert last.plane["reached"] == [method["rows"] for method in last.curves["methods"]]
    assert np.array_equal(places(last)[..., 0], records[..., 0], equal_nan=True)
    assert len(last.images) == 12 * 784 and len(last.reads) == 12 * last.curves["methods"][0]["rows"]
    assert not any(snapshot.curves["computed"] for snapshot in page.shown if len(snapshot.curves["methods"]) < len(METHODS))


def test_the_methods_stay_near_one_clock(ticking):
    """Nobody starts a step further ahead than allowed, and a step costs at most the inner loop of Entropy-SGD."""
    side, page, _ = opened()
    costliest = max(STRIDE, VALUES["inner_steps"])
    while side.has_work():
        side.slice([page])
        clocks = [member.run.clock for member in side.members]
        if len(clocks) == len(METHODS):
            assert max(clocks) - min(clocks) <= network_side.AHEAD + costliest


def test_publications_are_a_tenth_of_a_second_apart(ticking):
    side, page, _ = opened()
    times = []
    page.show_training = lambda snapshot: (times.append((ticking[0], snapshot.curves["state"])), side.acknowledged(10**9))
    while side.has_work():
        side.slice([page])
    gaps = [later - earlier for (earlier, said), (later, state) in itertools.pairwise(times) if said == state]
    assert len(gaps) >= 2 and min(gaps) >= network_side.PUBLISHED


def test_at_most_two_publications_are_on_the_way(ticking, monkeypatch):
    monkeypatch.setattr(network_side, "LOST", 1e9)
    side, page, _ = opened()
    page.silent = True
    for _ in range(60):
        side.slice([page])
    assert [snapshot.curves["number"] for snapshot in page.shown] == [1, 2]
    side.acknowledged(1)
    for _ in range(60):
        side.slice([page])
    assert [snapshot.curves["number"] for snapshot in page.shown] == [1, 2, 3]


def test_a_lost_acknowledgement_does_not_stop_the_show(ticking):
    side, page, _ = opened()
    page.silent = True
    assert finish(side, page).curves["computed"] == TOTAL


def test_another_landscape_or_start_computes_nothing_again(ticking):
    side, page, schedule = opened()
    finish(side, page)
    before = dict(side._trainees)
    wish = want(landscape="dimple", start=(1.0, 1.0), noise=0.5)
    side.adopt(wish, schedule.after(wish))
    assert side._trainees == before and all(member.done for member in side.members)


def test_a_move_at_the_start_begins_only_the_methods_that_have_the_slider(ticking):
    side, page, schedule = opened()
    finish(side, page)
    before = dict(side._trainees)
    wish = want(VALUES | {"radius": 0.3})
    side.adopt(wish, schedule.after(wish))
    assert set(side._trainees) == {"sgd", "entropy_sgd"}
    assert all(side._trainees[key] is before[key] for key in side._trainees)
    assert finish(side, page).curves["computed"] == TOTAL


def test_a_branch_equals_the_same_run_scheduled(ticking):
    side, page, schedule = opened()
    finish(side, page)
    wish = want(VALUES | {"step_size": 0.03}, clock=150)
    schedule = schedule.after(wish)
    side.adopt(wish, schedule)
    branched = finish(side, page)
    fresh = NetworkSide("softmax_regression", TOTAL)
    fresh.adopt(wish, schedule)
    assert finish(fresh, Page(fresh)).records == branched.records


def test_a_method_shown_later_runs_under_the_whole_schedule(ticking):
    side, page, schedule = opened(want(visible=("sgd",)))
    moved = want(VALUES | {"step_size": 0.03}, visible=("sgd",), clock=150)
    schedule = schedule.after(moved)
    side.adopt(moved, schedule)
    finish(side, page)
    shown = moved.with_(visible=METHODS)
    side.adopt(shown, schedule.after(shown))
    last = finish(side, page)
    fresh = NetworkSide("softmax_regression", TOTAL)
    fresh.adopt(shown, schedule)
    assert last.records == finish(fresh, Page(fresh)).records


def test_slice_and_digits_follow_the_selected_method(ticking):
    side, page, schedule = opened()
    assert finish(side, page).plane["method"] == "sgd"
    side.adopt(want(selected="sam"), schedule)
    last = finish(side, page)
    assert last.plane["method"] == last.digits["method"] == last.curves["selected"] == "sam"
    assert last.digits["mistakes"] == 3


def test_a_diverged_method_is_named_and_the_others_go_on(ticking):
    """Entropy-SGD's spring throws y out where h γ is far above 2; SGD knows no spring."""
    wish = want(VALUES | {"step_size": 1.0, "scope": 100.0}, visible=("sgd", "entropy_sgd"))
    side, page, _ = opened(wish)
    sgd, entropy = finish(side, page).curves["methods"]
    assert sgd["diverged"] is None
    assert entropy["diverged"] == {"step": 1, "clock": VALUES["inner_steps"]}
    assert sgd["computed"] == entropy["computed"] == TOTAL and entropy["rows"] == 1


def test_after_a_fault_it_waits_for_the_next_wish(ticking, monkeypatch):
    side, page, schedule = opened()
    monkeypatch.setattr(network_side.data, "mnist", lambda *_: 1 / 0)
    side.slice([page])
    with pytest.raises(ZeroDivisionError):
        side.slice([page])
    assert not side.has_work()
    monkeypatch.undo()
    side.adopt(want(), schedule)
    assert side.has_work()


def test_the_network_costs_no_torch():
    statement = (
        "import sys\nfrom widgets.network_side import NetworkSide\nfrom widgets.session import Session\n"
        "s = Session(); side = NetworkSide('softmax_regression', 20); side.adopt(s.want, s.schedule.after(s.want))\n"
        "class V:\n    def show_training(self, x): pass\n"
        "while len(side.members) < 5 or not all(m.done for m in side.members): side.slice([V()])\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", statement], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["False"]


def test_a_method_that_the_network_has_no_word_for_stands_elsewhere_and_the_others_train():
    side, page, _ = opened(want(selected="sgd", visible=("sgd", "kfac")), network="mlp_normalised")
    for _ in range(40):
        side.slice([page])
    about = page.shown[-1].curves
    assert about["elsewhere"] == [tm.dynamics.get("kfac").NAME]
    assert [method["key"] for method in about["methods"]] == ["sgd"]


@pytest.mark.parametrize("where", ["__init__", "advance"])
def test_a_written_step_that_fails_is_named_and_the_others_train_until_the_next_wish(ticking, monkeypatch, where):
    mine = tm.dynamics.read("return State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))").key
    act = getattr(network_side.Trainee, where)

    def failing(trainee, *arguments):
        if mine in (*arguments, vars(trainee).get("key")):
            raise ZeroDivisionError
        return act(trainee, *arguments)

    monkeypatch.setattr(network_side.Trainee, where, failing)
    side, page, schedule = opened(want(selected=mine, visible=("sgd", mine)))
    about = finish(side, page).curves
    assert about["elsewhere"] == [tm.dynamics.get(mine).NAME]
    assert [(method["key"], method["computed"]) for method in about["methods"]] == [("sgd", TOTAL)]
    monkeypatch.undo()
    side.adopt(want(selected=mine, visible=("sgd", mine)), schedule)
    assert side.has_work(), "it is tried again"
