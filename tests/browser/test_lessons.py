"""Every lesson in the browser: a guess first, then the run beside the law; on a phone, in the dark, by key."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

import toy_models as tm
from benchmarks.served import ROOT

SERIOUS = ("serious", "critical")
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb") if "lesson" in json.loads(path.read_text())["metadata"])
LAW = "lab.bus.models.guess.get('law')"


def opened(server, fresh, name="heat.ipynb", query="?theme=light", **options):
    page = fresh(**options).open(server.address.replace("side_by_side.ipynb", name) + query)
    page.wait(f"{LAW}.curve")
    return page


def test_there_is_a_lesson():
    assert "heat.ipynb" in LESSONS


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
@pytest.mark.parametrize("name", LESSONS)
def test_it_opens_fits_and_axe_finds_nothing_serious(server, fresh, name, width, theme):
    page = opened(server, fresh, name, f"?theme={theme}", viewport={"width": width, "height": 900})
    assert page.get("document.documentElement.scrollWidth") <= width
    found = Axe().run(page.page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in SERIOUS] == []
    assert (page.complaints, page.outside, page.get("lab.errors")) == ([], [], [])
    assert page.received < 600_000
    assert page.page.locator(".wv-slider:visible").count() == 2
    words = page.get("document.body.innerText")
    assert "Hides:" in words
    assert "References:" in words


@pytest.mark.parametrize("name", LESSONS)
def test_the_stage_stays_while_the_prose_scrolls(server, fresh, name):
    page = opened(server, fresh, name)
    before = page.get("document.querySelector('.wv-map').getBoundingClientRect().top")
    page.get("scrollTo(0, 1e6)")
    page.wait("scrollY > 100")
    assert page.get("document.querySelector('.wv-map').getBoundingClientRect().top") == pytest.approx(before, abs=1)
    assert page.get("document.querySelector('h1').getBoundingClientRect().bottom") < before + 1000


def test_by_key_nothing_plays_before_a_guess_is_locked_in_and_it_stays(server, fresh):
    page = opened(server, fresh)
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


def test_another_heat_brings_another_law(server, fresh):
    page = opened(server, fresh)
    slider = page.id("parameter-temperature").locator("input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    page.wait(f"{LAW}.temperature > 0.1 && {LAW}.wait < 66")
    temperature = page.get(f"{LAW}.temperature")
    exact = tm.gibbs.along(tm.landscapes.get("double_well"), temperature).wait(-1, 1, temperature)
    assert page.get(f"{LAW}.wait") == pytest.approx(exact)


def test_the_script_is_the_teachers(server, fresh):
    page = opened(server, fresh)
    assert page.page.locator("details.teacher").is_hidden()
    page = opened(server, fresh, query="?teach")
    assert page.page.locator("details.teacher").is_visible()


def test_the_way_back_is_the_gallery(server, fresh):
    page = opened(server, fresh)
    page.page.get_by_role("link", name="Gallery").click()
    page.page.get_by_role("heading", name="Side by side").wait_for()
