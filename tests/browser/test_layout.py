"""Any window, any font: nothing overlaps, no word is cut, nothing is wider than the page, and the pictures get the room."""

import os
import subprocess

import pytest

from benchmarks.served import ARGUMENTS, chromium
from tests.browser.conftest import maker

FONTS = {"narrow": "Liberation Sans", "wide": "DejaVu Sans"}  # DejaVu's words are 14 to 21 % wider
# 1280x720 is 1920x1080 zoomed to 150 %, 960x540 the same at 200 %; 683x325 is a laptop of 1366x650 at 200 %.
WIDE = [(1920, 1080), (1400, 900), (1366, 650), (1280, 720), (1180, 720)]
WINDOWS = [*WIDE, (960, 540), (768, 900), (683, 325), (420, 900), (360, 700), (320, 640)]
LEVELS = {"full": ["landscape", "network"], "simple": ["landscape"], "lecture": ["landscape"]}

CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir><include ignore_missing="yes">/etc/fonts/conf.d</include></fontconfig>"""

# Every word in sight, as [words, left, top, right, bottom, how much of it is cut off, the part that it stands in, class].
WORDS = """() => {
  const found = [], seen = (n) => n.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const spoken = '.wv-spoken, .wv-t-table, [aria-live].wv-wait:empty, dialog, option, .wv-pin';
  for (const part of document.querySelectorAll('.wv-header, .wv-arena, .wv-training, .wv-story, .wv-controls')) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode, node = text.parentElement;
      if (!text.data.trim() || node.closest(spoken) || !seen(node)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        let cut = Math.max(0, -box.left, box.right - document.documentElement.clientWidth);
        for (let over = node; over && !over.classList.contains('wv-page'); over = over.parentElement) {
          const { overflowX, overflowY } = getComputedStyle(over), edge = over.getBoundingClientRect();
          if (getComputedStyle(over).display === 'inline') continue;
          if (overflowX !== 'visible') cut = Math.max(cut, edge.left - box.left, box.right - edge.right);
          if (overflowY === 'hidden' || overflowY === 'clip') cut = Math.max(cut, box.bottom - edge.bottom - 3);
        }
        found.push([text.data.trim(), box.left, box.top, box.right, box.bottom, cut, part.dataset.testid, node.className]);
      }
    }
  }
  for (const node of document.querySelectorAll('.wv input:not([type]), .wv input[type=text]')) {
    const cut = node.scrollWidth - node.clientWidth;
    if (seen(node) && cut > 1) found.push([node.value, 0, 0, 0, 0, cut, '', '']);
  }
  return found;
}"""

# Every control in sight: what a finger aims at may not lie under another one.
CONTROLS = """() => Array.from(document.querySelectorAll('.wv :is(button, select, input):not(.wv-pin, .wv-start, [type=range])'))
  .filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.closest('dialog'))
  .map((n) => { const r = n.getBoundingClientRect();
    return [n.getAttribute('aria-label') || n.textContent, r.left, r.top, r.right, r.bottom, n.closest('.wv').dataset.testid]; })"""

SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"""


def family(name):
    """The folders of a font's files; without the font this is an error, for a silent skip would make a green run untrue."""
    files = subprocess.run(["fc-list", name, "file"], capture_output=True, text=True, check=True).stdout.split()
    if not files:
        raise RuntimeError(f"the font {name} is missing (Debian: apt-get install fonts-liberation fonts-dejavu-core)")
    return sorted({os.path.dirname(file.rstrip(":")) for file in files})


@pytest.fixture(scope="module", params=FONTS)
def font_pages(request, browser, tmp_path_factory):
    """Make pages in a browser that has one family of fonts only."""
    folder = tmp_path_factory.mktemp("fonts")
    folders = "".join(f"<dir>{path}</dir>" for path in family(FONTS[request.param]))
    (folder / "fonts.conf").write_text(CONFIGURATION.format(folders=folders, cache=folder / "cache"), encoding="utf-8")
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    running = browser.browser_type.launch(executable_path=chromium(), args=ARGUMENTS, env=environment)
    pages = maker(running)
    yield request.param, next(pages)
    pages.close()
    running.close()


