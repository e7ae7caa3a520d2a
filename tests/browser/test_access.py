"""By keyboard, on a phone, in the dark, with less motion; and what axe-core finds."""

import pytest


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
@pytest.mark.parametrize("level", ["full", "simple"])
def test_axe_finds_nothing_serious(server, fresh, theme, width, level):
    page = fresh(viewport={"width": width, "height": 900}).open(f"{server.address}?theme={theme}&level={level}").quiet()
    assert page.serious() == []


@pytest.mark.parametrize("width", [1400, 1000, 420])
def test_nothing_is_wider_than_the_page(server, fresh, width):
    page = fresh(viewport={"width": width, "height": 900}).open(server.address).quiet()
    assert page.get("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1400, 420])
def test_every_target_is_large_enough(server, fresh, width):
    page = fresh(viewport={"width": width, "height": 900}).open(server.address).quiet()
    small = page.get("""Array.from(document.querySelectorAll('.wv button, .wv select, .wv input[type=range]'))
        .filter((n) => n.offsetParent)
        .map((n) => [n.dataset.testid || n.getAttribute('aria-label') || n.textContent, n.getBoundingClientRect()])
        .filter(([, r]) => r.height < 24 || r.width < 24).map(([name, r]) => `${name} ${r.width}x${r.height}`)""")
    assert small == []


def test_the_keys_do_what_they_say(lab):
    lab.quiet()
    lab.page.locator("body").press(" ")
    lab.wait("lab.playing && lab.clock > 0")
    lab.page.keyboard.press(" ")
    lab.wait("!lab.playing")
    lab.page.keyboard.press("Home")
    lab.wait("lab.clock === 0")
    lab.page.keyboard.press("ArrowRight")
    lab.wait("lab.frame === 1")
    lab.page.keyboard.press("ArrowLeft")
    lab.wait("lab.frame === 0")
    lab.page.keyboard.press("2")
    lab.wait("!lab.bus.visible.has('langevin')")
    theme = lab.get("lab.bus.theme")
    lab.page.keyboard.press("t")
    lab.wait(f"lab.bus.theme !== '{theme}'")
    lab.page.keyboard.press("?")
    lab.page.get_by_role("dialog").wait_for()


def test_a_slider_and_the_start_obey_the_arrow_keys(lab):
    lab.quiet()
    for name in ("scope", "inner_steps", "temperature", "step_size"):
        slider, before = lab.id(f"parameter-{name}").locator("input[type=range]"), lab.get(f"lab.values.{name}")
        slider.focus()
        slider.press("ArrowRight")
        lab.settled()
        assert lab.get(f"lab.run.values.{name}") > before
        slider.press("ArrowLeft")
        lab.settled()
        assert lab.get(f"lab.run.values.{name}") == pytest.approx(before, rel=0.03)
    x = lab.get("lab.run.start[0]")
    lab.id("start").focus()
    lab.page.keyboard.press("ArrowLeft")
    lab.wait(f"lab.run.start[0] < {x}")


def test_everything_is_reached_by_tab_in_reading_order(lab):
    lab.quiet()
    lab.page.locator("body").press("Tab")
    seen = []
    for _ in range(60):
        name = lab.get("(document.activeElement.closest('[data-testid]') ?? document.activeElement).dataset.testid ?? ''")
        seen.append(name)
        lab.page.keyboard.press("Tab")
    order = [
        seen.index(name)
        for name in ("landscape", "algorithm-sgd", "start", "play", "timeline", "parameter-step_size", "parameter-scope")
    ]
    assert order == sorted(order)


def test_less_motion_means_no_autoplay(server, fresh):
    page = fresh(reduced_motion="reduce").open(server.address)
    page.wait("lab.network.step > 500")
    assert not page.get("lab.playing")
    assert page.get("lab.clock") == 0


def test_on_pause_one_sentence_is_read_aloud(lab):
    lab.wait("lab.clock > 900")
    lab.id("pause").click()
    lab.wait("document.querySelector('[data-testid=spoken]').textContent.includes('evaluations')")
    assert "Entropy-SGD" in lab.id("spoken").inner_text()


def simple(server, fresh, **options):
    page = fresh(**options).open(f"{server.address}?level=simple")
    page.wait("lab.run.landscape === 'dimple' && lab.settled && lab.values.temperature === 0.1")
    return page


def test_a_beginner_meets_one_landscape_one_method_two_sliders(server, fresh):
    page = simple(server, fresh)
    assert page.page.locator(".wv-slider:visible").count() == 2
    assert page.page.locator(".wv-map:visible").count() == 1
    assert page.get("lab.bus.selected") == "langevin"
    hides = page.page.locator(".wv-note:visible", has_text="Hides:").all_inner_texts()
    assert len(hides) >= 2
    assert all(len(words) > len("Hides: ") + 10 for words in hides), hides
    page.id("level").click()
    page.wait("lab.run.landscape === 'two_gaussians' && lab.settled")
    assert page.page.locator(".wv-slider:visible").count() >= 6
    assert page.get("lab.bus.selected") == "entropy_sgd"


def test_a_beginner_guesses_first(server, fresh):
    """Neither play, nor a key, nor the timeline shows anything before there is a guess; the guess starts the run, and stays."""
    page = simple(server, fresh)
    assert page.id("play").is_disabled()
    for key in (" ", "ArrowRight", "Shift+ArrowRight"):
        page.page.locator("body").press(key)
    page.id("timeline").fill("3000")
    assert [page.get("lab.playing"), page.get("lab.clock")] == [False, 0]
    page.id("guess-leave").check()
    page.wait("lab.playing && lab.clock > 300")
    assert page.id("guess-stay").is_disabled()
    page.get("lab.bus.pause()")
    page.get("lab.bus.seek(lab.bus.total)")
    page.wait("document.querySelector('[data-testid=verdict]').textContent.includes('You said most leave')")
    inside = page.get("64 - lab.bus.tallyAt('langevin', lab.run.frames - 1)")
    words = page.id("verdict").inner_text()
    assert words.startswith(f"{inside} of 64 stayed.")
    assert ("it went the other way" in words) == (inside > 32)
    page.id("again").click()
    page.wait("lab.clock === 0")
    assert page.id("play").is_disabled()
    assert page.id("guess-stay").is_enabled()


def test_one_thing_more_opens_at_a_time(server, fresh):
    page = simple(server, fresh)
    page.id("guess-stay").check()
    shown = {"surface": ".wv-map-surface", "cut": ".wv-cut", "network": ".wv-training"}
    for key in ("second", "surface", "cut", "network"):
        page.id(f"deeper-{key}").click()
        page.settled()
        assert [name for name, selector in shown.items() if page.page.locator(selector).is_visible()] == [key] * (key in shown)
        assert page.get("lab.bus.visible.size") == (2 if key in ("second", "surface") else 1)
        assert page.id(f"deeper-{key}").get_attribute("aria-expanded") == "true"
    page.id("deeper-network").click()
    assert not page.page.locator(".wv-training").is_visible()
    assert page.page.locator(".wv-deeper [aria-expanded=true]").count() == 0
