"""The bowl with a dimple: the hole is the lowest point, and it takes 0.8564 to leave it."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("dimple")


def ends_in_the_bowl(method, **parameters):
    run = tm.simulate(F, method, start=(1.5, 1.02), steps=4000, replicas=64, record_every=4000, parameters=parameters)
    return np.linalg.norm(run.x[-1] - F.minima[0], axis=1) < 0.5


def test_the_sharp_minimum_is_the_global_one():
    bowl, hole = F.energy(F.minima)
    assert (bowl, hole) == pytest.approx((0.0, -0.48865), abs=1e-5)
    assert np.linalg.eigvalsh(F.hessian(F.minima[0])) == pytest.approx([0.1, 0.1], rel=1e-9)
    assert np.linalg.eigvalsh(F.hessian(F.minima[1])) == pytest.approx([44.39, 44.49], abs=0.005)


def test_the_barrier_on_the_straight_way_out_is_0_8564():
    way = np.linspace(F.minima[1], F.minima[0], 20_001)
    assert F.energy(way).max() - F.energy(F.minima[1]) == pytest.approx(0.8564, abs=5e-5)


def test_the_disc_maximum_loses_its_hole_between_radius_0_3_and_0_4():
    def holes(radius):
        return len(tm.landscapes.smooth(F, "max", (161, 161), ((0.9, 2.1), (0.4, 1.6)), radius=radius).minima)

    assert holes(0.3) >= 1
    assert holes(0.4) == 0


@pytest.mark.parametrize("radius", [0.05, 0.3, 0.4, 0.5, 0.7])
def test_sam_does_not_get_to_the_bowl_and_a_large_radius_parks_it_outside_the_hole(radius):
    """Two more things that the text says: it stands still ρ away, to 0.01, and descent from there would lead to the bowl."""
    assert not ends_in_the_bowl("sam", step_size=0.02, radius=radius).any()
    run = tm.simulate(F, "sam", steps=4000, replicas=1, parameters={"step_size": 0.02, "radius": radius})
    assert np.linalg.norm(run.x[-1, 0] - F.minima[1]) == pytest.approx(radius, abs=0.01) or radius < 0.5
    onward = tm.simulate(F, "sgd", start=run.x[-1], steps=6000, replicas=1, record_every=6000, parameters={"step_size": 0.02})
    assert (np.linalg.norm(onward.x[-1, 0] - F.minima[0]) < 0.01) == (radius >= 0.5)


def test_descent_stays_in_the_hole():
    assert not ends_in_the_bowl("sgd", step_size=0.02).any()


def test_smoothout_leaves_it_once_its_box_is_wide_enough():
    """At a = 0.3 it never does; at a = 0.6 it always does (of 400 in the source: 0 and 400)."""
    assert not ends_in_the_bowl("smoothout", step_size=0.02, noise_width=0.3).any()
    assert ends_in_the_bowl("smoothout", step_size=0.02, noise_width=0.6).all()


def test_the_box_mean_keeps_a_hole_up_to_0_57():
    """The exact mean of the box loses it at a = 0.571; on a map of the hole's surroundings, which lie up to 0.6 downhill."""
    def holes(width):
        return len(tm.landscapes.smooth(F, "box", (161, 161), ((0.6, 1.8), (0.1, 1.3)), width=width).minima)

    assert holes(0.56) == 1
    assert holes(0.58) == 0
