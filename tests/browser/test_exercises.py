"""A step is written in a lesson: by key, told right from wrong with the reason, run on the map beside the right one, taken away."""

import pytest

from tests.browser.test_lessons import opened
from toy_models import exercises

KIND = "document.querySelector('[data-testid=checked-{}]').dataset.kind"
BAD = "[...document.querySelectorAll('.wv-exercise .wv-write-lines span')].findIndex((node) => node.hasAttribute('data-bad')) + 1"


def checked(page, key, step):
    """Put a step into the editor by key, check it by key; (ok or bad, what is said)."""
    page.id(f"step-{key}").focus()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.insert_text(step)
    page.page.keyboard.press("Control+Enter")
    page.wait(f"['ok', 'bad'].includes({KIND.format(key)})")
    return page.get(KIND.format(key)), page.id(f"checked-{key}").inner_text()


def test_a_step_is_refused_named_run_beside_the_right_one_and_then_right(server, fresh):
    page, langevin = opened(server, fresh), exercises.get("langevin")
    assert page.id("step-langevin").input_value() == langevin.GIVEN
    kind, said = checked(page, "langevin", "g = 1\nif g > 0:\n    g = 2")
    assert (kind, page.get(BAD)) == ("bad", 2)
    assert said.startswith("Line 2: a step may loop")
    half = langevin.GIVEN.replace("0 * noise.normal()", "sqrt(heat) * noise.normal()")
    kind, said = checked(page, "langevin", half)
    found = exercises.check("langevin", half)
    assert kind == "bad"
    assert found.verdict in said
    assert all(test.words in said for test in found.tests)
    assert found.mistake.words in said
    assert page.page.locator(".wv-step-pictures svg").count() == 3
    assert page.id("run-langevin").is_disabled(), "a guess comes first"
    page.is_sound(420, "dark")
    page.is_sound(1400, "light")
    page.page.get_by_role("radio", name="half", exact=True).check()
    page.id("lock").click()
    page.id("run-langevin").focus()
    page.page.keyboard.press("Enter")
    page.wait("lab.run.own && lab.playing && lab.clock > 200")
    assert page.get("[lab.bus.selected, lab.run.visible.length]") == ["langevin", 2], "the guess is about the method's own run"
    page.get("lab.bus.pause()")
    page.id("away-langevin").click()
    page.wait("lab.run.own === ''")
    page.id("answer-langevin").focus()
    page.page.keyboard.press("Enter")
    assert page.id("step-langevin").input_value() == langevin.ANSWER
    page.page.keyboard.press("Control+Enter")
    page.wait(f"{KIND.format('langevin')} === 'ok'")
    assert "Right. 7 of 7 tests pass." in page.id("checked-langevin").inner_text()
    page.id("again-langevin").click()
    assert page.id("step-langevin").input_value() == langevin.GIVEN
    assert not page.complaints


@pytest.mark.parametrize(("lesson", "keys"), [("smoothing", ["heat"]), ("looking_around", ["smoothout", "sam"])])
def test_each_exercise_of_a_page_is_told_its_own_verdict(server, fresh, lesson, keys):
    page = opened(server, fresh, f"{lesson}.ipynb", viewport={"width": 420, "height": 900})
    for key in keys:
        mistake = exercises.get(key).mistakes[2]
        kind, said = checked(page, key, mistake.step)
        assert kind == "bad"
        assert mistake.name in said
    assert page.id(f"run-{keys[0]}").count() == (lesson != "smoothing"), "where no clock runs no step is run"
    assert page.get("document.documentElement.scrollWidth") <= 420
    assert page.serious() == []
    assert not page.complaints
