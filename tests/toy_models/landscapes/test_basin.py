"""Two basins: equal depth, a crease 0.2571 from the sharp one, and the noise that crosses it."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("basin")
DIAGONAL = np.array([1.0, 1.0]) / np.sqrt(2)


def share_near(minimum, method, **arguments):
    run = tm.simulate(F, method, steps=3000, replicas=400, record_every=3000, **arguments)
    return (np.linalg.norm(run.x[-1] - minimum, axis=1) < 0.6).mean()


def test_both_wells_have_height_zero_and_the_stated_curvatures():
    assert F.energy(F.minima) == pytest.approx([0, 0], abs=1e-15)
    flat, sharp = F.hessian(F.minima)
    assert flat == pytest.approx(2 * np.eye(2))
    values, vectors = np.linalg.eigh(sharp)
    assert values == pytest.approx([20, 200])
    assert abs(vectors[:, 1] @ DIAGONAL) == pytest.approx(1)  # the sharpest direction points at the flat well


@pytest.mark.parametrize("v", [-0.25713, 0.31427])
def test_the_crease_stands_where_the_branches_meet(v):
    """99v² - 4√2 v - 8 = 0 on the diagonal; the slope jumps there."""
    assert 99 * v**2 - 4 * np.sqrt(2) * v - 8 == pytest.approx(0, abs=2e-3)
    inside, outside = (F.gradient((1, 1) + (v + side) * DIAGONAL) @ DIAGONAL for side in (-1e-4 * v, 1e-4 * v))
    assert inside == pytest.approx(200 * v, rel=1e-3)
    assert outside == pytest.approx(2 * (v + 2 * np.sqrt(2)), rel=1e-3)


def test_noise_shaped_like_the_curvature_leaves_and_round_noise_stays():
    """σ = 15, 3,000 steps of 0.004: 0.24 and 0.98 of 2,000 runs stay; the bounds are ten standard errors of 400 away."""
    noise = {"gradient_noise": 15.0, "parameters": {"step_size": 0.004}}
    assert share_near(F.minima[1], "sgd", gradient_noise_direction="hessian", **noise) < 0.5
    assert share_near(F.minima[1], "sgd", gradient_noise_direction="isotropic", **noise) > 0.88


def test_smoothout_leaves_once_its_box_is_wide_enough():
    assert share_near(F.minima[0], "smoothout", parameters={"step_size": 0.004, "noise_width": 0.3}) == 1
    assert share_near(F.minima[1], "smoothout", parameters={"step_size": 0.004, "noise_width": 0.1}) == 1


@pytest.mark.parametrize("radius", [0.05, 0.1, 0.2, 0.3, 0.5, 1.0])
def test_sam_reaches_the_flat_well_with_no_radius_and_a_large_one_parks_it_beyond_the_crease(radius):
    """From the landscape's own start, which it leaves; where it parks, descent would lead to the flat well from ρ = 0.3 on."""
    run = tm.simulate(F, "sam", steps=3000, replicas=1, parameters={"step_size": 0.004, "radius": radius})
    away, rest = np.linalg.norm(run.x[:, 0] - F.minima[1], axis=1), run.x[-1]
    assert 0.6 * radius < away[1000:].max() <= away.max() < max(1.4 * radius, 0.051)
    onward = tm.simulate(F, "sgd", start=rest, steps=3000, replicas=1, record_every=3000, parameters={"step_size": 0.004})
    assert (np.linalg.norm(onward.x[-1, 0] - F.minima[0]) < 1e-3) == (radius >= 0.3)
