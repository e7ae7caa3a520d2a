"""The records that pass between files: what they say, and what they lack."""

import numpy as np
import pytest

from toy_models.contract import Gauge, Parameters, State


def test_a_gauge_says_where_a_slider_lies():
    gauge = Gauge("h", lambda p: p.step_size, "step_size", "stable", dead_below=0.05, unstable_from=lambda p: 2 * (1 + p.momentum))
    words = [gauge.verdict(Parameters({"step_size": value, "momentum": 0.5})) for value in (0.049, 0.05, 2.99, 3.0)]
    assert words == ["dead", "stable", "stable", "unstable"]
    assert gauge.limits(Parameters({"momentum": 0.0})) == (0.05, 2.0)


def test_a_gauge_whose_limits_have_crossed_is_unstable():
    gauge = Gauge("h", lambda p: p.step_size, "step_size", "stable", dead_below=0.05, unstable_from=lambda p: -p.momentum)
    assert gauge.verdict(Parameters({"step_size": 0.01, "momentum": 0.5})) == "unstable"


def test_a_state_hands_out_what_it_carries_and_says_what_it_lacks():
    state = State(np.zeros((2, 2)), 3, velocity=np.ones((2, 2)))
    later = state.at(4)
    assert (state.t, later.t) == (3, 4)
    assert later.velocity is state.velocity
    assert later.x is state.x
    with pytest.raises(AttributeError, match="carries velocity, not 'memory'"):
        _ = state.memory
