"""A walk is the plain loop, taken one step at a time."""

import math

import numpy as np
import pytest

from toy_kernels import reference
from toy_kernels.noise import Noise
from toy_kernels.rows import Count, Walk


class State:
    def __init__(self, x, t=0, **carried):
        self.x, self.t, self.carried = x, t, carried

    def __getattr__(self, name):
        return self.carried[name]

    def at(self, t):
        return State(self.x, t, **self.carried)


class Slope:
    def __init__(self):
        self.begun = []

    def begin(self, t):
        self.begun.append(t)

    def gradient(self, x):
        return x**3


def step(state, objective, noise, watch, p):
    """Heavy-ball descent on x⁴ / 4 with noise: unstable from |x| > √(2 / step_size) on."""
    velocity = 0.5 * state.velocity + objective.gradient(state.x)
    x = state.x - p * velocity + 0.01 * noise.normal()
    watch(inner=x)
    return State(x=x, velocity=velocity)


START = np.array([[0.5, -0.2], [30.0, 1.0], [1.0, 1.0], [np.nan, 0.0]])


def test_a_walk_gives_the_bits_of_the_plain_loop_and_freezes_the_same_rows():
    segments = [(10, 0.1), (20, 0.05)]
    expected = list(reference.run(step, State(START, 0, velocity=0 * START), Slope(), Noise(3, range(4), 2), segments))
    walk, seen = Walk(step, State(START, 0, velocity=0 * START), Slope(), Noise(3, range(4), 2)), []
    for parameter in [0.1] * 10 + [0.05] * 20:
        walk.advance(parameter, watch=lambda inner: seen.append(inner))
        state, alive = expected[walk.state.t - 1]
        assert np.array_equal(walk.state.x, state.x, equal_nan=True)
        assert np.array_equal(walk.state.velocity, state.velocity, equal_nan=True)
        assert (walk.alive == (alive & [True, True, True, False])).all()
    first_dead = [next((state.t for state, alive in expected if not alive[row]), -1) for row in range(3)]
    assert walk.died[:3].tolist() == first_dead
    assert first_dead[0] == first_dead[2] == -1 < first_dead[1]
    assert len(seen) == 30


def test_a_restarted_walk_repeats_itself():
    walk = Walk(step, State(START[:1], 0, velocity=0 * START[:1]), Slope(), Noise(3, [0], 2))
    states = []
    for _ in range(12):
        walk.advance(0.1)
        states.append(walk.state)
    walk.restart(states[4])
    for expected in states[5:]:
        walk.advance(0.1)
        assert (walk.state.x == expected.x).all()
        assert walk.state.t == expected.t


def test_every_step_is_opened_with_its_number():
    objective = Slope()
    walk = Walk(step, State(START[:1], 7, velocity=0 * START[:1]), objective, Noise(3, [0], 2))
    for _ in range(3):
        walk.advance(0.1)
    assert objective.begun == [7, 8, 9]


@pytest.mark.parametrize(("base", "t"), [(1.001, 1000), (1.1, 50), (1.0, 10**6), (0.5, 3000)])
def test_a_count_is_the_number_in_a_power(base, t):
    assert base ** Count(t) == base ** float(t)


def test_a_power_that_overflows_is_infinite_not_an_error():
    assert 1.1 ** Count(10**6) == math.inf
    with pytest.raises(OverflowError):
        1.1 ** float(10**6)
