"""Every public function says what it takes and gives, in type hints; and every class, in words."""

import inspect

import pytest

from tests import public

FUNCTIONS, KINDS = public.everything()


def test_the_enumeration_sees_what_it_should():
    assert {"tm.simulate", "tm.landscapes.get", "Trajectory.energy", "Landscape.hessian", "widgets.show"} <= set(FUNCTIONS)
    assert {"Landscape", "Dynamics", "Network", "Surface", "Data", "Images", "Parameters"} <= {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_argument_and_every_result_has_a_type_hint(name):
    assert public.unsaid(FUNCTIONS[name]) == []


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_says_what_it_does(name):
    assert name.endswith("__init__") or inspect.getdoc(FUNCTIONS[name])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_class_says_what_it_is(kind):
    assert kind.__doc__



def test_a_hint_that_is_missing_is_seen():
    def planted(x, y: int):
        return x + y

    assert public.unsaid(planted) == ["x", "return"]
