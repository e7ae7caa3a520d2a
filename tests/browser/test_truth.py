"""What the page says is what holds now: one history for sliders, surface, title, gauges and run; numbers are never changed."""

import pytest


def set_box(page, name, value):
    box = page.id(f"parameter-{name}").locator("input[type=text]")
    box.fill(str(value))
    box.press("Enter")


def boxed(page, name):
    return page.id(f"parameter-{name}").locator("input[type=text]").input_value()


def seek(page, clock):
    page.get(f"(lab.bus.pause(), lab.bus.seek({clock}))")
    page.wait("!lab.bus.dirty")


def surface(page):
    """What the map of the surface says of itself."""
    return page.page.locator("[data-testid=map-surface] canvas").first.get_attribute("aria-label")


def moved_scope(page, value, at=1500):
    page.quiet()
    seek(page, at)
    set_box(page, "scope", value)
    page.settled()


def test_title_surface_reach_and_dock_say_what_holds_at_the_clock(lab):
    moved_scope(lab, 20)
    after = surface(lab)
    assert "γ = 20.00" in after and "2 minima" in after and "reach 0.22" in after
    lab.page.keyboard.press("Home")
    lab.wait("lab.clock === 0")
    lab.id("play").click()
    lab.wait("lab.clock > 500")
    lab.id("pause").click()
    assert lab.get("lab.clock") < 1500
    assert boxed(lab, "scope") == "1.00"
    assert "γ = 1.00" in lab.id("surface-title").inner_text()
    assert "γ = 1.00" in surface(lab) and "1 minimum" in surface(lab) and "reach 1.00" in surface(lab)
    assert "0.50" in lab.id("parameter-scope").inner_text(), "Γ = hγL under γ = 1"
    before = lab.get("document.querySelector('[data-testid=map-surface] canvas').toDataURL()")
    seek(lab, 1500)
    assert boxed(lab, "scope") == "20.00"
    assert surface(lab) == after
    assert before != lab.get("document.querySelector('[data-testid=map-surface] canvas').toDataURL()")


def test_a_control_that_restarts_a_run_takes_the_values_that_are_shown(lab):
    moved_scope(lab, 4)
    seek(lab, 300)
    assert boxed(lab, "scope") == "1.00"
    lab.id("start").focus()
    lab.page.keyboard.press("ArrowLeft")
    lab.settled()
    assert lab.get("lab.run.base.scope") == 1
    assert lab.get("lab.run.pins") == []
    assert boxed(lab, "scope") == "1.00"


@pytest.mark.parametrize("name", ["seed", "batch_size", "gradient_noise"])
def test_so_does_every_other_one(lab, name):
    moved_scope(lab, 4)
    seek(lab, 300)
    lab.id("more").click()
    set_box(lab, name, 3)
    lab.settled()
    assert lab.get("lab.run.base.scope") == 1
    assert lab.get("lab.values.scope") == 1


def test_home_before_the_answer_does_not_move_a_slider_at_the_start(lab):
    lab.quiet()
    seek(lab, 1500)
    lab.get("(lab.bus.move({ scope: 20 }), lab.bus.move({ scope: 25 }), lab.bus.seek(0))")
    lab.settled()
    assert lab.get("lab.run.base.scope") == 1
    assert lab.get("lab.run.pins[0].clock") == 1500
    assert lab.get("lab.values.scope") == 1


def test_a_slider_moved_between_two_whole_clocks_stays_where_it_was_put(lab):
    lab.quiet()
    seek(lab, 1499.6)
    set_box(lab, "scope", 4)
    lab.settled()
    assert lab.get("lab.values.scope") == 4
    assert boxed(lab, "scope") == "4.00"


def test_what_is_previewed_is_meant_even_if_the_hand_goes_on_at_once(lab):
    lab.quiet()
    seek(lab, 1500)
    lab.get("(lab.bus.move({ scope: 3 }, true), lab.bus.seek(300))")
    lab.settled()
    assert lab.get("lab.run.pins[0].clock") == 1500
    assert lab.get("lab.run.pins[0].moves[0].after") == 3
    assert lab.get("lab.values.scope") == 1


def test_a_surface_that_was_not_sent_is_asked_for_where_it_is_entered(lab):
    lab.quiet()
    for i in range(1, 31):
        seek(lab, 100 * i)
        lab.get(f"lab.bus.move({{ scope: {1 + i / 10} }})")
        lab.settled()
    assert lab.get("lab.bus.run.pins.length") == 30
    seek(lab, 50)
    lab.settled()
    assert "γ = 1.00" in surface(lab) and "1 minimum" in surface(lab)


