"""The page about what lies between minima: a guess first, then barriers that are those of the library; on a phone, in the dark."""

import numpy as np
import pytest

import toy_models as tm

ISLANDS = "lab.bus.models.islands"
SEEN = f"{ISLANDS}.get('state').state === 'finished' && {ISLANDS}.get('scene').looked === {ISLANDS}.get('scene').places"


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
    asked = page.get(f"{ISLANDS}.get('asked')")
    page.page.reload()  # the tab goes on with what it asked, and with its guess
    page.wait(f"window.lab?.bus && {ISLANDS}?.get('state')?.state === 'finished' && {ISLANDS}.get('ways').length === 3")
    assert page.get(f"{ISLANDS}.get('asked')") == asked
    assert page.get(f"{ISLANDS}.get('ways')[0].barrier") == line["barrier"], "the same seeds give the same networks"
    assert "You said: twice as high." in page.id("verdict").inner_text()
    assert page.id("lock").is_hidden()
    page.get("lab.bus.post({type: 'path', runs: [['sgd', 64, 0], ['sgd', 64, 0]]})")
    page.wait("lab.errors.length === 1")
    assert page.get(f"{ISLANDS}.get('asked').runs[1][2]") == pytest.approx(1)


@pytest.fixture(scope="module")
def planes(server, pages):
    page = pages(viewport={"width": 1366, "height": 650}, accept_downloads=True)
    page.open(server.address.replace("side_by_side", "paths") + "?theme=light", f"window.lab?.bus && {ISLANDS}?.get('ends')")
    assert page.id("picture-three").is_hidden()
    page.get("lab.bus.post({type: 'path', looking: true, evaluations: 200})")
    page.id("picture-three").check()
    page.wait(f"{SEEN} && {ISLANDS}.get('scene').kind === 'three'")
    return page


def taken(page, form):
    page.page.locator(".wv-take:visible").click()
    with page.page.expect_download() as found:
        page.page.locator(f".wv-take-menu:popover-open [data-form='{form}']").click()
    return found.value.path().read_bytes()


def test_the_plane_of_three_is_on_the_page_with_every_distance_from_it_and_can_be_taken_away(planes):
    scene = planes.get(f"{ISLANDS}.get('scene')")
    cells = "(table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    rows = planes.id("off-plane").evaluate(cells)
    assert [name for name, *_ in rows] == ["SGD, seed 0", "SGD, seed 1", "SAM, seed 0", "start of SGD, seed 0"]
    far = zip([0, 0, 0, scene["marks"][3]["off"]], scene["marks"], strict=True)
    assert [said for *_, said in rows] == [f"{off:.3g} of {mark['away']:.3g}" for off, mark in far]
    assert "25,448 other directions" in planes.id("plane-hides").inner_text()
    for shown in ("plane", "off-plane", "plane-hides"):  # a laptop sees them without scrolling
        box = planes.id(shown).bounding_box()
        assert box["y"] + box["height"] < 586
    head, *rows = taken(planes, "csv").decode().splitlines()
    assert head == "a (weights),b (weights),training loss (nats)"
    assert len(rows) == scene["places"]
    assert b"tm.plane.plane_through" in taken(planes, "py")
    assert taken(planes, "png")[:4] == b"\x89PNG"
    planes.id("height-error").check()
    planes.wait(f"{SEEN} && {ISLANDS}.get('scene').height === 'error'")
    assert planes.get(f"{ISLANDS}.get('scene').top") > 5 * planes.get(f"{ISLANDS}.get('scene').low")
    planes.id("third-seed").select_option("3")
    planes.wait(f"{SEEN} && {ISLANDS}.get('scene').marks[2].seed === 3")


def test_the_plane_of_a_path_says_how_much_of_it_it_explains_as_the_library_has_it(planes):
    planes.id("picture-path").check()
    planes.wait(f"{SEEN} && {ISLANDS}.get('scene').kind === 'path'")
    scene, clock = planes.get(f"{ISLANDS}.get('scene')"), planes.get(f"{ISLANDS}.get('ends')[0].here.clock")
    path = tm.train("mlp", "sgd", evaluations=clock, record_every=50).x[:, 0]
    found = tm.slicing.principal_plane(path)
    assert scene["explained"] == pytest.approx(found.explained)
    assert scene["strayed"] == pytest.approx(np.max(tm.plane.project(found, path)[1]))
    assert f"{100 * found.explained:.1f} % of the path's variance" in planes.id("explained").inner_text()
    assert "its loss" in planes.id("plane-hides").inner_text()
    planes.id("walked").select_option("1")
    planes.wait(f"{SEEN} && {ISLANDS}.get('scene').marks[0].seed === 1")
    for width, theme in ((1400, "dark"), (420, "dark"), (420, "light"), (1366, "light")):
        planes.is_sound(width, theme)
    assert (planes.complaints, planes.outside, planes.get("lab.errors")) == ([], [], [])


def test_a_plane_is_looked_at_coarse_to_fine_is_cancelled_and_goes_on(planes):
    asked = "{type: 'path', picture: 'three', height: 'loss', third: ['sgd', 16, 7]}"
    planes.get(f"(lab.bus.post({asked}), document.querySelector('[data-testid=stop]').click())")
    planes.wait(f"{ISLANDS}.get('state').state === 'cancelled'")
    planes.id("hold").click()
    planes.wait(f"{SEEN} && {ISLANDS}.get('scene').marks[2]?.seed === 7")
    planes.get("lab.bus.post({type: 'path', third: ['sgd', 64, 0]})")
    planes.wait("lab.errors.length === 1")
    assert planes.get(f"{ISLANDS}.get('asked').third") == ["sgd", 16, 7]
    planes.id("picture-ways").check()
    planes.wait(f"{ISLANDS}.get('state').state === 'finished' && {ISLANDS}.get('ways').length === 2")
    assert planes.id("ways").is_visible()
    planes.page.locator(".wv-take:visible").first.click()
    with planes.page.expect_download() as found:
        planes.page.locator(".wv-take-menu:popover-open [data-form='py']").click()
    assert b"tm.paths.curve(network, a, b, digits, 'bezier', evaluations=200)" in found.value.path().read_bytes()
    assert planes.id("plane").is_hidden()
