"""SmoothOut against the box mean of the dimple, which is known in closed form, and against its own noise."""

from math import erf, exp, pi, sqrt

import numpy as np
import pytest

import toy_models as tm
from toy_models.objective import LandscapeObjective

BOWL, DIMPLE, STIFFNESS, WIDTH = np.array([-1.0, -1.0]), np.array([1.5, 1.0]), 0.1, 0.15


def box_slope(x, a):
    """∇ of the mean over [-a, a]² of ½k|x - w|² - exp(-|x - s|²/2ς²): the second part is a product of error functions."""
    def mean(z):
        return WIDTH * sqrt(pi / 2) / (2 * a) * (erf((z + a) / (WIDTH * sqrt(2))) - erf((z - a) / (WIDTH * sqrt(2))))

    def slope(z):
        return (exp(-((z + a) ** 2) / (2 * WIDTH**2)) - exp(-((z - a) ** 2) / (2 * WIDTH**2))) / (2 * a)

    z1, z2 = x - DIMPLE
    return STIFFNESS * (x - BOWL) - np.array([slope(z1) * mean(z2), mean(z1) * slope(z2)])


def on_the_dimple(replicas):
    return LandscapeObjective(tm.landscapes.get("dimple"), range(replicas), seed=0)


@pytest.mark.parametrize("copies", [1, 4])
def test_its_gradient_is_an_unbiased_slope_of_the_box_mean(trajectory, copies):
    """Two hundred thousand draws at one point, each component within four of its standard errors."""
    start = np.tile([1.3, 0.9], (200_000 // copies, 1))
    x = trajectory("smoothout", on_the_dimple(len(start)), start, 1, step_size=1.0, noise_width=0.4, copies=copies)
    gradient = x[0] - x[1]
    assert (np.abs(gradient.mean(0) - box_slope(start[0], 0.4)) < 4 * gradient.std(0) / len(start) ** 0.5).all()


def test_copies_divide_its_own_variance(crowd, four_errors):
    """16 copies, 1/16 of the variance; that of a ratio counts twice. The gradients are not normal (kurtosis 2.6), which only makes
    variances more certain.
    """
    start = np.tile([1.3, 0.9], (200_000, 1))
    spread = [crowd("dimple", "smoothout", start, 1, step_size=1.0, noise_width=0.4, copies=n).var(0) for n in (1, 16)]
    assert spread[0] / spread[1] == pytest.approx([16, 16], rel=four_errors(len(start) / 2))


def test_the_displacement_is_undone_exactly(trajectory):
    """With no step a thousand displacements leave every bit of x where it was."""
    start = np.random.default_rng(0).normal(size=(50, 2))
    x = trajectory("smoothout", on_the_dimple(50), start, 1000, step_size=0.0, noise_width=0.7, momentum=0.9, copies=2)
    assert np.array_equal(x[-1], start)


def test_the_probe_fills_the_box_and_no_more(trajectory, four_errors):
    """Var = a²/3; a uniform number's kurtosis is 1.8."""
    probes, rows = [], 40_000
    trajectory("smoothout", on_the_dimple(rows), np.tile(BOWL, (rows, 1)), 1, noise_width=0.5,
               watch=lambda probe: probes.append(probe))
    offsets = probes[0] - BOWL
    assert np.abs(offsets).max() < 0.5
    assert offsets.var(0) == pytest.approx(0.5**2 / 3, rel=four_errors(rows, -1.2))


@pytest.mark.parametrize(("width", "escapes"), [(0.55, False), (0.60, True)])
def test_descent_on_the_exact_box_mean_is_freed_between_two_widths(trajectory, slope, width, escapes):
    objective = slope(lambda x: np.array([box_slope(row, width) for row in x]))
    x = trajectory("sgd", objective, DIMPLE, 4000, step_size=0.02)
    assert (np.linalg.norm(x[-1, 0] - BOWL) < 0.5) == escapes
    assert (np.linalg.norm(x[-1, 0] - DIMPLE) < 1.0) != escapes  # trapped 0.62 from the dimple: its mean has moved downhill


@pytest.mark.parametrize(("width", "fewest", "most"), [(0.3, 0, 0), (0.6, 395, 400)])
def test_one_displacement_a_step_escapes_like_the_box_mean(width, fewest, most):
    """None of 400 walkers at a = 0.3; at a = 0.6 all but a few."""
    run = tm.simulate("dimple", "smoothout", start=DIMPLE, steps=4000, replicas=400, record_every=4000,
                      parameters={"step_size": 0.02, "noise_width": width})
    assert fewest <= (np.linalg.norm(run.x[-1] - BOWL, axis=1) < 0.5).sum() <= most


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_without_a_width_it_is_sgd_to_the_bit(trajectory, quadratic, momentum):
    objective = quadratic([1.0, 7.0, 0.3], gradient_noise=0.5)
    got, expected = (trajectory(key, objective, [1.0, -2.0, 3.0], 50, momentum=momentum, **values)
                     for key, values in (("smoothout", {"noise_width": 0.0}), ("sgd", {})))
    assert np.array_equal(got, expected)


def test_the_preset_with_momentum_keeps_nine_tenths_of_the_last_move(trajectory, slope):
    """On a constant slope displacements do not matter, and the second move is 1.9 times the first."""
    preset = tm.dynamics.get("smoothout").parameters("with momentum").as_dict()
    x = trajectory("smoothout", slope(np.ones_like), [0.0], 2, **preset)
    assert x[2] - x[1] == pytest.approx(1.9 * (x[1] - x[0]))
