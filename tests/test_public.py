"""Every public function says what it takes and gives, in type hints; and every class, in words."""

import inspect

import pytest

import toy_models as tm
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


OF_MODULES = sorted(name for name in FUNCTIONS if name.startswith("tm."))
LONG = [name for name in OF_MODULES if len(public.arguments(FUNCTIONS[name])) > 2]
OF_CLASSES = [(kind, name) for kind in KINDS if public.ours(kind) and kind.__module__.startswith("toy_models")
              for name in sorted(public.members(kind))]


@pytest.mark.parametrize("name", OF_MODULES)
def test_every_argument_of_a_function_is_named_in_its_text(name):
    assert public.unexplained(FUNCTIONS[name], inspect.getdoc(FUNCTIONS[name])) == []


@pytest.mark.parametrize("name", LONG)
def test_a_function_of_three_arguments_lists_them_and_says_what_comes_back_and_what_is_raised(name):
    found = public.sections(inspect.getdoc(FUNCTIONS[name]))
    assert list(found["Args"]) == public.arguments(FUNCTIONS[name])
    assert all(found["Args"].values())
    assert found["Returns"]
    assert "Raises" in found or inspect.isgeneratorfunction(FUNCTIONS[name])


@pytest.mark.parametrize(("kind", "name"), OF_CLASSES, ids=lambda part: getattr(part, "__name__", part))
def test_every_argument_of_a_method_is_named_in_its_text_and_of_a_class_in_that_of_the_class(kind, name):
    function = public.members(kind)[name]
    assert public.unexplained(function, inspect.getdoc(kind if name == "__init__" else function)) == []


def test_an_optimizer_lists_what_it_is_made_with():
    for kind in tm.optim.CLASSES.values():
        found = public.sections(inspect.getdoc(kind))["Args"]
        assert list(found)[:6] == public.arguments(kind.__init__)
        assert all(parameter.name in inspect.getdoc(kind) for parameter in kind.method.PARAMETERS)


def test_an_argument_that_is_missing_is_seen():
    def planted(x, y, z):
        """Text.

        Args:
            x: one
                on two lines.
            z: another.

        Returns:
            Their product.
        """
        return x * y * z

    assert public.unexplained(planted, planted.__doc__) == ["y"]
    assert public.sections(inspect.getdoc(planted)) == {"Args": {"x": "one\n        on two lines.", "z": "another."},
                                                        "Returns": "Their product."}


def test_a_hint_that_is_missing_is_seen():
    def planted(x, y: int):
        return x + y

    assert public.unsaid(planted) == ["x", "return"]
