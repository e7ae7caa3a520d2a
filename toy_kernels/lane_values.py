"""The expressions of a step, for lanes: which of them are numbers, which are points, and what each becomes."""

import ast
from dataclasses import dataclass, field

from toy_kernels.lane_text import FUNCTIONS, Term, Writer, formula, symbol
from toy_kernels.text import Unreadable

START = "_start"  # the name of the rows that hold where a lane began, if its tilt looks there
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)

AS_DRAWN = "def tilt(u, v):\n    return u, v"  # a tilt that is the minibatch's two normals themselves


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


@dataclass
class Region:
    """One loop over the lanes: inside the step's own loop over `parameter`, or once a step."""

    parameter: str | None = None
    turn: str | None = None  # what its lines call the turn of the loop, a float32 number, if they use it
    lines: list = field(default_factory=list)
    loads: dict = field(default_factory=dict)  # names read before they are written: {name: Point}
    known: dict = field(default_factory=dict)  # names that have been read or written: {name: Point}
    written: set = field(default_factory=set)
    draws: int = 0
    batches: int = 0
    seen: dict = field(default_factory=dict)  # {watched name: points shown}


class Expressions:
    """Turns expressions into values, and writes what they need into the open region."""

    def __init__(self, formula_text, constants, carries, tilt):
        self.formulas = {part.name: part for part in ast.parse(formula_text).body}
        self.constants, self.carries = constants, tuple(carries)
        self.tilt = None if tilt == "none" else ast.parse(tilt).body[0]
        self.looks_back = False  # whether the tilt asks for the Hessian at the start
        self.writer, self.numbers, self.region = Writer(), [], Region()
        self.names = {}  # what a region may find when it opens: {name: Number or Point}

    def value(self, node):
        """The `Number` or `Point` that an expression stands for."""
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Number(node)
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.Attribute(value=ast.Name(id="p")):
                return Number(node)
            case ast.Attribute(value=ast.Name(id="state"), attr="t"):
                return Number(ast.Name("t"))
            case ast.Attribute(value=ast.Name(id="state"), attr=name) if name in ("x", *self.carries):
                return self._load(f"state.{name}", Point(tuple(before(name))))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign):
                return self._signed(sign, self.value(node.operand), node)
            case ast.BinOp(op=operator):
                return self._binary(node, operator, self.value(node.left), self.value(node.right))
            case ast.Compare(ops=[operator], comparators=[right]):
                return self._compared(node, operator, self.value(node.left), self.value(right))
            case ast.Call(keywords=[]):
                return self._call(node, [self.value(argument) for argument in node.args])
        raise outside(node)

    def term(self, number):
        """A number as a term: a literal, or a column of what the host computes."""
        value = _literal(number.node)
        if value is not None:
            return self.writer.number(value)
        said = ast.unparse(number.node)
        if said not in self.numbers:
            self.numbers.append(said)
        return Term(f"s{self.numbers.index(said)}")

    def bound(self, term):
        """The term under a name, in the open region."""
        return self.writer.bind(term, self.region.lines)

    def _named(self, node, name):
        if name in self.region.known:
            return self.region.known[name]
        value = self.names.get(name)
        if isinstance(value, Point):
            return self._load(name, value)
        if value is None and isinstance(self.constants.get(name), (int, float)):
            value = Number(ast.parse(repr(self.constants[name]), mode="eval").body)
        if value is None:
            raise Unreadable(f"line {node.lineno}: {name!r} may have no value here")
        return value

    def _load(self, name, point):
        if name not in self.region.known:
            self.region.loads[name] = self.region.known[name] = point
        return self.region.known[name]

    def _signed(self, sign, value, node):
        if isinstance(value, Number):
            return Number(ast.UnaryOp(sign, value.node))
        if value.batch:
            raise outside(node)
        return value if isinstance(sign, ast.UAdd) else Point(tuple(map(self.writer.negative, value.terms)))

    def _binary(self, node, operator, left, right):
        if isinstance(left, Condition) and isinstance(right, Condition) and isinstance(operator, (ast.BitAnd, ast.BitOr)):
            return Condition(tuple(f"({a} {symbol(operator)} {b})" for a, b in zip(*_alike(left.terms, right.terms), strict=True)))
        numbers = [side for side in (left, right) if isinstance(side, Number)]
        if len(numbers) == 2 and isinstance(operator, (*OPERATORS, ast.Pow)):
            return Number(ast.BinOp(left.node, operator, right.node))
        if any(isinstance(side, Point) and side.batch for side in (left, right)):
            raise Unreadable(f"line {node.lineno}: a minibatch is only handed to objective.gradient")
        if isinstance(operator, ast.Pow):
            return self._power(node, left, right)
        if not isinstance(operator, OPERATORS):
            raise outside(node)
        return Point(tuple(self.writer.binary(operator, a, b) for a, b in zip(*self._sides(node, left, right), strict=True)))

    def _sides(self, node, *values, bound=False):
        """The terms of points and numbers, as many of each; under names where they are used more than once."""
        if any(isinstance(value, Condition) or (isinstance(value, Point) and value.batch) for value in values):
            raise outside(node)
        sides = [value.terms if isinstance(value, Point) else (self.term(value),) for value in values]
        count = max(map(len, sides))
        sides = [side if len(side) == count else (self.bound(side[0]),) * count for side in sides]
        return [[self.bound(term) for term in side] for side in sides] if bound else sides

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

    def _power(self, node, base, exponent):
        value = _literal(exponent.node) if isinstance(exponent, Number) else None
        if isinstance(base, Number) or value is None or abs(value) not in (0.5, *range(1, 21)):
            raise Unreadable(f"line {node.lineno}: a point is raised to a whole number that is written out, or to one half")
        return Point(tuple(self.writer.power(term, value, self.region.lines) for term in base.terms))

    def _call(self, node, arguments):
        match node.func, arguments:
            case ast.Attribute(value=ast.Name(id="objective"), attr="minibatch"), []:
                return self._minibatch()
            case ast.Attribute(value=ast.Name(id="objective"), attr="gradient"), [Point(whole=True) as x, Point(batch=True) as z]:
                return self._gradient([self.bound(term) for term in x.terms], z)
            case ast.Attribute(value=ast.Name(id="noise"), attr="normal" | "uniform" as law), []:
                self.region.draws += 1
                return self._draw(law, f"draw + {self.region.draws - 1}")
            case ast.Name(id="norm"), [Point(whole=True) as point]:
                point = Point(tuple(self.bound(term) for term in point.terms))
                return Point((self.bound(self.writer.call("sqrt", [self._dot(point, point)])),))
            case ast.Name(id="dot"), [Point(whole=True) as point, Point(whole=True) as other]:
                return Point((self.bound(self._dot(point, other)),))
            case ast.Name(id="where"), [Condition() as condition, yes, no]:
                return self._chosen(node, condition, yes, no)
            case ast.Name(id="largest"), [Point(whole=True) as point, Number() as share]:
                return self._largest(point, share)
            case ast.Name(id="maximum" | "minimum" as name), [Number(node=left), Number(node=right)]:
                return Number(ast.Call(ast.Attribute(ast.Name("np"), name), [left, right], []))
            case ast.Name(id="maximum" | "minimum" as name), [left, right]:
                return self._farther(node, ">" if name == "maximum" else "<", left, right)
            case ast.Name(id=name), [Number(node=inner)] if name in FUNCTIONS:
                return Number(ast.Call(ast.Attribute(ast.Name("np"), name), [inner], []))
            case ast.Name(id=name), [Point(batch=False) as point] if name in FUNCTIONS:
                return Point(tuple(self.writer.call(name, [term]) for term in point.terms))
        raise outside(node)

    def _dot(self, point, other):
        (a, b), (c, d) = ([self.bound(term) for term in one.terms] for one in (point, other))
        return self.writer.add(self.writer.multiply(a, c), self.writer.multiply(b, d))

    def _draw(self, law, slot):
        names = [self.writer.fresh("z"), self.writer.fresh("z")]
        self.region.lines.append(f"{', '.join(names)} = {law}(seed, t, R[j], {slot})")
        return Point(tuple(map(Term, names)))

    def _minibatch(self):
        self.region.batches += 1
        if self.tilt is None:
            return Point((), batch=True)
        return Point(self._draw("normal", f"batch + {self.region.batches - 1}").terms, batch=True)

    def _gradient(self, point, batch):
        """∇f(x) + tilt, as the objective defines it."""
        write, lines = self.writer, self.region.lines
        gradient = formula(write, self.formulas["gradient"], point, lines)
        if self.tilt is None:
            return Point(tuple(gradient))
        tilt = self._tilted(point, batch)
        size = self.term(Number(ast.Name("tilt")))
        return Point(tuple(self.bound(write.add(g, write.multiply(size, z))) for g, z in zip(gradient, tilt, strict=True)))

    def _tilted(self, point, batch):
        """What the law of the tilt makes of two normals u, v and, where it asks, of the Hessian (a, b, d) here or (a0, b0, d0) at
        the start.
        """
        asked = [argument.arg for argument in self.tilt.args.args]
        known = dict(zip("uv", batch.terms, strict=True))
        if "a" in asked:
            known |= zip("abd", self._hessian(point), strict=True)
        if "a0" in asked:
            self.looks_back = True
            start = self._load(f"state.{START}", Point(tuple(before(START))))
            known |= zip(("a0", "b0", "d0"), self._hessian(start.terms), strict=True)
        if not known.keys() >= set(asked):
            raise Unreadable(f"a tilt takes a, b, d, a0, b0, d0, u, v, not {', '.join(asked)}")
        return formula(self.writer, self.tilt, [known[name] for name in asked], self.region.lines)

    def _hessian(self, point):
        return formula(self.writer, self.formulas["hessian"], point, self.region.lines)


def _alike(*sides):
    """Terms of one length: what there is one of, as often as there are others."""
    count = max(map(len, sides))
    return [side if len(side) == count else side * count for side in map(tuple, sides)]


def _literal(node):
    """The value of a number that is written out, of either sign; None for any other expression."""
    if isinstance(node, ast.UnaryOp):
        value = _literal(node.operand)
        return -value if value is not None and isinstance(node.op, ast.USub) else value
    return node.value if isinstance(node, ast.Constant) else None


def before(name):
    """The terms of a carried point as a step finds it; every other name ends in a digit."""
    return [Term(f"{name}_{i}_before") for i in range(2)]


def outside(node):
    """The refusal of an expression or statement."""
    return Unreadable(f"line {node.lineno}: {ast.unparse(node).splitlines()[0]!r} is outside the notation of a step")
