"""What a step that somebody writes may say: a list, and a refusal with line and reason for everything that is not on it.

The counts are bounded too: how often it asks, draws, loops and carries, so that no text costs more than a second to compile.
Names of constants are replaced by their numbers; what is left is arithmetic, words of the notation, points of the state and numbers
of `p`.
"""

import ast
import math
import operator
import re

from toy_kernels.text import COUPLING, PRICES, Unreadable, loop_parameter
from toy_models.step_hints import NO_BRANCH, shown, strange, way_out

ARGUMENTS = ("state", "objective", "noise", "watch", "p")
WORDS = {  # the words of `toy_models.notation` that a step may say, and how many arguments each takes
    "norm": 1, "dot": 2, "where": 3, "largest": 2, "together": 2, "ring": 2, "minimum": 2, "maximum": 2,
    **dict.fromkeys(("abs", "exp", "log", "sqrt", "sin", "cos", "tan", "tanh"), 1),
}
ASKED = {  # and those of an objective
    "minibatch": 0, "everything": 0, "gradient": 2, "energy": 2, "hessian_times": 3, "natural": 4, "blocks": 1, "diffusion": 2,
}
MOST_ASKED, MOST_DRAWN, MOST_LOOPS, MOST_NUMBERS, MOST_CARRIED, LARGEST = 12, 12, 3, 12, 4, 3.4e38
CONSTANTS = {"pi": math.pi}
NOT_CARRIED = ("t", "carried", "at", "self")
_NAME = re.compile(r"(?!met\d)[A-Za-z][A-Za-z0-9_]{0,39}")
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}


def check(tree, constants=None):
    """Refuse a step's tree, an `ast.FunctionDef`, unless all of it is on the list; constants {name: number} are written into it."""
    _Check(tree, {**CONSTANTS, **(constants or {})}).all()


