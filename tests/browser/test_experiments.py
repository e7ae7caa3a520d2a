"""The lessons on experiments: nothing runs before a guess, curves and differences are those of the library."""

import json
from pathlib import Path

import pytest

import toy_models as tm
from benchmarks.served import ROOT

BOOKS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
LESSONS = sorted(name for name, text in BOOKS.items() if "ExperimentLesson" in text)
STAGE = "lab.bus.models.trials"
READY = f"window.lab?.bus && {STAGE}?.get('asked').shown && Object.keys(lab.bus.models).some((name) => name === 'trialguess')"


def opened(server, make, name, query="?theme=light", **options):
    return make(**options).open(server.address.replace("side_by_side.ipynb", name) + query, READY)


def taken(page, form):
    """(its name, its text) of what the first chart is taken away as."""
    page.page.locator(".wv-trial-chart .wv-take").first.click()
    with page.page.expect_download() as download:
        page.page.locator(f".wv-trial-chart [data-form={form}]").first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def test_there_are_such_lessons():
    assert {"large_batch.ipynb", "flat_or_not.ipynb"} <= set(LESSONS)
    assert all("lesson" in json.loads(BOOKS[name])["metadata"] for name in LESSONS)


@pytest.mark.parametrize("width", [1400, 420])
@pytest.mark.parametrize("name", LESSONS)
def test_it_opens_fits_and_axe_finds_nothing_serious(server, fresh, name, width):
    page = opened(server, fresh, name, viewport={"width": width, "height": 900})
    assert page.received < 600_000
    for theme in ("dark", "light"):
        page.is_sound(width, theme)
    words = page.get("document.body.innerText")
    assert "Hides:" in words
    assert "References:" in words
    assert "Your guess first" in page.id("note").inner_text()
    assert page.page.locator("details.teacher").is_hidden()
    assert page.get(f"{STAGE}.get('curves').seeds.length") == 0, "nothing runs before a guess"
    if width == 1400:
        before = page.get("document.querySelector('.wv-trials').getBoundingClientRect().top")
        page.get("scrollTo(0, 1e6)")
        page.wait("scrollY > 100")
        assert page.get("document.querySelector('.wv-trials').getBoundingClientRect().top") == pytest.approx(before, abs=1)
    assert (page.complaints, page.outside, page.get("lab.errors")) == ([], [], [])


def test_by_key_a_guess_begins_its_experiment_and_what_is_told_is_what_was_found(server, fresh):
    page = opened(server, fresh, "flat_or_not.ipynb", "?theme=light&teach")
    assert page.page.locator("details.teacher").is_visible(), "the script is the teacher's"
    guess, lock = page.id("guess-label_noise"), page.id("lock-label_noise")
    assert lock.is_disabled()
    guess.get_by_role("radio", name="SAM").focus()
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.wait(f"{STAGE}.get('asked').begun.length === 1")
    page.get("lab.bus.post({type: 'trial', seeds: 2})")  # so that it is soon over
    assert guess.get_by_role("radio", name="SGD", exact=True).is_disabled()
    told = f"{STAGE}.get('found').find(({{key}}) => key === 'label_noise')"
    page.wait(f"{STAGE}.get('state').state === 'finished' && {told}.seeds === 2")
    found = tm.experiments.label_noise(seeds=2)
    row = page.get(told)
    assert row["ends"][0][0] == pytest.approx([found.mean("by_heart", 0), found.standard_error("by_heart", 0)], rel=1e-4)
    difference = found.difference("by_heart", 1)
    assert row["apart"][0][0] == pytest.approx({"mean": difference.mean, "error": difference.error, "seeds": 2,
                                                "clear": difference.clear}, rel=1e-4)
    said = guess.get_by_test_id("numbers").inner_text()
    assert "You said: SAM." in said
    clear = [found.difference(name, case).clear for name in found.columns for case in (1, 2)]
    assert said.count("not told from 0") == clear.count(False)
    assert "Of 2 seeds, paired" in said
    assert "SAM" in page.id("ends").inner_text()
    assert page.id("count").inner_text() == "6 of 6 curves"
    assert page.id("shown-rescaled_layers").is_disabled(), "its guess has not been locked in"
    name, text = taken(page, "csv")
    lines = text.splitlines()
    assert name.startswith("label_noise_")
    seeds = page.get(f"{STAGE}.get('curves').seeds")
    assert len(lines) == 1 + sum(len(seed["places"]) for seed in seeds)
    assert [float(cell) for cell in lines[1].split(",")[-2:]] == [seeds[0]["places"][0], seeds[0]["values"][0][0]]
    assert "tm.experiments.get('label_noise')(seeds=2)" in taken(page, "py")[1]
    assert page.serious() == []
    assert (page.complaints, page.get("lab.errors")) == ([], [])


def test_what_runs_is_held_and_ended_by_hand(server, fresh):
    page = opened(server, fresh, "large_batch.ipynb")
    page.id("guess-large_batch").get_by_role("radio", name="flatter").check()
    page.id("lock-large_batch").click()
    page.wait(f"['computing', 'waiting'].includes({STAGE}.get('state').state)")
    page.id("hold").click()
    page.wait(f"{STAGE}.get('state').state === 'paused'")
    page.id("hold").click()
    page.wait(f"['computing', 'waiting'].includes({STAGE}.get('state').state)")
    page.id("stop").click()
    page.wait(f"{STAGE}.get('state').state === 'cancelled'")
    page.get("lab.bus.post({type: 'trial', seeds: 1e9})")
    page.wait("lab.errors.length === 1")
    assert "seeds" in page.id("alert").inner_text()
