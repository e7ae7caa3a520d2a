"""Where a method runs: what each runner reads, the words it refuses with, and that the statement is the truth."""

import pytest

from toy_kernels import text
from toy_models import dynamics, runners
from toy_models.contract import State
from toy_models.network_objective import NetworkObjective
from toy_models.notation import together
from toy_models.objective import LandscapeObjective
from toy_models.optim.slopes import Slopes


def plain(state, objective, noise, watch, p):
    return State(x=state.x - p.size * objective.gradient(state.x, objective.minibatch()))


def meeting(state, objective, noise, watch, p):
    return State(x=together(state.x, p.copies))


def signed(point):
    return point / (abs(point) + 1e-12)


def strange(state, objective, noise, watch, p):
    return State(x=state.x - signed(objective.gradient(state.x, objective.minibatch())))


def asking(state, objective, noise, watch, p):
    return State(x=state.x - objective.wishes(state.x))


def test_each_runner_is_asked_and_refuses_in_its_own_words():
    assert runners.where(plain, ()) == tuple(runners.RUNNERS)
    assert "optimizers" not in runners.where(meeting, ())
    assert set(runners.RUNNERS) - set(runners.where(strange, ())) == {"lanes", "threads"}
    assert runners.where(asking, ()) == ()
    assert "'signed(" in runners.refusal(strange, (), "lanes")
    assert "objective.wishes(...)" in runners.refusal(asking, (), "rows")


def test_a_refusal_says_where_the_step_runs():
    runners.check(plain, (), "lanes")
    with pytest.raises(text.Unreadable, match=r"not on optimizers \(optim\): together\(.*; it runs on definition .*rows \(train\)"):
        runners.check(meeting, (), "optimizers")
    with pytest.raises(text.Unreadable, match="it runs on no runner"):
        runners.check(asking, (), "definition")


def test_the_sentence_of_the_page():
    assert runners.sentence(plain, ()) == "Runs on: particles, compiled lanes, graphics cards, networks, tm.optim."
    assert runners.sentence(strange, ()) == "Runs on: particles, networks, tm.optim; not on: compiled lanes, graphics cards."


def test_every_objective_answers_to_the_words_that_its_runner_reads():
    for objective in (LandscapeObjective, NetworkObjective, Slopes):
        assert all(callable(getattr(objective, word)) for word in runners.ASKED)


@pytest.mark.parametrize("key", dynamics.names())
def test_every_method_of_the_folder_runs_by_definition_and_says_where_else(key):
    method = dynamics.get(key)
    assert "definition" in method.runs_on
    assert method.where.startswith("Runs on: particles")
    assert {name for name in runners.RUNNERS if key in dynamics.that_run_on(name)} == set(method.runs_on)
