"""What stands beside the run: exact descent, the cut, whose sliders are whose, what was dropped, how far each side is."""

import re

import pytest


def set_box(page, name, value):
    box = page.id(f"parameter-{name}").locator("input[type=text]")
    box.fill(str(value))
    box.press("Enter")
    page.settled()


def seek(page, clock):
    page.get(f"(lab.bus.pause(), lab.bus.seek({clock}))")
    page.wait("!lab.bus.dirty")


def test_exact_descent_stands_beside_the_run_and_both_are_counted(lab):
    lab.quiet()
    lab.wait("lab.bus.ghost?.seq === lab.run.seq")
    seek(lab, 60)
    lab.wait("document.querySelector('[data-testid=exact]').textContent.includes('is in the start')")
    seek(lab, 2010)
    lab.wait("document.querySelector('[data-testid=exact]').textContent.includes('left the start')")
    words = lab.id("exact").inner_text()
    assert f"{lab.get('lab.run.away[67]')} of the run’s 64" in words
    assert "hL = 0.50" in words and "1/γ = 1.00" in words
    set_box(lab, "inner_steps", 100)
    lab.settled()
    assert "hL = 1.00" in lab.id("exact").inner_text()
    assert "aims at" in lab.id("surface-title").inner_text()


def line(page):
    return float(page.id("cut-line").get_attribute("aria-valuenow"))


def test_the_cut_goes_through_the_lead_until_a_hand_takes_it(lab):
    lab.quiet()
    seek(lab, 2010)
    lead = lab.get("""(() => { const { bus } = lab, run = bus.run, k = run.methods.findIndex((m) => m.key === bus.selected);
        const [, [a, b]] = bus.scene.domain, at = 2 * (k * run.frames + 67) * run.replicas;
        return a + bus.frames[at + 1] / 65534 * (b - a); })()""")
    assert line(lab) == pytest.approx(lead, abs=0.01)
    assert "through the lead of Entropy-SGD" in lab.id("cut-line").get_attribute("aria-valuetext")
    start = lab.get("lab.run.start")
    handle, box = lab.id("cut-line").bounding_box(), lab.id("map-energy").bounding_box()
    lab.page.mouse.move(handle["x"] + 20, handle["y"] + 22)
    lab.page.mouse.down()
    lab.page.mouse.move(handle["x"] + 20, box["y"] + 0.25 * box["height"], steps=4)
    lab.page.mouse.up()
    [y0, y1] = lab.get("lab.bus.scene.extent[1]")
    assert line(lab) == pytest.approx(y1 - 0.25 * (y1 - y0), abs=0.02)
    seek(lab, 3000)
    put = line(lab)
    assert put == pytest.approx(y1 - 0.25 * (y1 - y0), abs=0.02), "it stays where it was put"
    assert lab.get("lab.run.start") == start, "a hand on the line is no new start"
    lab.id("cut-line").focus()
    lab.page.keyboard.press("ArrowDown")
    assert line(lab) == pytest.approx(put - (y1 - y0) / 100)
    lab.page.keyboard.press("Escape")
    assert "through the lead" in lab.id("cut-line").get_attribute("aria-valuetext")


def test_sliders_show_whose_they_are_and_one_of_nobody_is_not_there(lab):
    lab.quiet()
    temperature = lab.id("parameter-temperature")
    assert temperature.get_by_role("img").get_attribute("aria-label") == "of Langevin, Entropy-SGD"
    lab.id("more").click()
    radius = lab.id("parameter-radius")
    assert radius.get_by_role("img").get_attribute("aria-label") == "of SAM"
    colour = lab.get("lab.bus.palette.methods.find((m) => m.key === 'sam').cue.light")
    assert radius.evaluate("(node) => getComputedStyle(node).getPropertyValue('--method')") == colour
    lab.id("algorithm-sam").locator("input").uncheck()
    lab.wait("!document.querySelector('[data-testid=parameter-radius]')")
    lab.id("algorithm-sgd").locator("button").click()
    for key in ("langevin", "entropy_sgd"):
        lab.id(f"algorithm-{key}").locator("input").uncheck()
    lab.wait("!document.querySelector('[data-testid=parameter-temperature]')")
    lab.settled()
    assert lab.id("parameter-step_size").is_visible()


def test_what_a_click_has_dropped_is_said_where_it_stood_with_the_way_back(lab):
    lab.quiet()
    seek(lab, 1500)
    set_box(lab, "scope", 4)
    box = lab.id("map-energy").bounding_box()
    lab.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    lab.settled()
    assert "A move of a slider is gone" in lab.id("notice").inner_text()
    lab.id("undo").click()
    lab.settled()
    assert lab.get("lab.run.pins.length") == 1
    assert not lab.id("notice").is_visible()


def test_each_side_says_how_far_it_is(lab):
    lab.quiet()
    set_box(lab, "step_size", 0.011)
    lab.settled()
    lab.get("lab.bus.seek(6000)")
    lab.wait("/Trained to [\\d,]+ of 6,000/.test(document.querySelector('[data-testid=training-state]').textContent)")
    lab.wait("lab.network.step > 300")
    told = re.search(r"at ([\d,]+)", lab.id("training-numbers").locator("caption").text_content())[1]
    assert int(told.replace(",", "")) < 6000, "the numbers are those of the weights that there are"
    lab.wait("lab.network.step >= 6000")
    lab.wait("document.querySelector('[data-testid=training-state]').textContent === ''")


def test_the_first_seconds_show_a_picture_that_says_what_it_is(server, fresh):
    page = fresh()
    page.page.goto(server.address, wait_until="commit")
    page.wait("document.querySelector('#recorded progress')?.value > 0")
    assert not page.get("Boolean(window.lab)"), "there is no session yet"
    assert "recorded" in page.page.locator("#recorded").inner_text()
    painted = page.get("""(() => { const c = document.querySelector('#recorded canvas');
        return new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size; })()""")
    assert painted > 20, "a map and its particles"
    page.wait("window.lab?.ready")
    assert page.page.locator("#preparing").count() == 0
    assert page.complaints == []


def test_nothing_of_the_last_landscape_stays_while_the_next_is_prepared(lab):
    lab.quiet()
    lab.get("""(() => { lab.seen = []; lab.bus.on('scene', () => queueMicrotask(() => {
        const cut = document.querySelector('.wv-cut canvas'), of = (name) => document.querySelector(`[data-testid=${name}]`);
        const drawn = cut.getContext('2d').getImageData(0, 0, cut.width, cut.height).data.some(Boolean);
        lab.seen.push({ run: lab.run.landscape, ring: of('start').hidden, line: of('cut-line').hidden, cut: drawn,
          title: of('surface-title').textContent, exact: of('exact').textContent, tally: of('tally').hidden }); })); })()""")
    lab.id("landscape").select_option("ravine")
    lab.wait("lab.run.landscape === 'ravine'")
    lab.settled()
    first = lab.get("lab.seen[0]")
    assert first.pop("run") == "two_gaussians", "its run is still that of the last landscape"
    assert first == {"ring": True, "line": True, "cut": False, "title": "Preparing…", "exact": "", "tally": True}
    assert "aims at" in lab.id("surface-title").inner_text()
    assert lab.id("start").is_visible()
    assert lab.id("cut-line").is_visible()
