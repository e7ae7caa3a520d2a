"""The expressions of a step: every one that lanes take means what the reference means; every other one is refused by line."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes, reference
from toy_kernels.lane_step import StepReader
from toy_kernels.noise import Noise
from toy_kernels.text import Unreadable
from toy_models.contract import Parameters, State
from toy_models.notation import TINY, cos, exp, norm, sqrt, tanh
from toy_models.objective import LandscapeObjective

BOWL = tm.landscapes.from_formula("x^2/2 + 2*y^2")
HALF, LESS = 0.5, -0.1
P = Parameters({"a": 0.3, "b": 1.7, "n": 3})


def numbers(state, objective, noise, watch, p):
    g = objective.gradient(state.x, objective.minibatch())
    scale = -p.a * HALF / (1 + state.t) ** p.b + sqrt(p.b) - (+p.a) + (-2) ** 2 * LESS**2
    return State(x=state.x - 0.1 * scale * g)


def lengths(state, objective, noise, watch, p):
    g = objective.gradient(state.x, objective.minibatch())
    size = norm(g) + TINY
    g /= size
    g *= 1 / (1 + norm(state.x)) ** 2
    return State(x=state.x - p.a * g - 0.01 * state.x * size)


def words(state, objective, noise, watch, p):
    x = state.x
    bent = tanh(x) + cos(x) * exp(-x**2) - (1 + x * x) ** 0.5 + (1 + x**2) ** -1 + (2 + x * x) ** -0.5
    return State(x=0.9 * x - p.a * -bent * x / 10)


def noises(state, objective, noise, watch, p):
    one = objective.minibatch()
    x = state.x + 0.1 * noise.uniform() - 0.1 * noise.normal()
    other = objective.minibatch()
    g = objective.gradient(x, other) - objective.gradient(state.x, one) / 2
    return State(x=x - 0.1 * (g + objective.gradient(x, one)) + 0.01 * noise.normal())


def asks(state, objective, noise, watch, p):
    batch = objective.minibatch()
    x = state.x - 0.3 * objective.natural(state.x, objective.gradient(state.x, batch), batch, p.a + 1)
    return State(x=x - 0.1 * objective.blocks(x - 1) * objective.blocks(noise.uniform()))


def follows(step, sigma=0.5, steps=5, carries=()):
    """Compare with the reference; the bowl's steps do not enlarge an error, and no value is beyond 4."""
    rows = np.array([8, 2, 5, 77])
    start = np.stack([np.cos(rows), np.sin(rows)], axis=1)
    frames, _ = lanes.run(step, BOWL.text, start, rows, 1, [(steps, P.as_dict())], 1, carries=carries, gradient_noise=sigma)
    state = State(start, 0, **{name: 0 * start for name in carries})
    run = reference.run(step, state, LandscapeObjective(BOWL, rows, 1, sigma), Noise(1, rows, 2), [(steps, P)])
    expected = np.array([start, *(state.x for state, _ in run)])
    assert np.abs(expected[-1] - start).min() > 1e-4
    np.testing.assert_allclose(frames, expected, atol=4 * 16 * steps * 2.0**-23)


@pytest.mark.parametrize("step", [numbers, lengths, words, noises, asks])
def test_it_means_what_the_reference_means(step):
    follows(step)


def subscripted(state, objective, noise, watch, p):
    return State(x=state.x[:, ::-1])


def unknown_word(state, objective, noise, watch, p):
    return State(x=np.sin(state.x))


def unknown_name(state, objective, noise, watch, p):
    return State(x=nowhere * state.x)  # noqa: F821


def unknown_state(state, objective, noise, watch, p):
    return State(x=state.speed)


def power_of_a_parameter(state, objective, noise, watch, p):
    return State(x=state.x**p.a)


def power_of_a_point(state, objective, noise, watch, p):
    return State(x=2**state.x)


def batch_in_arithmetic(state, objective, noise, watch, p):
    return State(x=state.x + objective.minibatch())


def negative_batch(state, objective, noise, watch, p):
    batch = -objective.minibatch()
    return State(x=state.x - objective.gradient(state.x, batch))


def gradient_without_a_batch(state, objective, noise, watch, p):
    return State(x=objective.gradient(state.x, state.x))


def gradient_at_a_number(state, objective, noise, watch, p):
    return State(x=state.x - objective.gradient(p.a, objective.minibatch()))


def matrix_product(state, objective, noise, watch, p):
    return State(x=state.x @ state.x)


def text_constant(state, objective, noise, watch, p):
    return State(x=state.x * "2")


def truth(state, objective, noise, watch, p):
    return State(x=state.x * True)


def named_argument(state, objective, noise, watch, p):
    return State(x=state.x + noise.normal(scale=2))


@pytest.mark.parametrize("step", [
    subscripted, unknown_word, unknown_state, negative_batch, gradient_without_a_batch, gradient_at_a_number, matrix_product,
    text_constant, truth, named_argument,
])
def test_what_is_outside_the_notation_is_refused_with_its_line(step):
    with pytest.raises(Unreadable, match=r"line [23]: .* is outside the notation of a step"):
        StepReader(step, BOWL.text, (), "none", False)


@pytest.mark.parametrize(("step", "reason"), [
    (unknown_name, "'nowhere' may have no value"),
    (power_of_a_parameter, "raised to a whole number"),
    (power_of_a_point, "raised to a whole number"),
    (batch_in_arithmetic, "only handed to objective.gradient"),
])
def test_a_refusal_says_why(step, reason):
    with pytest.raises(Unreadable, match=f"line 2: .*{reason}"):
        StepReader(step, BOWL.text, (), "none", False)
