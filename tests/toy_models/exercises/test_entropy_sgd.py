"""The walk on a spring in two spellings, and three that descend something else."""

import pytest

from toy_models import exercises

RIGHT = {
    "rounding": (
        "y = state.x\n"
        "mean = y\n"
        "for k in range(p.inner_steps):\n"
        "    g = objective.gradient(y, objective.minibatch()) - p.scope * (state.x - y)\n"
        "    y += sqrt(2 * p.temperature * p.inner_step_size) * noise.normal() - p.inner_step_size * g\n"
        "    mean += p.averaging * (y - mean)\n"
        "return State(x=p.step_size * mean + (1 - p.step_size) * state.x)"
    ),
    "law": (
        "away = 0 * state.x\n"
        "mean = away\n"
        "for _ in range(p.inner_steps):\n"
        "    shake = (2 * p.inner_step_size * p.temperature) ** 0.5 * noise.normal()\n"
        "    drift = objective.gradient(state.x + away, objective.minibatch()) + p.scope * away\n"
        "    away = away - p.inner_step_size * drift - shake\n"
        "    mean = (1 - p.averaging) * mean + p.averaging * away\n"
        "return State(x=state.x + p.step_size * mean)"
    ),
}
WRONG = {
    "there is no spring": (
        "y = state.x\n"
        "m = y\n"
        "for _ in range(p.inner_steps):\n"
        "    shake = sqrt(2 * p.inner_step_size * p.temperature) * noise.normal()\n"
        "    y = y - p.inner_step_size * objective.gradient(y, objective.minibatch()) - shake\n"
        "    m = p.averaging * y + (1 - p.averaging) * m\n"
        "return State(x=state.x + p.step_size * (m - state.x))"
    ),
    "the spring pushes": (
        "y = state.x\n"
        "m = y\n"
        "for _ in range(p.inner_steps):\n"
        "    drift = objective.gradient(y, objective.minibatch()) - p.scope * (y - state.x)\n"
        "    y = y - p.inner_step_size * drift + sqrt(2 * p.inner_step_size * p.temperature) * noise.normal()\n"
        "    m = p.averaging * y + (1 - p.averaging) * m\n"
        "return State(x=state.x + p.step_size * (m - state.x))"
    ),
    "it jumps to the last point": (
        "y = state.x\n"
        "for _ in range(p.inner_steps):\n"
        "    drift = objective.gradient(y, objective.minibatch()) + p.scope * (y - state.x)\n"
        "    y = y - p.inner_step_size * drift + sqrt(2 * p.inner_step_size * p.temperature) * noise.normal()\n"
        "return State(x=state.x + p.step_size * (y - state.x))"
    ),
}


@pytest.mark.parametrize(("how", "step"), RIGHT.items())
def test_it_is_right_in_two_spellings(how, step):
    found = exercises.check("entropy_sgd", step)
    assert found.right, found.tests
    assert found.how == how
    assert found.mistake is None


@pytest.mark.parametrize(("name", "step"), WRONG.items())
def test_typical_wrong_steps_are_refused_for_what_they_are(name, step):
    found = exercises.check("entropy_sgd", step)
    assert not found.right
    assert found.mistake.name == name
    assert found.verdict.startswith(f"Not yet: {name}. ")
