"""Long rows get the noise that the definition gives them."""

import numpy as np
import pytest

from toy_kernels import noise, row_noise

ROWS = [0, 3, 1000]


def pair(coordinates, rows=ROWS, seed=11):
    return noise.Noise(seed, rows, coordinates), row_noise.RowNoise(seed, rows, coordinates)


@pytest.mark.parametrize("coordinates", [1, 2, 7, 1001])
def test_uniforms_are_the_definitions_own_and_normals_are_to_rounding(coordinates):
    """A uniform is exact in float32. A normal is a product of two numbers, |z| < 5.7, each good to 2 units in the last place."""
    exact, fast = pair(coordinates)
    for t in (0, 5, 70_000):
        exact.begin(t)
        fast.begin(t)
        for _ in range(3):
            a, b = exact.uniform(), fast.uniform()
            assert b.dtype == np.float32
            assert (a == b).all()
            a, b = exact.normal(), fast.normal()
            assert np.abs(a - b).max() < 4 * 2.0**-24 * 5.7


def test_any_subset_of_replicas_gets_the_same_rows():
    _, all_rows = pair(101, range(8))
    _, some = pair(101, [6, 2])
    assert (all_rows.normal()[[6, 2]] == some.normal()).all()


@pytest.mark.parametrize("count", [1, 2, 65, 128])
def test_picks_are_the_definitions_own(count):
    for size in (1, 10, 10_000, 60_000):
        assert (row_noise.picks(9, ROWS, count, size, 4, 2) == noise.picks(9, ROWS, count, size, 4, 2)).all()
