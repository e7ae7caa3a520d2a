"""Readings of runs whose answers are known."""

from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from toy_models import readings


def still(points, later=None):
    """A trajectory of two frames at given points."""
    landscape = tm.landscapes.get("two_gaussians")
    x = np.array([points, points if later is None else later], dtype=float)
    return tm.Trajectory(x, np.array([0, 30]), np.array([0, 30]), None, {}, landscape)


def test_at_the_minima():
    landscape = tm.landscapes.get("two_gaussians")
    run = still(landscape.minima)
    assert np.allclose(readings.energy(run), landscape.energy(landscape.minima))
    for k in range(len(landscape.minima)):
        assert readings.share(run, k).tolist() == [float(i == k) for i in range(len(landscape.minima))]
    exact = [np.linalg.eigvalsh(landscape.hessian(m))[-1] for m in landscape.minima]
    assert np.allclose(readings.sharpness(run), exact)
    assert readings.escape_time(run).tolist() == [30.0] * len(landscape.minima)
    assert (readings.distance(run) == 0).all()


def test_of_a_run_that_crosses():
    landscape = tm.landscapes.get("two_gaussians")
    run = still(landscape.minima[[1, 1]], later=landscape.minima[[0, 1]])
    assert readings.escape_time(run).tolist() == [30.0, 30.0]
    assert readings.ever(run, 0).tolist() == [1.0, 0.0]
    assert readings.ever(run, 1).tolist() == [1.0, 1.0]
    assert readings.distance(run)[0] == pytest.approx(np.linalg.norm(landscape.minima[1] - landscape.minima[0]))


def test_of_a_network():
    run = SimpleNamespace(train_loss=np.array([[3.0, 3.0], [0.5, 0.25]]), test_accuracy=np.array([[0.1, 0.1], [0.9, 0.8]]),
                          test_loss=np.array([[2.0, 2.0], [1.0, 1.5]]), x=np.zeros((2, 2, 5), np.float32))
    assert readings.energy(run).tolist() == [0.5, 0.25]
    assert readings.test_accuracy(run).tolist() == [0.9, 0.8]
    assert readings.test_loss(run).tolist() == [1.0, 1.5]


def test_a_reading_of_the_other_world_is_refused():
    with pytest.raises(tm.InvalidArgument, match="readings"):
        readings.test_accuracy(still([[0.0, 0.0]]))
    with pytest.raises(tm.InvalidArgument, match="readings"):
        readings.sharpness(SimpleNamespace(x=np.zeros((2, 2, 5))))
    with pytest.raises(tm.InvalidArgument, match="minimum"):
        readings.share(still([[0.0, 0.0]]), minimum=7)
