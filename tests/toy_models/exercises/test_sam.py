"""A step uphill and back in two spellings, and three that ask elsewhere."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "batch = objective.minibatch()\n"
        "g = objective.gradient(state.x, batch)\n"
        "unit = g / sqrt(dot(g, g))\n"
        "return State(x=state.x - objective.gradient(state.x + p.radius * unit, batch) * p.step_size)"
    ),
    "law": (
        "unused = objective.minibatch()\n"
        "batch = objective.minibatch()\n"
        "g = -objective.gradient(state.x, batch)\n"
        "return State(x=state.x - p.step_size * objective.gradient(state.x - g * p.radius / norm(g), batch))"
    ),
}
WRONG = {
    "the slope has not been made a length": (
        "batch = objective.minibatch()\n"
        "up = state.x + p.radius * objective.gradient(state.x, batch)\n"
        "return State(x=state.x - p.step_size * objective.gradient(up, batch))"
    ),
    "there are two minibatches": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "up = state.x + p.radius * g / norm(g)\n"
        "return State(x=state.x - p.step_size * objective.gradient(up, objective.minibatch()))"
    ),
    "it is not put back": (
        "batch = objective.minibatch()\n"
        "g = objective.gradient(state.x, batch)\n"
        "up = state.x + p.radius * g / norm(g)\n"
        "return State(x=up - p.step_size * objective.gradient(up, batch))"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("sam", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("sam", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
