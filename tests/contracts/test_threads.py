"""A lane as a thread gives the lanes' bits: every method, every landscape, every direction of noise, and a schedule.

Rows that meet are one thread, in groups of the method's size and then, for the rest of the run, of another.
"""

from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from tests.spread import spread, triples
from toy_kernels import lanes
from toy_kernels.threads import host
from toy_models import dynamics, landscapes, noises

PLACES = sorted(path.stem for path in Path(landscapes.__file__).parent.glob("*.py") if not path.stem.startswith("_"))


@pytest.fixture(params=dynamics.that_run_on("threads"))
def method(request):
    """One method after the other."""
    return dynamics.get(request.param)


def test_what_lanes_run_threads_run():
    assert dynamics.that_run_on("threads") == dynamics.that_run_on("lanes")


def both(method, place, direction, watch=False):
    """The same run by lanes and by threads: 37 replicas near the landscape's start, one far outside, a step that doubles."""
    landscape, rows = tm.landscapes.get(place), np.arange(3, 40)
    start = landscape.start + 0.2 * np.stack([np.cos(rows), np.sin(2 * rows)], axis=1)
    start[5] = 9e5
    values = method.defaults().as_dict()
    other = {method.text.group: 5} if method.text.group else {}
    segments = [(7, values), (4, values | {"step_size": 2 * values["step_size"]} | other)]
    noise = {} if direction == "none" else {"gradient_noise": 0.6, "tilt": noises.get(direction).text}
    arguments = (method.step, landscape.text, start, rows, 11, segments, 4)
    return [runner.run(*arguments, carries=method.CARRIES, watch=watch, **noise) for runner in (lanes, host)]


def assert_the_same(by_lanes, by_threads):
    for lane, thread in zip(by_lanes, by_threads, strict=True):
        for name in lane if isinstance(lane, dict) else [...]:
            np.testing.assert_array_equal(lane[name], thread[name], strict=True)


@pytest.mark.parametrize(("key", "place"), spread(PLACES, each=3, runner="threads"))
def test_without_gradient_noise(key, place):
    by_lanes, by_threads = both(dynamics.get(key), place, "none")
    assert_the_same(by_lanes, by_threads)
    assert np.ptp(by_lanes[0][-1], axis=0).max() > 0


def test_the_points_that_a_step_shows(method):
    by_lanes, by_threads = both(method, PLACES[0], "none", watch=True)
    assert_the_same(by_lanes, by_threads)
    assert set(by_lanes[2]) == set(method.text.watched)


@pytest.mark.slow  # each is compiled twice
@pytest.mark.parametrize(("key", "place", "direction"), triples(dynamics.that_run_on("threads"), PLACES, noises.names()))
def test_with_gradient_noise(key, place, direction):
    assert_the_same(*both(dynamics.get(key), place, direction))
