"""Every method that the folder holds, and the plain loop that they are run by."""

from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import reference
from toy_kernels.noise import Noise
from toy_models import dynamics, noises
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

METHODS = sorted(path.stem for path in Path(dynamics.__file__).parent.glob("*.py") if not path.stem.startswith("_"))
BOWL = tm.landscapes.from_formula("x^2/2 + 2*y^2")


def elsewhere(parameter):
    """A parameter's value that is not the default, off the edges of the range."""
    low, high = max(parameter.low, 1e-3 * parameter.high), parameter.high
    value = (low * high) ** 0.5 if parameter.scale == "log" else low + 0.3 * (high - low)
    value = round(value) if parameter.whole else value
    return value if value != parameter.default else 0.5 * value


@pytest.fixture(params=METHODS)
def method(request):
    """One method after the other."""
    return dynamics.get(request.param)


def _run(method, parameters=None, landscape=BOWL, rows=range(6), steps=30, seed=3, gradient_noise=0.7, direction=noises.FIRST,
         watch=reference.silence, shaken=None):
    rows = np.asarray(rows)
    start = np.stack([1.2 * np.cos(rows) + 0.3, 0.9 * np.sin(rows + 0.2)], axis=1)  # none where a slope is zero: that has no sign
    objective = LandscapeObjective(landscape, rows, seed, gradient_noise, direction, start)
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    segments, source = [(steps, method.parameters(parameters))], Noise(seed if shaken is None else shaken, rows, 2)
    states = [state for state, _ in reference.run(method.step, state, objective, source, segments, watch)]
    return np.array([start, *(state.x for state in states)]), objective


@pytest.fixture
def run():
    """(points (steps + 1, row, 2), objective) of the plain loop; `rows` are replica numbers, each with a start of its own.

    `seed` is that of the minibatches, and of what the method draws unless `shaken` is another.
    """
    return _run
