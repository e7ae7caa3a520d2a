"""A page asks, and writes to the widgets that are there; it makes none, and starts nothing else."""

import pytest

from lecture_room import frames, manners
from tests.stand_in import v1


@pytest.mark.parametrize(("kind", "content"), [
    ("comm_msg", {"comm_id": "c", "data": {}}), ("comm_info_request", {}),
    ("kernel_info_request", {}), ("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control"}),
])
def test_what_the_widget_manager_needs_goes_through(kind, content):
    manners.check(frames.read(v1(kind, content), True), set())


@pytest.mark.parametrize(("kind", "content"), [
    ("execute_request", {"code": "1"}), ("shutdown_request", {}), ("debug_request", {}), ("create_subshell_request", {}),
    ("input_reply", {"value": "1"}), ("inspect_request", {}), ("interrupt_request", {}), ("made_up", {}),
    ("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {"_model_name": "TextModel"}}}),
    ("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.version"}), ("comm_open", {"comm_id": "c"}),
    ("comm_open", {"comm_id": "c", "target_name": ["jupyter.widget.control"]}),
    ("comm_open", {"target_name": "jupyter.widget.control"}), ("comm_msg", {"data": {}}), ("comm_msg", {"comm_id": ["c"]}),
    ("comm_msg", {"comm_id": {"a": 1}}), ("comm_close", {"comm_id": None}), ("comm_close", {"comm_id": "c" * 65}),
])
def test_all_else_is_refused_but_does_not_cost_the_socket(kind, content):
    with pytest.raises(frames.Refused) as refusal:
        manners.check(frames.read(v1(kind, content), True), set())
    assert refusal.value.answer == ""


def test_a_page_ends_what_it_opened_and_no_widget():
    """A widget that its own page had ended would never answer again."""
    def said(kind, name):
        manners.check(frames.read(v1(kind, {"comm_id": name, "target_name": "jupyter.widget.control"}), True), opened)

    opened = set()
    said("comm_open", "mine")
    with pytest.raises(frames.Refused, match="ends no widgets"):
        said("comm_close", "slider")
    said("comm_close", "mine")
    with pytest.raises(frames.Refused, match="ends no widgets"):
        said("comm_close", "mine")
    for number in range(manners.MOST_OPEN):
        said("comm_open", f"mine {number}")
    with pytest.raises(frames.Refused, match="opens no widgets"):
        said("comm_open", "one more")


@pytest.mark.parametrize(("content", "cost"), [
    ({"data": {"method": "request_states"}}, 50), ({"data": {"method": "update"}}, 1), ({"data": [1]}, 1), ({}, 1),
])
def test_a_page_may_ask_for_everything_but_not_over_and_over(content, cost):
    assert manners.cost(frames.read(v1("comm_msg", content), True)) == cost
