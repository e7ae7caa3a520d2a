"""Heavy-ball descent against its two-term recurrence, its edge of stability and its stationary variance."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.objective import LandscapeObjective

ENERGIES = [name for name in tm.landscapes.names() if tm.landscapes.get(name).conservative]


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_the_step_is_the_heavy_ball_written_out_by_hand(trajectory, momentum):
    landscape = tm.landscapes.get("two_gaussians")
    x, velocity, expected = np.array([[1.3, 0.3], [-2.0, 1.0]]), 0.0, []
    for _ in range(50):
        velocity = momentum * velocity + landscape.gradient(x)
        x = x - 0.01 * velocity
        expected.append(x)
    objective = LandscapeObjective(landscape, range(2), seed=0)
    got = trajectory("sgd", objective, [[1.3, 0.3], [-2.0, 1.0]], 50, step_size=0.01, momentum=momentum)
    assert np.array_equal(got[1:], expected)


def test_on_a_quadratic_the_velocity_can_be_eliminated(trajectory, quadratic):
    """x(t+1) = (1 + μ - ηλ) x(t) - μ x(t-1), which knows no velocity; rounding only, 60 steps of a stable recurrence."""
    curvature, step_size, momentum = np.array([0.5, 3.0, 12.0]), 0.1, 0.9
    x = trajectory("sgd", quadratic(curvature), [1.0, -2.0, 3.0], 60, step_size=step_size, momentum=momentum)
    predicted = (1 + momentum - step_size * curvature) * x[1:-1] - momentum * x[:-2]
    assert np.abs(x[2:] - predicted).max() < 1e-13


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_the_edge_of_stability_is_two_times_one_plus_momentum(trajectory, quadratic, momentum):
    """There a root of z² - (1 + μ - ηλ) z + μ is -1; 2 % to either side it is at least 0.03 away, and 0.97^400 = 5e-6."""
    edge = 2 * (1 + momentum)
    for share, settles in ((0.98, True), (1.02, False)):
        x = trajectory("sgd", quadratic(share * edge), [1.0], 400, step_size=1.0, momentum=momentum)
        assert (np.abs(x[-1]) < 0.1).all() == settles
        assert (np.abs(x[-1]) > 10).all() != settles


def test_minibatch_noise_leaves_the_variance_of_the_heavy_ball(trajectory, quadratic):
    """Var x = ησ²(1+μ) / (λ(1-μ)(2(1+μ) - ηλ)) = 0.347032; 80,000 chains: four standard errors are 4√(2/80,000) = 2 %.

    The roots have modulus √0.9, so 250 steps forget the start to 1e-11.
    """
    step_size, momentum, curvature = 0.1, 0.9, 1.5
    expected = step_size * (1 + momentum) / (curvature * (1 - momentum) * (2 * (1 + momentum) - step_size * curvature))
    assert expected == pytest.approx(0.347032, abs=5e-7)
    objective = quadratic(curvature, gradient_noise=1.0)
    x = trajectory("sgd", objective, np.zeros(80_000), 250, step_size=step_size, momentum=momentum)
    assert x[-1].var() == pytest.approx(expected, rel=0.02)


def test_a_program_sets_what_no_slider_reaches():
    """x <- (1 - η) x on the bowl x²/2: η of 0, of 2 and of less than a slider's least."""
    bowl = tm.landscapes.from_formula("x^2/2 + y^2/2")
    run = tm.simulate(bowl, "sgd", start=(1, 1), steps=1, replicas=3, device="reference",
                      parameters={"step_size": [0.0, 2.0, 1e-6]})
    assert run.x[-1, :, 0].tolist() == [1.0, -1.0, 1 - 1e-6]
    run = tm.simulate(bowl, "sgd", start=(1, 1), steps=3, replicas=1, parameters={"step_size": 1.0, "momentum": 1.0},
                      schedule=[(1, {"step_size": 0.0}), (2, {"step_size": 1.0})])
    assert run.x[:, 0, 0].tolist() == [1.0, 0.0, 0.0, -1.0]


def test_the_preset_with_momentum_goes_further_along_a_valley():
    """Rosenbrock's, 1,500 steps from the published start: of the way to the end plain descent has ten times as much left."""
    left = []
    for preset in ("canonical", "with momentum"):
        parameters = tm.dynamics.get("sgd").parameters(preset).as_dict()
        run = tm.simulate("rosenbrock", "sgd", steps=1500, replicas=1, record_every=1500, parameters=parameters)
        left.append(np.linalg.norm(run.x[-1, 0] - 1))
    assert left[0] > 10 * left[1]


@pytest.mark.parametrize("name", ENERGIES)
def test_without_noise_it_stops_in_the_valley_that_it_starts_in(name):
    """From the landscape's own start and with its own step, it ends where the gradient's flow drains to, on a map of 200 x 200."""
    landscape = tm.landscapes.get(name)
    (gx, gy, _), basins = landscape.grid((200, 200)), landscape.basins((200, 200))
    run = tm.simulate(landscape, "sgd", steps=6000, replicas=1, record_every=6000,
                      parameters={"step_size": landscape.sliders["step_size"]})
    first, last = (basins[np.abs(gy - y).argmin(), np.abs(gx - x).argmin()] for x, y in (run.x[0, 0], run.x[-1, 0]))
    assert first == last
    assert np.linalg.norm(landscape.gradient(run.x[-1, 0])) < 0.02
