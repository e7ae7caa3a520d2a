"""The phase diagram in the browser: it draws coarse first, a cell is its run, keys move it, and what is asked for is bounded."""

import pytest

import toy_models as tm
from widgets.landscape_side import map_shape, valley

IN_FLIGHT = 64  # cells that were begun before a sweep was held end all the same: no more than there are cores
PHASE = "lab.bus.models.phase"
SMALL = "[...document.querySelectorAll('.wv button, .wv select')].filter((b) => b.checkVisibility() && b.offsetHeight < 44).length"
DONE = f"{PHASE}?.get('state').state === 'finished'"


@pytest.fixture(scope="module")
def wide(server, pages):
    page = pages(viewport={"width": 1400, "height": 900})
    page.open(server.address.replace("side_by_side", "phase_diagrams") + "?theme=light", f"window.lab?.run && {PHASE}")
    page.wait(f"{PHASE}.get('state').done > 4 && lab.settled")
    page.first = page.received
    page.wait(DONE)
    return page


@pytest.mark.parametrize(("width", "theme"), [(1400, "dark"), (420, "dark"), (420, "light"), (1400, "light")])
def test_it_fits_and_axe_finds_nothing_serious(wide, width, theme):
    wide.is_sound(width, theme)
    assert (wide.complaints, wide.outside, wide.get("lab.errors")) == ([], [], [])
    words = wide.get("document.body.innerText")
    assert "Where does Entropy-SGD choose the wide valley?" in words
    assert "Hides:" in words
    assert wide.get(SMALL) == 0


def test_the_first_picture_holds_the_pages_budget(wide):
    assert wide.first < 600_000


def test_a_way_leads_back_to_the_gallery(wide):
    assert wide.page.get_by_role("link", name="Gallery").is_visible()


def cell(page):
    return page.get(f"[{PHASE}.get('cell').row, {PHASE}.get('cell').column]")


def test_arrows_move_the_cell_and_the_arena_shows_its_run(wide):
    wide.id("phase-map").focus()
    row, column = cell(wide)
    for key in ("ArrowUp", "ArrowLeft", "Shift+ArrowRight"):
        wide.page.keyboard.press(key)
    wide.wait(f"{PHASE}.get('cell').row === {row + 1} && {PHASE}.get('cell').column === {column + 3} && lab.settled")
    wide.wait(f"lab.run.extras.seed === {PHASE}.get('cell').seed")
    plan, values = wide.get(f"{PHASE}.get('plan')"), wide.get("lab.run.values")
    assert values["scope"] == plan["x"]["values"][column + 3]
    assert values["temperature"] == plan["y"]["values"][row + 1]
    run = eval(wide.id("python").text_content(), {"tm": tm})
    count = int((run.basin[-1] == 0).sum())
    said = wide.id("readings").inner_text()
    assert f"{count} ±" in said
    assert wide.get("lab.bus.tallyAt('entropy_sgd', lab.run.frames - 1)") == count
    assert f"{count} ±" in wide.id("spoken-cell").text_content()


def test_enter_plays_the_run_from_its_start_and_space_holds_it(wide):
    wide.id("phase-map").focus()
    wide.page.keyboard.press("Enter")
    wide.wait("lab.playing && lab.clock > 60")
    wide.page.keyboard.press(" ")
    wide.wait("!lab.playing")
    assert wide.get("lab.clock") < 6000


def test_digits_choose_what_colour_shows(wide):
    wide.id("phase-map").focus()
    wide.page.keyboard.press("2")
    assert wide.id("reading-2").is_checked()
    assert "energy" in wide.page.locator(".wv-phase-row h2").inner_text()
    wide.page.keyboard.press("1")
    assert wide.id("reading-1").is_checked()


def test_a_click_chooses_the_cell_under_it(wide):
    box = wide.id("phase-map").bounding_box()
    wide.page.mouse.click(box["x"] + 58 + 5, box["y"] + 8 + 5)
    wide.wait(f"{PHASE}.get('cell').column === 0 && {PHASE}.get('cell').row === 23")
    wide.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wide.wait(f"{PHASE}.get('cell').column > 6 && lab.settled")


def test_zoom_halves_the_range_around_the_cell_and_the_pointer_reads_a_cell(wide):
    before = wide.get(f"{PHASE}.get('plan').y.values")
    wide.id("phase-map").focus()
    wide.page.keyboard.press("+")
    wide.wait(f"{PHASE}.get('plan').y.values[0] !== {before[0]} && {DONE}")
    now = wide.get(f"{PHASE}.get('plan').y.values")
    assert (now[-1] / now[0]) ** 2 == pytest.approx(before[-1] / before[0], rel=1e-3)
    wide.id("wider").click()
    wide.wait(f"{PHASE}.get('plan').y.values.at(-1) / {PHASE}.get('plan').y.values[0] > 50")  # of 100; the slider ends at 10
    wide.id("phase-map").hover(position={"x": 300, "y": 200})
    assert "wide valley" in wide.id("phase-map").get_attribute("title")


def test_a_range_is_typed_and_what_is_not_allowed_is_refused_by_name(wide):
    ends = f"[{PHASE}.get('plan').y.values[0], {PHASE}.get('plan').y.values.at(-1)]"
    before, box = wide.get(ends), wide.id("y_low")
    box.fill("abc")
    box.press("Enter")
    assert "is no number" in wide.id("phase-wrong").inner_text()
    assert box.get_attribute("aria-invalid") == "true"
    errors = wide.get("lab.errors.length")
    box.fill("-1")
    box.press("Enter")
    wide.wait(f"lab.errors.length > {errors}")
    assert "y_low = -1 is not allowed" in wide.id("alert").inner_text()
    assert wide.get(ends) == before
    box.fill("0.5")
    box.press("Enter")
    wide.wait(f"{PHASE}.get('plan').y.values[0] === 0.5 && {DONE}")
    assert wide.get(ends)[1] == before[1]


