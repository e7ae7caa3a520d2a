"""Read a step's own text: which parameters it uses, what it carries, and how often it asks and draws.

Every count is derived from the function that runs, so that clocks, slots and validation cannot drift from it.
"""

import ast
import copy
import functools
import inspect
import textwrap
from dataclasses import dataclass


class Unreadable(ValueError):
    """A step that says something outside the notation; the message names the line and the reason."""


@dataclass(frozen=True)
class Calls:
    """Calls of one kind: those outside every loop, and a pair (parameter, count) for each loop."""

    outside: int
    loops: tuple

    def total(self, values):
        """How many calls one step makes at these parameter values (a mapping)."""
        return self.outside + sum(int(values[name]) * count for name, count in self.loops)


@dataclass(frozen=True)
class StepText:
    """What a step's text says of itself."""

    source: str
    parameters: frozenset
    state: frozenset
    carries: frozenset
    gradients: Calls
    minibatches: Calls
    draws: Calls
    watched: tuple
    asks: frozenset  # words of the objective
    wholes: Calls  # what is asked on all data, in gradient evaluations on all data; `gradients` holds what is asked on minibatches
    group: str | None  # the parameter that says how many rows stand together, where a step couples them
    words: frozenset  # the functions it calls by name


def function(step):
    """The syntax tree of a function, with line numbers of its own; a step that is no function of Python brings its `tree` along."""
    if hasattr(step, "tree"):
        return copy.deepcopy(step.tree)  # its readers change it
    return ast.parse(textwrap.dedent(inspect.getsource(step))).body[0]


def loop_parameter(node):
    """The parameter that a `for turn in range(p.name)` counts to, or raise `Unreadable`."""
    call, named = node.iter, isinstance(node.target, ast.Name) and not node.orelse
    if (
        named and isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
        and len(call.args) == 1 and not call.keywords and isinstance(call.args[0], ast.Attribute)
        and isinstance(call.args[0].value, ast.Name) and call.args[0].value.id == "p"
    ):
        return call.args[0].attr
    raise Unreadable(f"line {node.lineno}: a loop must read 'for turn in range(p.name)'")


_BRANCHES = (ast.While, ast.If, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def _refuse_branches(tree):
    """Raise `Unreadable` where a call might not run exactly once, or once a turn: the counts below would be wrong."""
    for node in ast.walk(tree):
        if isinstance(node, _BRANCHES) or (isinstance(node, ast.For) and node not in tree.body):
            raise Unreadable(f"line {node.lineno}: a step may loop at its top level, and do nothing else but straight arithmetic")


def _refuse_comparisons(tree):
    """Raise `Unreadable` for a comparison that stands anywhere but in the condition of where(...)."""
    conditions = [node.args[0] for node in ast.walk(tree)
                  if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "where" and node.args]
    inside = {id(part) for condition in conditions for part in ast.walk(condition)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and id(node) not in inside:
            raise Unreadable(f"line {node.lineno}: a comparison stands in the condition of where(...), and nowhere else")


COUPLING = ("together", "ring")  # words by which the rows of a group meet
PRICES = {  # the words of an objective (`toy_models.words`), and what each costs in gradient evaluations, in whole ones
    "minibatch": 0, "gradient": 1, "everything": 0, "energy": 1, "hessian_times": 2, "natural": 1, "blocks": 0, "diffusion": 1,
}


def _words(tree):
    return frozenset(node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def _says(node, word):
    return isinstance(node, ast.Call) and ast.unparse(node.func) == f"objective.{word}"


def _on_all_data(tree):
    """The calls whose batch is `objective.everything()`, or a name that stands for it and for nothing else."""
    assigned = [(node.targets[0].id, node.value) for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    names = {name for name, value in assigned if _says(value, "everything")}
    calls = [node for node in ast.walk(tree) if any(_says(node, word) for word in PRICES)]
    handed = [(call, part) for call in calls for part in call.args
              if _says(part, "everything") or (isinstance(part, ast.Name) and part.id in names)]
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names]
    if any(name in names and not _says(value, "everything") for name, value in assigned) or len(read) > sum(
        isinstance(part, ast.Name) for _, part in handed
    ):
        raise Unreadable(f"line {tree.lineno}: what everything() gives has one name, and is only handed to the objective")
    return {id(call) for call, _ in handed}


def _group(tree):
    """The parameter that says how many rows stand together: the one second argument of every `together` and `ring`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in COUPLING]
    sizes = {ast.unparse(node.args[1]) if len(node.args) == 2 and not node.keywords else "" for node in calls}
    if not calls:
        return None
    if len(sizes) != 1 or not all(size.startswith("p.") and size[2:].isidentifier() for size in sizes):
        raise Unreadable(f"line {calls[0].lineno}: together(point, p.name), ring(point, p.name) name one parameter, a group's size")
    return sizes.pop()[2:]


def _attributes(tree, owner):
    return frozenset(
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner
    )


def _count(nodes, owner, prices):
    """The sum of the prices of all calls of an owner's words."""
    return sum(
        prices(node) for top in nodes for node in ast.walk(top)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == owner
    )


def _calls(tree, owner, prices):
    """The `Calls` of an owner: `prices`, a function of the call, says what each counts."""
    loops = [node for node in tree.body if isinstance(node, ast.For)]
    plain = [node for node in tree.body if not isinstance(node, ast.For)]
    counted = ((loop_parameter(node), _count(node.body, owner, prices)) for node in loops)
    return Calls(_count(plain, owner, prices), tuple((name, count) for name, count in counted if count))


@functools.lru_cache(maxsize=512)  # steps that visitors write come and go
def read(step):
    """Return the `StepText` of a step function."""
    tree = function(step)
    _refuse_branches(tree)
    _refuse_comparisons(tree)
    returned = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "State"]
    if len(returned) != 1:
        raise Unreadable(f"{step.__module__}: a step returns exactly one State(...)")
    watched = [
        keyword.arg for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "watch" for keyword in node.keywords
    ]
    whole = _on_all_data(tree)
    return StepText(
        source=ast.unparse(tree),
        parameters=_attributes(tree, "p"),
        state=_attributes(tree, "state") - {"x", "t"},
        carries=frozenset(keyword.arg for keyword in returned[0].keywords) - {"x"},
        gradients=_calls(tree, "objective", lambda call: PRICES.get(call.func.attr, 0) * (id(call) not in whole)),
        minibatches=_calls(tree, "objective", lambda call: call.func.attr == "minibatch"),
        draws=_calls(tree, "noise", lambda call: call.func.attr in ("normal", "uniform")),
        watched=tuple(watched),
        asks=_attributes(tree, "objective"),
        wholes=_calls(tree, "objective", lambda call: PRICES.get(call.func.attr, 0) * (id(call) in whole)),
        group=_group(tree),
        words=_words(tree),
    )
