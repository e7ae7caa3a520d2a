"""The page about what lies between minima: a guess first, then barriers that are those of the library; on a phone, in the dark."""

import pytest

ISLANDS = "lab.bus.models.islands"


def test_a_guess_then_the_ways_and_nothing_is_cut(server, fresh):
    page = fresh(viewport={"width": 1400, "height": 900})
    page.open(server.address.replace("side_by_side", "paths") + "?theme=light", f"window.lab?.bus && {ISLANDS}?.get('ends')")
    assert page.received < 600_000
    assert page.id("matched").is_hidden()
    page.get("lab.bus.post({type: 'path', evaluations: 200})")  # so that it is soon over
    page.page.get_by_role("radio", name="twice as high").check()
    page.id("lock").click()
    page.wait(f"{ISLANDS}.get('state').state === 'finished' && {ISLANDS}.get('ways').length === 2")
    line, curve = page.get(f"{ISLANDS}.get('ways')")
    assert line["barrier"] > 0.1 > curve["misread"]
    assert "You said: twice as high." in page.id("verdict").inner_text()
    assert f"{line['barrier']:.2f}" in page.id("ways").inner_text()
    page.id("matched").check()
    page.wait(f"{ISLANDS}.get('state').state === 'finished' && {ISLANDS}.get('ways').length === 3")
    assert page.get(f"{ISLANDS}.get('ways')[1].barrier") < line["barrier"]
    for width, theme in ((1400, "dark"), (420, "dark"), (420, "light")):
        page.is_sound(width, theme)
    assert page.get("document.body.innerText").count("Hides:") == 3
    assert (page.complaints, page.outside, page.get("lab.errors")) == ([], [], [])
    page.get("lab.bus.post({type: 'path', runs: [['sgd', 64, 0], ['sgd', 64, 0]]})")
    page.wait("lab.errors.length === 1")
    assert page.get(f"{ISLANDS}.get('asked').runs[1][2]") == pytest.approx(1)
