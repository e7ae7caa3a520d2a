"""A field on the page: lines of the force, no word of an energy, and nothing of it where it is not used."""


def test_a_field_is_shown_as_one_and_leaves_no_trace(lab):
    lab.quiet()
    menu, title, surface = lab.id("landscape"), lab.page.locator(".wv-energy-title"), lab.id("surface-title")
    first = menu.input_value()
    assert "The energy f" in title.inner_text()
    menu.select_option("example_19")
    lab.wait("lab.run.landscape === 'example_19'")
    lab.settled()
    assert lab.get("lab.bus.scene.streams.length") > 10
    assert "no energy" in title.inner_text()
    assert "follows the force" in surface.inner_text()
    note = lab.page.locator(".wv-margin-cut")
    assert "No energy; Φ" in note.inner_text()
    assert "On the side of the right mode" in lab.id("tally").inner_text()
    menu.select_option(first)
    lab.wait(f"lab.run.landscape === '{first}'")
    lab.settled()
    assert lab.get("lab.bus.scene.streams === undefined")
    assert "The energy f" in title.inner_text()
    assert "Φ" not in lab.page.locator(".wv-arena").inner_text()
    assert not lab.complaints
