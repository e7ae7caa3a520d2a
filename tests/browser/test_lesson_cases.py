"""Lessons whose cases are tried in turn: picked by key once a guess is locked in, counted as the runs beside them are."""

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
    page.wait(f"document.querySelector('[data-testid=case-{case}] .wv-number').textContent !== ''")
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
