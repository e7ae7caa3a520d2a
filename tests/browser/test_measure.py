"""A measure where the clock stands: closed at first, opened by hand or key, and the number that Python gives, at any width."""

import numpy as np
import pytest

import toy_models as tm
import widgets

NOW = "document.querySelector('[data-testid=measured]').hasAttribute('data-now')"
SMALL = """Array.from(document.querySelectorAll('.wv-measure :is(button, select), [data-testid=measure]'))
    .filter((n) => { const r = n.getBoundingClientRect(); return r.height < 24 || r.width < 24; }).length"""


def opened(page, clock=1500):
    page.quiet()
    page.get(f"lab.bus.seek({clock})")
    page.id("measure").focus()
    page.page.keyboard.press("Enter")
    page.wait(NOW)
    return page


def test_closed_it_asks_for_nothing_and_open_it_says_what_python_measures(lab):
    lab.quiet()
    assert lab.get("lab.bus.dock.get('measures').length + Object.keys(lab.bus.dock.get('measured')).length") == 0
    assert not lab.id("measured").is_visible()
    opened(lab)
    assert lab.id("measure").get_attribute("aria-expanded") == "true"
    lab.id("measure-choice").select_option("smoothing_rise")
    lab.id("measure-width").fill("0.2")
    lab.id("measure-width").press("Enter")
    lab.wait(f"{NOW} && lab.bus.dock.get('measured').numbers.width === 0.2")
    run = widgets.Session("two_gaussians", selected="entropy_sgd").trajectories["entropy_sgd"]
    x = run.x[np.flatnonzero(run.gradient_evaluations <= 1500)[-1], :1]
    found = tm.measures.smoothing_rise(tm.landscapes.get("two_gaussians"), x, width=0.2)
    (told,) = lab.get("lab.bus.dock.get('measured').answers")
    assert (told["value"], told["error"]) == (found.value[0], found.error[0])
    said, _, rest = lab.id("measured-landscape").inner_text().partition(" ± ")
    value, error = float(said.split("= ")[1].replace("−", "-")), float(rest.split()[0])
    assert abs(value - found.value[0]) <= 0.05 * found.error[0]
    assert abs(error - found.error[0]) <= 0.05 * found.error[0]
    assert "energy the lead of Entropy-SGD at 1,500; ± is a standard error" in rest.replace("\n", " ")
    assert lab.id("measure-look").inner_text().startswith("Look for: ")
    assert "63 replicas" in lab.id("measure-hides").inner_text()
    before = told["value"]
    lab.get("lab.bus.seek(30)")
    lab.wait(f"{NOW} && lab.bus.dock.get('measured').answers[0].value !== {before}")
    lab.id("measure-width").fill("200")
    lab.id("measure-width").press("Enter")
    assert lab.id("measure-width").get_attribute("aria-invalid") == "true"
    lab.id("measure").click()
    lab.get("lab.bus.seek(3000)")
    lab.get("lab.bus.want({})")
    lab.settled()
    assert lab.get("lab.bus.dock.get('measured').clock") == 30
    assert lab.get("lab.errors") == []


def test_the_network_is_measured_too_where_that_is_wanted(lab):
    opened(lab, 100)
    lab.id("measure-choice").select_option("distance")
    lab.id("measure-network").check()
    lab.wait(f"{NOW} && lab.bus.dock.get('measured').answers.length === 2")
    assert "the network of Entropy-SGD, from its start at 100" in lab.id("measured-network").inner_text()
    lab.id("level").click()
    assert not lab.id("measured").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
def test_open_it_is_sound_on_a_wide_and_on_a_narrow_page(server, fresh, theme, width):
    page = opened(fresh(viewport={"width": width, "height": 900}).open(f"{server.address}?theme={theme}"))
    assert page.serious() == []
    assert page.get("document.documentElement.scrollWidth") <= width
    assert page.get(SMALL) == 0
