"""What a page has of its methods, and what waits in the menu."""

import widgets
from toy_models import dynamics
from widgets import legend
from widgets import session as session_module


def test_a_method_of_the_menu_is_sent_when_it_is_asked_for_and_stays(monkeypatch):
    """Its name, cue, presets, sliders and words come with the first wish for it, before its run; until then the page has none."""
    first = ["sgd", "langevin"]
    monkeypatch.setattr(session_module.dynamics, "foundations", lambda: first)
    page = widgets.show("sgd")
    header, arena, dock = page.children[0], page.children[1].children[0], page.children[2]

    def known():
        sliders = {key for entry in dock.schema for key in entry["methods"]}
        said = {word["key"].removeprefix("dynamics/") for word in header.words if word["key"].startswith("dynamics/")}
        return [{m["key"] for m in arena.palette["methods"]}, {m["key"] for m in dock.palette["methods"]},
                set(dock.presets), sliders, said]

    assert known() == [set(first)] * 5
    assert "radius" not in {entry["name"] for entry in dock.schema}
    page.session.selected = "sam"
    assert known() == [{*first, "sam"}] * 5
    page.session.undo()
    assert (page.session.selected, page.session.at_hand) == ("sgd", (*first, "sam"))
    page.session.close()


def test_a_page_opened_on_a_method_of_the_menu_has_it(monkeypatch):
    monkeypatch.setattr(session_module.dynamics, "foundations", lambda: ["sgd"])
    session = widgets.Session(methods=("sam",), selected="langevin")
    assert session.at_hand == ("sgd", "sam", "langevin")
    assert widgets.Session().at_hand == widgets.Session().visible == ("sgd",)


def test_the_menu_is_every_family_but_the_first():
    said = [key for _, methods in legend.menu() for key, _ in methods]
    assert said == [key for key in dynamics.names() if key not in dynamics.foundations()]
