"""A picture is taken away as PNG, SVG, CSV and Python: what is saved is what is shown, and the Python gives its numbers again."""

import re
import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tests.browser.taking import SVG, drawing, made, saved, table

CLOCK = 900


@pytest.fixture(scope="module")
def stage(server, pages):
    page = pages(accept_downloads=True).open(f"{server.address}?theme=light").quiet()
    page.get(f"lab.bus.seek({CLOCK})")
    page.wait(f"lab.network.step >= {CLOCK} && lab.bus.told.clock === {CLOCK}")
    return page


def test_the_map_is_saved_as_lines_with_its_caption_and_what_it_hides(stage):
    name, root, words = drawing(stage, ".wv-map-energy")
    assert name == f"two_gaussians_entropy_sgd_energy_at_{CLOCK}.svg"
    assert "The energy f — what every method is given" in words
    assert "Hides: a network has" in words and "axes, not two." in words
    assert f"Two Gaussians, {CLOCK} gradient evaluations" in words
    assert {"SmoothOut", "Entropy-SGD", "start"} <= set(re.findall(r"[\w-]+", words))
    assert len(list(root.iter(f"{SVG}path"))) > 100, "contours, walkers and trails are lines"
    assert len(list(root.iter(f"{SVG}image"))) == 1, "only the colours of the heights are pixels"
    assert stage.page.evaluate("""(text) => new Promise((done) => { const image = new Image();
      Object.assign(image, { onload: () => done(image.width), onerror: () => done(0) });
      image.src = `data:image/svg+xml,${encodeURIComponent(text)}`; })""", ET.tostring(root).decode()) == int(root.get("width"))


def test_a_png_is_twice_the_size_of_the_picture_with_its_words(stage):
    _, root, _ = drawing(stage, ".wv-map-energy")
    name, content = saved(stage, ".wv-map-energy", "png")
    assert name.endswith(".png") and content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    shown = stage.get("['clientWidth', 'clientHeight'].map((side) => document.querySelector('.wv-map-energy')[side])")
    assert width == 2 * (shown[0] + 32)
    assert height > 2 * (shown[1] + 32)
    assert [width, height] == pytest.approx([2 * float(root.get(side)) for side in ("width", "height")], abs=2)


@pytest.mark.parametrize("box", [".wv-map-energy", ".wv-map-surface", ".wv-cut"])
def test_the_python_that_is_saved_makes_the_table_that_is_saved(stage, box):
    name, content = saved(stage, box, "csv")
    heads, rows = table(content)
    columns, again = made(saved(stage, box, "py")[1])
    assert name.startswith("two_gaussians_entropy_sgd_")
    assert heads == columns
    assert all(re.search(r"\(\w+\)$", head) for head in heads if head != "method")
    if box == ".wv-map-energy":
        assert rows == again, "to the last bit"
    else:  # sums over a neighbourhood may be taken in another order on another processor
        assert np.allclose(rows, again, rtol=1e-13, atol=0)


def test_the_table_of_the_map_is_what_the_map_shows(stage):
    heads, rows = table(saved(stage, ".wv-map-energy", "csv")[1])
    assert heads[:2] == ["method", "step (count)"]
    shown = stage.get("""(() => { const { run, frames, scene } = lab.bus, t = Math.floor(lab.bus.clock / run.every), k = 1, r = 5;
      const p = 2 * ((k * run.frames + t) * run.replicas + r);
      return [run.methods[k].key, ...[0, 1].map((axis) => scene.domain[axis][0]
        + frames[p + axis] / 65534 * (scene.domain[axis][1] - scene.domain[axis][0]))]; })()""")
    (row,) = [row for row in rows if row[0] == shown[0] and row[2] == CLOCK and row[3] == 5]
    span = stage.get("Math.max(...lab.bus.scene.domain.map(([a, b]) => b - a))")
    assert row[4:6] == pytest.approx(shown[1:], abs=span / 65534)  # what the wire's whole numbers can tell
    assert max(row[2] for row in rows) == CLOCK, "as far as the clock"


