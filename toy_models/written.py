"""A step that was read from a text, as something that can be called: its checked tree, walked; no part of it is Python that runs.

It stands where a step of a file stands. The compiled runners read its tree as they read a file's text; the definition, networks
and optimizers call it, and what is called here is an operation or a word of the notation for each node that
`toy_models.step_text` lets through. There is no name but those, no attribute but a point of the state or a number of `p`.
"""

import ast
import math
import operator

import numpy as np

from toy_kernels.text import Unreadable
from toy_models import notation, step_rules, step_text
from toy_models.contract import State

WORDS = {name: getattr(notation, name, abs) for name in step_rules.WORDS}
SIGNS = {
    **step_rules.SIGNS, ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.USub: operator.neg, ast.UAdd: operator.pos,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}


class Written:
    """A step, called like a function: (state, objective, noise, watch, p) -> State. Two of one text are equal.

    text, constants, longest: as in `step_text.read`, which says what is refused. Attributes: `tree`, the checked syntax tree, and
    `source`, the same step as text, which reads as this one does. Raises `Unreadable` with the line and the reason.
    """

    def __init__(self, text, constants=None, longest=step_text.LONGEST):
        self.tree = step_text.read(text, constants, longest)
        self.source = ast.unparse(self.tree)
        self.__globals__, self.__name__ = {}, "step"  # constants are written out; no name is looked up anywhere
        *body, last = self.tree.body
        self._lines = [_line(node) for node in body]
        self._returned = {keyword.arg: _value(keyword.value) for keyword in last.value.keywords}
        self.carries = tuple(name for name in self._returned if name != "x")
        self._try(last.lineno)

    def __eq__(self, other):
        return isinstance(other, Written) and self.source == other.source

    def __hash__(self):
        return hash(self.source)

    def __reduce__(self):
        return Written, (self.source, None, len(self.source))  # with constants written out, it may be longer than what was read

    def __call__(self, state, objective, noise, watch, p):
        """One step."""
        known = {"state": state, "objective": objective, "noise": noise, "watch": watch, "p": p}
        for _, act in self._lines:
            act(known)
        return State(**{name: value(known) for name, value in self._returned.items()})

    def _try(self, last):
        """Walk it once in a small world: what is no point, or has no such shape, is found at its line."""
        start = np.linspace(0.5, 1.5, ROWS * COORDINATES).reshape(ROWS, COORDINATES)
        state = State(start, np.float64(2), **dict.fromkeys(self.carries, start))
        known = {"state": state, "objective": _World(), "noise": _World(), "watch": _looked_at, "p": _Sliders()}
        line = last
        try:
            with np.errstate(all="ignore"):
                for line, act in self._lines:  # noqa: B007 - says where it was
                    act(known)
                line = last
                made = {name: value(known) for name, value in self._returned.items()}
        except Unreadable as reason:
            raise Unreadable(f"line {line}: {reason}") from None
        except (TypeError, ValueError, AttributeError) as reason:
            said = "a minibatch is only handed to the objective" if "_Batch" in str(reason) else "this does not go together"
            raise Unreadable(f"line {line}: {said}: points have a row for each replica, norm and dot one number a row") from None
        for name, point in made.items():
            if np.shape(point) != (ROWS, COORDINATES):
                found = "one number a row" if np.ndim(point) else "a number"
                raise Unreadable(f"line {last}: {name} must be a point, and is {found}")


ROWS, COORDINATES = 4, 3


def _looked_at(**points):
    for name, point in points.items():
        if np.shape(point) != (ROWS, COORDINATES):
            raise Unreadable(f"watch({name}=...) shows points")


class _Batch:
    """What an objective hands out: it can be handed back, and nothing else."""


class _Sliders:
    """Every number that a step may ask for."""

    def __getattr__(self, name):
        return 1


class _World:
    """An objective and noise of the right shapes."""

    def minibatch(self):
        return _Batch()

    everything = minibatch

    def gradient(self, x, batch):
        return self._answer(batch, x)

    def energy(self, x, batch):
        return self._answer(batch, x)[:, :1]

    def hessian_times(self, x, v, batch):
        return self._answer(batch, x, v)

    def natural(self, x, slope, batch, damping):
        if np.ndim(damping):
            raise Unreadable("objective.natural(x, slope, batch, damping) takes a number as its damping")
        return self._answer(batch, x, slope)

    def diffusion(self, x, z):
        return self._answer(_Batch(), x, z)

    def blocks(self, point):
        return self._answer(_Batch(), point)

    def normal(self):
        return np.ones((ROWS, COORDINATES))

    uniform = normal

    def _answer(self, batch, *points):
        if not isinstance(batch, _Batch) or any(np.shape(point) != (ROWS, COORDINATES) for point in points):
            raise Unreadable("the objective is asked at a point, and on a batch: gradient(point, objective.minibatch())")
        return points[-1]


# ---- from the checked tree to what is called -----------------------------------------------------------------------------------
def _line(node):
    """(line number, what it does to the names that are known)."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return node.lineno, _given(name, _value(value))
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            return node.lineno, _given(name, _both(type(op), _named(name), _value(value)))
        case ast.For():
            return node.lineno, _looped(node)
        case ast.Expr(value=ast.Call(func=ast.Name(id="watch"), keywords=shown)):
            points = {keyword.arg: _value(keyword.value) for keyword in shown}
            return node.lineno, lambda known: known["watch"](**{name: point(known) for name, point in points.items()})
    return node.lineno, _value(node.value)


def _given(name, value):
    def act(known):
        known[name] = value(known)

    return act


def _looped(node):
    turns, name, lines = node.iter.args[0].attr, node.target.id, [act for _, act in map(_line, node.body)]

    def act(known):
        for turn in range(int(getattr(known["p"], turns))):
            known[name] = turn
            for line in lines:
                line(known)

    return act


def _named(name):
    return lambda known: known[name]


def _value(node):
    """What gives the value of an expression, from the names that are known."""
    match node:
        case ast.Constant(value=value):
            return lambda known: value
        case ast.Name(id=name):
            return _named(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return lambda known: getattr(known[owner], name)
        case ast.UnaryOp(op=op):
            sign, operand = SIGNS[type(op)], _value(node.operand)
            return lambda known: sign(operand(known))
        case ast.BinOp(op=op):
            return _both(type(op), _value(node.left), _value(node.right))
        case ast.Compare(ops=[op], comparators=[right]):
            return _both(type(op), _value(node.left), _value(right))
        case ast.Call(func=ast.Name(id=word)):
            return _called(lambda known: WORDS[word], node.args)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=word)):
            return _called(lambda known: getattr(known[owner], word), node.args)
    raise Unreadable(f"line {node.lineno}: {type(node).__name__} is outside the notation of a step")


def _called(word, arguments):
    given = [_value(argument) for argument in arguments]
    return lambda known: word(known)(*(argument(known) for argument in given))


def _both(kind, left, right):
    """Two values under a sign; of plain numbers what overflows is infinite, and what has no value is no number, as in arrays."""
    sign = SIGNS[kind]

    def value(known):
        a, b = left(known), right(known)
        if kind in (ast.BitAnd, ast.BitOr) or not (isinstance(a, (int, float)) and isinstance(b, (int, float))):
            return sign(a, b)
        try:
            found = sign(float(a), float(b))
        except OverflowError:
            return math.inf
        except ZeroDivisionError:
            return math.nan if a == 0 and kind is ast.Div else math.inf
        return found if isinstance(found, (bool, float)) else math.nan  # a root of a negative number is complex

    return value
