"""Charts of phase diagrams, races and lessons are taken away: lines that are drawn, numbers of the page, Python that makes them."""

import numpy as np
import pytest

from tests.browser.taking import SVG, drawing, made, saved, table


@pytest.fixture(scope="module")
def phase(server, pages):
    page = pages(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page.open(server.address.replace("side_by_side", "phase_diagrams") + "?theme=light", "window.lab?.run && lab.bus.models.phase")
    page.wait("lab.bus.models.phase.get('state').state === 'finished' && lab.settled")
    return page


def told(page):
    """float32 (reading, mean or error, row, column) as the page has them."""
    plan = "lab.bus.models.phase.get('plan')"
    shape = page.get(f"[{plan}.readings.length, 2, {plan}.y.values.length, {plan}.x.values.length]")
    packed = page.get("""(({ buffer, byteOffset: from, byteLength: size }) => [...new Float32Array(buffer.slice(from, from + size))]
      .map((v) => (Number.isFinite(v) ? v : null)))(lab.bus.models.phase.get('numbers'))""")
    return np.array(packed, float).reshape(shape)


def test_the_map_of_a_phase_diagram_is_saved_with_its_key_and_the_numbers_that_it_shows(phase):
    box = ".wv-phase-box"
    name, root, words = drawing(phase, box)
    assert name == "two_gaussians_entropy_sgd_phase_map_share.svg"
    assert all(part in words for part in ("Where does Entropy-SGD choose", "Colour: wide valley", "Hides: one start", "Held:"))
    assert "gradient evaluations" in words and "6,000 gradient evaluations." in words, "of each cell: no clock of a run"
    assert len(list(root.iter(f"{SVG}image"))) > 0
    assert [child.tag for child in root].count(f"{SVG}svg") == 2, "the key stands under the map"
    heads, rows = table(saved(phase, box, "csv")[1])
    assert heads[2:4] == ["wide valley (of 64)", "wide valley: standard error (of 64)"]
    numbers, plan = told(phase), "lab.bus.models.phase.get('plan')"
    x, y = (phase.get(f"{plan}.{axis}.values") for axis in "xy")
    assert len(rows) == np.isfinite(numbers[0, 0]).sum()
    for row in rows[::17]:
        shown = numbers[:, :, y.index(row[1]), x.index(row[0])].ravel()
        assert np.array([np.nan if v is None else v for v in row[2:]]) == pytest.approx(shown, rel=1e-6, nan_ok=True)
    text = saved(phase, box, "py")[1].decode()
    assert "tm.sweep(landscape, 'entropy_sgd'" in text and "evaluations=6000" in text
    assert f"x=('scope', {[float(v) for v in x]!r})" in text


def test_the_run_of_a_cell_is_counted_again_and_its_row_is_a_row(phase):
    heads, rows = table(saved(phase, ".wv-phase-curve", "csv")[1])
    assert (heads, rows) == made(saved(phase, ".wv-phase-curve", "py")[1])
    counts = phase.get("Array.from({ length: lab.bus.run.frames }, (_, t) => lab.bus.tallyAt('entropy_sgd', t))")
    assert [row[2] for row in rows] == counts
    name, _, words = drawing(phase, ".wv-phase-row")
    assert name == "row_through_a_cell.svg" and "The row through the cell" in words and "Hides: one start" in words
    heads, rows = table(saved(phase, ".wv-phase-row", "csv")[1])
    at = phase.get("(({ y }, { row }) => y.values[row])(lab.bus.models.phase.get('plan'), lab.bus.models.phase.get('cell'))")
    assert {row[1] for row in rows} == {at}
    assert phase.complaints == [] and phase.serious() == []


def test_a_lane_of_a_race_is_saved_with_both_of_its_charts(server, fresh):
    page = fresh(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    address = server.address.replace("side_by_side", "race") + "?theme=light"
    page.open(address, "window.lab?.bus?.models.race?.get('lanes').length > 1")
    page.page.locator(".wv-race-charts .wv-take").first.click()
    page.page.locator(".wv-race-charts [data-form=csv]").first.click()
    page.wait("document.querySelector('.wv-race-charts [role=status]').textContent.includes('no run of this lane is over yet')")
    page.page.keyboard.press("Escape")
    page.page.get_by_role("radio", name="nobody: it cannot be told").check()
    page.id("lock").click()
    page.wait("lab.bus.models.race.get('lanes')[0].done > 0")
    page.id("hold").click()
    page.wait("lab.bus.models.race.get('state').state === 'paused'")
    box = ".wv-race-lanes > li:first-child .wv-race-charts"
    name, root, words = drawing(page, box)
    assert name == "lane_sgd.svg"
    assert [child.tag for child in root].count(f"{SVG}svg") == 2
    assert "SGD: test accuracy (%) against gradient evaluations" in words and "Hides: longer races" in words
    heads, rows = table(saved(page, box, "csv")[1])
    assert heads[2:5] == ["gradient evaluations (count)", "test accuracy (share)", "training loss (nats)"]
    lane = page.get("lab.bus.models.race.get('lanes')[0]")
    assert [row[3] for row in rows if row[0] == "finish"] == lane["values"]["accuracy"]
    assert "finish(network, 'sgd', digits, seed" in saved(page, box, "py")[1].decode()
    assert page.serious() == [] and page.complaints == []
