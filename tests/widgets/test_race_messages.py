"""What a page may ask of a race, and what is refused with the field, the value and what is allowed."""

import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets import race_messages
from widgets.race_messages import Ask, methods, read_race

NETWORK = tm.networks.get("mlp")
LANES = (("sgd", "default", 1.0), ("sam", "hand", 2.0))
BEFORE = Ask(LANES)
OWN = "return State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))"
GROUP = OWN.replace("state.x - ", "together(state.x, p.copies) - ")


def test_what_is_not_named_stays():
    said = {"type": "race", "lanes": [["sgd", "default", 3], ["adam", "searched", 2]], "seeds": 9, "at": "loss"}
    found = read_race(said, BEFORE, NETWORK)
    assert found == Ask((("sgd", "default", 1.0), ("adam", "searched", 1.0)), seeds=9, at="loss"), "a factor is of a hand alone"
    assert read_race({}, found, NETWORK) == found


def test_a_step_of_ones_own_comes_as_a_lane_is_another_when_its_text_is_and_goes_with_it():
    came = read_race({"own": OWN}, BEFORE, NETWORK)
    key = tm.dynamics.read(OWN).key
    assert came.lanes == (*LANES, (key, "default", 1.0))
    assert key in methods("mlp", OWN)
    other = read_race({"own": OWN.replace("p.step_size", "0.1")}, came, NETWORK)
    assert other.lanes[:2] == LANES
    assert other.lanes[2][0] not in (key, "sgd", "sam")
    assert read_race({"own": ""}, other, NETWORK).lanes == LANES
    with pytest.raises(InvalidArgument):
        read_race({"lanes": [[key, "default", 1], ["sgd", "default", 1]], "own": ""}, other, NETWORK)


def test_a_full_field_takes_a_step_into_the_menu_alone():
    full = Ask(tuple((key, "default", 1.0) for key in ("sgd", "sam", "adam", "langevin", "smoothout")))
    assert read_race({"own": OWN}, full, NETWORK).lanes == full.lanes


def test_methods_whose_copies_meet_are_not_offered():
    offered = methods("mlp")
    assert {"sgd", "sam", "entropy_sgd", "adam"} <= set(offered)
    assert not {"parle", "elastic_averaging", "replicated_sgd", "decentralized_sgd"} & set(offered)


@pytest.mark.parametrize("content", [
    {"lanes": []}, {"lanes": [["sgd", "default", 1]]}, {"lanes": [["sgd", "default", 1]] * 2}, {"lanes": "ab"}, {"lanes": None},
    {"lanes": [["sgd", "default", 1], ["sgd", "default", 5]]},
    {"lanes": [["sgd", "best", 1], ["sam", "default", 1]]},
    {"lanes": [["parle", "default", 1], ["sam", "default", 1]]}, {"lanes": [["sgd", "hand", 1e9], ["sam", "default", 1]]},
    {"lanes": [["sgd", "hand", float("nan")], ["sam", "default", 1]]}, {"lanes": [["sgd", "hand", True], ["sam", "default", 1]]},
    {"lanes": [["sgd", "hand"], ["sam", "default", 1]]}, {"lanes": [[["sgd"], "hand", 1], ["sam", "default", 1]]},
    {"lanes": [[key, "default", 1] for key in ("sgd", "sam", "adam", "langevin", "smoothout", "swa")]},
    {"at": "time"}, {"batch": 63}, {"batch": True}, {"seeds": 2}, {"seeds": 11}, {"seeds": 3.5}, {"judged": "beauty"},
    {"measure": "no_such"}, {"products": 0}, {"products": 10**6}, {"digits": 10**6}, {"racing": 1}, {"own": 5},
    {"own": "import os"},
    {"own": GROUP}, {"no_such": 1}, [], "race",
])
def test_what_makes_no_sense_is_refused(content):
    with pytest.raises(InvalidArgument, match="not allowed"):
        read_race(content, BEFORE, NETWORK)


def test_the_measures_are_those_that_say_what_there_is_time_for():
    assert "top_eigenvalue" in race_messages.MEASURES
    assert all(tm.measures.get(key).budgeted for key in race_messages.MEASURES)
    assert not any(key.startswith("noise_") for key in race_messages.MEASURES), "of the noise, not of the valley"
    assert "spectral_density" not in race_messages.MEASURES, "a sharper network has fewer axes that are stiff beside its sharpest"
