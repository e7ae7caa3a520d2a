"""Packed numbers come back to within half a step, and what is not a number stays so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from widgets import pack

DOMAIN = ((-3.0, 5.0), (-1.0, 2.0))


@given(st.floats(-3, 5), st.floats(-1, 2))
def test_a_point_comes_back_to_within_half_a_step(x, y):
    packed = np.frombuffer(pack.points(np.array([[x, y]]), DOMAIN), "<u2").astype(float)
    low, high = np.array(DOMAIN).T
    assert np.abs(low + packed / pack.STEPS * (high - low) - (x, y)).max() <= ((high - low) / pack.STEPS / 2).max() * (1 + 1e-9)


def test_outside_is_clipped_and_nan_is_marked():
    packed = np.frombuffer(pack.points(np.array([[-9.0, 9.0], [np.nan, np.inf]]), DOMAIN), "<u2")
    assert packed.tolist() == [0, pack.STEPS, pack.NOT_A_NUMBER, pack.STEPS]


def test_heights_keep_their_order():
    values = np.linspace(0, 1, 1000)
    packed = np.frombuffer(pack.heights(values, 0.0, 1.0), "<u2")
    assert (np.diff(packed.astype(int)) > 0).all()
