"""Whatever a browser sends is hostile until it has been read."""

import math

import pytest

from toy_models.contract import InvalidArgument
from widgets import protocol
from widgets.controls import sliders

PREVIOUS = protocol.Want(
    1,
    False,
    0,
    {name: p.default for name, p in sliders().items()},
    "dimple",
    (0.0, 0.0),
    "sgd",
    ("sgd", "sam"),
    0.0,
    "isotropic",
    64,
    0,
)

BAD = [
    ({"values": {"scope": math.nan}}, "scope"),
    ({"values": {"scope": 1e300}}, "scope"),
    ({"values": {"scope": "1"}}, "scope"),
    ({"values": {"scope": True}}, "scope"),
    ({"values": {"scope": None}}, "scope"),
    ({"values": {"inner_steps": 2.5}}, "inner_steps"),
    ({"values": {"no_such": 1}}, "no_such"),
    ({"values": [1]}, "values"),
    ({"landscape": "no_such"}, "landscape"),
    ({"landscape": ["dimple"]}, "landscape"),
    ({"start": [1, math.inf]}, "start"),
    ({"start": [1e300, 0]}, "start"),
    ({"start": [10**400, 0]}, "start"),
    ({"start": "ab"}, "start"),
    ({"start": [1, 2, 3]}, "start"),
    ({"selected": "x" * 1000}, "selected"),
    ({"visible": ["sgd", {}]}, "visible"),
    ({"visible": "sgd"}, "visible"),
    ({"noise": -1}, "noise"),
    ({"direction": "up"}, "direction"),
    ({"batch": 0}, "batch"),
    ({"batch": 3.5}, "batch"),
    ({"seed": -1}, "seed"),
    ({"seed": 2**40}, "seed"),
    ({"clock": math.nan}, "clock"),
    ({"clock": -5}, "clock"),
    ({"seq": "1"}, "seq"),
    ({"preview": 1}, "preview"),
    ({"no_such_field": 1}, "no_such_field"),
    ([], "want"),
    (None, "want"),
]


@pytest.mark.parametrize(("content", "named"), BAD, ids=[str(content)[:40] for content, _ in BAD])
def test_a_bad_wish_is_refused_with_its_name_its_value_and_what_is_allowed(content, named):
    with pytest.raises(InvalidArgument) as error:
        protocol.read_want(content, sliders(), PREVIOUS)
    assert named in str(error.value)
    assert "not allowed" in str(error.value)
    assert len(str(error.value)) < 600


def test_a_good_wish_keeps_what_it_does_not_mention():
    want = protocol.read_want({"type": "want", "seq": 7, "values": {"scope": 2}, "start": [1, 2]}, sliders(), PREVIOUS)
    assert want.values["scope"] == 2.0
    assert want.values["temperature"] == PREVIOUS.values["temperature"]
    assert want.start == (1.0, 2.0)
    assert want.landscape == "dimple"


def test_methods_come_in_menu_order_and_once():
    want = protocol.read_want({"visible": ["sam", "sgd", "sam"]}, sliders(), PREVIOUS)
    assert want.visible == ("sgd", "sam")


def test_the_size_of_a_flood_is_seen_without_reading_it_all():
    assert protocol.size({"values": {"scope": 1.0}}) < 100
    assert protocol.size({"x": "a" * 10_000_000}) > protocol.LARGEST_MESSAGE
    assert protocol.size([[0] * 1000] * 1000) > protocol.LARGEST_MESSAGE
    assert protocol.size({}, [b"0" * 10_000_000]) > protocol.LARGEST_MESSAGE


def test_a_measure_is_read_with_its_numbers_and_named_where_it_is_wrong():
    said = {"type": "measure", "measure": "trace", "clock": 90, "lead": 3, "network": True, "numbers": {"probes": 9}}
    asked = protocol.read_measure(said)
    assert (asked.measure, asked.clock, asked.lead, asked.network, asked.numbers) == ("trace", 90, 3, True, (("probes", 9),))
    assert protocol.read_measure({"type": "measure"}) is None
    assert protocol.read_measure({"measure": "trace"}).numbers == (("probes", 30),)
    wrong = {"measure": [["no_such", "top_eigenvalue"], [1, "one of"], [["trace"], "one of"]],
             "clock": [[float("nan"), "number"], [-1, "number"]], "lead": [[255, "whole"], [0.5, "whole"]],
             "network": [[1, "true or false"]], "code": [["1", "the fields"]],
             "numbers": [[{"probes": 1001}, "2 to 1000"], [{"probes": True}, "whole"], [{"step": 1}, "probes"], [[1], "object"]]}
    for name, values in wrong.items():
        for value, word in values:
            with pytest.raises(InvalidArgument, match=word):
                protocol.read_measure({**said, name: value})