def test_ctrl_z_takes_back_the_start_with_its_pins(lab):
    moved_scope(lab, 4)
    start, pins = lab.get("lab.run.start"), lab.get("lab.run.pins")
    box = lab.id("map-energy").bounding_box()
    lab.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    lab.settled()
    assert lab.get("lab.run.pins") == []
    lab.page.keyboard.press("Control+z")
    lab.settled()
    assert lab.get("lab.run.start") == start
    assert lab.get("lab.run.pins") == pins
    lab.page.keyboard.press("Control+Shift+z")
    lab.settled()
    assert lab.get("lab.run.pins") == []


def test_ctrl_z_takes_back_methods_landscape_and_seed(lab):
    lab.quiet()
    lab.id("algorithm-sam").locator("button").click()
    lab.settled()
    lab.id("algorithm-sgd").locator("input").uncheck()
    lab.settled()
    lab.id("more").click()
    set_box(lab, "seed", 5)
    lab.settled()
    lab.id("landscape").select_option("ravine")
    lab.wait("lab.run.landscape === 'ravine'")
    lab.settled()
    undone = ["lab.run.landscape === 'two_gaussians' && lab.bus.extras.seed === 5", "lab.bus.extras.seed === 0",
              "lab.bus.visible.has('sgd')", "lab.bus.selected === 'entropy_sgd'"]
    for condition in undone:
        lab.get("document.activeElement.blur()")
        lab.page.keyboard.press("Control+z")
        lab.wait(condition)
        lab.settled()
    assert lab.id("algorithm-sgd").locator("input").is_checked()
    assert boxed(lab, "seed") == "0"


def test_numbers_are_understood_or_refused_where_they_are_typed(lab):
    lab.quiet()
    for text, value in {"0,01": 0.01, "½": 0.5, "1e-3": 1e-3, " 0.02 ": 0.02, "1e−2": 0.01}.items():
        set_box(lab, "step_size", text)
        lab.settled()
        assert lab.get("lab.values.step_size") == value, text
        assert lab.id("parameter-step_size").locator("input[type=text]").get_attribute("aria-invalid") == "false"
    for text, word in {"1,000.5": "from", "−0.5": "from", "": "empty", "a half": "no number", "1 2": "no number"}.items():
        set_box(lab, "step_size", text)
        assert word in lab.id("parameter-step_size").inner_text(), text
        assert boxed(lab, "step_size") == text, "what was typed stands"
        assert lab.get("lab.values.step_size") == 0.01
    lab.id("parameter-step_size").locator("input[type=text]").press("Escape")
    assert boxed(lab, "step_size") == "0.010"


def test_small_numbers_keep_two_digits_and_fit_their_boxes(lab):
    lab.quiet()
    set_box(lab, "scope", 0.00012)
    set_box(lab, "temperature", "0.00001234")
    lab.settled()
    assert "γ = 0.00012" in lab.id("surface-title").inner_text()
    assert boxed(lab, "scope") == "0.00012"
    lab.id("more").click()
    set_box(lab, "seed", 4294967295)
    cut = lab.get("""Array.from(document.querySelectorAll('.wv-slider input[type=text]')).filter((b) => b.offsetParent)
        .filter((b) => b.scrollWidth > b.clientWidth).map((b) => b.value)""")
    assert cut == []


@pytest.mark.parametrize("name", ["algorithm-sam", "landscape", "theme", "level", "pause", "speed"])
def test_space_plays_where_a_pointer_has_put_the_focus(lab, name):
    lab.quiet()
    target = lab.id(name)
    if name == "algorithm-sam":
        target.locator("input").click()
        shown = "lab.bus.visible.has('sam')"
    else:
        shown = "lab.bus.level"
        if name == "pause":
            lab.id("play").click()
            lab.id("pause").click()
        else:
            target.dispatch_event("pointerdown")
            target.focus()
    before = lab.get(shown)
    lab.page.keyboard.press(" ")
    lab.wait("lab.playing")
    assert lab.get(shown) == before
    lab.page.keyboard.press(" ")
    lab.wait("!lab.playing")


def test_space_presses_a_control_that_was_reached_by_tab(lab):
    lab.quiet()
    lab.id("landscape").focus()
    lab.page.keyboard.press("Tab")
    shown = lab.get("lab.bus.visible.has('sgd')")
    lab.page.keyboard.press(" ")
    lab.wait(f"lab.bus.visible.has('sgd') === {'false' if shown else 'true'}")
    assert not lab.get("lab.playing")


def test_the_landscape_plays_on_while_the_network_trains(lab):
    lab.quiet()
    set_box(lab, "step_size", 0.011)
    lab.settled()
    lab.id("speed").select_option("4")
    lab.id("play").click()
    lab.wait("lab.clock >= 6000")
    assert lab.get("lab.network.step") < 6000, "it is far behind after a second and a half"
    lab.wait("lab.network.step >= 6000")
