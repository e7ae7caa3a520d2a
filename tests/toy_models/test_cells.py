"""The order of cells covers the grid evenly at every moment; means and errors are those of the numbers that went in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toy_models as tm
from toy_models.cells import Axis, Sweep, coarse_to_fine

METHOD = tm.dynamics.get("langevin")


@given(st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_every_cell_is_run_once_and_corners_come_first(shape):
    order = coarse_to_fine(shape)
    assert sorted(order) == [(row, column) for row in range(shape[0]) for column in range(shape[1])]
    corners = {(row, column) for row in {0, shape[0] - 1} for column in {0, shape[1] - 1}}
    assert set(order[: len(corners)]) == corners


@pytest.mark.parametrize("shape", [(64, 64), (33, 48), (100, 7)])
def test_a_prefix_leaves_no_large_hole(shape):
    """After 64 cells of a 64 x 64 grid none is further than an eighth of the side, and a cell, from one that was run."""
    done = np.array(coarse_to_fine(shape)[:64])
    rows, columns = np.indices(shape)
    sides = enumerate(zip((rows, columns), shape, strict=True))
    gaps = [np.abs(done[:, k][:, None, None] - grid) / (size / 8 + 1) for k, (grid, size) in sides]
    assert np.maximum(*gaps).min(axis=0).max() <= 1


def axes(columns=3, rows=2):
    return Axis("step_size", tuple(np.linspace(0.01, 0.1, columns))), Axis("temperature", tuple(np.linspace(0.1, 1, rows)))


def test_mean_and_error_are_those_of_all_replicas_of_all_runs():
    rng = np.random.default_rng(0)
    numbers = rng.normal(2.0, 3.0, (4, 25))  # (run, replica)
    result = Sweep.empty(axes(), ["energy"], 4, {"replicas": 25})
    values = np.stack([numbers.mean(axis=1), (numbers**2).mean(axis=1)], axis=-1)[None, :, None]
    result.take([(1, 2)], values)
    assert result.mean("energy")[1, 2] == pytest.approx(numbers.mean(), rel=1e-12)
    assert result.standard_error("energy")[1, 2] == pytest.approx(numbers.std(ddof=1) / 10, rel=1e-12)
    assert result.done.sum() == 1
    assert np.isnan(result.mean("energy")).sum() == 5


def test_a_single_number_has_no_error():
    result = Sweep.empty(axes(), ["energy"], 1, {"replicas": 1})
    result.take([(0, 0)], np.ones((1, 1, 1, 2)))
    assert np.isnan(result.standard_error("energy")).all()


def test_it_is_kept_whole(tmp_path):
    result = Sweep.empty(axes(), ["energy", "distance"], 2, {"replicas": 5, "world": "dimple"})
    result.take([(0, 1)], np.arange(8.0).reshape(1, 2, 2, 2))
    result.save(tmp_path / "map")
    again = Sweep.load(tmp_path / "map")
    for name in ("first", "second", "done", "x", "y"):
        np.testing.assert_array_equal(getattr(again, name), getattr(result, name))
    assert again.about == result.about
    frame = again.to_dataframe()
    assert len(frame) == 1
    assert frame["step_size"][0] == result.x[1]


@pytest.mark.parametrize("given", [
    "scope", ("scope", [1.0]), ("step_size", []), ("step_size", [0.2, 0.1]), ("step_size", [0.1, 0.1]),
    ("step_size", [float("nan")]),
    ("step_size", 3), (1, [0.1]), ("step_size", ["a"]), None, ("step_size", np.linspace(0.01, 0.1, 3000)),
])
def test_an_axis_that_cannot_be_is_refused_by_name(given):
    with pytest.raises(tm.InvalidArgument):
        Axis.checked("x", given, METHOD)
