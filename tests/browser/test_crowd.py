"""A crowd is closed at first, opened by key; its counts are Python's; it is sound at any width and in the dark."""

import numpy as np
import pytest

import toy_models as tm

NOW = "document.querySelector('[data-testid=crowd]').hasAttribute('data-now')"
COUNTS = "Array.from(lab.bus.crowd.counts)"


def opened(page, walkers=3000):
    page.quiet()
    page.get("lab.bus.choose('langevin')")
    page.settled()
    page.id("walkers").focus()
    page.page.keyboard.press("Enter")
    page.id("walkers-box").fill(str(walkers))
    page.page.keyboard.press("Enter")
    page.wait(f"{NOW} && lab.bus.crowd.walkers === {walkers} && lab.bus.crowd.counts")
    return page


def by_hand(values, walkers):
    run = tm.simulate("two_gaussians", "langevin", evaluations=6000, replicas=walkers, record_every=60, parameters=values)
    return run, tm.crowd.density(run.x, *tm.crowd.edges(tm.landscapes.get("two_gaussians")))


def test_closed_it_asks_for_nothing_and_open_its_counts_are_those_of_python(lab):
    lab.quiet()
    assert not lab.id("crowd").is_visible()
    assert lab.get("lab.bus.crowd ?? null") is None
    opened(lab)
    assert lab.id("walkers").get_attribute("aria-expanded") == "true"
    values = {name: lab.get(f"lab.values.{name}") for name in ("step_size", "temperature")}
    run, counts = by_hand(values, 3000)
    assert np.array_equal(np.reshape(lab.get(COUNTS), counts.shape), counts)
    lab.get("lab.bus.seek(3000)")
    away = 3000 - counts[50].sum()
    lab.wait(f"document.querySelector('[data-testid=crowd]').textContent.startsWith('{away:,} of 3,000 have left')")
    share, _ = tm.crowd.shares(run.landscape, run.x[50])
    said = lab.id("crowd").inner_text()
    assert abs(float(said.split("wide valley ")[1].split(" ±")[0]) - 100 * share[0]) < 0.06
    assert ("Not yet in equilibrium" in said) == (lab.get("lab.bus.crowd.changed[50]") < tm.crowd.LEVEL)
    assert "law" in said
    lab.get("lab.bus.restart({temperature: 0.5})")
    lab.settled()
    lab.wait(f"{NOW} && lab.bus.crowd.temperature === 0.5 && lab.bus.crowd.counts")
    assert np.array_equal(np.reshape(lab.get(COUNTS), counts.shape), by_hand({**values, "temperature": 0.5}, 3000)[1])
    lab.id("walkers-range").focus()
    lab.page.keyboard.press("Home")
    lab.wait(f"{NOW} && lab.bus.crowd.walkers === 1")
    lab.id("walkers-box").fill("70000")
    lab.page.keyboard.press("Enter")
    assert lab.id("walkers-box").get_attribute("aria-invalid") == "true"
    lab.id("walkers").click()
    assert lab.get("lab.bus.crowded") is False
    assert lab.get("lab.errors") == []


@pytest.mark.parametrize(("width", "theme"), [(1400, "dark"), (420, "light")])
def test_open_it_is_sound(server, fresh, width, theme):
    page = opened(fresh(viewport={"width": width, "height": 900}).open(f"{server.address}?theme={theme}"))
    assert page.serious() == []
    assert page.get("document.documentElement.scrollWidth") <= width
