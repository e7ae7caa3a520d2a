"""A landscape's own arithmetic: shapes, the search for minima, the grid, and what it refuses."""

import math
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import toy_models as tm
from toy_models.landscape import checked_extent, checked_shape

F = tm.landscapes.get("two_gaussians")
BOWL = tm.landscapes.from_formula("x^2 + 3*y^2 + x*y")


def test_shapes_follow_the_points():
    for shape in ((), (5,), (3, 4), (0,)):
        x = np.ones((*shape, 2))
        assert F.energy(x).shape == shape
        assert F.gradient(x).shape == (*shape, 2)
        assert F.hessian(x).shape == (*shape, 2, 2)


def test_lists_tuples_and_integers_are_points_too():
    assert BOWL.energy([1, 2]) == BOWL.energy((1.0, 2.0)) == 15
    assert BOWL.gradient([1, 2]).tolist() == [4, 13]
    assert BOWL.hessian((0, 0)).tolist() == [[2, 1], [1, 6]]


@pytest.mark.parametrize("x", [3.0, [1, 2, 3], "ab", None, [[1], [2]], [[1, 2], [3]]])
def test_anything_else_is_refused_by_name(x):
    for function in (F.energy, F.gradient, F.hessian):
        with pytest.raises(tm.InvalidArgument, match=r"^x = "):
            function(x)


def test_a_formula_of_one_variable_fills_the_other():
    line = tm.landscapes.from_formula("x^2")
    assert line.energy(np.ones((4, 2))).tolist() == [1] * 4
    assert line.gradient(np.ones((4, 2)))[:, 1].tolist() == [0] * 4
    assert line.heights(np.zeros(3), np.zeros(2)).shape == (2, 3)


def test_the_grid_includes_its_edges_and_is_indexed_row_first():
    gx, gy, points = F.grid((3, 5))
    assert (gx[0], gx[-1]) == F.extent[0]
    assert (gy[0], gy[-1]) == F.extent[1]
    assert points.shape == (3, 5, 2)
    assert points[2, 4].tolist() == [gx[4], gy[2]]
    assert F.heights(gx, gy) == pytest.approx(F.energy(points), rel=1e-14)
    assert F.grid((2, 2), ((0, 1), (5, 7)))[1].tolist() == [5, 7]


def test_minima_of_a_formula_are_found_inside_the_extent_only():
    wells = "(x^2-1)^2 + 2*(y^2-1)^2 + 0.1*x"
    found = tm.landscapes.from_formula(wells)
    assert len(found.minima) == 4
    assert found.gradient(found.minima) == pytest.approx(np.zeros((4, 2)), abs=1e-12)
    half = tm.landscapes.from_formula(wells, extent=((0, 3), (-3, 3)))
    assert len(half.minima) == 2
    assert (half.minima[:, 0] > 0).all()


@pytest.mark.parametrize("formula", ["x*y", "x", "1", "-x^2-y^2", "sqrt(x)", "1/(x^2+y^2)", "cos(x)"])
def test_where_there_is_no_minimum_none_is_listed(formula):
    f = tm.landscapes.from_formula(formula)
    assert f.minima.shape == (0, 2)
    assert f.labels == ()
    assert f.curvature == 0


def test_curvature_is_the_largest_at_a_minimum_and_stiffest_the_largest_on_the_map():
    assert F.curvature == pytest.approx(44.43, abs=0.01)
    assert BOWL.curvature == BOWL.stiffest == pytest.approx(4 + math.sqrt(5))
    assert tm.landscapes.get("rosenbrock").stiffest > 3 * tm.landscapes.get("rosenbrock").curvature
    assert tm.landscapes.from_formula("-x^2-y^2").stiffest == 0


def test_a_formula_starts_where_one_can_see_it_move():
    low, high = np.array(BOWL.extent).T
    assert ((low < BOWL.start) & (BOWL.start < high)).all()
    assert np.linalg.norm(BOWL.gradient(BOWL.start)) > 1


@pytest.mark.parametrize("extent", [None, 3, "ab", ((0, 1),), ((0, 1), (2, 2)), ((1, 0), (0, 1)), ((0, math.inf), (0, 1)),
                                    ((math.nan, 1), (0, 1)), ((0, 1), (0, 1), (0, 1)), (("a", 1), (0, 1))])
def test_a_bad_extent_is_refused(extent):
    with pytest.raises(tm.InvalidArgument, match="extent"):
        checked_extent(extent)
    assert checked_extent([[0, 1], [2, 3.5]]) == ((0.0, 1.0), (2.0, 3.5))


@pytest.mark.parametrize("shape", [None, 5, "33", (5,), (1, 5), (5, 5, 5), (5.0, 5), (True, 5), (5, 10**9), (-3, 5)])
def test_a_bad_shape_is_refused(shape):
    with pytest.raises(tm.InvalidArgument, match="shape"):
        checked_shape(shape)
    assert checked_shape([np.int64(4), 5]) == (4, 5)


def test_it_says_what_it_is():
    assert repr(F) == "<landscape two_gaussians: Two Gaussians>"
    assert "log" in F.latex


@pytest.mark.parametrize("landscape", [F, BOWL, tm.landscapes.from_formula("sqrt(x^2 + y^2)")], ids=repr)
def test_a_landscape_crosses_to_another_process(landscape):
    """All that can be asked of it, also after it was asked; and it is not searched for minima again."""
    landscape.basins((5, 5)), landscape.contours
    again, x = pickle.loads(pickle.dumps(landscape)), np.random.default_rng(3).normal(size=(20, 2))
    for name in ("energy", "gradient", "hessian"):
        assert np.array_equal(getattr(again, name)(x), getattr(landscape, name)(x))
    for name in ("key", "name", "text", "latex", "extent", "labels", "sliders", "confining", "height_range", "contours"):
        assert getattr(again, name) == getattr(landscape, name), name
    assert np.array_equal(again.minima, landscape.minima)
    assert np.array_equal(again.basins((9, 9)), landscape.basins((9, 9)))
    assert np.array_equal(tm.simulate(again, "sam", steps=3).x, tm.simulate(landscape, "sam", steps=3).x)


@pytest.mark.slow
def test_a_pool_of_processes_runs_a_landscape():
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        far = pool.submit(tm.simulate, BOWL, tm.dynamics.get("langevin"), steps=5, replicas=3).result(timeout=120)
    assert np.array_equal(far.x, tm.simulate(BOWL, "langevin", steps=5, replicas=3).x)


def test_what_every_caller_shares_cannot_be_written_to():
    for array in (F.minima, F.start, pickle.loads(pickle.dumps(F)).minima):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
