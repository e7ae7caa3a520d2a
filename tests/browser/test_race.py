"""The page of a race: nothing runs before a guess, nobody wins inside the error bars, and a reload knows the races before it."""

import pytest

RACE = "lab.bus.models.race"
SMALL = """[...document.querySelectorAll('.wv button, .wv select')]
    .filter((b) => b.checkVisibility() && b.offsetHeight < 44).map((b) => b.outerHTML)"""


def test_a_guess_then_lanes_and_a_podium_and_a_log_that_restores(server, fresh):
    page = fresh(viewport={"width": 1400, "height": 900})
    address = server.address.replace("side_by_side", "race") + "?theme=light"
    page.open(address, f"window.lab?.bus && {RACE}?.get('lanes').length === 3")
    assert page.received < 600_000
    assert page.get(f"{RACE}.get('lanes').every((lane) => lane.done === 0)")
    lanes = "[['sgd', 'default', 1], ['sam', 'default', 1]]"
    page.get(f"lab.bus.post({{type: 'race', seeds: 3, products: 2, digits: 100, lanes: {lanes}}})")
    page.wait(f"{RACE}.get('lanes').length === 2 && document.querySelectorAll('[data-testid=lanes] > li').length === 2")
    page.page.get_by_role("radio", name="nobody: it cannot be told").check()
    page.id("lock").click()
    page.wait(f"{RACE}.get('state').state === 'finished' && {RACE}.get('log').length === 1")
    stood = page.get(f"{RACE}.get('podium')")
    said = page.id("verdict").inner_text()
    assert "You said: nobody: it cannot be told." in said
    assert ("wins" in said) == (stood["winner"] is not None)
    assert [page.id(f"badge-{k}").inner_text() for k in range(2)] == ["default", "default"]
    for width, theme in ((1400, "dark"), (420, "dark"), (420, "light"), (1400, "light")):
        page.is_sound(width, theme)
    assert page.get(SMALL) == []
    assert page.get("document.body.innerText").count("Hides:") == 1
    page.id("seeds").select_option("4")
    page.wait(f"{RACE}.get('asked').seeds === 4")
    page.id("restore-0").click()
    page.wait(f"{RACE}.get('asked').seeds === 3 && {RACE}.get('state').state === 'finished'")
    assert page.get(f"{RACE}.get('podium')") == stood
    assert (page.complaints, page.outside, page.get("lab.errors")) == ([], [], [])
    page.open(address, f"window.lab?.bus && {RACE}?.get('state')?.state === 'finished'")
    assert page.get(f"{RACE}.get('podium')") == stood, "the same seeds give the same race"
    page.get("lab.bus.post({type: 'race', seeds: 99})")
    page.wait("lab.errors.length === 1")
    assert page.get(f"{RACE}.get('asked').seeds") == pytest.approx(3)


def test_the_signs_of_the_lanes_follow_the_theme(server, fresh):
    page = fresh(viewport={"width": 1400, "height": 900})
    address = server.address.replace("side_by_side", "race") + "?theme=light"
    page.open(address, f"window.lab?.bus && {RACE}?.get('lanes').length === 3")
    inked = """([theme]) => [...document.querySelectorAll('[data-testid=lanes] .wv-glyph canvas')].map((node) => '#' + [
      ...node.getContext('2d').getImageData(node.width / 2, node.height / 2, 1, 1).data].slice(0, 3).map(
      (part) => part.toString(16).padStart(2, '0')).join('')).join() === lab.bus.models.race.get('lanes').map(
      ({ cue }) => cue[theme].toLowerCase()).join()"""
    for theme in ("light", "dark", "light"):
        page.get(f"lab.bus.setTheme('{theme}')")
        page.wait(f"({inked})(['{theme}'])", 10_000)
