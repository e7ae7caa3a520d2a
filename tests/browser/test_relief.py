"""The surface in three dimensions: asked for, with the paths up to the clock, turned by keys; words where it cannot be drawn."""

import pytest

PLOT = "document.querySelector('.wv-relief-plot')"
DRAWN = f"{PLOT}.data?.length === 6 && {PLOT}._fullLayout?.scene?._scene"
NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"""


@pytest.fixture(scope="module")
def opened(server, pages):
    page = pages().open(f"{server.address}?theme=light").quiet()
    page.get("lab.bus.seek(600)")
    assert page.get("globalThis.Plotly === undefined")
    before = page.received
    page.page.locator(".wv-map-energy .wv-in-three").focus()
    page.page.keyboard.press("Enter")
    page.wait(DRAWN)
    assert page.received - before > 1_000_000, "it came when it was asked for"
    return page


def eye(page):
    return page.get(f"(({{ x, y, z }}) => [x, y, z])({PLOT}._fullLayout.scene.camera.eye)")


def test_it_shows_the_heights_of_the_map_and_where_the_leads_are(opened):
    low, high = opened.get("[lab.bus.scene.low, lab.bus.scene.high]")
    heights = opened.get(f"[...{PLOT}.data[0].z].flatMap((row) => [...row])")
    assert min(heights) == pytest.approx(low, abs=0.02 * (high - low)) and max(heights) == pytest.approx(high)
    paths = opened.get(f"{PLOT}.data.slice(1).map((one) => [one.name, one.x.length, one.x.at(-1), one.z.at(-1)])")
    assert [name for name, *_ in paths] == opened.get("lab.bus.palette.methods.map((m) => m.name)")
    assert {count for _, count, *_ in paths} == {opened.get("Math.floor(lab.clock / lab.run.every) + 2")}
    lead = opened.get("""(() => { const { run, frames, scene } = lab.bus, p = 2 * Math.floor(lab.clock / run.every) * run.replicas;
      return scene.domain[0][0] + frames[p] / 65534 * (scene.domain[0][1] - scene.domain[0][0]); })()""")
    assert paths[0][2] == pytest.approx(lead, abs=1e-3)


def test_keys_turn_it_and_the_eye_stays_while_the_clock_runs(opened):
    first = eye(opened)
    opened.id("relief").focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.get_by_role("button", name="Look from higher up").press("Enter")
    opened.wait(f"{PLOT}._fullLayout.scene.camera.eye.z > {first[2]} + 0.1")
    turned = eye(opened)
    assert turned[:2] != pytest.approx(first[:2], abs=1e-3)
    opened.id("relief-play").press("Enter")
    opened.wait(f"lab.clock > 900 && {PLOT}.data[1].x.length > 30")
    opened.id("relief-play").press("Enter")
    opened.wait("!lab.playing")
    assert eye(opened) == pytest.approx(turned, abs=1e-9)
    opened.get("lab.bus.seek(300)")
    opened.wait(f"{PLOT}.data[1].x.length === 300 / lab.run.every + 2")
    assert "Hides:" in opened.page.locator(".wv-relief").inner_text()


@pytest.mark.parametrize(("width", "theme"), [(1400, "dark"), (420, "light")])
def test_it_is_sound_in_the_dark_and_on_a_phone(opened, width, theme):
    opened.is_sound(width, theme)
    opened.wait(f"{PLOT}._fullLayout.paper_bgcolor === '{'#1B1F24' if theme == 'dark' else '#FFFFFF'}'")
    box = opened.page.locator(".wv-relief").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_it_closes_cleanly_and_opens_on_the_softened_surface(opened):
    opened.page.keyboard.press("Escape")
    opened.wait("!document.querySelector('.wv-relief').open")
    assert opened.get(f"{PLOT}.childElementCount === 0 && document.activeElement.classList.contains('wv-in-three')")
    opened.is_sound(1400, "light")
    opened.page.locator(".wv-map-surface [aria-haspopup=dialog]").click()
    opened.wait(DRAWN)
    assert "local entropy" in opened.page.locator(".wv-relief h2").inner_text()
    soft = opened.get(f"Math.max(...[...{PLOT}.data[0].z].flatMap((row) => [...row])) < lab.bus.scene.high")
    assert soft, "it is smoother than the energy, which is cut off at the map's highest colour"
    opened.id("relief-close").click()
    assert opened.get("lab.errors") == []
    assert opened.outside == []


def test_without_webgl_it_says_so_and_fetches_nothing(server, fresh):
    page = fresh()
    page.page.add_init_script(NO_WEBGL)
    page.open(server.address).quiet()
    page.page.locator(".wv-map-energy .wv-in-three").click()
    assert "WebGL is missing or off" in page.page.locator(".wv-relief-said").inner_text()
    assert page.get("globalThis.Plotly === undefined")
    assert page.serious() == []
