"""The distance of two points, and of two replicas as they part."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import LANDSCAPE

measured = tm.measures.distance


def exact(world, a, b, images, p):
    return sum((u - v) ** 2 for u, v in zip(a, b, strict=True)) ** 0.5


def test_rows_are_taken_in_pairs():
    assert measured(LANDSCAPE, [[0, 0], [1, 1]], [[3, 4], [1, 1]]).value.tolist() == [5, 0]
    with pytest.raises(tm.InvalidArgument, match=r"other = .*as many rows as x"):
        measured(LANDSCAPE, [[0, 0]], [[3, 4], [1, 1]])


def test_two_replicas_of_langevin_in_a_bowl_part_to_twice_its_variance():
    """f = |x|²/2: each coordinate has variance T / (1 - h/2) in the end, two replicas' differences twice that, two coordinates:
    E d² = 4 T / (1 - h/2). 400 pairs of two normals: χ² of 800 degrees, whose standard error is √(2/800) of it."""
    step, heat = 0.2, 0.3
    bowl = tm.landscapes.from_formula("x^2/2+y^2/2")
    run = tm.simulate(bowl, "langevin", start=(0, 0), steps=100, replicas=800, parameters={"step_size": step, "temperature": heat})
    apart = measured(bowl, run.x[-1, :400], run.x[-1, 400:]).value
    assert np.mean(apart**2) == pytest.approx(4 * heat / (1 - step / 2), rel=4 * (2 / 800) ** 0.5)
