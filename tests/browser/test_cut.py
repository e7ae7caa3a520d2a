"""The cut is turned by key and by pointer: the line on the map, the chart and what is taken away go the same way."""

import math
import re

import numpy as np
import pytest

import toy_models as tm
from tests.browser.test_take_away import SVG, drawing, saved, table

PAD = 9  # pixels of the chart above its highest height and below its lowest
ANGLE = 30
ROUNDED = 0.005  # of a coordinate in a drawing


@pytest.fixture
def turned(server, fresh):
    """The laboratory, its cut turned by keys from where the start is."""
    page = fresh(accept_downloads=True).open(f"{server.address}?theme=light").quiet()
    page.id("start").focus()
    for _ in range(8):
        page.page.keyboard.press("]")
    for _ in range(2):
        page.page.keyboard.press("[")
    page.wait("document.querySelector('[data-testid=cut-turn]').ariaValueNow === '30' && !lab.bus.dirty")
    return page


def paths(root, dash=None, width=None):
    """Of a drawing the paths of one dash, or of one width: arrays (n, 2)."""
    found = [path for path in root.iter(f"{SVG}path") if (dash is None or path.get("stroke-dasharray") == dash)
             and (width is None or path.get("stroke-width") == width)]
    return [np.array([pair.split() for pair in re.findall(r"[ML]([-\d.]+ [-\d.]+)", path.get("d"))], float) for path in found]


def test_the_line_and_the_chart_follow_the_keys_and_the_heights_are_the_landscapes(turned):
    assert turned.id("cut-turn").get_attribute("aria-valuetext") == "30 degrees, rising to the right"
    assert turned.id("spoken").inner_text() == "The cut: 30 degrees, rising to the right."
    landscape, turn = tm.landscapes.get("two_gaussians"), math.radians(ANGLE)
    (x0, x1), (y0, y1) = landscape.extent
    wide, tall = turned.get("['clientWidth', 'clientHeight'].map((side) => document.querySelector('.wv-map-energy')[side])")
    sides = np.array([(x1 - x0) / wide, (y0 - y1) / tall])  # of a pixel

    _, root, _ = drawing(turned, ".wv-map-energy")
    (line, long), (cross, short) = ((np.diff(ends * sides, axis=0)[0], math.dist(*ends * sides)) for ends in (
        paths(root, dash="1 5")[-1], paths(root, dash="2 3")[-1]))
    rounded = 2 * ROUNDED * np.abs(sides).max()
    assert line / long == pytest.approx([math.cos(turn), math.sin(turn)], abs=2 * rounded / long)
    assert line @ cross / (long * short) == pytest.approx(0, abs=2 * rounded * (1 / long + 1 / short))

    heads, rows = table(saved(turned, ".wv-cut", "csv")[1])
    assert heads == ["s (length)", "x (length)", "y (length)", "f (energy)", "u (energy)"]
    s, x, y, f, _ = np.array(rows).T
    assert f == pytest.approx(landscape.energy(np.column_stack([x, y])), rel=1e-13)
    assert s[-1] - s[0] == pytest.approx(long, abs=2 * rounded)

    _, root, words = drawing(turned, ".wv-cut")
    assert "s, along 30°" in words and "Cut along 30° through" in words and "Hides: everything off this line" in words
    (drawn,) = [path for path in paths(root, width="1.8") if len(path) > 50]
    low, high = turned.get("[lab.bus.scene.low, lab.bus.scene.high]")
    width, height = turned.get("['clientWidth', 'clientHeight'].map((side) => document.querySelector('.wv-cut')[side])")
    shown = low + (height - PAD - drawn[:, 1]) / (height - 2 * PAD) * (high - low)
    along = s[0] + drawn[:, 0] / width * (s[-1] - s[0])
    beside = -x[0] * math.sin(turn) + y[0] * math.cos(turn)
    at = np.column_stack([along * math.cos(turn) - beside * math.sin(turn), along * math.sin(turn) + beside * math.cos(turn)])
    told = landscape.energy(at)
    seen = told <= high  # above stands a wall that no colour tells apart
    gx, gy, points = landscape.grid((300, 300))
    energy = landscape.energy(points)
    bends = [np.abs(np.diff(energy, 2, axis=axis)).max() / (g[1] - g[0]) ** 2 for axis, g in ((1, gx), (0, gy))]
    down, right = turned.get("lab.bus.scene.shape")
    cell = (x1 - x0) / (right - 1), (y1 - y0) / (down - 1)
    bound = sum(bend * side**2 / 8 for bend, side in zip(bends, cell, strict=True))  # of a bilinear height between four points
    pixel = ROUNDED / (height - 2 * PAD) * (high - low)
    assert seen.sum() > 50
    assert np.abs(shown - told)[seen].max() < bound + pixel + (turned.get("lab.bus.scene.top") - low) / 65534


def test_a_pointer_turns_it_escape_lays_it_down_and_at_the_first_level_nothing_does(lab):
    lab.quiet()
    box, handle = lab.id("map-energy").bounding_box(), lab.id("cut-turn").bounding_box()
    lead = lab.id("cut-line").get_attribute("aria-valuenow")
    start = lab.get("lab.run.start")
    lab.page.mouse.move(handle["x"] + handle["width"] - 6, handle["y"] + handle["height"] / 2)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 0.98 * box["width"], box["y"] + 0.05 * box["height"], steps=4)
    turned = float(lab.id("cut-turn").get_attribute("aria-valuenow"))
    lab.page.mouse.up()
    assert 0 < turned <= 90
    assert lab.get("lab.run.start") == start, "a hand on the handle is no new start"
    lab.id("cut-turn").focus()
    lab.page.keyboard.press("ArrowDown")
    assert float(lab.id("cut-turn").get_attribute("aria-valuenow")) == turned - 5
    assert lab.serious(".wv-map-energy") == []
    lab.page.keyboard.press("Escape")
    assert lab.id("cut-turn").get_attribute("aria-valuetext") == "horizontal"
    assert lab.id("cut-line").get_attribute("aria-valuenow") == lead
    assert lab.id("cut-turn").is_visible()
    lab.get("lab.bus.setLevel('simple')")
    lab.wait("document.querySelector('[data-wv-level=simple]')")
    assert not lab.id("cut-turn").is_visible()
    lab.id("start").focus()
    lab.page.keyboard.press("]")
    assert lab.id("cut-turn").get_attribute("aria-valuenow") == "0"
