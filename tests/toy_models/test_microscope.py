"""The inner loop, seen: the points that a step shows, of the very run that `simulate` makes."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import reference
from toy_kernels.noise import Noise
from toy_models.contract import InvalidArgument, State
from toy_models.objective import LandscapeObjective

BOWL = tm.landscapes.from_formula("x^2/2 + y^2")


def shown_by_the_plain_loop(method, replica, steps, **values):
    """[[points of name, in order] for each step], from a recording `watch`."""
    method, start, record = tm.dynamics.get(method), np.array([[1.0, 0.5]]), []
    objective = LandscapeObjective(BOWL, [replica], 3, 0.4)
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    run = reference.run(method.step, state, objective, Noise(3, [replica], 2), [(steps, method.parameters(values))],
                        watch=lambda **points: record.append({name: x[0] for name, x in points.items()}))
    assert len(list(run)) == steps
    return record


@pytest.mark.parametrize(("method", "values", "each"), [
    ("entropy_sgd", {"inner_steps": 4}, 4), ("sam", {"radius": 0.3}, 1), ("smoothout", {"copies": 3}, 3),
])
@pytest.mark.parametrize("replica", [0, 7])
def test_it_shows_what_the_plain_loop_shows_in_the_same_order(method, values, each, replica):
    """Float32 against float64: a dozen roundings of a number below 2."""
    clocks, points = tm.microscope(BOWL, method, start=(1.0, 0.5), evaluations=25, seed=3, replica=replica, parameters=values,
                                   gradient_noise=0.4)
    record = shown_by_the_plain_loop(method, replica, len(clocks), **values)
    for name, steps in points.items():
        assert [len(step) for step in steps] == [each] * len(clocks)
        assert np.abs(np.concatenate(steps) - [entry[name] for entry in record]).max() < 3e-6


def test_the_inner_walk_belongs_to_the_run_that_simulate_makes():
    """With η = 1 and α = 1 the outer point is the last inner one."""
    values = {"step_size": 1.0, "averaging": 1.0, "inner_steps": 5}
    _, points = tm.microscope("two_gaussians", "entropy_sgd", evaluations=50, seed=2, replica=3, parameters=values)
    run = tm.simulate("two_gaussians", "entropy_sgd", evaluations=50, seed=2, replicas=4, parameters=values)
    assert np.abs([step[-1] for step in points["inner"]] - run.x[1:, 3]).max() < 1e-6


def test_the_clock_and_a_schedule_are_those_of_simulate():
    schedule = [(10, {"inner_steps": 3})]
    clocks, points = tm.microscope(BOWL, "entropy_sgd", evaluations=21, parameters={"inner_steps": 5}, schedule=schedule)
    assert clocks.tolist() == [5, 10, 13, 16, 19]
    assert [len(step) for step in points["mean"]] == [5, 5, 3, 3, 3]


def test_a_method_that_shows_nothing_and_a_budget_that_buys_nothing():
    assert tm.microscope(BOWL, "sgd", evaluations=3)[1] == {}
    clocks, points = tm.microscope(BOWL, "entropy_sgd", evaluations=3, parameters={"inner_steps": 5})
    assert (len(clocks), points) == (0, {"inner": [], "mean": []})


@pytest.mark.parametrize(("argument", "value"), [
    ("replica", -1), ("replica", "x"), ("replica", True), ("evaluations", 0), ("seed", -1), ("gradient_noise", float("nan")),
    ("gradient_noise", True), ("gradient_noise_direction", "round"), ("start", (1e300, 0)), ("start", [[0, 0], [1, 1]]),
    ("parameters", 5), ("schedule", "soon"),
])
def test_a_bad_argument_is_refused_by_name(argument, value):
    with pytest.raises(InvalidArgument, match=f"{argument} = "):
        tm.microscope(BOWL, "sam", **{"evaluations": 10, argument: value})
