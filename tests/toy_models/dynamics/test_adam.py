"""Adam against torch's own, its first step, and the scale that it does not feel."""

import numpy as np
import pytest
import torch

MATRIX = np.array([[3.0, 0.4, 0.0], [0.4, 1.0, -0.2], [0.0, -0.2, 0.3]])
START = np.array([1.0, -2.0, 0.5])


def valley(x):
    return x @ MATRIX + 0.5 * np.cos(x)


@pytest.mark.parametrize(("slope_memory", "square_memory", "floor"), [(0.9, 0.999, 1e-8), (0.5, 0.9, 1e-3), (0.0, 0.99, 1e-8)])
def test_it_is_torchs_own(trajectory, slope, slope_memory, square_memory, floor):
    """Float64 on both sides, 200 steps; a rounding of the direction is 1e-16 η a step."""
    x = trajectory("adam", slope(valley), START, 200, step_size=0.05, slope_memory=slope_memory, square_memory=square_memory,
                   floor=floor)[:, 0]
    weights = torch.tensor(START, requires_grad=True)
    theirs = torch.optim.Adam([weights], lr=0.05, betas=(slope_memory, square_memory), eps=floor)
    for place in x[1:]:
        weights.grad = torch.tensor(valley(weights.detach().numpy()[None])[0])
        theirs.step()
        assert np.abs(weights.detach().numpy() - place).max() < 1e-12
    assert np.abs(x[-1] - x[0]).max() > 0.5


def test_the_first_step_has_one_length_along_every_axis(trajectory, quadratic):
    x = trajectory("adam", quadratic([1e-3, 1.0, 1e4]), [1.0, -2.0, 3.0], 1, step_size=0.1, floor=1e-12)
    assert x[1] - x[0] == pytest.approx(np.array([[-0.1, 0.1, -0.1]]), rel=1e-8)


def test_a_thousandfold_energy_gives_the_same_path(trajectory, quadratic):
    """The floor is 1e-12 of slopes that stay above 1e-3 here: 100 steps of relative 1e-9."""
    curvature = np.array([0.5, 3.0])
    paths = [trajectory("adam", quadratic(scale * curvature), [1.0, -2.0], 100, step_size=0.01, floor=1e-12) for scale in (1, 1000)]
    assert np.abs(paths[0] - paths[1]).max() < 100 * 0.01 * 1e-9


@pytest.mark.parametrize("step_size", [0.01, 0.1, 10.0])
def test_no_step_is_longer_than_the_bound_of_its_memories(trajectory, quadratic, step_size):
    """Kingma and Ba, section 2.1: (1 - β₁)/√(1 - β₂) = 3.17 lengths, for one slope after long silence. It never runs away."""
    x = trajectory("adam", quadratic([1.0, 400.0], gradient_noise=1.0), [3.0, -2.0], 500, step_size=step_size)
    assert np.abs(np.diff(x, axis=0)).max() <= step_size * 0.1 / 0.001**0.5


def test_without_memories_it_steps_by_the_sign_of_the_slope(trajectory, quadratic):
    x = trajectory("adam", quadratic([2.0, 30.0]), [1.0, -2.0], 5, step_size=0.1, slope_memory=0.0, square_memory=0.0, floor=1e-12)
    assert x[-1, 0] == pytest.approx([0.5, -1.5], rel=1e-9)
