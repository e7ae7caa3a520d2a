"""What a step chooses, for lanes: `where`, `maximum`, `minimum` and `largest`, as selections without a branch."""

import ast
from dataclasses import dataclass

from toy_kernels.lane_text import Term, symbol
from toy_kernels.text import Unreadable


@dataclass(frozen=True)
class Number:
    """What contains no point: an expression over `p`, `t` and `tilt`, for the host."""

    node: ast.expr


@dataclass(frozen=True)
class Point:
    """Terms for one lane: two coordinates, one length, or the tilt of a minibatch (nothing, without gradient noise)."""

    terms: tuple
    batch: bool = False

    @property
    def whole(self):
        """It has two coordinates that arithmetic may use."""
        return len(self.terms) == 2 and not self.batch


@dataclass(frozen=True)
class Condition:
    """Comparisons for one lane: one for each coordinate, or one for both."""

    terms: tuple


class Choices:
    """The part of `toy_kernels.lane_values.Expressions` that chooses; terms and names are made there."""

    def _choice(self, node, name, arguments):
        match name, arguments:
            case "where", [Condition() as condition, yes, no]:
                return self._chosen(node, condition, yes, no)
            case "largest", [Point(whole=True) as point, Number() as share]:
                return self._largest(point, share)
            case "maximum" | "minimum", [Number(node=left), Number(node=right)]:
                return Number(ast.Call(ast.Attribute(ast.Name("np"), name), [left, right], []))
            case "maximum" | "minimum", [left, right]:
                return self._farther(node, ">" if name == "maximum" else "<", left, right)
        raise outside(node)

    def _sides(self, node, *values, bound=False):
        """The terms of points and numbers, as many of each; under names where they are used more than once."""
        if any(isinstance(value, Condition) or (isinstance(value, Point) and value.batch) for value in values):
            raise outside(node)
        sides = [value.terms if isinstance(value, Point) else (self.term(value),) for value in values]
        count = max(map(len, sides))
        sides = [side if len(side) == count else (self.bound(side[0]),) * count for side in sides]
        return [[self.bound(term) for term in side] for side in sides] if bound else sides

    def _both(self, node, operator, left, right):
        """Two conditions at once, or one of two."""
        if not isinstance(operator, (ast.BitAnd, ast.BitOr)):
            raise outside(node)
        return Condition(tuple(f"({a} {symbol(operator)} {b})" for a, b in zip(*_alike(left.terms, right.terms), strict=True)))

    def _compared(self, node, operator, left, right):
        if not isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            raise outside(node)
        sides = self._sides(node, left, right)
        return Condition(tuple(f"({a.text} {symbol(operator)} {b.text})" for a, b in zip(*sides, strict=True)))

    def _chosen(self, node, condition, yes, no):
        """`yes` where the condition holds, else `no`."""
        if isinstance(yes, Number) and isinstance(no, Number):
            raise Unreadable(f"line {node.lineno}: where chooses between points: one of its two values must be a point")
        yes, no = self._sides(node, yes, no)
        conditions, yes, no = _alike(condition.terms, yes, no)
        return Point(tuple(Term(f"select({said}, {a.text}, {b.text})") for said, a, b in zip(conditions, yes, no, strict=True)))

    def _farther(self, node, sign, left, right):
        """The larger (">") or smaller ("<") of two, entry by entry; what is not a number stays so."""
        sides = self._sides(node, left, right, bound=True)
        chosen = "select({0} != {0}, {0}, select({0} {2} {1}, {0}, {1}))"
        return Point(tuple(Term(chosen.format(a.text, b.text, sign)) for a, b in zip(*sides, strict=True)))

    def _largest(self, point, share):
        """1 at the larger of two coordinates, or at both, or at none: as many as the share asks for."""
        x, y = (self.bound(term) for term in point.terms)
        half = Number(ast.BinOp(ast.BinOp(ast.Constant(2), ast.Mult(), share.node), ast.Add(), ast.Constant(0.5)))
        count = self.bound(self.term(half)).text
        one, two, nothing = (self.writer.number(value).text for value in (1, 2, 0))
        first, second = (f"(({count} >= {one}) & ({said}))" for said in (f"{x.text} >= {y.text}", f"{x.text} < {y.text}"))
        return Point(tuple(Term(f"select(({count} >= {two}) | {said}, {one}, {nothing})") for said in (first, second)))


def _alike(*sides):
    """Terms of one length: what there is one of, as often as there are others."""
    count = max(map(len, sides))
    return [side if len(side) == count else side * count for side in map(tuple, sides)]


def outside(node):
    """The refusal of an expression or statement."""
    return Unreadable(f"line {node.lineno}: {ast.unparse(node).splitlines()[0]!r} is outside the notation of a step")
