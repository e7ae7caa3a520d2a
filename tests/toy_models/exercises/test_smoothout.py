"""A slope asked in a box in two spellings, and three that ask elsewhere or do not go back."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "move = noise.uniform() * p.noise_width\n"
        "return State(x=state.x - p.step_size * objective.gradient(move + state.x, objective.minibatch()))"
    ),
    "law": (
        "y = state.x - p.noise_width * noise.uniform()\n"
        "return State(x=state.x - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
}
WRONG = {
    "it is not put back": (
        "x = state.x - p.noise_width * noise.uniform()\n"
        "return State(x=x - p.step_size * objective.gradient(x, objective.minibatch()))"
    ),
    "it is a Gaussian, not a box": (
        "y = state.x - noise.normal() * p.noise_width\n"
        "return State(x=state.x - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
    "the box is half": (
        "y = state.x - 0.5 * p.noise_width * noise.uniform()\n"
        "return State(x=state.x - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("smoothout", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("smoothout", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
