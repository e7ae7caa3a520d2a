"""The written function: groups with a table each, a range of lanes, frames from any origin; and what it refuses."""

import dataclasses

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes, tables
from toy_kernels.compiled import kernel
from toy_kernels.threads.machine import Native
from toy_kernels.threads.writer import rows, sizes, write
from toy_models import runners

METHOD, PLACE = tm.dynamics.get("langevin"), tm.landscapes.get("two_gaussians")


def prepared(count, temperatures, steps=6):
    """(function, numbers, arrays) of a run of `count` lanes, each under one of the temperatures in turn."""
    _, emitted, numbers = kernel(METHOD.step, PLACE.text, (), "none", False)
    values = [METHOD.defaults().as_dict() | {"temperature": temperature} for temperature in temperatures]
    rows = [tables.table(emitted, numbers, 0, steps, each, 0.0)[0] for each in values]
    state = np.tile(PLACE.start.astype(np.float32)[:, None], count)
    whole = {"seed": 2, "first": 0, "every": 2, "steps": steps, "last": steps, "low": 0, "high": count, "lanes": count,
             "origin": 0, "most": 0}
    arrays = {
        "replica": np.arange(count, dtype=np.uint32), "table": (np.arange(count) % len(values)).astype(np.uint32),
        "s": np.array(rows),
        "n": np.zeros(1, np.uint32), "state": state, "bad": np.full(count, -1, np.int32),
        "frames": np.full((steps // 2 + 1, count, 2), np.nan, np.float32), "seen": np.zeros(1, np.float32),
        "leads": np.zeros(1, np.uint32),
    }
    return Native(emitted), whole, arrays, values


def test_each_lane_reads_the_table_of_its_group():
    run, whole, arrays, values = prepared(10, [0.2, 1.5])
    run(whole, arrays)
    for group, each in enumerate(values):
        mine = np.arange(group, 10, 2)
        frames, _ = lanes.run(METHOD.step, PLACE.text, np.tile(PLACE.start, (5, 1)), mine, 2, [(6, each)], 2)
        np.testing.assert_array_equal(arrays["frames"][1:, mine].astype(float), frames[1:])


def test_lanes_outside_the_range_are_left_alone():
    run, whole, arrays, _ = prepared(8, [1.0])
    run(whole | {"low": 3, "high": 6}, arrays)
    moved = ~np.isnan(arrays["frames"][1, :, 0])
    assert moved.tolist() == [False] * 3 + [True] * 3 + [False] * 2
    assert (arrays["state"][0, [0, 1, 2, 6, 7]] == np.float32(PLACE.start[0])).all()


def test_frames_may_start_anywhere_so_that_a_run_need_not_fit_in_memory():
    run, whole, arrays, _ = prepared(4, [1.0])
    run(whole, arrays)
    expected = arrays["frames"][2:].copy()
    run, whole, arrays, _ = prepared(4, [1.0])
    table = arrays["s"]
    run(whole | {"steps": 2}, arrays | {"s": table[:, :2].copy()})
    later = np.full((2, 4, 2), np.nan, np.float32)
    run(whole | {"first": 2, "steps": 4, "origin": 2}, arrays | {"s": table[:, 2:].copy(), "frames": later})
    np.testing.assert_array_equal(later, expected)


def test_only_rows_that_meet_are_kept_in_memory_whole():
    for name in tm.dynamics.that_run_on("lanes"):
        method = tm.dynamics.get(name)
        emitted = runners.emitted(method.step, method.CARRIES)
        everything, kept = sizes(emitted)
        assert rows(emitted) == (everything if method.text.group else kept)
        assert everything > kept or not method.text.group


def test_sizes_are_those_of_the_text():
    method = tm.dynamics.get("entropy_sgd")
    _, emitted, _ = kernel(method.step, PLACE.text, tuple(method.CARRIES), "none", False)
    rows, kept = sizes(emitted)
    assert kept == 2 + 2 * len(method.CARRIES)
    assert f"np.empty(({rows}, " in emitted.text


def test_a_line_that_it_does_not_know_is_an_error_and_not_left_out():
    _, emitted, _ = kernel(METHOD.step, PLACE.text, (), "none", False)
    text = emitted.text.replace("        draw, batch = ", "        print(t)\n        draw, batch = ")
    strange = dataclasses.replace(emitted, text=text)
    with pytest.raises(NotImplementedError, match="print"):
        write(strange, "")
