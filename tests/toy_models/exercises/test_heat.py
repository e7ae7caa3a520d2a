"""A slope asked on a Gaussian in two spellings, and three that belong to another surface."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "g = objective.gradient(state.x + noise.normal() * sqrt(p.temperature) / sqrt(p.scope), objective.minibatch())\n"
        "return State(x=state.x - g * p.step_size)"
    ),
    "law": (
        "z = (noise.normal() + noise.normal()) / sqrt(2)\n"
        "g = objective.gradient(state.x - sqrt(p.temperature / p.scope) * z, objective.minibatch())\n"
        "return State(x=state.x - p.step_size * g)"
    ),
}
WRONG = {
    "it is not put back": (
        "y = state.x - sqrt(p.temperature / p.scope) * noise.normal()\n"
        "return State(x=y - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
    "the root is missing": (
        "y = state.x - p.temperature * noise.normal() / p.scope\n"
        "return State(x=state.x - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
    "the variance is doubled": (
        "y = state.x + sqrt(p.temperature / p.scope) * (noise.normal() - noise.normal())\n"
        "return State(x=state.x - p.step_size * objective.gradient(y, objective.minibatch()))"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("heat", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("heat", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
