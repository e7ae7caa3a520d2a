"""An outer step under the microscope, point by point: the places and their mean are those that the method's own text asks."""

import numpy as np
import pytest

import toy_models as tm
from widgets.moments import for_method
from widgets.session import Session

RANGE = "document.querySelector('[data-testid=inner-range]')"
MEAN = "document.querySelector('[data-testid=inner]').dataset.mean"


@pytest.fixture
def step(lab):
    """The page at the sixth outer step of Entropy-SGD, point by point; the places that it asks, by `tm.microscope`."""
    session = Session("two_gaussians", selected="entropy_sgd")
    want, (base, events) = session.want, for_method(tm.dynamics.get("entropy_sgd"), session.schedule)
    clocks, watched = tm.microscope(want.landscape, "entropy_sgd", want.start, evaluations=6000, seed=want.seed, parameters=base,
                                    schedule=events)
    lab.quiet()
    lab.get("lab.bus.choose('entropy_sgd')")
    lab.settled()
    lab.get(f"lab.bus.seek({int(clocks[4]) + 1})")
    lab.id("inner-open").click()
    lab.wait(f"{RANGE}.value > 1")
    lab.id("inner-play").click()
    return lab, next(iter(watched.values()))[5]


def test_the_mean_grows_place_by_place_by_key_and_is_that_of_the_text(step):
    page, places = step
    domain = np.array(page.get("lab.bus.scene.domain"))
    page.id("inner-range").focus()
    page.page.keyboard.press("Home")
    page.wait(f"{RANGE}.value === '0' && {MEAN} === ''")
    for count in (1, 2, 3):
        page.page.keyboard.press("ArrowRight")
        page.wait(f"{RANGE}.value === '{count}'")
        mean = np.array([float(part) for part in page.get(MEAN).split(",")])
        assert np.abs(mean - places[:count].mean(axis=0)).max() <= 0.5 * np.ptp(domain, axis=1).max() / 65534 + 1e-6
    page.page.keyboard.press("End")
    page.wait(f"{RANGE}.value === '{len(places)}'")
    assert f"{len(places)} of {len(places)} places" in page.id("inner").inner_text()
    assert page.serious("[data-testid=inner]") == []
    assert not page.complaints


def test_the_exact_step_stands_beside_it_once_python_has_said_it(step):
    page, _ = step
    said = "document.querySelector('[data-testid=inner-said]').textContent"
    page.wait(f"{said}.includes('Dashed: the exact slope of u')")
    session = Session("two_gaussians", selected="entropy_sgd")
    base, _ = for_method(tm.dynamics.get("entropy_sgd"), session.schedule)
    run = session.trajectories["entropy_sgd"].x[:, 0]
    exact, _ = tm.exact_step("two_gaussians", "entropy_sgd", run[5], base)
    off = np.linalg.norm(run[6] - run[5] - exact) / np.linalg.norm(exact)
    assert f"off by {round(100 * off)} % of it" in page.get(said)
    assert not page.complaints


def test_it_closes_when_the_run_goes_on_and_is_not_offered_where_a_step_asks_once(step):
    page, _ = step
    page.get("lab.bus.play()")
    page.wait("document.querySelector('[data-testid=inner]').hidden")
    page.get("lab.bus.pause()")
    page.get("lab.bus.choose('sam')")
    page.wait("document.querySelector('[data-testid=inner-open]').hidden")
    assert not page.complaints
