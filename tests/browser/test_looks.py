"""In a lecture hall, on paper, in the system's own colours."""

import re

import pytest

from toy_models import landscapes

SMALLEST = """Math.min(...Array.from(document.querySelectorAll('.wv *')).filter((n) => n.checkVisibility()
  && Array.from(n.childNodes).some((c) => c.nodeType === 3 && c.data.trim())
    && !n.closest('.wv-spoken, dialog, select, sub'))
  .map((n) => parseFloat(getComputedStyle(n).fontSize) * n.currentCSSZoom))"""

FORCED = """(() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const bar = '[data-testid=tally-smoothout] .wv-bar-ground > span';
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.cssText = `forced-color-adjust: none; background: ${document.querySelector(bar).style.background}`;
  return { bar: style(bar).backgroundColor, meant: getComputedStyle(probe).backgroundColor, chip: style('.wv-chosen').outlineStyle,
    others: style('.wv-chip:not(.wv-chosen)').outlineStyle, fill: style('.wv-timeline .wv-fill').backgroundColor,
    ground: style('.wv-timeline .wv-track').backgroundColor };
})()"""


@pytest.fixture
def lecture(server, fresh):
    page = fresh(viewport={"width": 1920, "height": 1080}).open(f"{server.address}?level=lecture").quiet()
    page.get("lab.bus.seek(3000)")
    return page


def test_a_lecture_shows_one_picture_large(lecture):
    assert lecture.page.locator("h1").inner_text() == "Which valley does each one choose?"
    assert lecture.id("scene").inner_text() == f"Two Gaussians, 1 of {len(landscapes.names())}"
    assert lecture.page.locator(".wv-map:visible").count() == 1
    assert lecture.page.locator(".wv-slider:visible").count() == 2
    assert lecture.page.locator(".wv-tally-row:visible").count() == 3
    assert lecture.get(SMALLEST) >= 23.9
    assert lecture.get("document.documentElement.scrollHeight") <= 1080
    assert lecture.page.locator(".wv-map-energy").bounding_box()["width"] >= 1100
    drawn, shown = lecture.get("['width', 'clientWidth'].map((name) => document.querySelector('.wv-map canvas')[name])")
    assert drawn >= 2 * shown - 1  # sharp


def test_a_presenter_has_keys(lecture):
    press = lecture.page.keyboard.press
    press("q")
    lecture.wait("lab.clock === 0")
    assert not lecture.page.locator(".wv-tally .wv-number").first.is_visible()
    press(" ")
    lecture.wait("lab.playing && lab.clock > 0")
    assert lecture.page.locator(".wv-tally .wv-number").first.is_visible()
    press("PageDown")
    lecture.wait("lab.run.landscape === 'dimple' && lab.settled")
    assert lecture.id("scene").inner_text().endswith(f"2 of {len(landscapes.names())}")
    press("PageUp")
    lecture.wait("lab.run.landscape === 'two_gaussians' && lab.settled")
    press("b")
    assert lecture.get("getComputedStyle(document.querySelector('.wv-page'), '::after').backgroundColor") == "rgb(0, 0, 0)"
    press("b")
    before = lecture.get("document.querySelector('.wv-page').currentCSSZoom")
    press("+")
    lecture.wait(f"document.querySelector('.wv-page').currentCSSZoom > {before}")
    press("Escape")
    lecture.wait("lab.bus.level === 'full' && lab.bus.visible.size === 5")
    assert lecture.get("document.querySelector('.wv-page').currentCSSZoom") == 1
    press("l")
    lecture.wait("lab.bus.level === 'lecture'")


def test_a_lecture_asks_before_it_answers(server, fresh):
    page = fresh().open(server.address)
    page.wait("lab.clock > 100")
    page.id("lecture").click()
    number = page.page.locator(".wv-tally .wv-number").first
    page.wait("lab.bus.level === 'lecture' && !lab.playing && lab.clock === 0 && lab.settled")
    number.wait_for(state="hidden")
    page.id("lecture-play").click()
    page.wait("lab.clock > 100")
    assert number.is_visible()
    page.id("lecture-next-landscape").click()
    page.wait("lab.run.landscape === 'dimple' && lab.settled && !lab.playing && lab.clock === 0")
    number.wait_for(state="hidden")
    page.id("lecture-leave").click()
    page.wait("lab.bus.level === 'full'")


def test_the_start_follows_the_pointer_in_a_lecture(lecture):
    box = lecture.page.locator(".wv-map-energy").bounding_box()
    lecture.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    lecture.wait("lab.bus.hover")
    assert lecture.get("lab.bus.hover") == pytest.approx([-3.5 + 0.25 * 6.2, 0], abs=0.02)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_is_one_sheet_with_both_sides(server, fresh, paper):
    page = fresh(viewport={"width": 420, "height": 800}).open(f"{server.address}?theme=dark").quiet()
    page.wait("lab.network.step > 1000")
    page.get("""addEventListener('beforeprint', () => { window.printed = { theme: lab.bus.theme,
      sides: ['.wv-arena', '.wv-training'].map((s) => document.querySelector(s).getBoundingClientRect().width),
      maps: Array.from(document.querySelectorAll('.wv-map, .wv-t-plot, .wv-t-map'))
        .map((n) => n.firstElementChild.clientWidth) }; })""")
    sheet = page.page.pdf(format=paper, landscape=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    printed = page.get("printed")
    assert printed["theme"] == "light"
    assert min(printed["sides"]) > 400
    assert len(printed["maps"]) >= 5
    assert min(printed["maps"]) > 200
    page.wait("lab.bus.theme === 'dark' && document.querySelector('.wv-page').clientWidth === 420")


def test_forced_colours_keep_what_fills_tell(server, fresh):
    page = fresh(forced_colors="active").open(server.address).quiet()
    page.get("lab.bus.seek(3000)")
    page.wait("document.querySelector('[data-testid=tally-smoothout] .wv-number').textContent !== '0'")
    told = page.get(FORCED)
    assert told["bar"] == told["meant"]
    assert [told["chip"], told["others"]] == ["solid", "none"]
    assert told["fill"] != told["ground"]