def test_the_curves_of_the_networks_are_made_again(stage):
    heads, rows = table(saved(stage, "[data-testid=chart-loss]", "csv")[1])
    assert heads[2] == "training loss (nats)"
    records = stage.get("lab.bus.network.recordsOf('sgd')")
    own = [row for row in rows if row[0] == "sgd"]
    assert [own[-1][1], *own[-1][2:]] == records[4 * (len(own) - 1) : 4 * len(own)]
    columns, again = made(saved(stage, "[data-testid=chart-loss]", "py")[1])
    assert columns == heads
    assert again == rows
    _, _, words = drawing(stage, "[data-testid=chart-accuracy]")
    assert "Test accuracy, %" in words and "Hides: other seeds." in words and "Entropy-SGD" in words


def test_the_slice_is_taken_away_with_its_paths(stage):
    stage.wait("document.querySelector('.wv-training .wv-t-empty').hidden")
    heads, rows = table(saved(stage, "[data-testid=map-slice]", "csv")[1])
    assert heads[-1] == "distance off the plane (length)"
    assert len({row[0] for row in rows}) == 5
    _, root, words = drawing(stage, "[data-testid=map-slice]")
    assert "same start" in words and "Hides: the markers float off this plane" in words
    assert len(list(root.iter(f"{SVG}image"))) == 1


def test_it_is_done_by_keyboard_alone_and_the_clock_stays(stage):
    stage.page.locator(".wv-map-energy .wv-take:not(.wv-in-three)").focus()
    stage.page.keyboard.press("Enter")
    stage.wait("document.activeElement.dataset.form === 'png'")
    stage.page.keyboard.press("ArrowDown")
    stage.page.keyboard.press("ArrowDown")
    stage.page.keyboard.press("ArrowRight")
    assert stage.get("document.activeElement.dataset.form") == "csv"
    assert stage.serious() == []
    with stage.page.expect_download() as download:
        stage.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    stage.wait("document.activeElement.classList.contains('wv-take')")
    assert stage.get("lab.clock") == CLOCK


@pytest.mark.parametrize(("width", "theme"), [(1400, "dark"), (420, "light")])
def test_it_looks_right_in_the_dark_and_on_a_phone(stage, width, theme):
    stage.is_sound(width, theme)
    stage.page.locator(".wv-map-energy .wv-take:not(.wv-in-three)").click()
    stage.wait("document.querySelector('.wv-take-menu:popover-open')")
    assert stage.serious() == []
    assert stage.get("""(() => { const menu = document.querySelector('.wv-take-menu:popover-open');
      const { left, right, top, bottom } = menu.getBoundingClientRect();
      return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight; })()""")
    stage.page.keyboard.press("Escape")
    _, root, _ = drawing(stage, ".wv-map-energy")
    ground = next(root.iter(f"{SVG}path")).get("fill")
    assert ground == {"dark": "#15181C", "light": "#FAF9F5"}[theme], "as it is shown"


def test_charts_of_other_pages_are_taken_away_in_the_same_way(server, fresh):
    page = fresh(accept_downloads=True)
    address = server.address.replace("side_by_side", "flatness") + "?theme=light"
    page.open(address, "window.lab?.bus && lab.bus.models.flatness?.get('slices').length === 2")
    name, _, words = drawing(page, ".wv-flat-left .wv-flat-random")
    assert name == "random_slices.svg"
    assert "Random slices" in words and "other directions." in words and "Is this minimum flat" in words
    heads, rows = table(saved(page, ".wv-flat-left .wv-flat-random", "csv")[1])
    assert heads[-2:] == ["place (filter lengths)", "loss (nats)"]
    packed = page.get("""(({ buffer, byteOffset: from, byteLength: size }) => [
      ...new Float32Array(buffer.slice(from, from + size))])(
      lab.bus.models.flatness.get('losses'))""")
    assert [row[-1] for row in rows] == packed
    page.is_sound(420, "dark")
