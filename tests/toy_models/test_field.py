"""Fields from formulas; what the folder's files promise stands in tests/contracts/test_fields.py."""

import numpy as np
import pytest

import toy_models as tm

SPIRAL = tm.landscapes.from_force("-x - 3*y", "3*x - y", potential="(x^2 + y^2)/2")


def test_a_field_from_two_formulas():
    x = np.random.default_rng(0).normal(size=(40, 2))
    assert SPIRAL.force(x) == pytest.approx(x @ [[-1, 3], [-3, -1]], rel=1e-12, abs=1e-12)
    assert SPIRAL.hessian(x) == pytest.approx(np.broadcast_to(np.eye(2), (40, 2, 2)))
    assert not SPIRAL.conservative
    assert repr(SPIRAL) == "<field force: (-x - 3*y, 3*x - y)>"
    assert SPIRAL.minima == pytest.approx(np.zeros((1, 2)), abs=1e-9)


def test_langevin_on_a_linear_field_has_the_variance_of_its_step():
    """x <- (1 - ηA) x + √2η ξ with A = I + 3J: |1 - ηA|² = (1 - η)² + 9η², so E |x|² / 2 = 2η / (1 - that); 4√(1/n)."""
    step, walkers = 0.05, 40_000
    x = tm.simulate(SPIRAL, "langevin", start=(0, 0), steps=200, replicas=walkers, record_every=200,
                    parameters={"step_size": step, "temperature": 1.0}).x[-1]
    expected = 2 * step / (1 - (1 - step) ** 2 - 9 * step**2)
    assert (x**2).mean() == pytest.approx(expected, rel=4 * walkers**-0.5)


def test_descent_follows_the_force():
    """Without noise |x| shrinks by √((1 - η)² + 9η²) at every step, and turns by atan(3η / (1 - η))."""
    x = tm.simulate(SPIRAL, "sgd", start=(1, 0), steps=10, replicas=1, parameters={"step_size": 0.05}, device="reference").x[-1, 0]
    turn = 10 * np.arctan2(0.15, 0.95)
    assert x == pytest.approx((0.95**2 + 0.15**2) ** 5 * np.array([np.cos(turn), np.sin(turn)]))


def test_where_no_law_at_rest_is_known_there_are_lines_and_no_heights():
    swirl = tm.landscapes.from_force("y", "-x - y")
    assert swirl.stationary is None
    assert swirl.contours.levels == ()
    assert (swirl.basins((5, 6)) == -1).all()
    assert swirl.streamlines
    assert (tm.simulate(swirl, "sgd", steps=5).basin == -1).all()


@pytest.mark.parametrize(("force", "said"), [
    (("x", "z"), "z"), (("x", "1/0*x"), "formula"), (("", "x"), "formula"), ((1, "x"), "text")])
def test_what_is_no_force_is_refused(force, said):
    with pytest.raises(tm.InvalidArgument, match=said):
        tm.landscapes.from_force(*force)


def test_a_landscape_is_its_own_law_at_rest_and_its_force_is_its_slope():
    landscape = tm.landscapes.get("double_well")
    assert landscape.stationary is landscape
    assert landscape.conservative
    assert np.array_equal(landscape.force([0.3, 0.2]), -landscape.gradient([0.3, 0.2]))
