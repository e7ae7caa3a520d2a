"""A step, cut into regions for lanes: its own loops, and what stands between them."""

import ast
import re

from toy_kernels.lane_choices import Condition, Number, Point, outside
from toy_kernels.lane_text import FUNCTIONS, Term
from toy_kernels.lane_values import Expressions, Region
from toy_kernels.text import COUPLING, Unreadable, function, loop_parameter

ARGUMENTS = ["state", "objective", "noise", "watch", "p"]
MOST_PARTS = 100  # nodes of a number under a name: each use of the name writes it out again, and a square of a square doubles it
MOST_WORK, CALL = 30_000, 100  # characters that the lanes of one step may have; a function compiles as slowly as so many
_CALLED = re.compile("|".join(rf"\b{name}\(" for name in FUNCTIONS.values()))


class StepReader(Expressions):
    """The regions of a step and the numbers it needs, read at construction.

    `tilt` is "none" or the text of the function that tilts; with `watched`, the points that the step shows are written out as well.
    `result` holds the terms of the new state, in the last region: x, then what is carried. `seen` are the watched names.
    """

    def __init__(self, step, formula_text, carries, tilt, watched):
        super().__init__(formula_text, step.__globals__, carries, tilt)
        self.watched, self.regions, self.seen = watched, [], []
        tree = function(step)
        *body, last = tree.body
        if [argument.arg for argument in tree.args.args] != ARGUMENTS:
            raise Unreadable(f"line {tree.lineno}: a step's arguments are {', '.join(ARGUMENTS)}")
        if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Call):
            raise Unreadable(f"line {last.lineno}: a step ends by returning State(x=..., ...)")
        self.group = None
        self._open()
        for node in body:
            if isinstance(node, ast.For):
                self._loop(node)
            else:
                self._statement(self._coupled(node))
        self.result = self._state(self._coupled(last.value))
        lines = [line for region in self.regions for line in region.lines]
        if sum(len(line) + CALL * len(_CALLED.findall(line)) for line in lines) > MOST_WORK:
            raise Unreadable(f"line {tree.lineno}: this is more than compiles in some seconds")

    def _open(self, parameter=None, turn="_"):
        self.region = Region(parameter)
        self.regions.append(self.region)
        if turn != "_":
            self.region.turn = f"{turn}_0"
            self.region.known[turn] = Point((Term(self.region.turn),))

    def _loop(self, node):
        parameter = loop_parameter(node)
        before, self.names = self.names, dict(self.names)
        self._open(parameter, node.target.id)
        if node.target.id in before:
            raise Unreadable(f"line {node.lineno}: {node.target.id!r} has a value already; a loop's turn needs a name of its own")
        for statement in node.body:
            self._statement(statement)
        for name in before:
            if _kind(self.names[name]) != _kind(before[name]):
                raise Unreadable(f"line {node.lineno}: {name!r} changes its kind inside the loop; start it as a point, 0 * state.x")
        self.names = before  # a loop may turn zero times, so a name that only it sets has no value after it
        self._open()

    def _coupled(self, node):
        """The node with a name in place of each `together(...)` and `ring(...)`, which are regions of their own, done before it."""
        return _Coupling(self).visit(node)

    def couple(self, node, word, argument, size):
        """Close the region, let the rows of a group meet, open the next one; gives back the name of what they find."""
        if any(isinstance(part, ast.Name) and part.id in ("noise", "objective") for part in ast.walk(argument)):
            raise Unreadable(f"line {node.lineno}: what {word} is to meet has a name: draws and gradients keep their order")
        value = self.value(argument)
        if not isinstance(value, Point) or not value.whole:
            raise Unreadable(f"line {node.lineno}: {word} takes a point")
        source, found = self.writer.fresh("met"), self.writer.fresh("met")
        self._assign(node, source, value)
        self.region, self.group = Region(meeting=(word, source, found)), size.attr
        self.regions.append(self.region)
        self._open()
        self.names[found] = Point(tuple(Term(f"{found}_{i}") for i in range(2)))
        return found

    def _statement(self, node):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(node, name, self.value(value))
            case ast.AugAssign(target=ast.Name(id=name), op=operator, value=value):
                changed = ast.BinOp(ast.Name(name, ast.Load()), operator, value)
                for part in (changed, changed.left):
                    ast.copy_location(part, node)
                self._assign(node, name, self.value(changed))
            case ast.Expr(value=ast.Constant(value=str())):
                pass  # a docstring
            case ast.Expr(value=ast.Call(func=ast.Name(id="watch"), args=[], keywords=shown)):
                for keyword in shown:
                    self._watch(node, keyword.arg, self.value(keyword.value))
            case ast.Expr(value=ast.Call() as call):
                kept = len(self.region.lines)
                self.value(call)
                del self.region.lines[kept:]  # nobody reads it: what counts is its place in the order of draws
            case _:
                raise outside(node)

    def _assign(self, node, name, value):
        if isinstance(value, Condition):
            raise Unreadable(f"line {node.lineno}: a comparison stands in where(...), and has no name")
        if isinstance(value, Number):
            if name in self.names and self.region.parameter:
                raise Unreadable(f"line {node.lineno}: {name!r} is a number that changes inside a loop")
            if _larger(value.node, MOST_PARTS):
                raise Unreadable(f"line {node.lineno}: {name!r} is a number of more than {MOST_PARTS} parts")
            self.names[name] = value
            self.region.known.pop(name, None)
            self.region.written.discard(name)
            return
        terms = value.terms
        if len(self.region.known.get(name, value).terms) != len(terms):  # a length becomes a point: both of its terms may need it
            terms = [self.bound(term) for term in terms]
        point = Point(tuple(Term(f"{name}_{i}") for i in range(len(terms))), value.batch)
        self.region.lines += [f"{left.text} = {right.text}" for left, right in zip(point.terms, terms, strict=True)]
        self.region.known[name] = self.names[name] = point
        self.region.written.add(name)

    def _watch(self, node, name, value):
        if not isinstance(value, Point) or not value.whole:
            raise Unreadable(f"line {node.lineno}: watch({name}=...) shows points")
        if name not in self.seen:
            self.seen.append(name)
        which, turn = self.seen.index(name), self.region.seen.get(name, 0)
        self.region.seen[name] = turn + 1
        if self.watched:
            place = f"k, {which}, look{which} + {turn}, low + j"
            self.region.lines += [f"seen[{place}, {i}] = {term.text}" for i, term in enumerate(value.terms)]

    def _state(self, call):
        values = {keyword.arg: self.value(keyword.value) for keyword in call.keywords}
        if values.keys() != {"x", *self.carries} or call.args:
            raise Unreadable(f"line {call.lineno}: State(...) must name {', '.join(['x', *self.carries])}, and nothing else")
        for name, value in values.items():
            if not isinstance(value, Point) or not value.whole:
                raise Unreadable(f"line {call.lineno}: {name} must be a point")
        return [self.bound(term) for name in ("x", *self.carries) for term in values[name].terms]


def _larger(node, most):
    """Whether a tree has more than so many nodes, found without walking all of one that shares its branches."""
    waiting, count = [node], 0
    while waiting and count <= most:
        waiting.extend(ast.iter_child_nodes(waiting.pop()))
        count += 1
    return count > most


class _Coupling(ast.NodeTransformer):
    def __init__(self, reader):
        self.reader = reader

    def visit_Call(self, node):
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in COUPLING:
            return node
        found = self.reader.couple(node, node.func.id, *node.args)
        return ast.copy_location(ast.Name(found, ast.Load()), node)


def _kind(value):
    return None if isinstance(value, Number) else (len(value.terms), value.batch)
