"""Flooding, on maps small enough to flood by hand."""

import math

import numpy as np

from toy_kernels import kept

LOOPS = kept.loops("flood_loops")


def test_flooding_finds_pits_and_how_deep_they_are():
    values = np.array([[9, 9, 9, 9, 9, 9, 9], [9, 1, 5, 2, 7, 0, 9], [9, 9, 9, 9, 9, 9, 9], [9, 9, 9, 3, 9, 9, 9.0]])
    cells, depths = LOOPS.pits(values, np.argsort(values, axis=None, kind="stable"))
    assert dict(zip(cells.tolist(), depths.tolist(), strict=True)) == {12: math.inf, 8: 6.0, 10: 3.0, 24: 6.0}
    assert values.ravel()[cells].tolist() == [0, 1, 2, 3]


def test_flooding_stops_at_walls_and_counts_a_plateau_once():
    values = np.full((4, 5), np.inf)
    values[1, 1:4] = 2.0
    cells, depths = LOOPS.pits(values, np.argsort(values, axis=None, kind="stable"))
    assert len(cells) == 1
    assert math.isinf(depths[0])
