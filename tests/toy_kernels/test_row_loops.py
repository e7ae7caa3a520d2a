"""The compiled loops over rows: any length, any place."""

import numpy as np
import pytest

from toy_kernels import noise
from toy_kernels.kept import loops

LOOPS = loops("row_loops")


@pytest.mark.parametrize("length", [1, 2, 3, 17, 18, 100])
def test_a_fill_writes_its_array_and_nothing_beyond(length):
    for fill in (LOOPS.fill_normals, LOOPS.fill_uniforms):
        held = np.full(length + 4, 9.0, np.float32)
        fill(1, 2, 3, 4, held[2:-2])
        assert (held[[0, 1, -2, -1]] == 9).all()
        assert (np.abs(held[2:-2]) < 6).all()


def test_a_fill_goes_on_where_the_pairs_before_it_end():
    whole, parts = np.empty(20, np.float32), np.empty(20, np.float32)
    LOOPS.fill_normals(5, 6, 70, 8, whole)
    LOOPS.fill_normals(5, 6, 70, 8, parts[:12])
    LOOPS.fill_normals(5, 6, 76, 8, parts[12:])
    assert (whole == parts).all()


def test_large_numbers_wrap_as_the_definition_says():
    """Seed and pair number at the end of 32 bits."""
    found = np.empty(6, np.float32)
    LOOPS.fill_uniforms(2**32 - 1, 2**32 - 1, 2**32 - 2, noise.START << 24 | 7, found)
    index = (np.arange(3) + 2**32 - 2).astype(np.uint32)
    words = noise.threefry((np.uint32(2**32 - 1),) * 2, (index, np.uint32(noise.START << 24 | 7)))
    assert (found == 2 * noise.unit(np.stack(words, axis=-1).ravel()) - 1).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 10, -10.5])
@pytest.mark.parametrize("place", [0, 16, 40])
def test_a_row_is_within_if_all_of_it_is(bad, place):
    x = np.full((3, 41), 9.99, np.float32)
    x[1, place] = bad
    assert LOOPS.within(x, np.float32(10)).tolist() == [True, False, True]
