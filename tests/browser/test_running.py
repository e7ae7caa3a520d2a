"""Sliders, transport and timeline, on both sides."""

import pytest


def frames(page, key):
    """The whole run of one method as the page holds it."""
    return page.get(f"""(() => {{ const r = lab.run, k = r.methods.findIndex((m) => m.key === "{key}");
        const n = 2 * r.frames * r.replicas;
        return Array.from(lab.bus.frames.slice(k * n, (k + 1) * n)); }})()""")


def records_of(page, key="entropy_sgd"):
    """A network's records as the page holds them: rows of clock, training loss, test loss, accuracy."""
    flat = page.get(f"lab.bus.network.recordsOf('{key}')")
    return [flat[i : i + 4] for i in range(0, len(flat), 4)]


def set_box(page, name, value):
    box = page.id(f"parameter-{name}").locator("input[type=text]")
    box.fill(str(value))
    box.press("Enter")


def test_a_moved_scope_acts_on_both_sides_from_that_moment_on(lab):
    lab.wait("lab.clock > 1500")
    before = frames(lab, "entropy_sgd")
    untouched = frames(lab, "sgd")
    lab.id("pause").click()
    lab.wait("lab.network.step >= 6000")
    lab.id("play").click()
    records = records_of(lab)
    lab.wait("lab.playing")
    set_box(lab, "scope", 4)
    lab.settled()
    at = lab.get("lab.run.pins[0].clock")
    assert lab.get("lab.playing"), "it acts while the run goes on"
    assert 1500 < at < 6000
    after = frames(lab, "entropy_sgd")
    size = 2 * lab.get("lab.run.replicas")
    cut = (at // lab.get("lab.run.every")) * size
    assert before[:cut] == after[:cut], "what has been shown stays as it was"
    assert before != after
    assert frames(lab, "sgd") == untouched, "a scope is nothing to SGD"
    another = f"lab.bus.network.recordsOf('entropy_sgd').at(-3) !== {records[-1][1]}"
    lab.wait(f"lab.bus.network.recordsOf('entropy_sgd').at(-4) === 6000 && {another}")
    now = records_of(lab)
    assert [row for row in now if row[0] < at] == [row for row in records if row[0] < at], "nor has the network's past changed"
    shared = [(old, new) for old, new in zip(records, now, strict=False) if old[0] > at + 500]
    assert all(old != new for old, new in shared)
    assert now[-1][0] == 6000
    assert "γ 1 → 4" in lab.page.locator(".wv-pin").first.get_attribute("title")


def test_after_two_hundred_fast_moves_the_picture_is_that_of_the_last_value(lab):
    lab.quiet()
    lab.get("""(() => { const range = document.querySelector('[data-testid=parameter-scope] input[type=range]');
        const tell = (name) => range.dispatchEvent(new Event(name, { bubbles: true }));
        for (let i = 0; i < 200; i++) { range.value = 40 + (i * 37) % 200; tell('input'); }
        range.value = 120; tell('input'); tell('change'); })()""")
    lab.settled()
    value = lab.get("lab.values.scope")
    assert value == lab.get("lab.run.values.scope")
    assert value == pytest.approx(0.1, rel=0.02), "half-way on a logarithmic slider from 1e-4 to 100"
    assert lab.get("lab.bus.inFlight.size") == 0
    assert lab.get("lab.sent") < 200, "the page waits for answers instead of flooding the kernel"
    assert float(lab.id("parameter-scope").locator("input[type=text]").input_value()) == value


def test_play_pause_step_scrub_reset(lab):
    lab.id("pause").click()
    lab.wait("!lab.playing")
    lab.id("reset").click()
    lab.wait("lab.clock === 0 && lab.frame === 0")
    lab.id("step").click()
    lab.wait("lab.frame === 1")
    assert lab.get("lab.clock") == lab.get("lab.run.every")
    lab.id("play").click()
    lab.wait("lab.clock > 100 && lab.playing")
    lab.id("timeline").fill("3000")
    lab.wait("lab.clock === 3000 && !lab.playing")
    assert "3,000 / 6,000" in lab.id("clock").inner_text()
    lab.id("speed").select_option("4")
    lab.id("play").click()
    lab.wait("lab.clock >= 6000 && !lab.playing")


def test_a_huge_step_is_reported_and_recovered_from(lab):
    lab.quiet()
    set_box(lab, "step_size", 1)
    lab.settled()
    text = lab.id("banner").inner_text()
    assert "diverged at step" in text
    assert "stable is below 2" in text
    assert "unstable" in lab.id("parameter-step_size").inner_text()
    lab.id("remedy").click()
    lab.settled()
    assert not lab.id("banner").is_visible()
    assert lab.get("lab.values.step_size") < 0.05
    lab.id("play").click()
    lab.wait("lab.clock > 300")


def test_a_step_below_the_last_bit_is_said(lab):
    """On the floor of the valley, at the smallest step: float32 stands still where descent goes on; a larger step moves again."""
    lab.quiet()
    lab.get("lab.bus.want({ landscape: 'rosenbrock' })")
    lab.settled()
    lab.get("lab.bus.want({ start: [0.9912, 0.98245] })")
    lab.settled()
    lab.get("lab.bus.restart({ step_size: 1e-4, momentum: 0 })")
    lab.settled()
    assert lab.id("banner").is_visible()
    assert "SGD stands still from step" in lab.id("banner").inner_text()
    assert "below the last bit" in lab.id("banner").inner_text()
    lab.get("lab.bus.restart({ step_size: 0.01 })")
    lab.settled()
    assert not lab.id("banner").is_visible()


def test_a_dead_scope_says_so(lab):
    lab.quiet()
    set_box(lab, "scope", 0.01)
    lab.settled()
    assert "dead" in lab.id("parameter-scope").inner_text()


def test_a_number_out_of_range_is_refused_where_it_was_typed(lab):
    lab.quiet()
    sent = lab.get("lab.sent")
    set_box(lab, "scope", "1e300")
    assert "0.0001 to 100" in lab.id("parameter-scope").inner_text() or "1e−4" in lab.id("parameter-scope").inner_text()
    assert lab.id("parameter-scope").locator("input[type=text]").get_attribute("aria-invalid") == "true"
    assert lab.get("lab.sent") == sent


def test_another_landscape_brings_its_own_scene(lab):
    lab.quiet()
    keys = lab.get("Array.from(document.querySelector('[data-testid=landscape]').options).map((option) => option.value)")
    assert keys[-1] == "write-a-landscape"
    for key in keys[:-1]:
        lab.id("landscape").select_option(key)
        lab.wait(f"lab.run.landscape === '{key}' && lab.bus.scene.key === '{key}'")
        lab.settled()
        assert lab.get("lab.errors") == []
        assert lab.get("lab.clock") == 0


def test_a_method_hidden_and_another_selected(lab):
    lab.quiet()
    lab.id("algorithm-langevin").locator("input").uncheck()
    lab.settled()
    assert lab.id("tally-langevin").count() == 0
    lab.id("algorithm-sam").locator("button").click()
    lab.settled()
    assert "neighbourhood maximum" in lab.id("surface-title").inner_text()
    assert lab.id("parameter-radius").is_visible()


def test_the_start_is_dragged_and_clicked(lab):
    lab.quiet()
    box = lab.id("map-energy").bounding_box()
    lab.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    lab.settled()
    x, y = lab.get("lab.run.start")
    [[x0, x1], [y0, y1]] = lab.get("lab.bus.scene.extent")
    assert x == pytest.approx(x0 + 0.25 * (x1 - x0), abs=0.03)
    assert y == pytest.approx((y0 + y1) / 2, abs=0.03)
    ring = lab.id("start").bounding_box()
    lab.page.mouse.move(ring["x"] + 22, ring["y"] + 22)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"], steps=8)
    lab.page.mouse.up()
    lab.settled()
    assert lab.get("lab.run.start[0]") == pytest.approx(x0 + 0.8 * (x1 - x0), abs=0.05)


def test_a_preset_sets_the_sliders_of_its_method_and_canonical_takes_it_back(lab):
    lab.quiet()
    opening = lab.get("({ ...lab.values })")
    lab.id("preset").select_option("as published")
    lab.settled()
    assert lab.get("lab.run.values.scope") == pytest.approx(1e-4)
    assert [lab.get(f"lab.run.values.{name}") for name in ("scope_power", "inner_steps")] == [0, 20]
    assert lab.get("lab.run.values.step_size") == pytest.approx(0.01), "the network's is ten times that: the published 0.1"
    lab.id("preset").select_option("as printed")
    lab.settled()
    assert lab.get("lab.run.values.scope_power") == 1
    lab.id("preset").select_option("canonical")
    lab.settled()
    assert lab.get("({ ...lab.run.values })") == opening


def test_a_cold_preset_is_cold_on_a_page_with_a_network(lab):
    lab.quiet()
    lab.id("algorithm-langevin").get_by_role("button").click()
    lab.id("preset").select_option("cold")
    lab.settled()
    assert lab.get("lab.run.values.temperature") == pytest.approx(0.1)


def test_a_gauge_knows_the_momentum_the_spring_and_the_network(lab):
    """h λmax = 3.5 is beyond 2 and below 2(1 + 0.9); hγ = 0.25 on the landscape is 2.5 on the network."""
    said = lab.quiet().id("parameter-step_size")
    lab.id("algorithm-sgd").get_by_role("button").click()
    curvature = lab.get("lab.bus.scene.curvature")
    set_box(lab, "step_size", 3.5 / curvature)
    lab.settled()
    assert "unstable" in said.inner_text()
    lab.id("preset").select_option("with momentum")
    set_box(lab, "step_size", 3.5 / curvature)
    lab.settled()
    assert "stable" in said.inner_text()
    assert "unstable" not in said.inner_text()
    lab.id("algorithm-entropy_sgd").get_by_role("button").click()
    set_box(lab, "step_size", 0.01)
    set_box(lab, "scope", 25)
    lab.settled()
    assert "net 2.50 walk unstable" in said.inner_text().replace("\n", " ")


def test_a_scope_that_grows_is_told_as_it_is_at_the_clock(lab):
    """Γ = hγL with γ = 0.01 · 1.1^t: dead at the start, at work 30 steps later."""
    lab.quiet()
    lab.id("algorithm-entropy_sgd").get_by_role("button").click()
    lab.id("more").click()
    for name, value in {"inner_steps": 20, "scope": 0.01, "scope_growth": 0.1}.items():
        set_box(lab, name, value)
    lab.settled()
    said = lab.id("parameter-scope")
    assert "dead" in said.inner_text()
    lab.get("lab.bus.seek(1200)")
    lab.wait("lab.clock === 1200")
    lab.page.wait_for_function("document.querySelector('[data-testid=parameter-scope]').innerText.includes('acts')")
