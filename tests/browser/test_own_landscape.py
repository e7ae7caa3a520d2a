"""A formula is written in the page: read as it is typed, refused at its character, raced on, its letters slid, its wells brushed.

Undone, brought back by a reload; by pointer, and by keyboard alone.
"""

import numpy as np
import pytest

KIND = "document.querySelector('[data-testid=draft-said]').dataset.kind"
FAULT = "document.querySelector('[data-testid=draft-fault]')"
SPOTS = "document.querySelectorAll('[data-testid=brush-spots] li').length"
MINE = "(x² − 1)^2/4 + 0,6y² + c*x"


def opened(page):
    """The panel, by keyboard: the last entry of the menu of landscapes."""
    page.id("landscape").focus()
    page.page.keyboard.press("End")
    page.wait("document.activeElement.dataset.testid === 'draft-text'")
    page.wait(f"{KIND} === 'ok'")
    return page


def typed(page, text):
    page.page.keyboard.press("Control+a")
    page.page.keyboard.insert_text(text)


def raced(page, text):
    """Type, race on it, and wait until that is painted."""
    typed(page, text)
    page.page.keyboard.press("Enter")
    page.wait(f"lab.run.formula?.startsWith({text!r})")
    page.settled()


def test_a_formula_is_refused_at_its_character_then_read_shown_back_and_raced_on(server, fresh):
    page = opened(fresh().open(f"{server.address}?theme=dark").quiet())
    before = page.get("lab.run.seq")
    typed(page, "(x^2 - 1)^2/4 + sinh(y)")
    page.wait(f"{KIND} === 'bad' && {FAULT}?.textContent === 'sinh'")
    assert page.id("draft-said").inner_text().startswith("Character 17, “sinh”: write (e^x - e^-x)/2")
    typed(page, "exp(-(x^2 + y^2/0.1)")
    page.wait(f"{FAULT}?.textContent === '('")
    typed(page, MINE)
    page.wait(f"{KIND} === 'ok' && !{FAULT}")
    assert page.get("lab.run.seq") == before  # nothing was run for it
    assert page.id("draft-shown").locator("math msup").count() == 3
    assert page.get("lab.bus.sketch.scene.levels.length") > 5
    raced(page, MINE)
    assert page.get("lab.bus.scene.name") == "Your formula"
    assert page.get("lab.bus.scene.minima.length") == 2
    assert page.id("landscape").input_value() == page.get("lab.run.landscape")
    assert page.serious() == []
    slid(page)
    page.get("lab.bus.undo()")
    page.get("lab.bus.undo()")
    page.wait("lab.run.formula.includes('c = 0.3 from')")
    page.settled()
    page.get("(lab.bus.line.end('The test says so.'), location.reload())")
    page.wait("window.lab?.ready && lab.run.formula?.includes('c = 0.3 from -1 to 1')")
    assert page.get("lab.bus.scene.name") == "Your formula"
    assert not page.complaints


def slid(page):
    """A letter by its number, by its slider, and with another range: the run follows."""
    letter = page.page.get_by_label("c, number")
    letter.fill("0,3")
    letter.press("Enter")
    page.wait("lab.run.formula.includes('c = 0.3 from -1 to 1')")
    page.settled()
    page.id("dial-c").press("Home")
    page.wait("lab.run.formula.includes('c = -1 from')")
    page.settled()
    highest = page.page.get_by_label("c, to")
    highest.fill("2.5")
    highest.press("Enter")
    page.wait("lab.run.formula.includes('c = -1 from -1 to 2.5')")
    page.settled()


