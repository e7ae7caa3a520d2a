"""AdaSmoothOut: each filter is displaced by its share exactly, with the stated covariance, and the slope is that of the mean."""

import numpy as np
import pytest

from tests.dense import IMAGES, SMALL, weights
from toy_kernels import reference
from toy_kernels.row_noise import RowNoise
from toy_models import dynamics
from toy_models.contract import Parameters, State
from toy_models.network_objective import fast_objective

DRAWS, NET = 4000, SMALL[0]


def displacements(share):
    """(draw, weight): probe minus weights, one replica after the other, all at one point."""
    method, shown = dynamics.get("adasmoothout"), []
    rows, x = range(DRAWS), np.repeat(weights(NET, 1), DRAWS, axis=0).astype(np.float32)
    values = Parameters({**method.defaults().as_dict(), "noise_width": share})
    objective = fast_objective(NET, IMAGES, rows, 3, 1)
    list(reference.run(method.step, State(x, 0, velocity=0 * x), objective, RowNoise(5, rows, NET.size), [(1, values)],
                       lambda probe: shown.append(probe)))
    return x[0].astype(float), (shown[0] - x).astype(float)


def test_every_filter_is_displaced_by_its_share_and_in_every_direction_alike():
    """Length a |x_f| to float32's rounding of a sum of weights, 1e-5; covariance a² |x_f|²/n I, each entry within 4 standard errors
    of n = 4000 products, of standard deviation below |a x_f|²/n · √2."""
    x, moved = displacements(0.3)
    blocks, shifts = NET.unflatten(x[None]), NET.unflatten(moved)
    for name in ("W1", "W2"):
        for unit in range(getattr(blocks, name).shape[2]):
            size = 0.3 * np.linalg.norm(getattr(blocks, name)[0, :, unit])
            shift = getattr(shifts, name)[:, :, unit]
            assert np.linalg.norm(shift, axis=1) == pytest.approx(size, rel=1e-5)
            n = shift.shape[1]
            expected = size**2 / n * np.eye(n)
            assert np.abs(shift.T @ shift / DRAWS - expected).max() < 4 * 2**0.5 * size**2 / n / DRAWS**0.5
            assert np.abs(shift.mean(0)).max() < 4 * size / n**0.5 / DRAWS**0.5


def test_a_bias_goes_to_one_side_or_the_other():
    """a |b| each time, a coin that falls alike: within 4 standard errors of one half."""
    x, moved = displacements(0.3)
    blocks, shifts = NET.unflatten(x[None]), NET.unflatten(moved)
    for name in ("b1", "b2"):
        shift, size = getattr(shifts, name)[:, 0], 0.3 * np.abs(getattr(blocks, name)[0, 0])
        assert np.abs(shift) == pytest.approx(np.tile(size, (DRAWS, 1)), rel=1e-4, abs=1e-6)
        assert np.abs((shift > 0).mean(0) - 0.5).max() < 4 * 0.5 / DRAWS**0.5


@pytest.mark.parametrize("copies", [1, 16])
def test_the_slope_is_that_of_the_mean_and_copies_lessen_its_variance(trajectory, quadratic, four_errors, copies):
    """On ½λx²: the step is ηλx(1 ± a), mean ηλx, variance (ηλxa)²/N, the excess of N coins -2/N; 4 standard errors of each."""
    n, size = 100_000, 0.1 * 3.0
    x = trajectory("adasmoothout", quadratic([3.0]), np.full((1, n), 2.0), 1, step_size=0.1, noise_width=0.4, copies=copies)
    step = (x[0] - x[1])[0]
    spread = (size * 2 * 0.4) / copies**0.5
    assert step.mean() == pytest.approx(size * 2, abs=4 * spread / n**0.5)
    assert step.var() == pytest.approx(spread**2, rel=four_errors(n, -2 / copies) + 16 / n)


def test_what_stands_at_zero_is_not_displaced(trajectory, quadratic):
    shown = []
    trajectory("adasmoothout", quadratic([1.0, 1.0]), [0.0, 2.0], 1, noise_width=0.5, watch=lambda probe: shown.append(probe))
    assert shown[0][0, 0] == 0
    assert abs(shown[0][0, 1] - 2) == pytest.approx(1)
