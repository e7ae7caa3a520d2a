"""The menu of noise laws: what the folder holds, each with a run of its own."""

from toy_models import noises


def test_each_law_of_the_menu_makes_a_run_of_its_own(lab):
    lab.quiet()
    lab.id("more").click()
    box = lab.id("parameter-gradient_noise").locator("input[type=text]")
    box.fill("2")
    box.press("Enter")
    lab.settled()
    menu, shown = lab.id("direction"), set()
    assert menu.locator("option").all_text_contents() == [noises.get(name).NAME for name in noises.names()]
    for name in noises.names():
        menu.select_option(name)
        lab.settled()
        assert lab.get("lab.run.extras.direction") == name
        shown.add(tuple(lab.get("Array.from(lab.bus.frames.slice(-40))")))
        assert lab.id("direction").input_value() == name
    assert len(shown) == len([name for name in noises.names() if noises.get(name).needs != "landscape"]), "this one has none"
    assert not lab.complaints