def test_wells_are_brushed_by_pointer_and_by_keyboard_as_terms_that_can_be_undone(server, fresh):
    page = opened(fresh().open(server.address).quiet())
    raced(page, "x^2/4 + y^2/3")
    start = page.get("lab.run.start")
    page.id("brush-well").click()
    map_ = page.id("map-energy").bounding_box()
    page.page.mouse.click(map_["x"] + 0.75 * map_["width"], map_["y"] + 0.5 * map_["height"])
    page.wait(f"lab.run.formula.includes(' + well(') && {SPOTS} === 1")
    page.settled()
    (x0, x1), _ = page.get("lab.bus.scene.extent")
    x, y, depth, _ = page.get("lab.bus.brush.spots[0].numbers")
    assert x == pytest.approx(x0 + 0.75 * (x1 - x0), abs=0.02 * (x1 - x0))
    assert y == pytest.approx(0, abs=0.05)
    assert depth > 0
    assert page.get("lab.run.start") == start
    page.id("brush-well").press("Enter")  # puts it away
    page.id("brush-hill").press("Enter")
    assert page.get("document.activeElement.dataset.testid") == "brush"
    for key in ("Shift+ArrowLeft", "ArrowUp", "Enter"):
        page.page.keyboard.press(key)
    page.wait(f"lab.run.formula.includes(' + hill(') && {SPOTS} === 2")
    page.settled()
    page.page.keyboard.press("Control+z")
    page.wait(f"!lab.run.formula.includes('hill') && {SPOTS} === 1")
    page.settled()
    page.id("brush-spots").locator("button").click()
    page.wait(f"!lab.run.formula.includes('well') && {SPOTS} === 0")
    page.settled()
    assert page.id("draft-text").input_value() == "x^2/4 + y^2/3"
    assert page.get("lab.run.landscape === lab.bus.scene.key && !lab.errors.length")
    page.id("draft-away").click()
    page.wait("lab.run.formula === ''")
    assert not page.complaints


@pytest.mark.parametrize("width", [420, 1400])
def test_the_panel_leaves_the_map_in_sight_and_is_sound(server, fresh, width):
    page = opened(fresh(viewport={"width": width, "height": 900}).open(server.address).quiet())
    typed(page, "sqrt(x) + y^2 + well(1, 0.5, 0.4, 0.2)")
    page.wait(f"{KIND} === 'warn'")  # half of it is no number
    assert "striped" in page.id("draft-said").inner_text()
    panel, map_ = (page.id(name).bounding_box() for name in ("draft", "map-energy"))
    apart = panel["y"] >= map_["y"] + map_["height"] - 1 if width == 420 else panel["x"] >= map_["x"] + map_["width"]
    assert apart
    assert map_["y"] >= -1
    for theme in ("light", "dark"):
        page.is_sound(width, theme)
    page.id("draft-text").press("Escape")
    assert page.get("document.activeElement.dataset.testid") == "landscape"
    assert page.get("lab.bus.sketch") is None
    assert not page.complaints


def test_on_a_formula_too_a_drag_is_walked_by_the_page_to_the_bits_of_python(server, fresh):
    page = opened(fresh().open(server.address).quiet())
    raced(page, "(x^2 - 1)^2/4 + 0.7*y^2 + c*x")
    page.wait("lab.walks === lab.run.landscape")
    page.get("lab.bus.want({})")
    page.settled()
    page.get("lab.bus.seek(lab.bus.total)")
    before, seq = page.get("[[...lab.bus.frames], lab.run.seq]")
    page.get("""(async () => {
        const range = document.querySelector('[data-testid=parameter-step_size] input[type=range]');
        for (let i = 0; i < 3; i++) {
            range.value = Number(range.value) - 4;
            range.dispatchEvent(new Event('input', { bubbles: true }));
            do await new Promise(requestAnimationFrame); while (lab.moved !== lab.followed);
        }
    })()""")
    assert page.get("[lab.run.seq, lab.run.preview]") == [seq, True], "no word has come from Python"
    walked, shape = page.get("[...lab.bus.frames]"), page.get("[lab.run.methods.length, lab.run.replicas]")
    range_ = "document.querySelector('[data-testid=parameter-step_size] input')"
    page.get(f"{range_}.dispatchEvent(new Event('change', {{ bubbles: true }}))")
    page.settled()
    one, whole = (np.array(frames).reshape(shape[0], -1, *shape[1:], 2) for frames in (walked, page.get("[...lab.bus.frames]")))
    np.testing.assert_array_equal(one, whole[:, ::4])
    assert (np.array(before).reshape(whole.shape) != whole).any(axis=(1, 2, 3)).all(), "each method has this slider"
    assert not page.complaints
