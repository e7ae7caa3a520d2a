"""Padded weights are the flat ones, with room between."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toy_kernels.fully_connected import size
from toy_kernels.padded import gather, spread, width
from toy_kernels.vectors import LANES


def blocks(layers):
    return sum((inputs + 1) * width(outputs) for inputs, outputs in itertools.pairwise(layers))


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(1, 70), min_size=2, max_size=4))
def test_spread_weights_are_gathered_unchanged_and_padding_stays_zero(layers):
    x = np.arange(1, size(layers) + 1, dtype=np.float32)
    weights, back = np.zeros(blocks(layers), np.float32), np.empty_like(x)
    spread(np.array(layers), x, weights)
    gather(np.array(layers), weights, back)
    assert (back == x).all()
    assert np.count_nonzero(weights) == len(x)


@pytest.mark.parametrize(("outputs", "padded"), [(1, LANES), (LANES, LANES), (LANES + 1, 2 * LANES)])
def test_rows_are_padded_to_whole_lanes(outputs, padded):
    assert width(outputs) == padded
