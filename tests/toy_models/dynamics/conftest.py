"""The ground that closed forms stand on: a quadratic in any number of coordinates, and the plain loop on it.

Coordinates of a quadratic do not meet in any method but SAM, so one row of 20,000 coordinates is 20,000 independent chains.
"""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import reference
from toy_kernels.noise import MINIBATCH, Noise, normals
from toy_models import dynamics, noises
from toy_models.contract import Parameters, State


class Slope:
    """∇f given as a function of the points, with minibatch noise of size `gradient_noise` in each coordinate."""

    def __init__(self, slope, gradient_noise=0.0):
        self.slope, self.gradient_noise, self.asked = slope, gradient_noise, 0

    def begin(self, t):
        self._t, self._slot = t, 0

    def minibatch(self):
        slot, self._slot = self._slot, self._slot + 1
        return slot

    def gradient(self, x, batch):
        self.asked += 1
        rows, coordinates = x.shape
        tilt = normals(1, MINIBATCH, np.arange(rows), coordinates, self._t, batch) if self.gradient_noise else 0.0
        return self.slope(x) + self.gradient_noise * tilt

    def blocks(self, x):
        return np.abs(x)


def _trajectory(key, objective, x, steps, seed=0, watch=reference.silence, t=0, **values):
    method = dynamics.get(key)
    assert set(values) <= set(method.defaults()), "a misspelt parameter"
    x = np.atleast_2d(np.asarray(x, dtype=float))
    state = State(x, t, **{name: np.zeros_like(x) for name in method.CARRIES})
    noise = Noise(seed, np.arange(len(x)), x.shape[1])
    run = reference.run(method.step, state, objective, noise, [(steps, Parameters({**method.defaults().as_dict(), **values}))],
                        watch)
    return np.array([x, *(state.x for state, _ in run)])


@pytest.fixture
def trajectory():
    """(steps + 1, rows, coordinates) of a run of the plain loop; values are taken as they are, outside their ranges too."""
    return _trajectory


@pytest.fixture
def quadratic():
    """½ Σ λᵢ xᵢ², as an objective."""
    return lambda curvature, **options: Slope(lambda x: np.asarray(curvature) * x, **options)


def _crowd(bowl, key, start, steps, gradient_noise=0.0, direction=noises.FIRST, **values):
    landscape = tm.landscapes.from_formula(bowl) if "^" in bowl else bowl
    return tm.simulate(landscape, key, start=start, steps=steps, replicas=len(start), record_every=steps, parameters=values,
                       gradient_noise=gradient_noise, gradient_noise_direction=direction, device="cpu").x[-1]


@pytest.fixture
def crowd():
    """(replica, 2): where compiled lanes end that start at `start`, on a landscape or a formula. Many are cheap there."""
    return _crowd


def _four_errors(count, excess=0.0):
    found = 4 * ((2 + excess) / count) ** 0.5
    assert found < 0.02, "a variance is held to 2 %"
    return found


@pytest.fixture
def four_errors():
    """Four standard errors of a variance found from `count` independent numbers of this excess kurtosis, in units of it."""
    return _four_errors


@pytest.fixture
def slope():
    """Any objective that is given by its slope."""
    return Slope
