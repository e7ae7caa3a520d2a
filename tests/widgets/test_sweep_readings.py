"""The page's readings are those of the run, by itself or beside others; a scale holds what nearly all cells have."""

from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from toy_models import readings
from toy_models.sweep_plan import plan
from widgets import sweep_readings

PLACE = tm.landscapes.get("dimple")


def test_many_runs_are_read_as_each_is_and_their_valleys_are_looked_up_once(monkeypatch):
    looked, plain = [], sweep_readings.valley
    monkeypatch.setattr(sweep_readings, "valley", lambda *given: looked.append(1) or plain(*given))
    read = {key: one.read for key, one in sweep_readings.listed(PLACE, 9, 300).items()}
    job = plan(PLACE, "langevin", ("temperature", (0.2, 2.0)), ("step_size", (0.01, 0.1)), read, 9, evaluations=300, record_every=6)
    runs = [job.run((row, column)) for row in range(2) for column in range(2)]
    together = job.said(*runs)
    assert len(looked) == 1
    np.testing.assert_array_equal(together, [job.said(run)[0] for run in runs])
    assert 0 < np.array(together)[:, list(read).index("left"), 0].mean() < 1


def test_who_never_left_is_counted_with_the_whole_run():
    run = tm.simulate(PLACE, "sgd", start=PLACE.minima[0], evaluations=50, replicas=3, parameters={"step_size": 1e-3})
    listed = sweep_readings.listed(PLACE, 3, 50)
    assert listed["escape"].read(run).tolist() == [50, 50, 50]
    assert not listed["left"].read(run).any()
    assert listed["share"].read(run).tolist() == [3, 3, 3]


@pytest.mark.parametrize(("cells", "scale"), [
    (np.linspace(1, 2, 100), [1.01, 1.99, False]), (np.geomspace(1e-3, 1e3, 100), [1e-3 * 10**0.06, 1e3 / 10**0.06, True]),
    (np.full(100, np.nan), [0.0, 1.0, False]),
])
def test_a_scale_leaves_out_one_cell_in_a_hundred_at_each_end(cells, scale):
    sweep = SimpleNamespace(mean=lambda key: cells, done=np.ones(100, bool))
    job = SimpleNamespace(listed={"height": sweep_readings.Reading("height", "", readings.energy)}, sweep=sweep)
    np.testing.assert_allclose(sweep_readings.scale(job, "height"), scale, rtol=1e-3)


def test_a_difference_has_the_errors_of_both_and_zero_in_its_middle():
    def job(mean, error):
        sweep = SimpleNamespace(mean=lambda key: np.array(mean), standard_error=lambda key: np.array(error))
        return SimpleNamespace(sweep=sweep)

    one, other = job([3.0, 1.0, np.nan], [0.3, 0.0, 0.1]), job([1.0, 5.0, 2.0], [0.4, 0.0, 0.1])
    found, error = sweep_readings.difference(one, other, "height")
    np.testing.assert_array_equal(found, [2.0, -4.0, np.nan])
    np.testing.assert_allclose(error[:2], [0.5, 0.0])
    low, high, log = sweep_readings.spread(one, other, "height")
    assert (low, log) == (-high, False)
    assert 3.9 < high <= 4
    assert sweep_readings.spread(one, one, "height") == [-1.0, 1.0, False]
