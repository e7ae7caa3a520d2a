"""What a page may ask about flatness, and what is refused with the field, the value and what is allowed."""

import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets.flat_messages import Ask, read_flat

NETWORK = tm.networks.get("mlp")
BEFORE = Ask((("sgd", 64), ("sam", 64)), chosen=("sgd", 64), factor=4.0, measuring=True)


def test_what_is_not_named_stays_and_a_chosen_network_that_goes_is_replaced_as_it_was_trained():
    assert read_flat({"type": "flat", "products": 7}, BEFORE, NETWORK) == Ask(**{**vars(BEFORE), "products": 7})
    without = read_flat({"runs": [["sam", 64], ["sgd", 1024]]}, BEFORE, NETWORK)
    assert (without.chosen, without.factor, without.measuring) == (("sam", 64), 1.0, True)
    assert read_flat({"chosen": ["sam", 64], "factor": 0.5}, BEFORE, NETWORK).chosen == ("sam", 64)


@pytest.mark.parametrize("content", [
    {"runs": []}, {"runs": [["sgd", 64]] * 2}, {"runs": [["sgd", 64]] * 9}, {"runs": "sgd"}, {"runs": [["no_such", 64]]},
    {"runs": [["sgd", 63]]}, {"runs": [["sgd", True]]}, {"runs": [["sgd", "64"]]}, {"runs": [["sgd", 64, 1]]}, {"runs": [{}]},
    {"runs": None}, {"at": "nowhere"}, {"at": ["loss"]}, {"chosen": ["sgd", 16]}, {"chosen": None}, {"factor": 0.0},
    {"factor": float("nan")}, {"factor": 1e9}, {"factor": "4"}, {"factor": True}, {"products": 1}, {"products": 10**9},
    {"products": 2.5}, {"digits": 0}, {"digits": 10**7}, {"digits": None}, {"measuring": 1}, {"clock": 3}, [], "flat",
])
def test_what_makes_no_sense_is_refused(content):
    with pytest.raises(InvalidArgument, match="not allowed"):
        read_flat(content, BEFORE, NETWORK)
