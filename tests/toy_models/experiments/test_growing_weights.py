"""A network that is blind to the size of its weights: Pythagoras, and ten times the weights under a hundredfold step."""

import numpy as np
import pytest

import toy_models as tm


@pytest.fixture(scope="module")
def found():
    patch = pytest.MonkeyPatch()
    patch.setattr(tm.experiments.get("growing_weights").module, "CLOCKS", (0, 1, 3, 10))
    yield tm.experiments.growing_weights(seeds=1)
    patch.undo()


def test_the_squared_length_grows_by_the_square_of_each_step(found):
    for _, along in found.curves.values():
        np.testing.assert_allclose(along["growth"], along["pythagoras"], rtol=1e-10)
        assert (np.diff(along["growth"]) > 0).all()


def test_ten_times_the_weights_under_a_hundredfold_step_are_the_same_descent(found):
    (_, one), (_, slow), (_, other) = (found.curves[case, 0] for case in range(3))
    np.testing.assert_allclose(other["loss"], one["loss"], rtol=1e-8)
    np.testing.assert_allclose(100 * other["curvature"], one["curvature"], rtol=1e-6)
    np.testing.assert_allclose(other["rate"], one["rate"], rtol=1e-10)
    assert slow["loss"][0] == pytest.approx(one["loss"][0], rel=1e-10)
    assert slow["loss"][-1] > 2 * one["loss"][-1], "a hundredth of the rate"
