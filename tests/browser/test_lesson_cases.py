"""Lessons whose cases are tried in turn: picked by key once a guess is locked in, counted as the runs beside them are."""

import re

import numpy as np
import pytest

import toy_models as tm
from tests.browser.test_lessons import opened
from widgets import trials


def by_key(page, guess):
    """Lock in a guess; then the cases may be picked."""
    assert page.id("case-1").get_by_role("radio").is_disabled()
    page.page.get_by_role("radio", name=guess, exact=True).focus()
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.wait("!lab.bus.held")


def to_the_end(page, case):
    """Pick a case by key, and play it to its end; what its row says."""
    radio = page.id(f"case-{case}").get_by_role("radio")
    if not radio.is_checked():
        radio.focus()
        page.page.keyboard.press("Space")
    page.wait(f"document.querySelector('[data-testid=case-{case}] input').checked")
    page.settled()
    page.get("lab.bus.seek(lab.bus.total)")
    page.wait(f"!['', '…'].includes(document.querySelector('[data-testid=case-{case}] .wv-number').textContent)")
    return page.id(f"case-{case}").inner_text()


def told(outside):
    """A share as a row says it."""
    share, n = outside.mean(), len(outside)
    error = (share * (1 - share) / n) ** 0.5
    return f"{100 * share:.0f} ± {max(1, round(100 * error))} %" if error else f"{outside.sum()} of {n}"


def test_noises_of_one_size_are_counted_in_turn_and_their_rises_stand_beside_them(server, fresh):
    page = opened(server, fresh, "noise.ipynb")
    by_key(page, "all alike")
    landscape = tm.landscapes.get("basin")
    sigma, step = page.get("[lab.run.extras.gradient_noise, lab.bus.values.step_size]")
    for case, law in enumerate(("isotropic", "diagonal", "hessian", "leading")):
        said = to_the_end(page, case)
        run = tm.simulate(landscape, "sgd", (1, 1), evaluations=6000, replicas=255, seed=0, gradient_noise=sigma,
                          gradient_noise_direction=law, parameters={"step_size": step})
        outside = trials.home_of(landscape, run.x) != 1
        assert f"{tm.noises.get(law).rise(landscape, [1.0, 1.0], sigma, step):.2f}" in said
        for name, share in (("ever", outside.any(axis=0)), ("now", outside[-1])):
            assert page.id(f"case-{case}-{name}").inner_text() == told(share)
    numbers = page.id("numbers").inner_text()
    assert "You said: all alike." in numbers
    assert "Most have ever left:" in numbers
    assert not page.complaints


def test_what_is_no_heat_is_counted_and_stands_beside_what_heat_gives(server, fresh):
    """Two of the four rows: a value to a tenth of its error, two digits of that."""
    page = opened(server, fresh, "sgd_and_heat.ipynb")
    by_key(page, "none")
    for case, name, method, settings, heat in (
            (1, "slanted_noise", "sgd", {"gradient_noise": 4.47, "gradient_noise_direction": "of_landscape"}, ("0", "0", "0.5")),
            (3, "example_19", "langevin", {}, ("1.236", "0", "0.5"))):
        said = to_the_end(page, case)
        assert page.get("lab.run.landscape") == name
        run = tm.simulate(name, method, evaluations=6000, replicas=255, seed=0, parameters={"step_size": 0.02}, **settings)
        trial = trials.Trial(run, run.landscape, None, 0.02, 1.0)
        found = re.findall(r"(−?[\d.]+) ± ([\d.]+)\s+heat (\S+)", said)
        assert tuple(beside for _, _, beside in found) == heat
        for (value, error, _), column in zip(found, ("turn", "lean", "left"), strict=True):
            exact, off = trials.COLUMNS[column](trial)
            assert float(value.replace("−", "-")) == pytest.approx(exact, abs=0.1 * off)
            assert float(error) == pytest.approx(off, rel=0.06)
        label = page.page.locator(".wv-case-law canvas").get_attribute("aria-label")
        assert ("Gibbs’ law exp" in label) == (case == 1)
    assert page.id("numbers").inner_text() == "2 of 4 played to the end."
    assert not page.complaints


def test_who_looks_around_is_counted_and_how_far_there_is_to_go(server, fresh):
    """A bounce has no error, and a ravine no valley to leave; the landscape and its values change with the row."""
    page = opened(server, fresh, "looking_around.ipynb")
    by_key(page, "both")
    cases = ((1, "dimple", "smoothout", "255 of 255"), (2, "dimple", "sam", "0 of 255"), (5, "ravine", "sam", "–"))
    for case, name, method, shares in cases:
        to_the_end(page, case)
        landscape = tm.landscapes.get(name)
        known = {parameter.name: landscape.sliders[parameter.slider] for parameter in tm.dynamics.get(method).PARAMETERS
                 if parameter.slider in landscape.sliders}
        run = tm.simulate(landscape, method, evaluations=6000, replicas=255, seed=0, parameters=known)
        away = np.linalg.norm(run.x[-1] - landscape.minima[0], axis=1)
        value, *error = page.id(f"case-{case}-far").inner_text().split(" ± ")
        assert float(value) == pytest.approx(away.mean(), abs=max(0.1 * away.std() / 255**0.5, 6e-4 * away.mean()))
        assert len(error) == (method == "smoothout")
        assert [page.id(f"case-{case}-{column}").inner_text() for column in ("ever", "now")] == [shares, shares]
    assert page.get("[...document.querySelectorAll('.wv-map')].every((map) => map.clientWidth > 200)")
    assert not page.complaints
