"""Places led down a softened surface, on the double well: its mean over a box of half-width a has minima at x² = 1 - a²."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.surface_minima import Family

WELL = tm.landscapes.get("double_well")


def family(landscape=WELL):
    return Family(landscape, tm.surfaces.get("box"), lambda width: {"width": width})


def done(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_seeds_lead_to_the_minima_and_a_saddle_to_both_sides():
    for seeds in ([(0.9, 0.5), (-0.2, -0.4)], [(0.0, 0.3)]):
        found = done(family().level(0.6, np.array(seeds)))
        assert sorted(found.places[:, 0]) == pytest.approx([-0.8, 0.8], abs=1e-6)
        assert found.places[:, 1] == pytest.approx([0, 0], abs=1e-6)


def test_heights_are_the_surfaces_own():
    """f̄ = f(x) + ½a²x² + a²/3 · ... : (x² - 1)²/4 + y²/2 averaged is x⁴/4 + (a² - 1)x²/2 + a⁴/20 - a²/6 + 1/4 + y²/2 + a²/6."""
    found = done(family().level(0.6, WELL.minima))
    x2, a2 = 0.64, 0.36
    assert found.heights == pytest.approx([x2**2 / 4 + (a2 - 1) * x2 / 2 + a2**2 / 20 + 0.25] * 2, abs=1e-6)


def test_each_seed_is_told_its_minimum_and_none_where_it_leaves_the_map():
    level = done(family().level(0.6, WELL.minima))
    right = int(level.places[:, 0].argmax())
    assert done(family().down(level, np.array([(1.4, 0.2), (-0.3, 0.0)]))) == [right, 1 - right]
    slope = tm.landscapes.from_formula("x")
    nothing = done(family(slope).level(0.6, np.array([(0.3, 0.4)])))
    assert nothing.places.shape == (0, 2)
    assert done(family(slope).down(nothing, np.array([(0.3, 0.4)]))) == [-1]


def test_a_minimum_that_has_moved_far_is_told():
    near, far = (done(family().level(width, WELL.minima)) for width in (0.3, 0.9))
    assert family().jumped(near, far, done(family().down(far, near.places)))
    assert not family().jumped(near, near, [0, 1])
