"""The error of a step against how long it looks: closed forms in a bowl, and a step of one's own."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument

BOWL = tm.landscapes.from_formula("x^2/2 + 2*y^2")
PLACE = np.array([1.0, -0.5])
CURVATURES = np.array([1.0, 4.0])
GAMMA, STEP, ALPHA, ETA, HEAT = 2.0, 0.05, 0.4, 0.8, 0.3
WALK = {"scope": GAMMA, "inner_step_size": STEP, "averaging": ALPHA, "step_size": ETA, "temperature": HEAT}


def inner_mean(count):
    """E of the weighted mean of Entropy-SGD's walk in the bowl: y <- y - h(λy + γ(y - x)), μ <- (1 - α)μ + αy."""
    y = mean = PLACE
    for _ in range(count):
        y = y - STEP * (CURVATURES * y + GAMMA * (y - PLACE))
        mean = (1 - ALPHA) * mean + ALPHA * y
    return mean


def test_the_bias_of_a_walk_in_a_bowl_is_its_closed_form_and_dies_out():
    """u has the slope λγ/(λ + γ) x; four standard errors."""
    counts = (1, 3, 10, 60)
    found = tm.step_error(BOWL, "entropy_sgd", PLACE, counts, replicas=4000, seed=1, parameters=WALK)
    ideal = -ETA / GAMMA * CURVATURES * GAMMA / (CURVATURES + GAMMA) * PLACE
    np.testing.assert_allclose(found.ideal, ideal, rtol=1e-6)
    exact = [np.linalg.norm(-ETA * (PLACE - inner_mean(count)) - ideal) for count in counts]
    assert (np.abs(found.bias - exact) < 4 * found.error + 1e-6).all()
    assert found.bias[0] > 10 * found.error[0]
    assert found.bias[-1] < 4 * found.error[-1]
    assert found.loop == "inner_steps"
    assert "slope of u" in repr(found)


def test_the_spread_of_a_mean_of_slopes_falls_as_one_over_the_root_of_their_number():
    """SmoothOut in a bowl: Cov = η² λ² a²/3 / N along each axis, and no bias."""
    counts = (1, 4, 16)
    found = tm.step_error(BOWL, "smoothout", PLACE, counts, 4000, seed=2, parameters={"step_size": 0.1, "noise_width": 0.6})
    exact = 0.1 * 0.6 / 3**0.5 * np.linalg.norm(CURVATURES) / np.sqrt(counts)
    np.testing.assert_allclose(found.spread, exact, rtol=4 / (2 * 4000) ** 0.5)
    assert (found.bias < 4 * found.error).all()


def test_a_step_of_ones_own_is_measured_against_its_own_mean():
    own = ("total = 0 * state.x\nfor _ in range(p.looks):\n    z = state.x + 0.6 * noise.uniform()\n"
           "    total = total + objective.gradient(z, objective.minibatch())\n"
           "return State(x=state.x - p.step_size * total / p.looks)")
    found = tm.step_error(BOWL, own, PLACE, (1, 4, 16), 4000, seed=2, parameters={"step_size": 0.1})
    boxed = {"step_size": 0.1, "noise_width": 0.6}
    known = tm.step_error(BOWL, "smoothout", PLACE, (1, 4, 16), 4000, seed=2, parameters=boxed)
    np.testing.assert_allclose(found.spread, known.spread, rtol=1e-9)
    assert found.against == "its own mean at looks = 16"
    assert found.bias[-1] < 1e-12


def test_copies_that_meet_are_no_independent_steps():
    """Four copies move by the mean of their slopes, so as one: the standard error is that of a quarter as many steps."""
    text = """slope = 0 * state.x
for turn in range(p.looks):
    slope = slope + objective.gradient(state.x + noise.normal(), objective.minibatch())
return State(x=state.x - p.step_size * together(slope, p.copies))"""
    found = tm.step_error(BOWL, tm.dynamics.read(text), PLACE, (1, 3), 2000, parameters={"copies": 4, "step_size": 0.1})
    np.testing.assert_allclose(found.error, found.spread / 500**0.5, rtol=2e-3)


def test_it_says_what_it_cannot_measure():
    with pytest.raises(InvalidArgument, match="in a loop"):
        tm.step_error(BOWL, "sgd")
    for counts in ([0], [], [1.5], ["two"], 5, range(10**9), iter([1])):
        with pytest.raises(InvalidArgument, match="counts"):
            tm.step_error(BOWL, "entropy_sgd", counts=counts)
    with pytest.raises(InvalidArgument, match="replicas"):
        tm.step_error(BOWL, "entropy_sgd", replicas=1)


def test_lengths_are_those_that_the_slider_reaches():
    assert tm.step_error(BOWL, "smoothout", replicas=10).counts == (1, 2, 5, 10)
    assert tm.step_error(BOWL, "entropy_sgd", replicas=10).counts == (1, 2, 5, 10, 20, 50, 100)
