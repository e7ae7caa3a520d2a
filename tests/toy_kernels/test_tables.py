"""Numbers for each step, and how a run is cut."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import tables
from toy_kernels.compiled import kernel


def test_pieces_cover_every_step_once_and_in_order():
    segments = [(100_000, {"k": 3}), (5, {"k": 1})]
    found = list(tables.pieces(segments, ("k",)))
    assert [first for first, _, _ in found] == [0, 65536, 100_000]
    assert sum(length for _, length, _ in found) == 100_005


@pytest.mark.parametrize(("turns", "longest"), [(3, 250), (999, 1), (10_000, 1)])
def test_a_piece_is_no_longer_than_its_work_allows_and_never_empty(turns, longest):
    found = list(tables.pieces([(1000, {"k": turns})], ("k",), most_work=1000))
    assert max(length for _, length, _ in found) == longest
    assert sum(length for _, length, _ in found) == 1000


def test_a_number_is_rounded_once_from_float64():
    method, place = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("dimple")
    _, emitted, numbers = kernel(method.step, place.text, tuple(method.CARRIES), "none", False)
    values = method.defaults().as_dict() | {"scope_growth": 0.01}
    table, turns = tables.table(emitted, numbers, 40, 3, values, 0.0)
    scope = np.float32(values["scope"] * 1.01 ** np.arange(40, 43.0))
    assert any(np.array_equal(column, scope) for column in table.T)
    assert turns.shape == (3, len(emitted.loops))
    assert (turns == [values[name] for name in emitted.loops]).all()


def test_what_overflows_is_infinite_and_silent():
    method, place = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("dimple")
    _, emitted, numbers = kernel(method.step, place.text, tuple(method.CARRIES), "none", False)
    table, _ = tables.table(emitted, numbers, 10**6, 2, method.defaults().as_dict() | {"scope_growth": 0.1}, 0.0)
    assert np.isinf(table).any()


def test_frames_that_no_run_wrote_are_not_read():
    frames = np.full((4, 2, 2), np.nan, np.float32)
    frames.view(np.uint32)[:] = 0x7FA00000  # signalling: reading one as a number is a warning, here an error
    frames[1] = 0.1
    found = tables.with_start(frames, np.full((2, 2), 0.1), written=2)
    assert (found[0] == 0.1).all()
    assert (found[1] == np.float32(0.1)).all()
    assert np.isnan(found[2:]).all()
