"""The page about flatness: nothing is measured before a guess, a rescaled layer moves what it should, and no hand can break it."""

import pytest

import toy_models as tm

FLAT = "lab.bus.models.flatness"
TASKS = f"{FLAT}.get('state')"
SMALL = """[...document.querySelectorAll('.wv button, .wv select')].filter((b) => b.checkVisibility() && b.offsetHeight < 44
    && b.closest('.wv-flat-batch') === null).length"""


def table(page, key):
    return page.get(f"{FLAT}.get('table').find((row) => row.key === '{key}')")


@pytest.fixture(scope="module")
def wide(server, pages):
    page = pages(viewport={"width": 1400, "height": 900})
    address = server.address.replace("side_by_side", "flatness") + "?theme=light"
    page.open(address, f"window.lab?.bus && {FLAT}?.get('slices').length === 2")
    page.first = page.received
    return page


def test_nothing_is_measured_before_a_guess_and_then_the_numbers_are_those_of_the_library(wide):
    assert wide.first < 600_000
    assert wide.id("rescale").is_hidden()
    assert wide.get(f"{FLAT}.get('table').every((row) => row.values.every((value) => value === null))")
    wide.get("lab.bus.post({type: 'flat', products: 3, digits: 100})")  # so that it is soon over
    wide.page.get_by_role("radio", name="about 4 times").check()
    wide.id("lock").click()
    wide.wait(f"{TASKS}.state === 'finished' && {FLAT}.get('asked').factor === 4")
    network, digits = tm.networks.get("mlp"), tm.data.mnist(10_000, 10).train.first(100)
    run = tm.train("mlp", "sgd", evaluations=9000, record_every=50)
    at = int((run.train_loss[:, 0] <= wide.get(f"{FLAT}.get('offers').target")).argmax())
    found = [tm.measures.top_eigenvalue(network, x, digits, steps=3).value[0]
             for x in (run.x[at].astype(float), tm.units.rescaled(network, run.x[at], 4.0))]
    row = table(wide, "top_eigenvalue")
    assert [row["values"][0]["value"], row["after"]["value"]] == pytest.approx(found, rel=1e-9)
    spectrum = tm.measures.spectral_density(network, run.x[at].astype(float), digits, runs=4, steps=3)
    drawn = wide.get(f"{FLAT}.get('drawn')")
    assert [(one["run"], one["factor"]) for one in drawn] == [(0, 1), (1, 1), (0, 4)]
    assert drawn[0]["stiff"] == {"value": pytest.approx(spectrum.value[0]), "error": pytest.approx(spectrum.error[0])}
    assert wide.id("stiff").inner_text().startswith("Of 25,450 axes, stiffer than a tenth of the largest: SGD, batch 64, ")
    wide.id("stiff").locator("..").locator(".wv-take").click()
    with wide.page.expect_download() as taken:
        wide.page.locator(".wv-take-menu:popover-open [data-form='py']").click()
    assert b"('SGD', ('sgd', 64, " in taken.value.path().read_bytes()
    said = wide.id("verdict").inner_text()
    assert f"from {found[0]:.2f} to {found[1]:.2f}" in said
    assert "You said: about 4 times." in said
    lines = wide.id("beside").inner_text().splitlines()
    blind = [line.split("\t")[0] for line in lines if line.rstrip().endswith("=")]
    assert [name.split(" ")[0] for name in blind] == ["Adaptive", "Largest", "Local", "Largest"]  # the last is that of the logits


def test_a_factor_is_typed_applied_and_undone_and_another_network_is_chosen(wide):
    box = wide.id("parameter-factor").locator("input[type=text]")
    box.fill("0.5")
    box.press("Enter")
    assert "c = 0.5" in wide.id("rescale").inner_text()
    wide.id("rescale").click()
    wide.wait(f"{TASKS}.state === 'finished' && {FLAT}.get('asked').factor === 0.5")
    row = table(wide, "adaptive_sharpness")
    assert row["after"]["value"] == pytest.approx(row["values"][0]["value"])
    wide.id("undo").click()
    wide.wait(f"{FLAT}.get('asked').factor === 1")
    wide.id("at-evaluations").check()
    wide.wait(f"{FLAT}.get('asked').at === 'evaluations' && {FLAT}.get('runs')[0].here.clock === 3000")
    assert "read at 3,000 gradient evaluations" in wide.id("compared").inner_text()
    wide.id("chosen-1").check()
    wide.wait(f"{FLAT}.get('asked').chosen === 1")
    wide.get("(lab.bus.post({type: 'flat', products: 90}), document.querySelector('[data-testid=stop]').click())")
    wide.wait(f"{TASKS}.state === 'cancelled'")
    wide.id("at-loss").check()
    wide.wait(f"{FLAT}.get('asked').at === 'loss'")


@pytest.mark.parametrize(("width", "theme"), [(1400, "dark"), (420, "dark"), (420, "light"), (1400, "light")])
def test_it_fits_and_axe_finds_nothing_serious(wide, width, theme):
    wide.is_sound(width, theme)
    assert (wide.complaints, wide.outside, wide.get("lab.errors")) == ([], [], [])
    words = wide.get("document.body.innerText")
    assert "Is this minimum flat, compared to what?" in words
    assert words.count("Hides:") == 4
    assert wide.get(SMALL) == 0


def test_a_hostile_message_is_answered_and_changes_nothing(wide):
    before = wide.get(f"{FLAT}.get('asked')")
    for message in ('{type: "flat", runs: [["sgd", 1e9]]}', '{type: "flat", factor: NaN}', '{type: "want", landscape: "dimple"}'):
        count = wide.get("lab.errors.length")
        wide.get(f"lab.bus.post({message})")
        wide.wait(f"lab.errors.length > {count}")
    assert wide.get(f"{FLAT}.get('asked')") == before


def test_a_reload_goes_on_with_what_was_asked_and_what_is_no_sense_is_refused_there(wide):
    said = "runs: [['sgd', 64], ['sam', 256]], chosen: ['sam', 256], factor: 2, products: 2, at: 'evaluations'"
    wide.get(f"lab.bus.post({{type: 'flat', {said}}})")
    wide.wait(f"{FLAT}.get('asked').factor === 2 && {FLAT}.get('runs').length === 2")
    asked = wide.get(f"{FLAT}.get('asked')")
    assert asked["measuring"]
    wide.page.reload()
    wide.wait(f"window.lab?.bus && {FLAT}?.get('asked')?.factor === 2")
    assert wide.get(f"{FLAT}.get('asked')") == asked
    assert wide.id("lock").is_hidden()
    kept = '{"asked": {"runs": [["no_such", 1]], "chosen": 7}}'
    wide.get(f"sessionStorage.setItem(`wide-valleys flatness ${{location.pathname}}`, '{kept}')")
    wide.page.reload()
    wide.wait(f"window.lab?.bus && {FLAT}?.get('asked') && lab.errors.length === 1")
    assert wide.get(f"{FLAT}.get('asked').measuring") is False
    wide.id("lock").wait_for(state="visible")