def test_a_map_that_was_kept_is_taken_from_the_next_one_by_keyboard(wide):
    grid = wide.get(f"{PHASE}.get('plan').grid")
    wide.id("phase-x").select_option("step_size")
    wide.wait(f"{PHASE}.get('plan').x.name === 'step_size' && {DONE}")
    first = wide.get(f"[...new Float32Array({PHASE}.get('numbers').buffer.slice({PHASE}.get('numbers').byteOffset))]")
    wide.id("phase-map").focus()
    wide.page.keyboard.press("c")
    wide.wait(f"{PHASE}.get('state').kept?.this")
    wide.id("phase-method").select_option("langevin")
    wide.wait(f"{PHASE}.get('plan').method === 'langevin' && {DONE} && Object.keys({PHASE}.get('state').kept.scales).length")
    wide.id("phase-map").focus()
    wide.page.keyboard.press("d")
    wide.wait("document.querySelector('[data-testid=less]').getAttribute('aria-pressed') === 'true'")
    both = wide.get(f"[...new Float32Array({PHASE}.get('numbers').buffer.slice({PHASE}.get('numbers').byteOffset))]")
    cells, cell = grid * grid, 5 * grid + 7
    assert len(both) == 2 * len(first) == 20 * cells
    assert both[10 * cells + cell] == pytest.approx(both[cell] - first[cell], abs=1e-4)
    assert "less Entropy-SGD’s" in wide.page.locator(".wv-phase-row h2").inner_text()
    wide.is_sound(1400, "light")
    wide.page.keyboard.press("d")
    assert wide.id("less").get_attribute("aria-pressed") == "false"


def test_the_lines_of_theory_are_listed_with_their_numbers(wide):
    wide.id("phase-method").select_option("entropy_sgd")
    wide.wait(f"{PHASE}.get('plan').method === 'entropy_sgd' && lab.settled")
    wide.id("phase-x").select_option("scope")
    wide.wait(f"{PHASE}.get('plan').x.name === 'scope' && {PHASE}.get('lines').length && lab.settled")
    assert "walk unstable" in wide.id("theory").inner_text()


def test_a_hostile_message_is_answered_and_the_map_stays(wide):
    plan = wide.get(f"{PHASE}.get('plan')")
    for message in ('{type: "sweep", grid: 1000000}', '{type: "cell", row: -1, column: 1e9}', '{type: "sweep", x_low: -1}'):
        count = wide.get("lab.errors.length")
        wide.get(f"lab.bus.post({message})")
        wide.wait(f"lab.errors.length > {count}")
    assert wide.get(f"{PHASE}.get('plan')") == plan
    assert wide.get(f"{PHASE}.get('numbers').byteLength") == 5 * 2 * 24 * 24 * 4


def test_another_sweep_is_begun_held_and_gone_on_with(wide):
    wide.id("phase-grid").select_option("64")
    wide.wait(f"{PHASE}.get('plan').grid === 64")
    wide.id("hold").click()
    wide.wait(f"{PHASE}.get('state').state === 'paused'")
    done, said = wide.get(f"[{PHASE}.get('state').done, document.querySelector('[data-testid=count]').innerText]")  # at one moment
    assert done < 4096
    assert f"{done:,} of 4,096 cells" in said
    wide.id("hold").click()
    wide.wait(f"{PHASE}.get('state').done > {done + IN_FLIGHT}")
    wide.id("stop").click()
    wide.wait(f"{PHASE}.get('state').state === 'cancelled'")
    wide.id("phase-landscape").select_option("ravine")
    wide.wait(f"{PHASE}.get('plan').landscape === 'ravine' && lab.run.landscape === 'ravine'")


def test_a_formula_is_written_refused_at_its_place_and_swept_by_key(server, fresh):
    page = fresh(viewport={"width": 1400, "height": 900})
    page.open(server.address.replace("side_by_side", "phase_diagrams"), f"window.lab?.run && {PHASE}")
    assert page.id("phase-formula").is_hidden()
    page.id("phase-landscape").select_option("own")
    page.wait("document.activeElement.dataset.testid === 'phase-formula'")
    page.page.keyboard.insert_text("(x^2 - 1)^2 + sinh(y)")
    page.page.keyboard.press("Enter")
    page.wait("lab.errors.some((said) => said.includes('sinh'))")
    page.page.keyboard.press("Control+a")
    page.page.keyboard.insert_text("(x^2 - 1)^2/4 + 0,6y^2")
    page.page.keyboard.press("Enter")
    page.wait(f"{PHASE}.get('plan').formula === '(x^2 - 1)^2/4 + 0,6y^2' && {PHASE}.get('state').done > 4 && lab.settled")
    assert page.id("phase-landscape").input_value() == "own"
    page.wait(f"lab.run.formula && lab.run.extras.seed === {PHASE}.get('cell').seed && lab.settled")
    run = eval(page.id("python").text_content(), {"tm": tm})
    inside = valley(run.landscape.basins(map_shape(run.landscape)), run.x[-1], run.landscape.extent)
    assert page.get("lab.bus.tallyAt('entropy_sgd', lab.run.frames - 1)") == int((inside == 0).sum())
    assert page.serious() == []
    page.id("phase-landscape").select_option("dimple")
    page.wait(f"{PHASE}.get('plan').landscape === 'dimple'")
    page.wait("document.querySelector('[data-testid=phase-formula]').closest('label').hidden")
