"""Marks under the scope: there, worded, reached by a tap and by a screen reader, and gone where they do not hold."""

SCOPE = "document.querySelector('[data-testid=parameter-scope]')"


def test_the_scope_carries_its_marks_for_this_temperature_alone(lab):
    lab.quiet()
    lab.settled()
    lab.wait(f"{SCOPE}.querySelectorAll('.wv-turn').length === 2")
    scope = lab.id("parameter-scope")
    said = "above 1.74 the sharp valley is a minimum of its own"
    assert scope.locator("input[type=range]").get_attribute("aria-description").startswith(said)
    lane, tick = scope.locator(".wv-lane .wv-track").bounding_box(), scope.locator(".wv-turn").first.bounding_box()
    share = (tick["x"] + tick["width"] / 2 - lane["x"]) / lane["width"]
    assert abs(share - 0.7067) < 0.01  # log(1.74 / 1e-4) / log(1e6)
    assert 0 <= tick["y"] - (lane["y"] + lane["height"]) < 8, "it hangs under the line"
    scope.locator(".wv-turn").first.click()
    assert scope.locator(".wv-gauge").text_content() == said
    assert lab.get("lab.values.scope") == 1
    lab.get("lab.bus.move({temperature: 0.1}, true)")
    lab.wait(f"{SCOPE}.querySelectorAll('.wv-turn').length === 0")
    lab.get("lab.bus.move({temperature: 1}, false)")
    lab.settled()
    lab.wait(f"{SCOPE}.querySelectorAll('.wv-turn').length === 2")
    assert not lab.complaints
