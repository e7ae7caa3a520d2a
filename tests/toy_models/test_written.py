"""A step that was read does what the function does that it was read from: the same bits, on every runner, for every method."""

import pickle

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import emit
from toy_kernels.text import Unreadable
from toy_models import dynamics, runners
from toy_models.contract import State
from toy_models.dynamics import read
from toy_models.network_run import trains
from toy_models.step_text import LONGEST
from toy_models.written import Written

HEAVY_BALL = """
v = p.momentum * state.velocity - p.step_size * objective.gradient(state.x, objective.minibatch())
return State(x=state.x + v, velocity=v)
"""


@pytest.mark.parametrize("key", dynamics.names())
def test_every_method_of_the_folder_is_read_and_runs_as_it_does(key):
    """The definition's bits; and the compiled runners are given the same text, so that theirs are the same too."""
    method = dynamics.get(key)
    mine = read(method.step)
    said, meant = mine.text, method.text
    assert (said.gradients, said.draws, said.wholes, said.group, said.asks) == (
        meant.gradients, meant.draws, meant.wholes, meant.group, meant.asks)
    assert sorted(mine.CARRIES) == sorted(method.CARRIES)
    assert mine.runs_on == method.runs_on
    values = {parameter.name: parameter.default for parameter in method.PARAMETERS}
    run = {"steps": 4, "replicas": 8, "device": "reference", "gradient_noise": 0.3, "parameters": values}
    one, other = (tm.simulate("two_gaussians", which, **run) for which in (key, mine))
    np.testing.assert_array_equal(one.x, other.x)
    np.testing.assert_array_equal(one.gradient_evaluations, other.gradient_evaluations)
    if "lanes" in method.runs_on:
        texts = [emit.emit(step, runners.BOWL, tuple(method.CARRIES), "none", False).text for step in (method.step, mine.step)]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("key", ["entropy_sgd", "adam", "kfac"])
def test_it_trains_a_network_to_the_same_bits(key):
    assert trains("softmax_regression", key)
    method, data = dynamics.get(key), tm.data.mnist(200, 100)
    values = {parameter.name: parameter.default for parameter in method.PARAMETERS}
    one, other = (tm.train("softmax_regression", which, data=data, steps=3, replicas=2, parameters=values)
                  for which in (key, read(method.step)))
    np.testing.assert_array_equal(one.x, other.x)


def test_numbers_overflow_as_arrays_do_and_no_run_ends_for_it():
    """a^t with a = 10 is infinite from t = 309 on: rows are frozen there, as the definition has it."""
    text = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * p.a ** state.t * g)"
    for device in ("reference", "cpu"):
        run = tm.simulate("double_well", text, steps=400, replicas=2, parameters={"a": 10.0, "step_size": 1e-300}, device=device)
        assert np.isfinite(run.x).all()
    broken = "return State(x=state.x - (p.a - 2) ** 0.5 / (p.a - p.a) * objective.gradient(state.x, objective.minibatch()))"
    assert tm.simulate("double_well", broken, steps=3, replicas=2, device="reference").diverged_at == 1


@pytest.mark.parametrize(("line", "reason"), [
    ("a = objective.minibatch() + 1", "a minibatch is only handed to the objective"),
    ("a = objective.gradient(norm(state.x), objective.minibatch())", "asked at a point"),
    ("watch(a=norm(state.x))", "shows points"), ("a = norm(p.step_size)", "does not go together"),
    ("a = where(p.step_size > 0, 1, 2)", "does not go together")])
def test_what_has_no_such_shape_is_found_at_its_line(line, reason):
    with pytest.raises(Unreadable, match=f"^line 2: .*{reason}"):
        Written(f"b = state.x\n{line}\n{HEAVY_BALL.strip()}")


@pytest.mark.parametrize("x", ["norm(v)", "p.step_size", "2"])
def test_what_is_returned_is_a_point(x):
    with pytest.raises(Unreadable, match=r"line 2: x must be a point"):
        Written(f"v = objective.gradient(state.x, objective.minibatch())\nreturn State(x={x})")


def test_two_of_one_text_are_one_step_here_and_in_another_process():
    one, other = Written(HEAVY_BALL), Written(HEAVY_BALL.replace("state.x + v", "state.x+v"))
    assert one == other == pickle.loads(pickle.dumps(one))
    assert len({one, other}) == 1
    assert one != Written(HEAVY_BALL.replace("state.x + v", "state.x - v"))


def test_a_step_whose_constants_make_it_longer_than_what_may_be_written_is_one_in_another_process():
    step = Written(f"a = {'+'.join(['c'] * 30)}\n" * 10 + HEAVY_BALL.strip(), {"c": 0.12345678901234567})
    assert len(step.source) > LONGEST
    assert pickle.loads(pickle.dumps(step)) == step


def test_a_step_changes_nothing_in_place():
    """`x += v` on an array of the state would reach into the last frame."""
    x = np.ones((3, 2))
    step = Written("y = state.x\ny += objective.gradient(state.x, objective.minibatch())\nreturn State(x=y)")
    world = type("World", (), {"minibatch": lambda self: None, "gradient": lambda self, at, batch: at})()
    assert (step(State(x), world, None, None, None).x == 2).all()
    assert (x == 1).all()
