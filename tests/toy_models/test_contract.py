"""The records that pass between files: what they say, and what they lack."""

import numpy as np
import pytest

from toy_models.contract import Gauge, State


def test_a_gauge_says_where_a_slider_lies():
    gauge = Gauge("h λ", ("step_size", "curvature"), "step_size", "stable", dead_below=0.05, unstable_from=2.0)
    assert [gauge.verdict(value) for value in (0.049, 0.05, 1.99, 2.0)] == ["dead", "stable", "stable", "unstable"]


def test_a_state_hands_out_what_it_carries_and_says_what_it_lacks():
    state = State(np.zeros((2, 2)), 3, velocity=np.ones((2, 2)))
    later = state.at(4)
    assert (state.t, later.t) == (3, 4)
    assert later.velocity is state.velocity
    assert later.x is state.x
    with pytest.raises(AttributeError, match="carries velocity, not 'memory'"):
        _ = state.memory
