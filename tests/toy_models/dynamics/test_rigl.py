"""Sparse training: what is there is counted to the unit."""

import numpy as np
import pytest

CURVATURE = np.linspace(0.5, 3.0, 40)


@pytest.fixture
def run(trajectory, quadratic):
    def started(steps=12, **parameters):
        start = np.random.default_rng(0).normal(size=(5, 40))
        return trajectory("rigl", quadratic(CURVATURE), start, steps, step_size=0.05, interval=3, **parameters)

    return started


@pytest.mark.parametrize(("density", "exchanged"), [(0.2, 0.3), (0.33, 0.5), (0.11, 1.0), (0.5, 0.0), (1.0, 0.3)])
def test_the_number_that_stays_is_the_same_after_every_exchange(run, density, exchanged):
    """Rounded to the nearest whole one, halves up; grown weights are zero at first, so only what stayed is not."""
    x = run(density=density, exchanged=exchanged)
    assert ((x[1:] != 0).sum(axis=-1) == np.floor(density * (1 - exchanged) * 40 + 0.5)).all()


@pytest.mark.parametrize(("density", "exchanged"), [(0.2, 0.3), (0.33, 0.5), (0.11, 1.0), (0.5, 0.0)])
def test_as_many_are_trained_at_every_single_step(trajectory, slope, density, exchanged):
    """½Σλ(x - 1)², where a grown weight leaves zero at once: the count of what is not zero is the same to the unit."""
    start, inside = np.random.default_rng(0).normal(size=(5, 40)), []
    trajectory("rigl", slope(lambda x: CURVATURE * (x - 1)), start, 8, step_size=0.05, interval=3, density=density,
               exchanged=exchanged, watch=lambda inner: inside.append(inner))
    assert len(inside) == 24
    assert all(((x != 0).sum(axis=-1) == np.floor(density * 40 + 0.5)).all() for x in inside)


def test_what_is_exchanged_is_the_smallest_for_the_steepest(trajectory, slope):
    """½Σλ(x - 1)²: of four weights two are there. The smaller leaves, and the steepest of those that are not there comes."""
    shown = []
    start, curvature = np.array([2.0, 0.1, 1.9, 0.2]), np.array([1.0, 3.0, 1.0, 2.0])
    x = trajectory("rigl", slope(lambda x: curvature * (x - 1)), start, 2, step_size=0.1, interval=1, density=0.5, exchanged=0.5,
                   watch=lambda inner: shown.append(inner[0]))[:, 0]
    assert shown[0] == pytest.approx([1.9, 0, 1.81, 0])
    assert x[1] == pytest.approx([1.9, 0, 0, 0])
    assert shown[1] == pytest.approx([1.81, 0.3, 0, 0])  # slope -3 there, against -1 and -2
    assert x[2] == pytest.approx([1.81, 0, 0, 0])


def test_all_of_them_is_plain_descent(run):
    x = run(density=1.0, exchanged=0.0)
    assert x == pytest.approx(x[0] * (1 - 0.05 * CURVATURE) ** (3 * np.arange(13))[:, None, None], rel=1e-12)
