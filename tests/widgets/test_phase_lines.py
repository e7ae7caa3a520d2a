"""A line on the map is where theory puts it: a gauge's limit solved by hand, a bifurcation of the solvable surface."""

import numpy as np
import pytest

import toy_models as tm
from widgets import phase_lines, sweep_messages
from widgets.sweeping import Sweeping

ASKED = {"landscape": "two_gaussians", "method": "entropy_sgd", "x": "scope", "y": "temperature", "grid": 12,
         "x_low": 0.03, "x_high": 100, "y_low": 0.1, "y_high": 10}


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)


def job(values=None, **change):
    made = Sweeping(6000, 64)
    made.ask(sweep_messages.read_sweep(ASKED | change), {"step_size": 0.02, "inner_steps": 50} | (values or {}))
    return made.job


def test_the_limits_of_the_spring_are_where_they_are_by_hand():
    lines = {line["symbol"]: np.array(line["points"]) for line in phase_lines.limits(job())}
    curvature = tm.landscapes.get("two_gaussians").curvature
    np.testing.assert_allclose(lines["h(λmax + γ)"][:, 0], 2 / 0.02 - curvature, rtol=1e-3)  # linear between values 4 % apart
    np.testing.assert_allclose(lines["Γ = hγL"][:, 0], 0.05 / (0.02 * 50), rtol=1e-9)  # in the logarithm it is linear
    for points in lines.values():
        assert points[0, 1] < 0.1 < 10 < points[-1, 1]  # from edge to edge


def test_with_the_step_as_an_axis_the_limit_is_a_curve():
    lines = {line["symbol"]: np.array(line["points"]) for line in phase_lines.limits(job(y="step_size", y_low=0.005, y_high=0.1))}
    scope, step = lines["h(λmax + γ)"].T
    np.testing.assert_allclose(step * (tm.landscapes.get("two_gaussians").curvature + scope), 2, rtol=1e-3)


def test_a_limit_outside_the_map_is_not_listed():
    assert phase_lines.limits(job(x_low=0.5, x_high=2)) == []


def test_at_one_degree_the_sharp_minimum_of_the_solvable_surface_appears_where_it_does_by_hand(monkeypatch):
    """At T = 1 the surface is the mixture with s² + 1/γ for s²; its docstring has 1.740 for the birth."""
    monkeypatch.setattr(phase_lines, "ROWS", 2)
    made = phase_lines.Valleys(job(y_low=0.999, y_high=1.001, x_low=1.6, x_high=1.9))
    while made.has_work():
        made.slice(bool)
    (line,) = made.found
    assert line["words"] == "right of it the sharp valley is a minimum of the surface"
    np.testing.assert_allclose(line["points"], [[1.740, 0.999], [1.740, 1.001]], rtol=0.01)


def test_a_method_without_a_surface_has_no_such_lines():
    made = phase_lines.Valleys(job(method="sgd", x="step_size", x_low=0.01, x_high=0.1, y="momentum", y_low=0.0, y_high=0.9))
    while made.has_work():
        made.slice(bool)
    assert made.found == []


def langevin(**change):
    return job(**{"landscape": "double_well", "method": "langevin", "x": "temperature", "y": "step_size", "x_low": 0.05,
                  "x_high": 0.2, "y_low": 1e-3, "y_high": 0.1} | change)


def lines(made):
    found = phase_lines.Valleys(made)
    while found.has_work():
        found.slice(bool)
    return found.found


def test_kramers_line_is_where_his_time_is_the_runs_by_hand():
    """Both wells are 1/4 deep, the left one has curvature 2, the top -1: 6,000 h = 2π / √2 exp(1 / 4T)."""
    (line,) = lines(langevin())
    temperature, step = np.array(line["points"]).T
    assert line["words"].startswith("Kramers")
    np.testing.assert_allclose(step, 2 * np.pi / np.sqrt(2) * np.exp(0.25 / temperature) / 6000, rtol=0.01)  # 25 places
    assert temperature.min() < 0.08 and temperature.max() > 0.19
    swapped = lines(langevin(x="step_size", y="temperature", x_low=1e-3, x_high=0.1, y_low=0.05, y_high=0.2))[0]["points"]
    np.testing.assert_allclose(np.array(swapped)[:, ::-1], line["points"], rtol=1e-6)


def test_runs_on_the_cold_end_of_kramers_line_have_left_as_often_as_a_clock_would():
    """At T = 0.08 one in e has not yet crossed in the mean time; who is on the ridge has left, which halves the time."""
    (line,) = lines(langevin())
    temperature, step = min(line["points"], key=lambda point: abs(point[0] - 0.08))
    values = {"temperature": temperature, "step_size": step}
    run = tm.simulate("double_well", "langevin", evaluations=6000, replicas=2000, parameters=values)
    stay = (run.basin == run.basin[0]).all(axis=0).mean()
    assert np.exp(-2) - 0.05 < stay < np.exp(-1)


def test_how_long_walkers_stay_stands_beside_what_is_measured():
    """Exact along x for a small step: a double well's axes are independent. Who is watched at steps is seen later by their root, so
    the law lies where the line through two of them meets 0; what is left, of first order, is the curvature, 2, times √(h₀h₁)."""
    made = langevin(y_low=2.5e-3, y_high=0.01, x_low=0.1, x_high=0.4)
    found = phase_lines.Valleys(made)
    while found.has_work():
        found.slice(bool)
    temperature, rows = made.asked.x_values[-1], made.asked.y_values
    off, errors = [], []
    for step, row in ((rows[0], 0), (rows[-1], len(rows) - 1)):
        kramers, exact = found.leaving(row)
        values = {"temperature": temperature, "step_size": step}
        run = tm.simulate("double_well", "langevin", evaluations=6000, replicas=2000, parameters=values, record_every=1)
        left = run.basin != run.basin[0]
        stay = np.where(left.any(axis=0), left.argmax(axis=0), 6000)
        off.append(stay.mean() / exact["values"][-1] - 1)
        errors.append(stay.std() / len(stay) ** 0.5 / exact["values"][-1])
        assert 0.5 < kramers["values"][-1] / exact["values"][-1] < 2
    root = (rows[-1] / rows[0]) ** 0.5
    limit = (root * off[0] - off[1]) / (root - 1)
    assert abs(limit) < 4 * np.hypot(root * errors[0], errors[1]) / (root - 1) + 2 * (rows[0] * rows[-1]) ** 0.5
    assert off[0] < off[1]


def test_of_one_valley_or_other_sliders_there_is_no_kramers_line():
    assert lines(langevin(landscape="rosenbrock")) == []
    assert lines(langevin(method="sgd", x="step_size", y="momentum", x_low=0.01, x_high=0.1, y_low=0.0, y_high=0.9)) == []
