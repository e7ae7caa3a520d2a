"""What a lesson's rows say of its cases is counted at every step of the run on the page, and held beside known laws."""

import threading

import numpy as np
import pytest

import toy_models as tm
import widgets

LAWS = ("isotropic", "hessian", "leading")
BASIN = {"gradient_noise": 14.0, "values": {"step_size": 0.004}, "start": (1, 1)}


def lesson(landscape="basin", method="sgd", **settings):
    return widgets.Lesson(landscape, method, **{"replicas": 40} | settings)


def picture(session):
    return session._landscape_side.picture(session.want, session.schedule, lambda *_: None, threading.Event())


def basin_guess(session):
    return session.guess_which({law: {"direction": law} for law in LAWS}, ["one", "two"])


def test_who_has_left_is_counted_at_every_step_and_who_is_outside_at_the_pages_frames():
    taught = lesson(**BASIN, gradient_noise_direction="hessian")
    guess = basin_guess(taught)
    guess.show_landscape(picture(taught.session))
    (one,) = guess.seen
    run = tm.simulate("basin", "sgd", (1, 1), evaluations=6000, replicas=40, parameters={"step_size": 0.004},
                      gradient_noise=14.0, gradient_noise_direction="hessian")
    outside = run.basin != 1
    for k in (0, 30, 100, 200):
        assert one["tracks"]["now"][0][k] == pytest.approx(outside[30 * k].mean(), abs=1 / 40 + 1e-9)  # by cells
        so_far = outside[: 30 * k + 1].any(axis=0)
        assert one["tracks"]["ever"][0][k] == pytest.approx(so_far.mean(), abs=1 / 40 + 1e-9)
    p = one["tracks"]["ever"][0][200]
    assert one["tracks"]["ever"][1][200] == pytest.approx((p * (1 - p) / 40) ** 0.5, abs=1e-5)
    assert one["case"] == 1


def test_each_noise_has_its_ellipse_and_what_it_adds():
    """In the sharp basin, curvatures 20 and 200 at 45°: deviations η σ √(2 |λ| / 220), and ½η²σ² Σ λᵢ times the shape's."""
    taught = lesson(**BASIN)
    guess = basin_guess(taught)
    guess.show_landscape(picture(taught.session))
    even, shaped, single = guess.law["tilts"]
    size = 0.004 * 14
    assert (even["long"], even["short"]) == pytest.approx((size, size))
    assert (shaped["long"], shaped["short"]) == pytest.approx((size * (400 / 220) ** 0.5, size * (40 / 220) ** 0.5))
    assert (single["long"], single["short"]) == pytest.approx((size * 2**0.5, 0), abs=1e-9)
    assert [one["angle"] % 180 for one in (shaped, single)] == pytest.approx([45, 45])
    rises = [size**2 / 2 * 220, size**2 / 2 * (400 * 200 + 40 * 20) / 220, size**2 * 200]
    assert [one["rise"] for one in guess.law["tilts"]] == pytest.approx(rises)


def test_what_was_counted_goes_when_it_cannot_be_compared_any_more():
    taught = lesson(**BASIN)
    guess, session = basin_guess(taught), taught.session
    for law, kept in (("isotropic", [0]), ("hessian", [0, 1]), ("diagonal", [0, 1]), ("leading", [0, 1, 2])):
        session.wish(session.want.with_(direction=law))
        guess.show_landscape(picture(session))
        assert [one["case"] for one in guess.seen] == kept
    session.set_values({"step_size": 0.003})
    guess.show_landscape(picture(session))
    assert [one["case"] for one in guess.seen] == [2]


@pytest.mark.parametrize(("name", "method", "settings", "heat"), [
    ("example_19", "langevin", {"values": {"step_size": 0.02, "temperature": 1.0}}, 1.0),
    ("slanted_noise", "sgd", {"gradient_noise": 20**0.5, "gradient_noise_direction": "of_landscape"}, 0.2),
    ("uneven_noise", "sgd", {"gradient_noise": 10**0.5, "gradient_noise_direction": "of_landscape"}, 0.1)])
def test_the_bars_along_x_lie_on_the_exact_law(name, method, settings, heat):
    """255 walkers, 3,000 steps: five errors in each of 30 bins, which are of one run, and 3 % for the step."""
    taught = lesson(name, method, replicas=255, **settings)
    cases = {"a": {"selected": method}, "b": {"selected": "adam"}}
    guess = taught.guess_which(cases, ["one", "two"], ["turn", "lean", "left"], True)
    guess.show_landscape(picture(taught.session))
    told = guess.seen[0]["spread"]
    bars, errors, exact = (np.array(told[part]) for part in ("bars", "errors", "exact"))
    assert (np.abs(bars - exact) < 5 * errors + 0.03 * exact + 2e-4).all()
    assert 0.95 < exact.sum() < 1.0001
    assert (told["gibbs"] is None) == (name == "example_19")
    values, error = (np.array([part[0] for part in column]) for column in zip(*guess.seen[0]["tracks"].values(), strict=True))
    expected = {"example_19": [1.5 * 0.82419, 0, 0.5], "slanted_noise": [None, 0.1947, 0.5], "uneven_noise": [0, 0, None]}[name]
    for value, off, law in zip(values, error, expected, strict=True):
        assert law is None or value == pytest.approx(law, abs=4 * off + 0.02 * abs(law))
    if name == "uneven_noise":
        x = np.linspace(-2.4, 2.4, 4801)
        exact = tm.currents.along_x(tm.landscapes.get(name), heat, x)[x < 0].sum()
        assert values[2] == pytest.approx(exact, abs=4 * error[2] + 0.01)


@pytest.mark.parametrize(("cases", "choices", "columns", "name"), [
    ({"one": {"direction": "isotropic"}}, ["a", "b"], ["ever"], "cases"),
    ({"one": {"direction": "isotropic"}, "two": {"direction": "round"}}, ["a", "b"], ["ever"], "direction"),
    ({"one": {"direction": "isotropic"}, "two": {"seed": 3}}, ["a", "b"], ["ever"], "case"),
    ({"one": {"direction": "isotropic"}, "two": {"selected": "sam"}}, "ab", ["ever"], "choices"),
    ({"one": {"direction": "isotropic"}, "two": {"selected": "sam"}}, ["a", "b"], ["never"], "columns")])
def test_a_guess_among_cases_needs_cases_that_are_there(cases, choices, columns, name):
    with pytest.raises(tm.InvalidArgument, match=rf"^{name} = "):
        lesson().guess_which(cases, choices, columns)
