"""What is given one after the other may have no end: it is refused at once, after as many as are allowed, and named."""

import itertools

import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument, few


def counted(value):
    """(an endless iterable, how many of it were asked for)."""
    asked = []

    def endless():
        for i in itertools.count():
            asked.append(i)
            yield value(i)

    return endless(), asked


HEAT, STEP = ("temperature", (0.1,)), ("step_size", (0.01,))
CALLS = {
    "seeds": (lambda given: tm.race("softmax_regression", ["sgd"], seeds=given, evaluations=10), lambda i: i),
    "schedule": (lambda given: tm.simulate("dimple", "sgd", schedule=given), lambda i: (i, {"step_size": 0.01})),
    "x": (lambda given: tm.sweep("dimple", "langevin", ("temperature", given), STEP, readings=len), lambda i: 0.1 + i / 1e4),
    "y": (lambda given: tm.sweep("dimple", "langevin", HEAT, ("step_size", given), readings=len), lambda i: 0.01 + i / 1e6),
    "values": (lambda given: tm.measures.get("local_energy").over("width", given, "dimple", (0.0, 0.0)), lambda i: 0.1),
}


@pytest.mark.parametrize("argument", CALLS)
def test_an_endless_argument_is_refused_before_it_is_used(argument):
    call, value = CALLS[argument]
    given, asked = counted(value)
    with pytest.raises(InvalidArgument, match="at most") as caught:
        call(given)
    assert caught.value.argument == argument
    assert 1 < len(asked) <= 200_001


def test_few_are_taken_and_what_is_no_list_is_refused():
    assert few("seeds", iter("abc"), 3, "some") == ("a", "b", "c")
    for hostile in (3, None, 0.5):
        with pytest.raises(InvalidArgument, match="seeds"):
            few("seeds", hostile, 3, "some")
