"""The shake in two spellings, and three that are not the heat of T, each spelled as no mistake of the file is."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x + sqrt(2 * p.temperature * p.step_size) * noise.normal() - g * p.step_size)"
    ),
    "law": (
        "unused = noise.normal()\n"
        "shake = -(p.temperature + p.temperature) ** 0.5 * p.step_size ** 0.5 * noise.normal()\n"
        "return State(x=state.x + shake - p.step_size * objective.gradient(state.x, objective.minibatch()))"
    ),
}
WRONG = {
    "the heat is half": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * g - sqrt(p.step_size) * sqrt(p.temperature) * noise.normal())"
    ),
    "the root is missing": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "v = p.step_size * (g - 2 * p.temperature * noise.normal())\n"
        "return State(x=state.x - v)"
    ),
    "the shake is multiplied by the step, as a slope is": (
        "g = objective.gradient(state.x, objective.minibatch()) + sqrt(2 * p.temperature) * noise.normal()\n"
        "return State(x=state.x - p.step_size * g)"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("langevin", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("langevin", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
