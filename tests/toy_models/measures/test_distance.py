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


@pytest.mark.parametrize("steps", [1, 3, 10, 100])
def test_two_replicas_of_langevin_in_a_bowl_part_to_twice_its_variance(steps):
    """f = |x|²/2, one start: each coordinate has variance T(1 - (1 - h)^2t)/(1 - h/2), two replicas' differences twice that, and
    there are two coordinates. 40,000 pairs: χ² of 80,000 degrees, four standard errors are 2 %.
    """
    step, heat, pairs = 0.2, 0.3, 40_000
    bowl = tm.landscapes.from_formula("x^2/2+y^2/2")
    run = tm.simulate(bowl, "langevin", start=(1, 0), steps=steps, replicas=2 * pairs, record_every=steps,
                      parameters={"step_size": step, "temperature": heat})
    apart = measured(bowl, run.x[-1, :pairs], run.x[-1, pairs:]).value
    expected = 4 * heat / (1 - step / 2) * (1 - (1 - step) ** (2 * steps))
    assert np.mean(apart**2) == pytest.approx(expected, rel=4 * (2 / (2 * pairs)) ** 0.5)


def test_on_the_flat_two_replicas_go_on_parting():
    """No slope: E d² = 8 h T t, for ever. 40,000 pairs, 2 %."""
    step, heat, pairs = 0.2, 0.3, 40_000
    flat = tm.landscapes.from_formula("0*x + 0*y")
    run = tm.simulate(flat, "langevin", start=(0, 0), steps=100, replicas=2 * pairs, record_every=50,
                      parameters={"step_size": step, "temperature": heat})
    for t, x in zip(run.steps[1:], run.x[1:], strict=True):
        apart = measured(flat, x[:pairs], x[pairs:]).value
        assert np.mean(apart**2) == pytest.approx(8 * step * heat * t, rel=4 * (2 / (2 * pairs)) ** 0.5)
