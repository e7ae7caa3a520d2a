"""Exact descent against closed formulas, and what it stops at."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import relief
from toy_models.contract import InvalidArgument
from toy_models.descent import exact_descent, flowed

BOWL = tm.landscapes.from_formula("x^2 + 2*y^2", extent=((-3, 3), (-3, 3)))  # curvatures 2 and 4
ENTROPY = {"scope": 2.0, "temperature": 0.5, "inner_steps": 10, "step_size": 0.5, "inner_step_size": 0.01}
CLOCKS = np.arange(0, 401, 25)


def test_on_a_bowl_the_way_is_an_exponential():
    """The local entropy of ½λx² curves by γλ / (γ + λ); one step of η at scope γ stands for a time η / γ."""
    x = exact_descent(BOWL, "entropy_sgd", (1.5, -1.0), CLOCKS, ENTROPY)
    time = CLOCKS[:, None] / 10 * 0.5 / 2
    expected = np.array([1.5, -1.0]) * np.exp(-np.array([2 * 2 / 4, 2 * 4 / 6]) * time)
    assert np.abs(x - expected).max() < 1e-3  # 16 clocks, 2e-5 of the diagonal for each step of the integration


@pytest.mark.parametrize(("method", "parameters", "rate"), [
    ("smoothout", {"step_size": 0.01, "noise_width": 0.5}, 0.01),
    ("smoothout", {"step_size": 0.01, "noise_width": 0.5, "momentum": 0.9}, 0.1),
])
def test_a_mean_of_a_bowl_is_descended_at_its_own_pace(method, parameters, rate):
    x = exact_descent(BOWL, method, (1.5, -1.0), CLOCKS, parameters)
    expected = np.array([1.5, -1.0]) * np.exp(-np.array([2.0, 4.0]) * rate * CLOCKS[:, None])
    assert np.abs(x - expected).max() < 1e-3


def test_a_schedule_changes_surface_and_pace_from_its_clock_on():
    x = exact_descent(BOWL, "entropy_sgd", (1.5, -1.0), CLOCKS, ENTROPY, [(200, {"step_size": 0.0})])
    free = exact_descent(BOWL, "entropy_sgd", (1.5, -1.0), CLOCKS, ENTROPY)
    assert np.array_equal(x[:9], free[:9])
    assert np.allclose(x[9:], x[8])


def test_a_scope_that_grows_stiffens_the_surface_as_it_goes():
    """With γ = γ₀ (1 + γ₁)^t and one step of η / γ each: x shrinks by e^(-η λ / (γ + λ)) a step."""
    grown = exact_descent(BOWL, "entropy_sgd", (1.5, -1.0), CLOCKS, ENTROPY | {"scope_growth": 0.05})
    scope = 2.0 * 1.05 ** np.arange(40)
    rates = np.cumsum(np.concatenate([[[0.0, 0.0]], 0.5 * np.array([2.0, 4.0]) / (scope[:, None] + np.array([2.0, 4.0]))]), axis=0)
    expected = np.array([1.5, -1.0]) * np.exp(-rates[CLOCKS[::2] // 10])
    assert np.abs(grown[::2] - expected).max() < 0.02 * 1.5  # an argument may be out by 2 %


def test_on_the_local_entropy_of_two_gaussians_it_leaves_the_sharp_valley_within_a_hundred_evaluations():
    """As the mixture's own formula says: at T = 1 the local entropy is it with variances larger by 1/γ."""
    landscape = tm.landscapes.get("two_gaussians")
    parameters = {"scope": 1.0, "temperature": 1.0, "inner_steps": 50, "inner_step_size": 0.01, "step_size": 0.5}
    x = exact_descent(landscape, "entropy_sgd", clocks=np.arange(0, 1001, 10), parameters=parameters)

    def slope(at):
        parts = [(p / (s2 + 1) * np.exp(-((at - m) ** 2).sum() / (2 * (s2 + 1))), (at - m) / (s2 + 1))
                 for p, s2, m in ((0.9, 0.64, (-1.5, 0)), (0.1, 0.0225, (1.5, 0)))]
        return sum(w * v for w, v in parts) / sum(w for w, _ in parts)

    at, small = landscape.start.copy(), 0.5 / 50 / 200  # of the time in one evaluation; Euler's error is below 1e-3 then
    for target in x[1:11]:
        for _ in range(2000):
            at = at - small * slope(at)
        assert np.abs(target - at).max() < 2e-3
    basins = landscape.basins((93, 215))
    columns = np.rint((x[:, 0] + 3.5) / 6.2 * 214).astype(int)
    rows = np.rint((x[:, 1] + 1.35) / 2.7 * 92).astype(int)
    assert basins[rows[0], columns[0]] == 1
    assert (basins[rows[10:], columns[10:]] == 0).all()


def test_it_stops_when_asked_and_says_no_more():
    asked = iter([False] * 3 + [True] * 1000)
    x = exact_descent(BOWL, "entropy_sgd", (1.5, -1.0), CLOCKS, ENTROPY, stop=lambda: next(asked))
    known = np.isfinite(x).all(axis=1)
    assert known[0]
    assert not known[-1]
    assert (np.diff(known.astype(int)) <= 0).all()


@pytest.mark.parametrize(("settings", "named"), [
    ({"method": "sgd"}, "method"),
    ({"method": "sam"}, "method"),
    ({"clocks": [0, -1]}, "clocks"),
    ({"clocks": [3, 2]}, "clocks"),
    ({"clocks": [float("nan")]}, "clocks"),
    ({"start": (1e300, 0)}, "start"),
    ({"parameters": {"no_such": 1}}, "parameters"),
])
def test_bad_arguments_are_refused_by_name(settings, named):
    with pytest.raises(InvalidArgument, match=named):
        exact_descent(**{"landscape": BOWL, "method": "entropy_sgd"} | settings)


@pytest.mark.parametrize("curvature", [1e6, 1.0, 0.0, -1.0, -1e4])
def test_one_move_is_the_flow_of_a_quadratic_and_never_overflows(curvature):
    move = flowed(np.array([1.0, 0.0]), np.diag([curvature, 1.0]), 1e-3)
    exact = -np.expm1(-curvature * 1e-3) / -curvature if curvature else -1e-3
    assert move[0] == pytest.approx(exact, rel=1e-9)
    assert np.isfinite(flowed(np.array([1.0, 0.0]), np.diag([-1e9, 1.0]), 1.0)).all()


@pytest.mark.parametrize(("averaging", "crossed"), [(0.75, 57), (0.25, 54), (0.05, 38), (0.02, 7)])
def test_what_carries_entropy_sgd_across_is_less_the_longer_its_mean_is(averaging, crossed):
    """The README's counts, of 64 at 6,000 evaluations: to 4 standard errors of a share among 256, and half for rounding."""
    landscape, seeds = tm.landscapes.get("two_gaussians"), range(4)
    parameters = {"scope": 1.0, "temperature": 1.0, "inner_steps": 50, "inner_step_size": 0.01, "step_size": 0.5}
    runs = [tm.simulate(landscape, "entropy_sgd", evaluations=6000, seed=seed, parameters=parameters | {"averaging": averaging},
                        record_every=120).x[-1] for seed in seeds]
    share = np.mean(relief.basins(landscape, np.array(runs)) == 0)
    error = 64 * np.sqrt(share * (1 - share) / 256)
    assert abs(64 * share - crossed) <= 4 * error + 0.5