@pytest.fixture(scope="module", params=LEVELS)
def page(request, font_pages, server):
    """The dashboard in one font, at one level, paused in the middle of a run that is computed."""
    font, pages = font_pages
    page = pages().open(f"{server.address}?level={request.param}")
    page.level, page.font = request.param, font
    page.get("lab.bus.pause()")
    page.settled()
    if page.level == "full":
        page.wait("lab.network.step >= 2000")
    page.get("lab.bus.seek(2000)")
    return page


def resized(page, width, height, tab):
    page.page.set_viewport_size({"width": width, "height": height})
    page.get(f"lab.bus.setTab('{tab}')")
    page.get(SETTLED)


def overlaps(boxes):
    """Pairs of boxes of one part that lie over each other by more than two pixels both ways."""
    found = []
    for i, (first, a, b, c, d, part, *_) in enumerate(boxes):
        for second, e, f, g, h, other, *_ in boxes[i + 1 :]:
            if part == other and min(c, g) - max(a, e) > 2 and min(d, h) - max(b, f) > 2:
                found.append((first, second))
    return found


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_nothing_overlaps_and_no_word_is_cut(page, width, height):
    for tab in LEVELS[page.level] if width < 1180 else ["landscape"]:
        resized(page, width, height, tab)
        words = page.get(WORDS)
        assert len(words) > 10
        assert page.get("document.documentElement.scrollWidth") <= width
        assert [(text, round(cut), name) for text, *_, cut, _, name in words if cut > 2] == []
        assert overlaps([(text, *box, part) for text, *box, _, part, _ in words]) == []
        assert overlaps(page.get(CONTROLS)) == []


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_the_pictures_get_the_room(page, width, height):
    """Three fifths of a screen that is wider than high; half of a phone's, once its header has scrolled away."""
    resized(page, width, height, "landscape")
    top, dock = page.get("['header', 'controls'].map((p) => document.querySelector(`.wv-${p}`).getBoundingClientRect().height)")
    assert height - dock >= height / 2
    if width >= 760:
        assert height - top - dock >= 0.6 * height
    if width >= 1180 and page.level == "full":  # all of it, answers of the digits included, is in sight at once
        assert page.get("document.documentElement.scrollHeight") <= height
    if width < 1180 and page.level == "full":  # there the page scrolls before a map is too small to read, but for a phone's width
        wide, high = page.get("(({ clientWidth: w, clientHeight: h }) => [w, h])(document.querySelector('.wv-map'))")
        assert high >= 178 or wide >= 0.4 * width


def test_maps_of_any_shape_take_the_room_that_their_words_leave(page):
    """A square map is the hard one: its words wrap beside it, and maps that gave way once must take the room back."""
    if page.level != "full":
        pytest.skip("one map has no words beside it")
    wide, high = 1366, 650
    resized(page, wide, high, "landscape")
    before = page.get("document.querySelector('.wv-map').clientWidth")
    for landscape in "basin", "two_gaussians":
        page.get(f"lab.bus.want({{ landscape: '{landscape}' }})")
        page.wait(f"lab.run.landscape === '{landscape}' && lab.run.methods.length === 5 && lab.settled && lab.shown === lab.sent")
        page.get("lab.bus.pause()")
        page.get("lab.bus.seek(2000)")
        # What is said of exact descent comes after the run, and a banner while a runner is compiled: the maps follow their words.
        page.wait(f"document.querySelector('.wv-map').clientHeight >= {high / 4}")
        page.wait(f"document.documentElement.scrollHeight <= {high}")
    page.wait(f"document.querySelector('.wv-map').clientWidth === {before}")


def test_the_font_is_the_one_that_was_asked_for(page):
    session = page.page.context.new_cdp_session(page.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": document, "selector": ".wv h1"})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"] for font in used] == [FONTS[page.font]]
