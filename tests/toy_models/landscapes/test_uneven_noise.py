"""A noise that depends on the place: the law of x is known exactly."""

import numpy as np
import pytest
from scipy.integrate import quad

import toy_models as tm

F = tm.landscapes.get("uneven_noise")


def law(temperature):
    """The density of x at rest, from D(x) = e^x: 1/D exp(-∫ f'/(T D))."""
    def raw(x):
        return np.exp(-x + ((x + 1) * np.exp(-x) - 1) / temperature)

    total = quad(raw, -3, 25, limit=200)[0]
    return lambda x: raw(x) / total


def test_its_matrix_is_that_of_the_file():
    found = tm.noises.get("of_landscape").covariance(F, [[0.7, 0.3], [-1.0, 2.0]], 0.5)
    assert found == pytest.approx(0.25 * np.array([np.diag([np.exp(0.7), 1]), np.diag([np.exp(-1), 1])]))


@pytest.mark.parametrize(("temperature", "place"), [(0.02, -0.0196), (0.05, -0.0477), (0.1, -0.0913)])
def test_the_likeliest_place_moves_with_the_step(temperature, place):
    grid = np.linspace(-0.5, 0.5, 20_001)
    assert grid[law(temperature)(grid).argmax()] == pytest.approx(place, abs=1e-4)
    assert place == pytest.approx(-temperature * np.exp(place), abs=1e-4)


def test_descent_under_it_has_the_exact_law():
    """T = 0.1 by η = 0.01, σ² = 20. Mean, variance and the share on the left; the step adds of the order of η."""
    step, walkers, rho = 0.01, 100_000, law(0.1)
    x = tm.simulate(F, "sgd", start=(0, 0), steps=800, replicas=walkers, record_every=800, parameters={"step_size": step},
                    gradient_noise=(0.2 / step) ** 0.5, gradient_noise_direction="of_landscape").x[-1, :, 0]
    mean, square, left = (quad(lambda x, g=g: g(x) * rho(x), -3, high, limit=200)[0] for g, high in (
        (lambda x: x, 25), (lambda x: x * x, 25), (lambda x: 1, 0)))
    assert mean == pytest.approx(-0.1 * rho(20) * np.exp(20), rel=1e-3), "what D ρ tends to on the right"
    assert left > 0.5
    for sample, exact in ((x, mean), (x**2, square), (x < 0, left)):
        assert sample.mean() == pytest.approx(exact, abs=4 * sample.std() / walkers**0.5 + step * max(abs(exact), 0.1))
