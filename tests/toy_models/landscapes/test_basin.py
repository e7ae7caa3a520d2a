"""Two basins: equal depth, a crease 0.2571 from the sharp one, and the noise that crosses it."""

import numpy as np
import pytest
from scipy.stats import norm

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


SIZE = {"gradient_noise": 0.005**0.5 / 0.005, "parameters": {"step_size": 0.005}}  # trace of a step's noise: 0.01; ηλ = 1
RATE = norm.cdf(-2.57130) + norm.cdf(-3.14270)  # a normal step of deviation 0.1 along the diagonal, to the crease on either side


def first_out(direction, steps=500):
    """The step on which each of 20,000 walkers from (1, 1) first stands on the flat branch; steps + 1 for never."""
    found = []
    for seed in range(4):
        run = tm.simulate(F, "sgd", (1, 1), steps, 5000, seed, gradient_noise_direction=direction, **SIZE)
        x = run.x[1:]
        u, v = (x[..., 0] - x[..., 1]) / 2**0.5, (x[..., 0] + x[..., 1] - 2) / 2**0.5
        out = 10 * u**2 + 100 * v**2 > ((x + 1) ** 2).sum(axis=-1)
        found.append(np.where(out.any(axis=0), out.argmax(axis=0) + 1, steps + 1))
    return np.concatenate(found)


@pytest.mark.parametrize(("direction", "share"), [("isotropic", 0.094), ("hessian", 0.871), ("leading", 1 - (1 - RATE) ** 500)])
def test_at_one_trace_the_direction_decides_how_many_leave_in_500_steps(direction, share):
    """Measured twice elsewhere, to 0.01 (40,000 walkers); along the stiffest direction a Gaussian tail: 0.9482."""
    left = first_out(direction) <= 500
    assert left.mean() == pytest.approx(share, abs=0.01 + 4 * (share * (1 - share) / len(left)) ** 0.5)


def test_along_the_stiffest_direction_the_wait_is_geometric():
    """v is each step's noise alone, as ηλ = 1: p = 0.0059029, a mean of 169.4 steps; time at risk over those who left."""
    first = first_out("leading")
    left = first <= 500
    assert pytest.approx(169.41, abs=0.01) == 1 / RATE
    assert np.minimum(first, 500).sum() / left.sum() == pytest.approx(1 / RATE, rel=min(4 / left.sum() ** 0.5, 0.03))


@pytest.mark.slow
@pytest.mark.parametrize(("law", "slopes", "ended", "ever"), [
    ("isotropic", False, 0.012, 0.017), ("diagonal", True, 0.012, 0.017), ("hessian", True, 0.332, 0.533),
    ("hessian", False, 0.278, 0.408), ("leading", False, 0.404, 0.537)], ids=["const", "diag", "leading", "Hessian", "1st"])
def test_the_published_toy_ends_and_has_been_in_the_flat_well_as_often_as_its_authors_program(law, slopes, ended, ever):
    """A hundred jittered centres, new for each of 250 repeats; our laws' A, shaped by the Hessian or by the covariance of slopes.

    500 steps of 0.005, success where both coordinates are below -0.5. Against 2,000 repeats of an independent program: the errors
    of the two, four times, and 0.004 for so few successes that they are not normal.
    """
    found = published(law, slopes, 250)
    for share, exact in zip(found, (ended, ever), strict=True):
        assert share == pytest.approx(exact, abs=4 * (exact * (1 - exact) * (1 / 250 + 1 / 2000)) ** 0.5 + 0.004)


def published(law, slopes, repeats):
    """(share that ends, share that has ever been) in the flat well."""
    draw, axes = np.random.default_rng(0), np.array([[1, -1], [1, 1]]) / 2**0.5
    jitter = 0.01 * draw.standard_normal((repeats, 100, 2)) * (10**0.5, 1)  # along u and v
    x, been = np.tile([0, 2**0.5], (repeats, 1)), np.zeros(repeats, bool)  # in u and v, from the middle
    sharp, flat = np.array([0, 2**0.5]), np.array([0, -(2**0.5)])
    for _ in range(500):
        near, far = x[:, None] - jitter - sharp, x[:, None] - jitter - flat
        inside = (10 * near[..., 0] ** 2 + 100 * near[..., 1] ** 2 < (far**2).sum(-1))[..., None]
        each = np.where(inside, near * (20, 200), 2 * far) @ axes
        share = inside.mean(1)[..., None]
        shape = share * (axes.T @ np.diag([20, 200]) @ axes) + (1 - share) * 2 * np.eye(2)
        if slopes:
            off = each - each.mean(1, keepdims=True)
            shape = np.swapaxes(off, 1, 2) @ off / 100
        entries = (shape[:, 0, 0], shape[:, 0, 1], shape[:, 1, 1]) if law != "isotropic" else ()
        noise = 0.005**0.5 * np.stack(tm.noises.get(law).module.tilt(*entries, *draw.standard_normal((2, repeats))), axis=-1)
        x = x + (noise - 0.005 * each.mean(1)) @ axes.T
        arrived = (x @ axes < -0.5).all(axis=1)
        been |= arrived
    return arrived.mean(), been.mean()
