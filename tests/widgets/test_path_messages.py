"""What a page may ask of the ways between two solutions, and what is refused with the field, the value and what is allowed."""

import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets.path_messages import Ask, read_path

NETWORK = tm.networks.get("mlp")
BEFORE = Ask((("sgd", 64, 0), ("sgd", 64, 1)))


def test_what_is_not_named_stays():
    found = read_path({"type": "path", "runs": [["sam", 64, 3], ["sgd", 16, 3]], "matched": True}, BEFORE, NETWORK)
    assert found == Ask((("sam", 64, 3), ("sgd", 16, 3)), matched=True)
    assert read_path({}, found, NETWORK) == found


def test_a_third_network_is_another_than_both_ends_and_makes_room_where_an_end_comes_to_be_it():
    asked = read_path({"picture": "three", "third": ["sgd", 64, 2]}, BEFORE, NETWORK)
    assert asked.trained == (*BEFORE.runs, ("sgd", 64, 2))
    moved = read_path({"runs": [["sgd", 64, 0], ["sgd", 64, 2]]}, asked, NETWORK)
    assert moved.third == ("sgd", 64, 1)
    assert len(set(moved.trained)) == 3
    assert read_path({"picture": "path", "walked": 1, "height": "error"}, moved, NETWORK).trained == moved.runs


@pytest.mark.parametrize("content", [
    {"picture": "both"}, {"picture": None}, {"height": "f"}, {"height": []}, {"walked": 2}, {"walked": True}, {"walked": "0"},
    {"third": ["sgd", 64, 0]}, {"third": ["sgd", 64]}, {"third": None}, {"third": ["sgd", 64, 1e9]}, {"third": [["sgd"], 64, 0]},
    {"runs": []}, {"runs": [["sgd", 64, 0]] * 2}, {"runs": [["sgd", 64, 0]]}, {"runs": [["sgd", 64]] * 2}, {"runs": "ab"},
    {"runs": [["no_such", 64, 0], ["sgd", 64, 1]]}, {"runs": [["sgd", 65, 0], ["sgd", 64, 1]]}, {"runs": None},
    {"runs": [["sgd", 64, -1], ["sgd", 64, 1]]}, {"runs": [["sgd", 64, 0.5], ["sgd", 64, 1]]},
    {"runs": [["sgd", True, 0], ["sgd", 64, 1]]},
    {"kind": "line"}, {"kind": ["bezier"]}, {"matched": 1}, {"evaluations": 0}, {"evaluations": 10**9}, {"evaluations": "100"},
    {"looking": None}, {"places": 3}, [],
])
def test_what_makes_no_sense_is_refused(content):
    with pytest.raises(InvalidArgument, match="not allowed"):
        read_path(content, BEFORE, NETWORK)
