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


@pytest.mark.parametrize("content", [
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
