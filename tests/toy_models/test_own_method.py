"""A step of one's own as a method: its sliders, its name, and that it stands wherever a method may stand."""

import pickle
import types

import numpy as np
import pytest

import toy_models as tm
from toy_models import dynamics
from toy_models.contract import State

MINE = """
v = (1 - p.friction) * state.velocity
for turn in range(p.looks):
    v -= p.step_size / p.mass * objective.gradient(state.x + v, objective.minibatch())
return State(x=state.x + v, velocity=v)
"""
SCALE = 0.5


def plain_descent(state, objective, noise, watch, p):
    """Half a step of descent."""
    gradient = objective.gradient(state.x, objective.minibatch())
    return State(x=state.x - SCALE * p.step_size * gradient)


def test_a_function_of_a_notebook_runs_where_a_name_would():
    run = tm.simulate("double_well", plain_descent, steps=50, replicas=4, parameters={"step_size": 0.1})
    half = tm.simulate("double_well", "sgd", steps=50, replicas=4, parameters={"step_size": 0.05})
    np.testing.assert_allclose(run.x, half.x, atol=1e-5)  # float32 rounds 0.5 η once more
    assert tm.train("softmax_regression", plain_descent, data=tm.data.mnist(200, 100), steps=2).x.shape[1] == 1
    clocks, _ = tm.microscope("double_well", plain_descent, evaluations=30)
    assert len(clocks) == 30


def test_two_numbers_never_share_a_slider():
    """A count is called n_count where a number n might be meant, which n_count is called already."""
    text = "a = 0 * state.x\nfor k in range(p.n):\n    a = a + p.n_count\n" + MINE.strip()
    sliders = [parameter.slider for parameter in dynamics.read(text).PARAMETERS]
    assert len(sliders) == len(set(sliders)) == 6


def test_sliders_are_the_folders_own_or_guessed_from_what_the_text_says():
    method = dynamics.read(MINE, "Heavy")
    by_name = {parameter.name: parameter for parameter in method.PARAMETERS}
    assert method.NAME == "Heavy"
    assert method.CARRIES == ("velocity",)
    assert by_name["step_size"] == dynamics.get("sgd").by_slider()["step_size"]
    assert (by_name["friction"].low, by_name["friction"].high, by_name["friction"].scale) == (0, 1, "linear")
    assert (by_name["mass"].low, by_name["mass"].high, by_name["mass"].scale) == (0.1, 10, "log")
    assert by_name["looks"].whole
    assert method.evaluations(method.parameters({"looks": 7})) == 7
    assert len(method.by_slider()) == len(method.PARAMETERS)


def test_it_is_in_nobodys_menu_and_its_key_is_its_text():
    method = dynamics.read(MINE)
    assert method.key not in dynamics.names()
    assert dynamics.get(method.key) is method
    assert dynamics.read(MINE + "# again") is method
    assert dynamics.ordered([method.key, "sam", "sgd", "sam", "no such"]) == ("sgd", "sam", method.key)
    assert pickle.loads(pickle.dumps(method)).step == method.step
    assert "Mine" in repr(method)
    assert dynamics.first_line(method.key) == "Mine: a step that was written here."


def test_only_so_many_are_kept():
    keys = [dynamics.read(f"return State(x=state.x - {k} * objective.gradient(state.x, objective.minibatch()))").key
            for k in range(dynamics.MOST_WRITTEN + 1)]
    with pytest.raises(tm.InvalidArgument):
        dynamics.get(keys[0])
    assert dynamics.get(keys[-1]).key == keys[-1]


def test_a_refusal_is_an_argument_that_is_not_allowed_with_line_and_reason():
    with pytest.raises(tm.InvalidArgument, match=r"^step = .*: line 2: “v” has no value here"):
        tm.simulate("double_well", "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - v)")
    with pytest.raises(tm.InvalidArgument, match="whose text can be found"):
        dynamics.read(types.FunctionType(compile("def f(state): return State(state)", "<nowhere>", "exec").co_consts[0], {}))


def norm(point):
    return point


def with_its_own_norm(state, objective, noise, watch, p):
    return State(x=state.x - norm(objective.gradient(state.x, objective.minibatch())))


def test_a_function_that_has_another_norm_is_not_read_as_if_it_had_ours():
    with pytest.raises(tm.InvalidArgument, match="another name for its own norm"):
        dynamics.read(with_its_own_norm)
