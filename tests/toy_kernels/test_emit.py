"""The text of a kernel: what is stored between regions, what the host computes, what is counted."""

import ast
import inspect
from types import SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import emit, lane_math, lane_noise
from toy_kernels.lane_values import AS_DRAWN
from toy_kernels.text import Unreadable
from toy_models import noises

PLACE = tm.landscapes.get("two_gaussians")


LAWS = [noises.get(law).text for law in noises.names()]


def emitted(key, tilt="none", watched=False):
    method = tm.dynamics.get(key)
    return emit.emit(method.step, PLACE.text, method.CARRIES, tilt, watched)


@pytest.mark.parametrize("key", tm.dynamics.that_run_on("lanes"))
@pytest.mark.parametrize("tilt", ["none", *LAWS], ids=["none", *noises.names()])
def test_the_text_is_python_whose_every_name_has_a_meaning(key, tilt):
    tree = ast.parse(emitted(key, tilt, watched=True).text)
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    arguments = {argument.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for argument in node.args}
    assert loaded <= stored | imported | arguments | {"np", "range", "min", "len"}
    assert all(hasattr(lane_math, word) or hasattr(lane_noise, word) for word in imported)


def test_every_literal_is_a_float32_before_the_loops():
    for key in tm.dynamics.that_run_on("lanes"):
        for law in LAWS:
            run = ast.parse(emitted(key, law).text).body[-1]
            assert run.name == "run"
            assert not [node for node in ast.walk(run) if isinstance(node, ast.Constant) and isinstance(node.value, float)]


def test_without_gradient_noise_no_minibatch_is_drawn():
    assert "normal(" not in emitted("sgd").text
    assert emitted("sgd", AS_DRAWN).text.count("= normal(") == emitted("sam", AS_DRAWN).text.count("= normal(") == 1


def test_only_a_tilt_that_looks_back_keeps_the_start():
    for law in LAWS:
        kernel = emitted("entropy_sgd", law)
        assert kernel.looks_back == ("a0" in law) == ("_start_0_before = B[" in kernel.text)
        kept = 2 + 2 * len(tm.dynamics.get("entropy_sgd").CARRIES) + 2 * kernel.looks_back
        assert f"for row in range({kept})" in kernel.text
    assert any("a0" in law for law in LAWS)


def test_a_tilt_of_anything_else_is_refused():
    with pytest.raises(Unreadable, match="not a, c, u, v"):
        emitted("sgd", "def tilt(a, c, u, v):\n    return a * u, c * v")


def test_what_has_no_point_is_computed_by_the_host_in_float64():
    names = {}
    exec(emitted("entropy_sgd").host, names)
    values = tm.dynamics.get("entropy_sgd").parameters({"scope": 0.3, "scope_growth": 0.02, "scope_power": 0.5}).as_dict()
    found = names["numbers"](SimpleNamespace(**values), np.arange(3.0), 0.0)
    assert any(np.array_equal(column, (0.3 * 1.02 ** np.arange(3.0)) ** 0.5) for column in found)
    assert (2 * values["inner_step_size"] * values["temperature"]) ** 0.5 in [column for column in found if np.ndim(column) == 0]


@pytest.mark.parametrize("key", tm.dynamics.that_run_on("lanes"))
def test_loops_and_watched_points_are_those_of_the_step(key):
    method, said = tm.dynamics.get(key), emitted(key, watched=True)
    values = method.defaults().as_dict()
    assert set(said.loops) <= method.text.parameters
    assert tuple(said.seen) == tuple(dict.fromkeys(method.text.watched))
    source = inspect.getsource(method.step)
    for name in said.seen:
        assert said.shown(name, values) == (values[said.loops[-1]] if said.loops else source.count("watch("))
    assert "seen[k" not in emitted(key).text


def test_unwatched_text_is_the_watched_text_without_the_looking():
    def plain(text):
        return [line.strip() for line in text.splitlines() if "look" not in line and line.strip() != "pass"]

    for key in tm.dynamics.that_run_on("lanes"):
        assert plain(emitted(key).text) == plain(emitted(key, watched=True).text)
