"""Momentum on one minibatch in two spellings, and three whose noise or memory is another."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "d = p.momentum * state.kept - p.step_size * objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x + d, kept=d)"
    ),
    "law": (
        "first = objective.minibatch()\n"
        "batch = objective.minibatch()\n"
        "v = p.momentum * state.v + objective.gradient(state.x, batch)\n"
        "return State(x=state.x - p.step_size * v, v=v)"
    ),
}
WRONG = {
    "it forgets": (
        "return State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))"
    ),
    "it sees all data": (
        "d = p.momentum * state.d - p.step_size * objective.gradient(state.x, objective.everything())\n"
        "return State(x=state.x + d, d=d)"
    ),
    "two minibatches are averaged": (
        "g = 0.5 * objective.gradient(state.x, objective.minibatch()) + 0.5 * objective.gradient(state.x, objective.minibatch())\n"
        "v = p.momentum * state.velocity - p.step_size * g\n"
        "return State(x=state.x + v, velocity=v)"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("sgd", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("sgd", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
