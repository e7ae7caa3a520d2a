"""Every lesson in the browser: a guess first, then what is measured beside the law; on a phone, in the dark, by key."""

import json
import math
import re

import numpy as np
import pytest
from scipy.optimize import brentq

import toy_models as tm
from benchmarks.served import ROOT
from widgets.landscape_side import valley

BOOKS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb")}
LESSONS = sorted(name for name, text in BOOKS.items() if "lesson" in json.loads(text)["metadata"] and "Experiment" not in text)
GUESS = "Object.entries(lab.bus.models).find(([name]) => name.endsWith('guess'))[1]"
LAW = f"{GUESS}.get('law')"
TOP = "document.querySelector('.wv-main').getBoundingClientRect().top"


def opened(server, fresh, name="heat.ipynb", query="?theme=light", **options):
    page = fresh(**options).open(server.address.replace("side_by_side.ipynb", name) + query)
    page.first = page.received  # as far as the first picture; what lets the page walk by itself comes after it
    page.settled()
    return page


def fold_and_swap():
    """γ at which the two Gaussians' second minimum of u vanishes, and at which it is as high as the first, T = 1: closed form."""

    def slope(x, scope):
        parts = [(p / v * math.exp(-((x - m) ** 2) / (2 * v)), (x - m) / v) for p, m, v in broadened(scope)]
        return sum(weight * each for weight, each in parts)

    def height(x, scope):
        return -math.log(sum(p / (2 * math.pi * v) * math.exp(-((x - m) ** 2) / (2 * v)) for p, m, v in broadened(scope)))

    def lead(scope):
        wide, sharp = (brentq(slope, *ends, args=(scope,)) for ends in ((-2, -1), (1.3, 1.6)))
        return height(wide, scope) - height(sharp, scope)

    grid = np.linspace(0.6, 1.5, 901)
    return brentq(lambda scope: min(slope(x, scope) for x in grid), 1.6, 1.9), brentq(lead, 15, 22)


def broadened(scope):
    return (0.9, -1.5, 0.64 + 1 / scope), (0.1, 1.5, 0.0225 + 1 / scope)


def test_there_is_a_lesson():
    assert {"heat.ipynb", "local_entropy.ipynb", "smoothing.ipynb"} <= set(LESSONS)


@pytest.mark.parametrize("width", [1400, 420])
@pytest.mark.parametrize("name", LESSONS)
def test_it_opens_fits_stays_and_axe_finds_nothing_serious(server, fresh, name, width):
    page = opened(server, fresh, name, viewport={"width": width, "height": 900})
    assert page.first < 600_000
    assert page.page.locator(".wv-slider:visible").count() == 2
    assert page.get("document.documentElement.scrollWidth") <= width
    for theme in ("light", "dark"):
        page.get(f"lab.bus.setTheme('{theme}')")
        assert page.serious() == []
    words = page.get("document.body.innerText")
    assert "Hides:" in words
    assert "References:" in words
    assert page.page.locator("details.teacher").is_hidden()
    if width == 1400:
        before = page.get(TOP)
        page.get("scrollTo(0, 1e6)")
        page.wait("scrollY > 100")
        assert page.get(TOP) == pytest.approx(before, abs=1), "the stage stays while the prose scrolls"
        assert page.get("document.querySelector('h1').getBoundingClientRect().bottom") < before + 1000
    assert (page.complaints, page.outside, page.get("lab.errors")) == ([], [], [])


def test_by_key_nothing_plays_before_a_guess_is_locked_in_and_it_stays(server, fresh):
    page = opened(server, fresh, query="?theme=light&teach")
    assert page.page.locator("details.teacher").is_visible(), "the script is the teacher's"
    assert page.id("play").is_disabled()
    page.page.locator("body").press(" ")
    assert page.get("[lab.playing, lab.clock]") == [False, 0]
    page.page.get_by_role("radio", name="a quarter").focus()
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.wait("!lab.bus.held")
    assert page.page.get_by_role("radio", name="half").is_disabled()
    assert "a quarter" in page.page.locator(".wv-guess-lock").inner_text()
    page.id("play").focus()
    page.page.keyboard.press("Enter")
    page.wait("lab.playing && lab.clock > 100")
    summary = page.page.locator("details summary").first
    summary.focus()
    page.page.keyboard.press("Enter")
    page.page.get_by_text("Eleven times: 66 becomes 730").wait_for()


