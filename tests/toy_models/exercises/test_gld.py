"""Noise from two slopes in two spellings, and three that have another mean or another covariance."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "a = p.added_noise * objective.gradient(state.x, objective.minibatch())\n"
        "b = p.added_noise * objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * g + p.step_size * sqrt(0.5) * (b - a))"
    ),
    "law": (
        "a = objective.gradient(state.x, objective.minibatch())\n"
        "b = objective.gradient(state.x, objective.minibatch())\n"
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * (g + p.added_noise / sqrt(2) * (b - a)))"
    ),
}
WRONG = {
    "it is √2 too large": (
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "a = objective.gradient(state.x, objective.minibatch()) - objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * (g - p.added_noise * a))"
    ),
    "it has a mean": (
        "a = objective.gradient(state.x, objective.minibatch()) + objective.gradient(state.x, objective.minibatch())\n"
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * (g + p.added_noise * sqrt(0.5) * a))"
    ),
    "it uses the slope of the step again": (
        "unused = objective.gradient(state.x, objective.minibatch())\n"
        "g = objective.gradient(state.x, objective.minibatch())\n"
        "a = (g - objective.gradient(state.x, objective.minibatch())) / sqrt(2)\n"
        "return State(x=state.x - p.step_size * (g + p.added_noise * a))"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("gld", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("gld", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
