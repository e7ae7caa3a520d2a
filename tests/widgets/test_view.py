"""What a page may write is a list of names; the rest is refused, and the session lives."""

import copy

import pytest

import widgets
from widgets.view import Guarded


@pytest.fixture(scope="module")
def page():
    whole = widgets.side_by_side()
    yield whole
    whole.session.close()


def family(widget):
    """A widget with its layout, the code that it shares and all that stands in it."""
    inside = [member for child in getattr(widget, "children", ()) for member in family(child)]
    return [widget, *(getattr(widget, name) for name in ("layout", "common") if hasattr(widget, name)), *inside]


def from_the_page(widget, data, buffers=()):
    """Hand a message to a widget as its comm does; gives back what the widget answered."""
    answers = []
    widget.send = lambda content, buffers=None: answers.append(content)
    try:
        widget._handle_msg({"content": {"data": data}, "buffers": list(buffers)})
    finally:
        del widget.send
    return answers


def update(state, **more):
    return {"method": "update", "state": state, "buffer_paths": [], **more}


def state_of(widget):
    return copy.deepcopy({name: getattr(widget, name) for name in widget.keys if name not in ("children", "layout", "common")})


def test_what_views_share_travels_once_and_comes_again_where_it_was_closed():
    one, other = widgets.show("sgd", "dimple"), widgets.show("sam", "ravine")
    views = [member for page in (one, other) for member in family(page) if hasattr(member, "common")]
    assert len(views) == 6
    (common,) = {view.common for view in views}
    common.close()
    third = widgets.show("sgd", "dimple")
    (again,) = {member.common for member in family(third) if hasattr(member, "common")}
    assert again is not common and again.code == common.code
    for page in one, other, third:
        page.session.close()


def test_every_trait_that_is_not_on_the_list_is_refused_and_stays_as_it_was(page):
    seen = set()
    for widget in family(page):
        assert isinstance(widget, Guarded)
        before = state_of(widget)
        for name in widget.keys:
            if name in widget.WRITABLE:
                continue
            seen.add(name)
            for value in (None, 1e300, "x", {}, [], {"key": "no_such"}):
                (answer,) = from_the_page(widget, update({name: value}))
                assert answer["type"] == "error"
                assert "not allowed" in answer["message"]
        assert state_of(widget) == before
    assert seen >= {"frames", "scene", "about", "run", "schema", "level", "story", "curves", "_esm", "children", "width"}
    assert len(page.children) == 3


def test_only_sliders_may_be_written(page):
    assert [set(widget.WRITABLE) for widget in family(page) if widget.WRITABLE] == [set(widgets.controls.sliders())]
    dock = page.children[-1]
    assert from_the_page(dock, update({"scope": 4})) == []
    assert dock.scope == 4
    assert page.session.want.values["scope"] == 4


@pytest.mark.parametrize("state", [
    {"scope": 1e300}, {"scope": "wide"}, {"scope": None}, {"scope": float("nan")}, {"scope": True}, {"scope": {"a": 1}},
    {"scope": 2, "schema": []}, {"inner_steps": 2.5}, {"no_such": 1},
])  # fmt: skip
def test_a_slider_set_to_nonsense_is_refused_whole(page, state):
    dock = page.children[-1]
    before = state_of(dock)
    (answer,) = from_the_page(dock, update(state))
    assert "not allowed" in answer["message"]
    assert state_of(dock) == before


@pytest.mark.parametrize("data", [
    None, "x", [], {}, {"method": "no_such"}, {"method": ["update"]}, {"method": "update"}, {"method": "update", "state": [1]},
    {"method": "update", "state": {str(i): 0 for i in range(1000)}}, {"method": "update", "state": {"scope": "1" * 1_000_000}},
    {"method": "update", "state": {"scope": 1}, "buffer_paths": [["scope"]]},
    {"method": "update", "state": {}, "buffer_paths": [["no", "such", "place"]]},
    {"method": "custom", "content": {"type": "no_such"}}, {"method": "custom", "content": None},
], ids=lambda data: str(data)[:60])  # fmt: skip
def test_a_malformed_message_is_answered(page, data):
    for widget in (page.children[0], page.children[-1]):
        (answer,) = from_the_page(widget, data)
        assert "not allowed" in answer["message"]


def test_a_page_sends_no_binary_data(page):
    (answer,) = from_the_page(page.children[-1], update({"scope": 1}), [b"12345678"])
    assert "buffers" in answer["message"]


def test_a_widget_says_what_it_is_of():
    page = widgets.show("sam", "ravine")
    try:
        for widget in (page, page.session, *page.children):
            assert "object at 0x" not in repr(widget)
            assert "ravine" in repr(widget)
        assert "<table>" in page.session._repr_html_()
    finally:
        page.session.close()