DRAWN = "[...document.querySelectorAll('.wv-handle')].map((node) => Number(node.getAttribute('aria-valuenow')))"


def test_a_guess_is_drawn_by_pointer_and_by_key_and_stays_where_the_run_is_drawn(server, fresh):
    """The chart is 200 high, 168 of that from 0 to 1: a line across it sets all four handles, each where the pointer passed."""
    page = opened(server, fresh)
    assert page.id("lock").is_disabled()
    handles = [page.id(f"handle-{k}").bounding_box() for k in range(4)]
    places = [(box["x"] + 16, box["y"] + 16) for box in handles]
    page.page.mouse.move(places[0][0], places[0][1] - 16.8)
    page.page.mouse.down()
    for k, (x, y) in enumerate(places):
        page.page.mouse.move(x, y - 16.8 * (k + 1), steps=8)
    page.page.mouse.move(places[-1][0] + 3, places[-1][1] - 16.8 * 4)
    page.page.mouse.up()
    assert page.get(DRAWN) == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.011)
    page.id("handle-1").focus()
    for key in ("ArrowUp", "PageUp", "ArrowDown"):
        page.page.keyboard.press(key)
    page.id("handle-3").focus()
    page.page.keyboard.press("End")
    drawn = page.get(DRAWN)
    assert drawn == pytest.approx([0.1, 0.3, 0.3, 1], abs=0.011)
    assert page.get("[lab.clock, lab.playing]") == [0, False]
    assert page.serious() == []
    page.page.keyboard.press("Enter")
    page.wait("!lab.bus.held")
    assert "your line, 1 at the end" in page.page.locator(".wv-guess-lock").inner_text()
    page.page.keyboard.press("ArrowDown")
    assert page.get(DRAWN) == drawn, "it is locked in"
    page.get("lab.bus.seek(4000)")
    page.wait("document.querySelector('[data-testid=numbers]').textContent.includes('exact')")
    assert page.get(DRAWN) == drawn
    assert not page.complaints


