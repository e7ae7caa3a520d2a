"""The loops over discs, each against the plain statement of what it computes."""

import numpy as np
import pytest

from toy_kernels import kept

LOOPS = kept.loops("disc_loops")


def test_running_maxima():
    values = np.random.default_rng(1).normal(size=(3, 37))
    table = LOOPS.window_table(values, 5)
    for level in range(5):
        for j in range(37 - 2**level + 1):
            assert (table[level, :, j] == values[:, j : j + 2**level].max(axis=1)).all()


def test_the_nodes_of_a_disc():
    values = np.random.default_rng(2).normal(size=(20, 24))
    half_widths = np.array([1, 3, 4, 3, 1])
    result = np.full((8, 10), -np.inf)
    LOOPS.disc_nodes(LOOPS.window_table(values, 4), half_widths, (6, 7), result)
    for i in range(8):
        for j in range(10):
            rows = (values[i + 6 + d - 2, j + 7 - w : j + 7 + w + 1] for d, w in enumerate(half_widths))
            assert result[i, j] == max(row.max() for row in rows)


def test_the_rim_is_the_best_of_its_points_or_of_the_parabola_between():
    """Heights that are a cosine of the angle: 12 points and a parabola leave 1 - cos-parabola < 0.2 %; without it, 3.4 %."""
    gx = np.arange(20.0) * np.ones((20, 1))
    angle = 2 * np.pi * (np.arange(12) + 0.5) / 12
    offsets = 3 * np.stack([np.sin(angle), np.cos(angle)], axis=-1)
    cells = np.floor(offsets).astype(np.int64)
    t = offsets - cells
    weights = np.stack([-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
                        (t + 1) * t * (t - 1) / 6], axis=-1)
    result = np.full((6, 6), -np.inf)
    LOOPS.disc_rim(gx, cells - 1 + 7, weights, result)
    assert result == pytest.approx(gx[7:13, 7:13] + 3, abs=0.002 * 3)
    assert (result <= gx[7:13, 7:13] + 3 + 1e-12).all()
