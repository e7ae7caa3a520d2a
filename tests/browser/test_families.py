"""The menu of families beside the methods: reached and opened by keyboard; what is chosen comes with its sliders, and draws."""

import pytest

from toy_models import dynamics

KEY = "parle"
OPTIONS = "Array.from(document.querySelectorAll('[data-testid=more-methods] optgroup')).map((g) => [g.label, g.children.length])"
CHOSEN = "document.querySelector('[data-testid=more-methods]').value"
HERE = "document.activeElement.dataset.testid ?? ''"


def reach(page):
    """Go on by Tab until the menu has the focus."""
    page.page.locator("body").press("Tab")
    for _ in range(60):
        if page.get(HERE) == "more-methods":
            return
        page.page.keyboard.press("Tab")
    raise AssertionError("Tab never came to the menu")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_method_of_the_menu_comes_by_keyboard_with_its_sliders_and_draws(server, fresh, theme):
    page = fresh().open(f"{server.address}?theme={theme}").quiet()
    assert page.get(OPTIONS) == [[family, len(keys)] for family, keys in list(dynamics.families().items())[1:]]
    assert not page.id("parameter-cohesion").count()
    reach(page)
    for _ in range(len(dynamics.names())):
        if page.get(CHOSEN) == KEY:
            break
        page.page.keyboard.press("ArrowDown")
    assert page.get("lab.bus.palette.methods.length") == len(dynamics.foundations()), "what is passed on the way stays away"
    page.page.keyboard.press("Enter")
    page.wait(f"lab.bus.selected === '{KEY}' && lab.run.selected === '{KEY}' && lab.settled && lab.shown === lab.sent")
    assert page.id(f"algorithm-{KEY}").is_visible()
    assert page.id("parameter-cohesion").locator("input[type=range]").is_enabled()
    numbers = page.get("lab.bus.run.methods.map((m) => m.key)").index(KEY)
    per = page.get("lab.bus.frames.length / lab.bus.run.methods.length")
    drawn = page.get(f"new Set(lab.bus.frames.slice({numbers} * {per}, {numbers + 1} * {per})).size")
    assert drawn > 1000, "its replicas are at places of their own"
    left = page.get(OPTIONS)
    assert sum(count for _, count in left) == len(dynamics.names()) - len(dynamics.foundations()) - 1
    page.page.locator(f'[data-word="dynamics/{KEY}"]:visible').first.click()
    assert dynamics.get(KEY).where in page.id("word-card").inner_text()
    assert page.serious() == []
    assert not page.complaints