def test_the_numbers_on_the_screen_are_those_of_the_run_and_of_the_law(server, fresh):
    page = opened(server, fresh)
    page.page.get_by_role("radio", name="half", exact=True).check()
    page.id("lock").click()
    page.get("lab.bus.seek(2610)")
    page.wait("document.querySelector('[data-testid=numbers]').textContent.includes('exact')")
    landscape = tm.landscapes.get("double_well")
    line = tm.gibbs.along(landscape, 0.1)
    run = tm.simulate(landscape, "langevin", (-1.0, 0.0), steps=2610, replicas=255, seed=0, record_every=2610,
                      parameters={"step_size": 0.02, "temperature": 0.1})
    share = (run.x[-1, :, 0] > 0).mean()
    error = (share * (1 - share) / 255) ** 0.5
    said = page.id("numbers").inner_text()
    assert f"Crossed: {share:.3f} ± {error:.3f}; at rest {tm.gibbs.shares(landscape, 0.1)[0]:.3f}" in said
    assert f"exact {line.wait(-1, 1, 0.1):.1f}, Kramers {line.kramers(-1, 1, 0.1):.1f}" in said
    assert re.search(r"whole run 6\d\.\d ± \d\.\d \(\d+ crossings\)", said)
    assert page.id("flag").is_visible()
    page.get("lab.bus.seek(lab.bus.total)")
    page.wait("document.querySelector('[data-testid=flag]').hidden")
    slider = page.id("parameter-temperature").locator("input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    page.wait(f"{LAW}.temperature > 0.1 && {LAW}.wait < 66")
    temperature = page.get(f"{LAW}.temperature")
    exact = tm.gibbs.along(tm.landscapes.get("double_well"), temperature).wait(-1, 1, temperature)
    assert page.get(f"{LAW}.wait") == pytest.approx(exact), "another heat brings another law"
    page.page.get_by_role("link", name="Gallery").click()
    page.page.get_by_role("heading", name="Side by side").wait_for()


def test_a_slider_waits_for_the_guess_and_its_two_values_are_found_by_moving_it(server, fresh):
    page = opened(server, fresh, "local_entropy.ipynb")
    scope = page.id("parameter-scope")
    assert page.get("document.querySelector('[data-testid=parameter-scope]').inert")
    assert page.id("play").is_disabled()
    page.wait(f"{LAW}.marks?.length === 2")
    assert scope.locator(".wv-turn").count() == 0, "the marks would say it"
    page.id("place").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.wait("!lab.bus.held")
    assert page.id("place").is_disabled()
    said = page.id("numbers")
    fold, swap = fold_and_swap()
    for value, exact in ((15, [swap]), (2, [swap]), (1, [fold, swap])):
        page.get(f"lab.bus.move({{scope: {value}}}, false)")
        page.settled()
        page.wait(f"document.querySelector('[data-testid=numbers]').textContent.includes('γ = {value}:')")
        assert re.findall(r"Exactly ([\d.]+):", said.inner_text()) == [f"{float(f'{one:.4g}'):#.4g}" for one in exact]
    assert "You: between 1 and 2." in said.inner_text()
    assert "You: between 15 and 50." in said.inner_text()
    page.wait("document.querySelectorAll('[data-testid=parameter-scope] .wv-turn').length === 2")
    page.get("lab.bus.seek(lab.bus.total)")
    page.wait("document.querySelector('[data-testid=numbers]').textContent.includes('after 6,000')")
    landscape = tm.landscapes.get("two_gaussians")
    run = tm.simulate(landscape, "entropy_sgd", evaluations=6000, replicas=255, seed=0,
                      parameters={"inner_step_size": 0.01, "scope": 1.0, "temperature": 1.0, "inner_steps": 100})
    left = valley(landscape.basins(tuple(page.get("lab.bus.scene.shape"))), run.x[-1], landscape.extent) == 0
    assert f"{left.sum()} of 255 have left" in said.inner_text()
    assert not page.complaints


def assert_maps_say(page, name, at, scope, temperature):
    """Of each softening on a map in which valley of f its lowest minimum is, and how many there are."""
    landscape, view = tm.landscapes.get(name), page.page.locator(".wv-maps").nth(at)
    page.wait(f"document.querySelectorAll('.wv-maps h2')[{at}].textContent.includes('γ = {scope}, ')")
    for flow, kind in (("diffusion", "heat"), ("viscous", "local_entropy"), ("inviscid", "moreau")):
        heat = {} if kind == "moreau" else {"temperature": temperature}
        minima = tm.landscapes.smooth(landscape, kind, scope=scope, **heat).minima
        home = landscape.labels[np.linalg.norm(landscape.minima - minima[0], axis=1).argmin()]
        said = view.get_by_test_id(f"map-{flow}").get_attribute("aria-label")
        assert said.endswith(f": one minimum: {home}" if len(minima) == 1 else f": lowest: {home}; {len(minima)} minima")


def test_three_flows_are_read_at_the_sliders_and_the_guess_meets_who_keeps_the_deepest_place(server, fresh):
    page, line = opened(server, fresh, "smoothing.ipynb"), tm.flows.two_wells()
    said = page.id("numbers")
    assert page.get("document.querySelector('[data-testid=parameter-scope]').inert")
    assert said.inner_text() == ""
    page.wait("[...document.querySelectorAll('.wv-maps h2')].filter((node) => node.textContent.includes('γ = 100, ')).length === 2")
    page.page.get_by_role("radio", name="viscous").focus()
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.wait("!document.querySelector('[data-testid=parameter-scope]').inert")
    for scope, temperature, kept in ((20, 0.3, "Moreau"), (5, 0.1, "viscous, Moreau")):
        page.get(f"lab.bus.move({{scope: {scope}, temperature: {temperature}}}, false)")
        page.wait(f"lab.bus.lines.scope === {scope} && {LAW}.temperature === {temperature}")
        page.settled()
        for name, kind in (("heat", "diffusion"), ("viscous", "viscous"), ("Moreau", "inviscid")):
            exact = tm.flows.closed(line, kind, 1 / scope, temperature)
            places = line.minima(exact)
            words = f"{name}: lowest at {round(float(places[0]), 4):.3g}, {len(places)} minima".replace("-", "−")
            assert words in said.inner_text()
            off = np.abs(tm.flows.Flow(line, kind, temperature).at(1 / scope) - exact).max()
            assert page.get(f"lab.bus.lines.kinds.find((one) => one.kind === '{kind}').off") == pytest.approx(off, rel=0.01)
        assert f"You said: viscous. Lowest where f is, all along this axis: {kept}." in said.inner_text()
        for name, at in (("two_gaussians", 0), ("canyon", 1)):
            assert_maps_say(page, name, at, scope, temperature)
    page.page.keyboard.press("Space")
    assert page.get("[lab.playing, lab.clock]") == [False, 0], "no clock runs here"
    assert not page.complaints
