"""Thirty-two numbers at once do what one number at a time does."""

import numpy as np
import pytest
from numba import njit

from toy_kernels.vectors import LANES, add, add_scaled, load, prefetch, store, zero


@njit
def _copied(source, at, target, to):
    store(target, to, load(source, at))


@njit
def _scaled(total, scale, value, out):
    store(out, 0, add_scaled(load(total, 0), scale, load(value, 0)))


@njit
def _added(left, right, out):
    prefetch(left, 0)
    store(out, 0, add(add(load(left, 0), zero()), load(right, 0)))


def drawn(seed, size=LANES):
    return np.random.default_rng(seed).standard_normal(size).astype(np.float32)


@pytest.mark.parametrize("at", [0, 1, 3, 7])
def test_load_and_store_move_the_lanes_at_their_place_and_no_others(at):
    source, target = drawn(0, LANES + 10), np.zeros(LANES + 10, np.float32)
    _copied(source, at, target, 5)
    assert (target[5 : 5 + LANES] == source[at : at + LANES]).all()
    assert not target[:5].any() and not target[5 + LANES :].any()


def test_a_scaled_sum_rounds_once():
    """float64 holds a float32 product exactly, and a sum of two such numbers to 2⁻⁵³: rounding it is the fused result."""
    total, value, out = drawn(1), drawn(2), np.empty(LANES, np.float32)
    scale = np.float32(1.2345678)
    _scaled(total, scale, value, out)
    fused = (total.astype(float) + float(scale) * value.astype(float)).astype(np.float32)
    assert (out == fused).all()
    assert (out != total + scale * value).any()


def test_a_sum_is_the_sum():
    left, right, out = drawn(3), drawn(4), np.empty(LANES, np.float32)
    _added(left, right, out)
    assert (out == left + right).all()