class _Check:
    """Refuses what is not on the list, statement by statement; writes constants out in the tree."""

    def __init__(self, tree, constants):
        self.tree, self.constants, self.known = tree, constants, set()
        self.counts = dict.fromkeys(("asked", "drawn", "loops"), 0)
        self.read_state, self.numbers, self.gradients, self.worth = {}, set(), 0, {}

    def refuse(self, node, reason):
        raise Unreadable(f"line {getattr(node, 'lineno', self.tree.lineno)}: {reason}")

    def count(self, node, kind, most, what):
        self.counts[kind] += 1
        if self.counts[kind] > most:
            self.refuse(node, f"a step {what} at most {most} times where it is written")

    def all(self):
        """The whole step."""
        tree, given = self.tree, self.tree.args
        plain = not (given.posonlyargs or given.kwonlyargs or given.vararg or given.kwarg or given.defaults)
        if tuple(argument.arg for argument in given.args) != ARGUMENTS or not plain or tree.decorator_list:
            self.refuse(tree, f"a step's arguments are {', '.join(ARGUMENTS)}, and nothing decorates it")
        for argument in given.args:
            argument.annotation = None
        tree.name, tree.returns, tree.type_comment, tree.type_params = "step", None, None, []
        *body, last = tree.body
        for node in body:
            if isinstance(node, ast.For):
                self.loop(node)
            else:
                self.statement(node)
        if not isinstance(last, ast.Return):
            self.loop(last) if isinstance(last, ast.For) else self.statement(last)
        call = getattr(last, "value", None)
        if not isinstance(last, ast.Return) or not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "State":
            self.refuse(last, "a step ends in return State(x=..., ...)")
        self.returned(last.value)
        if not self.gradients:
            self.refuse(last, "the clock counts gradients, and it asks for none: objective.gradient(point, objective.minibatch())")

    def returned(self, call):
        """The State that a step returns: x, and all that it carries."""
        names = [keyword.arg for keyword in call.keywords]
        if call.args or "x" not in names or len(set(names)) < len(names) or len(names) > MOST_CARRIED + 1:
            self.refuse(call, f"State(x=..., name=...) names x once, and at most {MOST_CARRIED} points that are carried")
        for keyword in call.keywords:
            if keyword.arg is None or not _NAME.fullmatch(keyword.arg) or keyword.arg in NOT_CARRIED:
                self.refuse(call, f"“{keyword.arg}” is no name for what is carried")
            self.expression(keyword, "value")
        for name, node in self.read_state.items():
            if name not in names:
                self.refuse(node, f"“state.{name}” is read here but not returned: add {name}=… to State(…)")

    def statement(self, node, inside=False):
        """One line, at the top or in a loop."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                self.expression(node, "value")
                self.named(node, name)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                self.name(node.target)
                self.expression(node, "value")
                self.named(node, name)
            case ast.Expr(value=ast.Call(func=ast.Name(id="watch"), args=[], keywords=[_, *_] as points)):
                for keyword in points:
                    if keyword.arg is None or not _NAME.fullmatch(keyword.arg):
                        self.refuse(node, "watch(name=point) shows points by name")
                    self.expression(keyword, "value")
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="objective" | "noise")))):
                self.expression(node, "value")
            case ast.Return():
                self.refuse(node, "a step returns once, on its last line")
            case ast.Assign(targets=[ast.Name(), ast.Name(), *_]) | ast.Assign(targets=[ast.Tuple(), *_]):
                self.refuse(node, "one name a line, please: a = ..., then b = ...")
            case ast.Import() | ast.ImportFrom():
                self.refuse(node, "nothing is imported: the words are known")
            case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try() | ast.FunctionDef() | ast.Match():
                nested = inside and isinstance(node, ast.For)
                self.refuse(node, "a loop stands at the top level, not in another" if nested else NO_BRANCH)
            case _:
                self.refuse(node, f"“{shown(node)}” is outside the notation of a step")

    def loop(self, node):
        """for turn in range(p.name): with straight lines inside."""
        self.count(node, "loops", MOST_LOOPS, "loops")
        try:
            name = loop_parameter(node)
        except Unreadable:
            self.refuse(node, "a loop reads 'for turn in range(p.name):', and p.name becomes a slider")
        self.number(node, name)
        if node.target.id in self.known:
            self.refuse(node, f"“{node.target.id}” has a value already; a loop's turn needs a name of its own")
        before = set(self.known)
        if node.target.id != "_":
            self.named(node, node.target.id)
        for line in node.body:
            self.statement(line, inside=True)
        self.known = before

    def named(self, node, name):
        if name in ARGUMENTS or name in WORDS or name in ("State", "range") or "__" in name:
            self.refuse(node, f"“{name}” cannot be given a value here")
        if not _NAME.fullmatch(name):
            self.refuse(node, f"“{name}” is no name: letters, digits, at most 40")
        self.known.add(name)

    def number(self, node, name):
        if not _NAME.fullmatch(name) or "__" in name or name in ("as_dict", "t", "curvature"):
            self.refuse(node, f"“p.{name}” is no name of a slider")
        self.numbers.add(name)
        if len(self.numbers) > MOST_NUMBERS:
            self.refuse(node, f"a step has at most {MOST_NUMBERS} sliders")

    def name(self, node):
        """A name that is read."""
        if node.id not in self.known:
            self.refuse(node, f"“{node.id}” has no value here{way_out(node.id)}")

    def expression(self, owner, field, condition=False):
        """What stands in a field of a node; a constant or a name of one is replaced by its number."""
        node = getattr(owner, field)
        known = self.constants.get(node.id) if isinstance(node, ast.Name) and node.id not in self.known else None
        if known is not None and isinstance(known, (int, float)) and not isinstance(known, bool):
            written = ast.copy_location(ast.Constant(abs(known)), node)  # -3 ** 2 would be read as -(3 ** 2)
            node = ast.copy_location(ast.UnaryOp(ast.USub(), written), node) if math.copysign(1, known) < 0 else written
            setattr(owner, field, node)
        match node:
            case ast.Constant(value=value):
                if type(value) not in (int, float) or not abs(value) <= LARGEST:
                    self.refuse(node, f"numbers up to {LARGEST:g}, and nothing else that is written out")
            case ast.Name():
                self.name(node)
            case ast.Attribute(value=ast.Name(id="p"), attr=name):
                self.number(node, name)
            case ast.Attribute(value=ast.Name(id="state"), attr=name):
                if name not in ("x", "t"):
                    self.read_state.setdefault(name, node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                self.expression(node, "operand")
                self.has_value(node)
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()) if condition:
                self.expression(node, "left", condition)
                self.expression(node, "right", condition)
            case ast.BinOp(op=sign) if type(sign) in SIGNS:
                self.expression(node, "left")
                self.expression(node, "right")
                self.has_value(node)
            case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]) if condition:
                self.expression(node, "left")
                box = ast.Expr(right)
                self.expression(box, "value")
                node.comparators = [box.value]
            case ast.Call():
                self.call(node)
            case _:
                self.refuse(node, strange(node))

    def call(self, node):
        """A word, with as many arguments as it takes."""
        arguments = node.args
        match node.func:
            case _ if node.keywords or any(isinstance(argument, ast.Starred) for argument in arguments):
                self.refuse(node, f"“{shown(node)}”: arguments stand one after the other, without names")
            case ast.Attribute(value=ast.Name(id="objective"), attr=word) if word in PRICES:
                wanted = ASKED[word]
                self.count(node, "asked", MOST_ASKED, "asks the objective")
                self.gradients += PRICES[word]
            case ast.Attribute(value=ast.Name(id="noise"), attr="normal" | "uniform"):
                wanted = 0
                self.count(node, "drawn", MOST_DRAWN, "draws")
            case ast.Name(id=word) if word in WORDS:
                wanted = WORDS[word]
                if word == "where" and arguments and not _compares(arguments[0]):
                    self.refuse(node, "where(condition, yes, no) takes a comparison as its condition, such as dot(g, v) > 0")
                if word in COUPLING and len(arguments) == 2 and not isinstance(arguments[1], ast.Attribute):
                    self.refuse(node, f"{word}(point, p.name) names the parameter that says how large a group is")
            case ast.Name(id=word):
                self.refuse(node, f"“{word}” is not known here{way_out(word) or '. Words: ' + ', '.join(sorted(WORDS))}")
            case ast.Attribute(value=ast.Name(id="objective" | "noise" as owner), attr=word):
                there = ", ".join(PRICES) if owner == "objective" else "normal, uniform"
                self.refuse(node, f"“{owner}.{word}” is not known here. There are {there}")
            case _:
                self.refuse(node.func, strange(node.func))
        if len(arguments) != wanted:
            what = ("no argument", "one argument")[wanted] if wanted < 2 else f"{wanted} arguments"
            self.refuse(node, f"{shown(node.func)} takes {what}, not {len(arguments)}")
        for place, argument in enumerate(arguments):
            box = ast.copy_location(ast.Expr(argument), argument)
            self.expression(box, "value", condition=place == 0 and getattr(node.func, "id", "") == "where")
            arguments[place] = box.value

    def has_value(self, node):
        """Refuse constants that have none, or a huge one, before anything works them out: 9**9**9."""
        parts = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
        values = [self.worth.get(id(part), part.value if isinstance(part, ast.Constant) else None) for part in parts]
        if None in values:
            return
        value = _worked_out(node, *values)
        if value is None or not abs(value) <= LARGEST:
            self.refuse(node, f"“{shown(node)}” has no value up to {LARGEST:g}")
        self.worth[id(node)] = value


def _compares(node):
    """Whether a node is a comparison, or several joined."""
    return isinstance(node, ast.Compare) or (isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)))


def _worked_out(node, *values):
    """The number that an operation on constants gives, or None."""
    if isinstance(node, ast.UnaryOp):
        return -values[0] if isinstance(node.op, ast.USub) else values[0]
    try:
        found = SIGNS[type(node.op)](*map(float, values))
    except (ZeroDivisionError, OverflowError):
        return None
    return found if isinstance(found, float) and math.isfinite(found) else None
