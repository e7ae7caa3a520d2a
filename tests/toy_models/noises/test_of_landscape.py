"""The landscape's own noise: what the file's matrix is, and what SGD makes of it on a quadratic."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import formula
from toy_models.landscape import Landscape

LAW = tm.noises.get("of_landscape")


def bowl(x, y):
    return x**2 / 2 + 2 * y**2


def slanted(x, y, u, v):
    return 0.7 * u + 0.3 * v, 0.2 * u + 0.6 * v


def test_on_a_quadratic_it_has_the_variance_of_lyapunovs_equation_and_goes_round():
    """HΣ + ΣH = 2TD, so Σij = 2T Dij / (Hi + Hj), and E [x dy - y dx] / dt = 2T D₁₂ (a - b) / (a + b): at a finite step
    Σij = η σ² Dij / (Hi + Hj - η Hi Hj), and x × x⁺ = η (Hi - Hj) Σij exactly.
    """
    place = Landscape("bowl", "Bowl", formula.from_function(bowl), ((-3, 3), (-3, 3)), diffusion=formula.from_function(slanted))
    step, sigma, walkers, root = 0.05, 1.5, 100_000, np.array([[0.7, 0.3], [0.2, 0.6]])
    d, h = root @ root.T, np.array([1.0, 4.0])
    run = tm.simulate(place, "sgd", start=(0, 0), steps=201, replicas=walkers, record_every=200, parameters={"step_size": step},
                      gradient_noise=sigma, gradient_noise_direction=LAW)
    x, later = run.x[-2], run.x[-1]
    expected = step * sigma**2 * d / (h[:, None] + h - step * np.outer(h, h))
    error = 4 * np.sqrt((np.outer(np.diag(expected), np.diag(expected)) + expected**2) / walkers)
    assert (np.abs(np.cov(x.T) - expected) < error).all()
    turn = x[:, 0] * later[:, 1] - x[:, 1] * later[:, 0]
    assert turn.mean() == pytest.approx(step * (h[0] - h[1]) * expected[0, 1], abs=4 * turn.std() / walkers**0.5)
    assert abs(turn.mean()) > 8 * turn.std() / walkers**0.5, "it does go round"


def test_a_noise_that_commutes_with_the_curvature_goes_nowhere():
    x = tm.simulate("uneven_noise", "sgd", start=(0, 0), steps=401, replicas=50_000, record_every=400,
                    parameters={"step_size": 0.02}, gradient_noise=1.0, gradient_noise_direction=LAW).x
    turn = x[-2, :, 0] * x[-1, :, 1] - x[-2, :, 1] * x[-1, :, 0]
    assert abs(turn.mean()) < 4 * turn.std() / 50_000**0.5


def test_where_a_landscape_has_none_it_is_isotropic():
    runs = [tm.simulate("himmelblau", "sgd", steps=20, replicas=3, gradient_noise=0.5, gradient_noise_direction=law).x
            for law in ("isotropic", LAW)]
    assert np.array_equal(*runs)
    assert LAW.needs == "landscape"
    assert LAW.sways is None
