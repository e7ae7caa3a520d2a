"""A kink has the slope zero, for arrays and for compiled lanes; a formula without one is left as it was."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import formula, kinks

DEVICES = ["reference", "cpu"]
KINKED = {  # a formula, and the bottom where it has a value and no slope
    "sqrt(x^2 + y^2)": (0, 0), "(x^2 + y^2)^0.75": (0, 0), "sqrt(abs(x)) + y^2": (0, 0), "sqrt((x-1)^2 + 3*(y+2)^2)": (1, -2),
    "x^2 + y^2 + exp(-1/x^2)": (0, 0),
}


@pytest.mark.parametrize(("text", "bottom"), KINKED.items())
def test_the_slope_at_a_kink_is_zero_and_beside_it_what_it_was(text, bottom):
    landscape, plain = tm.landscapes.from_formula(text), formula.compile_text(formula.derive(formula.from_text(text)).text)
    with np.errstate(all="ignore"):
        assert not np.isfinite([*plain[1](*np.array(bottom, float)), *plain[2](*np.array(bottom, float))]).all()
    assert np.isfinite(landscape.energy(bottom))
    assert np.isfinite(landscape.gradient(bottom)).all()
    assert np.isfinite(landscape.hessian(bottom)).all()
    beside = np.array(bottom) + np.random.default_rng(0).normal(size=(50, 2))
    assert np.array_equal(landscape.gradient(beside), np.stack(plain[1](*beside.T), axis=-1))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("direction", tm.noises.names())
def test_the_bottom_of_a_cone_reached_exactly_is_a_place_to_rest(device, direction):
    """From (½, 0) two steps of ¼ reach (0, 0), exactly in any kind of float; nothing moves from there, and nobody has left."""
    run = tm.simulate(tm.landscapes.from_formula("sqrt(x^2 + y^2)"), "sgd", start=(0.5, 0), steps=4, replicas=3, device=device,
                      parameters={"step_size": 0.25}, gradient_noise_direction=direction)
    assert run.diverged_at is None
    assert run.x[:, :, 0].T.tolist() == [[0.5, 0.25, 0, 0, 0]] * 3


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("direction", tm.noises.names())
def test_minibatch_noise_at_a_kink_is_no_divergence(device, direction):
    run = tm.simulate(tm.landscapes.from_formula("sqrt(x^2 + y^2)"), "sgd", start=(0, 0), steps=50, replicas=20, device=device,
                      gradient_noise=0.3, gradient_noise_direction=direction)
    assert run.diverged_at is None
    assert np.abs(run.x).max() < 1


@pytest.mark.parametrize("device", DEVICES)
def test_a_place_without_a_value_is_still_lost(device):
    """√x and 1/x have no value left of zero; the rule must not hold a point there."""
    for text, start in (("sqrt(x) + y^2", (-1, 0)), ("x^2 + log(x)*0 + sqrt(x-2)", (1, 0))):
        run = tm.simulate(tm.landscapes.from_formula(text), "sgd", start=start, steps=3, replicas=2, device=device)
        assert run.diverged_at == 1


@pytest.mark.parametrize("text", ["x^2 + y^2", "log(1 + exp(x)) + y^2", "minimum(x^2, y^2)/3", "cos(x)^2"])
def test_a_formula_without_root_quotient_or_absolute_value_keeps_its_text(text):
    derived = formula.derive(formula.from_text(text)).text
    assert kinks.ruled(derived) == derived


@pytest.mark.parametrize("key", tm.landscapes.names())
def test_no_landscape_of_the_folder_pays_for_the_rule(key):
    """Unless its own formula has a kink; then its bottom is finite."""
    landscape = tm.landscapes.get(key)
    assert "f_" not in landscape.text or np.isfinite(landscape.gradient(landscape.minima)).all()


SIGNS = ("abs(x) + 2*abs(y)", "sqrt(x^2) + 3*abs(y)", "abs(abs(x) + abs(y))", "abs(x*exp(y)) + abs(y)")


@pytest.mark.parametrize("text", SIGNS)
def test_the_slope_of_an_absolute_value_is_zero_at_nothing_and_beside_it_what_it_was(text):
    landscape, plain = tm.landscapes.from_formula(text), formula.compile_text(formula.derive(formula.from_text(text)).text)
    assert landscape.gradient([0, 0]).tolist() == [0, 0]
    beside = np.random.default_rng(0).normal(size=(50, 2))
    assert np.allclose(landscape.gradient(beside).T, plain[1](*beside.T), rtol=1e-15)


@pytest.mark.parametrize("device", DEVICES)
def test_the_edge_of_a_roof_turned_over_is_a_place_to_rest(device):
    run = tm.simulate(tm.landscapes.from_formula("abs(x) + abs(y)"), "sgd", start=(0.5, -0.75), steps=4, replicas=2, device=device,
                      parameters={"step_size": 0.25})
    assert run.x[:, 0].tolist() == [[0.5, -0.75], [0.25, -0.5], [0, -0.25], [0, 0], [0, 0]]
