"""Added noise of the minibatches' own shape: its covariance, and a temperature for each axis."""

import numpy as np
import pytest

from toy_kernels import noise as draws

ROWS = 160_000


class Correlated:
    """½ Σ λᵢxᵢ² in two coordinates, with minibatch noise of a given covariance."""

    def __init__(self, curvature, root):
        self.curvature, self.root = np.asarray(curvature), np.asarray(root)

    def begin(self, t):
        self._t, self._slot = t, 0

    def minibatch(self):
        slot, self._slot = self._slot, self._slot + 1
        return slot

    def gradient(self, x, batch):
        return self.curvature * x + draws.normals(1, draws.MINIBATCH, np.arange(len(x)), 2, self._t, batch) @ self.root.T


ROOT = np.array([[1.0, 0.0], [0.6, 0.3]])
SIGMA = ROOT @ ROOT.T


def covariance_within(found, expected, kurtosis=0.0):
    """Four standard errors of each entry: (ΣᵢᵢΣⱼⱼ + Σᵢⱼ²) (1 + a bound of the excess) / n, found on rows of zero mean."""
    error = np.sqrt((np.outer(np.diag(expected), np.diag(expected)) + expected**2) * (1 + kurtosis) / len(found))
    return (np.abs(found.T @ found / len(found) - expected) < 4 * error).all()


@pytest.mark.parametrize("size", [0.0, 1.0, 3.0])
def test_its_noise_has_the_minibatches_covariance_and_more_of_it(trajectory, size):
    x = trajectory("gld", Correlated([1.0, 1.0], ROOT), np.zeros((ROWS, 2)), 1, step_size=1.0, added_noise=size)
    assert covariance_within(x[1], (1 + size**2) * SIGMA)


def test_noise_shaped_like_the_curvature_has_no_single_temperature(crowd, four_errors):
    """With Σ = 2H/tr H, λᵢVarᵢ = η(1 + s²)Σᵢᵢ/(2 - ηλᵢ) differs tenfold between axes; with equal noise it hardly does."""
    curvature, step_size, size, rows = np.array([0.1, 1.0]), 0.5, 1.0, 100_000
    for direction, covariance in (("hessian", curvature / 0.55), ("isotropic", np.ones(2))):
        x = crowd("x^2/20 + y^2/2", "gld", np.zeros((rows, 2)), 100, gradient_noise=1.0, direction=direction, step_size=step_size,
                  added_noise=size)
        temperature = step_size * (1 + size**2) * covariance / (2 - step_size * curvature)
        assert curvature * x.var(0) == pytest.approx(temperature, rel=four_errors(rows))
