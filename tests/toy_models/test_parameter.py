"""What is refused, to a slider and to a program; and that parameters cannot be changed."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

from toy_models.parameter import InvalidArgument, Parameter, Parameters, checked, defaults, number, whole

STEP = Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of a step", scale="log")
TURNS = Parameter("turns", "L", 20, 1, 200, "how often", whole=True, slider="inner_steps")
HOSTILE = [float("nan"), float("inf"), -float("inf"), 1e300, 10**400, 10**5000, -1, True, False, None, "0.5", "x" * 10**7, b"1", 1j,
           [0.5],
           {}, object(), np.array([0.5, 0.6]), np.float64("nan"), np.bool_(True)]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("refuse", [
    STEP.check, TURNS.check, lambda value: whole("turns", value, 1, 200), lambda value: number("step_size", value, 1e-4, 1.0),
    lambda value: checked((STEP, TURNS), {"step_size": value}),
])
def test_a_value_that_is_no_number_in_range_is_refused_in_few_words(refuse, value):
    with pytest.raises(InvalidArgument) as caught:
        refuse(value)
    message = str(caught.value)
    assert caught.value.argument in ("step_size", "turns")
    assert message.startswith(caught.value.argument)
    assert "from 1 to 200" in message or "from 0.0001 to 1" in message
    assert len(message) < 200


@pytest.mark.parametrize(("parameter", "value", "kept"), [
    (STEP, 1, 1.0), (STEP, np.float32(0.5), 0.5), (STEP, 1e-4, 1e-4), (TURNS, 5.0, 5), (TURNS, np.int32(200), 200),
])
def test_numbers_of_any_kind_are_kept_as_plain_ones(parameter, value, kept):
    got = parameter.check(value)
    assert got == kept
    assert type(got) is type(kept)


@pytest.mark.parametrize(("parameter", "value"), [
    (STEP, 0), (STEP, 1e-9), (STEP, 5.0), (STEP, 3e38), (TURNS, 10_000), (replace(STEP, low=-1.0), -7.5),
    (replace(STEP, lawful=(-1, 0)), -0.5)])
def test_a_program_goes_where_no_slider_does(parameter, value):
    assert parameter.allow(value) == value
    assert checked((parameter,), {parameter.name: value}, check=Parameter.allow).as_dict() == {parameter.name: value}
    with pytest.raises(InvalidArgument, match="from"):
        parameter.check(value)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("parameter", [STEP, TURNS, replace(STEP, low=-1.0, lawful=(0, 1)), replace(TURNS, low=0)])
def test_what_has_no_meaning_is_refused_to_programs_too(parameter, value):
    with pytest.raises(InvalidArgument, match=rf"^{parameter.name} = .*from {parameter.bounds[0]:g} to ") as caught:
        parameter.allow(value)
    assert len(str(caught.value)) < 200


def test_a_count_that_turns_once_at_least_does_so_for_programs_too():
    with pytest.raises(InvalidArgument, match="from 1 to "):
        TURNS.allow(0)
    assert replace(TURNS, low=0).allow(0) == 0


def test_a_count_is_whole():
    with pytest.raises(InvalidArgument, match="a whole number from 1 to 200"):
        TURNS.check(2.5)


def test_an_error_survives_a_value_that_cannot_be_shown():
    class Rude:
        def __repr__(self):
            raise RuntimeError

    assert str(InvalidArgument("step_size", Rude(), "a number")) == "step_size = <Rude> is not allowed: a number"


def test_a_slider_is_named_after_its_parameter_unless_it_is_shared():
    assert (STEP.slider, TURNS.slider) == ("step_size", "inner_steps")


def test_an_unknown_parameter_is_never_silence():
    with pytest.raises(InvalidArgument, match=r"radius.*one of step_size, turns"):
        checked((STEP, TURNS), {"radius": 0.1})


@pytest.mark.parametrize("values", [5, "step_size", [("step_size", 0.5)], {"step_size"}])
def test_parameters_come_as_a_mapping(values):
    with pytest.raises(InvalidArgument, match="parameters = "):
        checked((STEP, TURNS), values)


def test_values_are_laid_over_a_base_and_the_base_stays():
    base = checked((STEP, TURNS), {"turns": 7})
    changed = checked((STEP, TURNS), {"step_size": 0.5}, base)
    assert changed.as_dict() == {"step_size": 0.5, "turns": 7}
    assert base.as_dict() == {"step_size": 0.01, "turns": 7}
    assert checked((STEP, TURNS), changed) == changed


def test_parameters_are_frozen_complete_and_compare_by_value():
    p = defaults((STEP, TURNS))
    assert (p.step_size, p.turns, list(p)) == (0.01, 20, ["step_size", "turns"])
    with pytest.raises(AttributeError, match="frozen"):
        p.step_size = 1.0
    with pytest.raises(AttributeError, match="there are step_size, turns"):
        _ = p.radius
    assert p == Parameters({"step_size": 0.01, "turns": 20}) != Parameters({"step_size": 0.02, "turns": 20})
    assert len({p, defaults((STEP, TURNS))}) == 1
    assert repr(p) == "Parameters(step_size=0.01, turns=20)"


@pytest.mark.parametrize("again", [lambda p: pickle.loads(pickle.dumps(p)), copy.copy, copy.deepcopy])
def test_parameters_can_be_copied_and_sent(again):
    p = defaults((STEP, TURNS))
    assert again(p) == p
