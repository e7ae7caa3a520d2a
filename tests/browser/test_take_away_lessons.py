"""Charts beside a stage are taken away: lines that are drawn, numbers that the page has, Python that makes them again."""

from pathlib import Path

import pytest

from tests.browser.taking import drawing, made, saved, table
from tests.browser.test_lessons import GUESS, LAW, opened


def locked(page, words):
    """Lock in a guess."""
    page.page.get_by_role("radio", name=words, exact=True).check()
    page.id("lock").click()
    page.wait("!lab.bus.held")
    return page


def test_a_guess_about_a_share_is_saved_with_what_is_drawn_and_nothing_that_it_hides(server, fresh):
    page, box = opened(server, fresh, accept_downloads=True), ".wv-guess-chart"
    page.page.get_by_role("radio", name="half", exact=True).check()
    rows = table(saved(page, box, "csv")[1])[1]
    assert {row[0] for row in rows} == {"your guess", "the run"}
    page.page.locator(f"{box} .wv-take").click()
    assert page.page.locator(f"{box} [data-form=py]").is_hidden(), "the law is not told before the guess"
    page.page.keyboard.press("Escape")
    page.id("lock").click()
    page.get("lab.bus.seek(900)")
    page.wait(f"lab.bus.told.clock === 900 && {LAW}.curve")
    name, _, words = drawing(page, box)
    assert name == "double_well_langevin_share_at_900.svg"
    assert "Hides:" in words and "900 gradient evaluations" in words
    heads, rows = table(saved(page, box, "csv")[1])
    assert heads == ["line", "gradient evaluations (count)", "share", "standard error"]
    law = page.get(f"{LAW}.curve")
    assert [row[2] for row in rows if row[0] == "the exact law"] == law
    counts = page.get("Array.from({ length: 31 }, (_, t) => lab.bus.tallyAt('langevin', t) / lab.bus.run.replicas)")
    assert [row[2] for row in rows if row[0] == "the run"] == counts
    assert ["your guess", 6000, 0.5, None] in rows
    columns, again = made(saved(page, box, "py")[1])
    assert (columns, again) == (heads, [row for row in rows if row[0] != "your guess"])
    assert page.serious() == [] and page.complaints == []


def test_flows_on_a_line_and_where_they_are_lowest_are_saved(server, fresh):
    page, box = opened(server, fresh, "smoothing.ipynb", accept_downloads=True), ".wv-lines-picture"
    name, _, words = drawing(page, box)
    assert name == "three_flows_at_100.svg"
    assert "Hides:" in words and "heat w" in words and "gradient evaluations" not in words
    heads, rows = table(saved(page, box, "csv")[1])
    assert (heads, rows) == made(saved(page, box, "py")[1])
    step = page.get("(lab.bus.lines.high - lab.bus.lines.low) / 65534")
    assert [rows[0][0], rows[-1][0]] == page.get("lab.bus.lines.x")
    assert min(row[1] for row in rows) == pytest.approx(page.get("lab.bus.lines.low"), abs=step)
    locked(page, "viscous")
    heads, rows = table(saved(page, ".wv-guess-chart", "csv")[1])
    assert (heads, rows) == made(saved(page, ".wv-guess-chart", "py")[1])
    places = page.get(f"{LAW}.places.viscous")
    assert [row[3] for row in rows] == [place if place is None else pytest.approx(place, abs=1e-4) for place in places]
    assert "Hides:" in drawing(page, ".wv-guess-chart")[2]
    assert page.serious() == [] and page.complaints == []


def test_the_error_of_a_step_and_the_minima_of_a_surface_are_saved(server, fresh):
    page = opened(server, fresh, "local_entropy.ipynb", accept_downloads=True)
    page.wait("lab.bus.models.microscope.get('found').counts?.length > 2")
    box = ".wv-microscope .wv-guess-chart"
    heads, rows = table(saved(page, box, "csv")[1])
    found = page.get("lab.bus.models.microscope.get('found')")
    assert [list(column) for column in zip(*rows, strict=True)] == [found[name] for name in ("counts", "bias", "spread", "error")]
    assert heads == ["L (count)", "bias (length)", "spread (length)", "standard error of the bias (length)"]
    assert (heads, rows) == made(saved(page, box, "py")[1])
    name, _, words = drawing(page, box)
    assert name == "two_gaussians_entropy_sgd_step_error.svg" and "Hides: other places" in words
    box = ".wv-guess:not(.wv-microscope) .wv-guess-chart"
    page.wait(f"{LAW}.marks?.length === 2")
    page.id("place").focus()
    page.page.keyboard.press("ArrowRight")
    heads, rows = table(saved(page, box, "csv")[1])
    assert [row[:2] for row in rows] == [["your guess", None]], "what the guess hides is not in the table"
    page.id("lock").click()
    page.wait("!lab.bus.held")
    seen = page.get(f"{GUESS}.get('seen')")
    rows = table(saved(page, box, "csv")[1])[1]
    assert heads[2:] == ["γ", "height (energy)"]
    assert [row[3] for row in rows if row[0] == "where the slider has been"] == [v for one in seen for v in one["heights"]]
    assert "Hides:" in drawing(page, box)[2]
    assert page.serious() == [] and page.complaints == []


def test_the_count_of_the_simple_view_is_saved_by_key(server, fresh):
    page = fresh(accept_downloads=True).open(f"{server.address}?level=simple")
    page.wait("lab.run.landscape === 'dimple' && lab.settled")
    page.id("guess-stay").check()
    page.get("lab.bus.pause()")
    page.get("lab.bus.seek(600)")
    page.wait("lab.bus.told.clock === 600 && lab.settled")
    name, _, words = drawing(page, ".wv-story-chart")
    assert name == "dimple_langevin_in_the_hole_at_600.svg"
    assert "Hides: who came back" in words and "still inside" in words
    page.page.locator(".wv-story-chart .wv-take").focus()
    page.page.keyboard.press("Enter")
    page.wait("document.activeElement.dataset.form === 'png'")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    with page.page.expect_download() as download:
        page.page.keyboard.press("Enter")
    heads, rows = table(Path(download.value.path()).read_bytes())
    assert [row[3] for row in rows] == page.get("Array.from({ length: 21 }, (_, t) => 64 - lab.bus.tallyAt('langevin', t))")
    assert (heads, rows) == made(saved(page, ".wv-story-chart", "py")[1])
