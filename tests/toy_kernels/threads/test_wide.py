"""Lanes in fours: numbers are spread where they meet vectors, and rows that meet are refused."""

import numpy as np
import pytest
from llvmlite import ir

import toy_models as tm
from toy_kernels.emit import emit
from toy_kernels.lane_math import BUILDERS, FLOAT, WORD, number, whole
from toy_kernels.lane_noise import normal_pair
from toy_kernels.threads.wide import FLOATS, WIDTH, WORDS, Wide
from toy_kernels.threads.writer import write


@pytest.fixture
def build():
    module = ir.Module("wide")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [FLOATS, WORDS, FLOAT, WORD]), "f")
    build = Wide(function.append_basic_block())
    build.given = function.args
    return build


def test_what_differs_from_lane_to_lane_is_a_vector_and_nothing_else(build):
    x, i, a, n = build.given
    assert build.fadd(x, a).type == build.fma(a, x, number(2)).type == build.sitofp(i, FLOAT).type == FLOATS
    assert build.add(n, i).type == build.bitcast(x, WORD).type == WORDS
    assert build.fadd(a, a).type == build.fma(a, a, a).type == FLOAT
    assert build.mul(n, whole(3)).type == WORD
    assert build.select(build.fcmp_ordered("<", a, a), x, number(0)).type == FLOATS, "one condition for all four"
    assert build.select(build.fcmp_ordered("<", x, a), a, a).type == FLOATS


@pytest.mark.parametrize("name", BUILDERS)
def test_every_word_is_written_for_vectors(build, name):
    x, a = build.given[0], build.given[2]
    assert BUILDERS[name](build, *([x, a, x] if name == "fma" else [x])).type == FLOATS


def test_noise_is_a_vector_where_the_replica_is_one(build):
    _, i, _, n = build.given
    assert [half.type for half in normal_pair(build, n, n, i, whole(1))] == [FLOATS, FLOATS]


def test_rows_that_meet_are_refused():
    (key, *_) = (name for name in tm.dynamics.that_run_on("threads") if tm.dynamics.get(name).text.group)
    method = tm.dynamics.get(key)
    emitted = emit(method.step, tm.landscapes.get("himmelblau").text, tuple(method.CARRIES), "none", False)
    with pytest.raises(NotImplementedError, match="meet"):
        write(emitted, "unknown-unknown-unknown", Wide)


def test_a_vector_is_as_wide_as_the_instruction():
    assert np.dtype(np.float32).itemsize * WIDTH * 8 == 128
