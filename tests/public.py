"""The public Python API, enumerated: what `tm.__all__` and `widgets.__all__` name, and every class of ours that those give back."""

import ast
import functools
import inspect
import re
import sys
import typing
from types import ModuleType

import toy_models as tm
import widgets

OURS = ("toy_models", "widgets")


def ours(thing):
    return (getattr(thing, "__module__", None) or "").split(".")[0] in OURS


def surface(module):
    """The public functions and classes of a module, by name: what its `__all__` says, or else what its own text defines."""
    if hasattr(module, "__all__"):
        return {name: getattr(module, name) for name in module.__all__}
    public = {name: thing for name, thing in vars(module).items() if not name.startswith("_")}
    public = {name: thing for name, thing in public.items() if inspect.isroutine(thing) or inspect.isclass(thing)}
    return {name: one for name, one in public.items() if inspect.ismethod(one) or getattr(one, "__module__", "") == module.__name__}


def members(kind):
    """The public methods and properties that a class of ours has, its bases' included: {name: function}."""
    found = {"__init__": kind.__init__} if inspect.isfunction(kind.__init__) and ours(kind.__init__) else {}
    for base in filter(ours, reversed(kind.__mro__)):
        for name, thing in vars(base).items():
            function = next((getattr(thing, part) for part in ("fget", "func", "__func__") if getattr(thing, part, None)), thing)
            if not name.startswith("_") and inspect.isfunction(function):
                found[name] = function
    return found


def named(hint):
    """The classes of ours that a type hint speaks of."""
    if isinstance(hint, type) and ours(hint) and not typing.get_args(hint):
        return {hint}
    return {kind for part in typing.get_args(hint) for kind in named(part)}


@functools.cache
def named_for_hints(name):
    """What a module imports for its hints alone, under `if TYPE_CHECKING:`."""
    names, text = {}, inspect.getsource(sys.modules[name])
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), name, "exec"), vars(sys.modules[name]) | names, names)
    return names


def hints(function):
    """The type hints of a function, read. Of a folder's own functions, a hint on "an entry" is one on its entries."""
    plain = inspect.unwrap(getattr(function, "__func__", function))
    found = typing.get_type_hints(plain, localns=named_for_hints(plain.__module__))
    entry = getattr(getattr(function, "__self__", None), "entry", None)
    return {name: entry if isinstance(hint, typing.TypeVar) else hint for name, hint in found.items()}


def unsaid(function):
    """The arguments that have no type hint, and "return" where that has none."""
    given = hints(function)
    wanted = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    return [name for name in [*wanted, *([] if function.__name__ == "__init__" else ["return"])] if name not in given]


def everything():
    """({dotted name: function}, classes of ours): every public function, method and property, and what they give back."""
    functions, kinds = {}, []
    waiting = [("tm", tm), ("widgets", widgets)]
    while waiting:
        name, thing = waiting.pop()
        if isinstance(thing, ModuleType):
            waiting += [(f"{name}.{key}", part) for key, part in surface(thing).items()]
        elif inspect.isclass(thing):
            if ours(thing) and thing not in kinds:
                kinds.append(thing)
                waiting += [(f"{thing.__name__}.{key}", part) for key, part in members(thing).items()]
        elif callable(thing) and name not in functions:
            functions[name] = thing
            waiting += [(kind.__name__, kind) for hint in [hints(thing).get("return")] for kind in named(hint)]
    return functions, kinds


def arguments(function):
    """The names of a function's arguments."""
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def sections(text):
    """{"Args": {name: what it is}, "Returns": ..., ...} of a docstring; an argument's name begins a line that is set in by four."""
    found = dict(re.findall(r"(?m)^(Args|Returns|Raises|Yields):\n((?:(?: {4}.*)?\n?)+)", text))
    return {name: dict(re.findall(r"(?m)^ {4}(\w+): ((?:.|\n {8})+)", body)) if name in ("Args", "Raises") else body.strip()
            for name, body in found.items()}


def unexplained(function, text):
    """The arguments of a function that a text does not name."""
    return [name for name in arguments(function) if not re.search(rf"\b{name}\b", text or "")]
