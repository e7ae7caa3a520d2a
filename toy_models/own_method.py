"""What a step that somebody wrote needs in order to stand where a file of `toy_models.dynamics` stands: text and numbers."""

import ast
import inspect
import re
import textwrap
from dataclasses import replace
from types import FunctionType, ModuleType

from toy_models import notation
from toy_models.contract import InvalidArgument, Parameter
from toy_models.written import WORDS

OWN = "own_"  # how the sliders begin that only such a step has


def source(step, name):
    """(text, the numbers that it names from outside, what it is called) of a text or a function."""
    if not isinstance(step, FunctionType):
        return step, {}, name or "Mine"
    try:
        source = textwrap.dedent(inspect.getsource(step))
    except (OSError, TypeError):
        raise InvalidArgument("step", step, "a function whose text can be found: in a cell or a file; or its text") from None
    outside = inspect.getclosurevars(step)
    known = {**outside.globals, **outside.nonlocals}
    for word in WORDS.keys() & known.keys():
        if known[word] is not getattr(notation, word, abs):
            raise InvalidArgument("step", step, f"another name for its own {word}: in a step that is a word of the notation")
    constants = {key: value for key, value in known.items() if type(value) in (int, float)}
    return source, constants, name or step.__name__.replace("_", " ")


def module(key, name, step, said, known):
    """The module of that name and key that a file with this step, a `Written`, would be.

    said: its `StepText`. known: the `Parameter`s that other methods declare.
    """
    made = ModuleType(key, f"{name}: a step that was written here.")
    vars(made).update(
        NAME=name, ORDER=1000, FAMILY="Written here", PARAMETERS=_declared(step, said, known), GAUGES=(), SURFACE=None,
        PRESETS={}, REDUCES_TO={}, CARRIES=step.carries, step=step)
    return made


def _declared(step, said, others):
    """The parameters of a step that was read, in the order in which it names them."""
    known = {}
    for parameter in others:
        known.setdefault((parameter.name, parameter.whole), parameter)
    order = [node.attr for node in ast.walk(step.tree) if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "p"]
    counted = {said.group} | {node.iter.args[0].attr for node in step.tree.body if isinstance(node, ast.For)}
    found, taken = [], set()
    for name in dict.fromkeys(order):
        whole = name in counted
        parameter = known.get((name, whole)) or _guessed(name, whole, bool(re.search(rf"1 - p\.{name}\b", step.source)))
        if parameter.slider in taken:
            parameter = replace(parameter, slider=OWN + name)
        while parameter.slider in taken:
            parameter = replace(parameter, slider=f"{parameter.slider}_")
        taken.add(parameter.slider)
        found.append(parameter)
    return tuple(found)


def _guessed(name, whole, share):
    """A parameter that no method of the folder has."""
    words = name.replace("_", " ")
    if whole:
        return Parameter(name, name, 5, 1, 50, f"{words}, of a step that was written here", whole=True, slider=f"{OWN}{name}_count",
                         lawful=(1, 10_000))
    if share:
        return Parameter(name, name, 0.5, 0.0, 1.0, f"{words}, of a step that was written here", slider=f"{OWN}{name}_share",
                         lawful=(-1e6, 1e6))
    return Parameter(name, name, 1.0, 0.1, 10.0, f"{words}, of a step that was written here", scale="log", slider=f"{OWN}{name}",
                     lawful=(-1e6, 1e6))
