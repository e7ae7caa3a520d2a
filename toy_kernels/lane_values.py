"""The expressions of a step, for lanes: which of them are numbers, which are points, and what each becomes."""

import ast
from dataclasses import dataclass, field

from toy_kernels.damped import damped
from toy_kernels.lane_choices import Choices, Condition, Number, Point, outside
from toy_kernels.lane_text import FUNCTIONS, Term, Writer, formula
from toy_kernels.text import Unreadable, function

START = "_start"  # the name of the rows that hold where a lane began, if its tilt looks there
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)

_DAMPED = function(damped)
_DAMPED.body = _DAMPED.body[1:]  # without its docstring
AS_DRAWN = "def tilt(u, v):\n    return u, v"  # a tilt that is the minibatch's two normals themselves


@dataclass
class Region:
    """One loop over the lanes: inside the step's own loop over `parameter`, or once a step."""

    parameter: str | None = None
    meeting: tuple = ()  # (word, source, result), where rows of a group meet instead
    turn: str | None = None  # what its lines call the turn of the loop, a float32 number, if they use it
    lines: list = field(default_factory=list)
    loads: dict = field(default_factory=dict)  # names read before they are written: {name: Point}
    known: dict = field(default_factory=dict)  # names that have been read or written: {name: Point}
    written: set = field(default_factory=set)
    draws: int = 0
    batches: int = 0
    seen: dict = field(default_factory=dict)  # {watched name: points shown}


class Expressions(Choices):
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
        if isinstance(left, Condition) and isinstance(right, Condition):
            return self._both(node, operator, left, right)
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
            case ast.Attribute(value=ast.Name(id="objective"), attr="blocks"), [Point(whole=True) as point]:
                return Point(tuple(self.writer.call("abs", [term]) for term in point.terms))
            case (ast.Attribute(value=ast.Name(id="objective"), attr="natural"),
                  [Point(whole=True) as x, Point(whole=True) as slope, Point(batch=True), Number() as damping]):
                return self._natural([self.bound(term) for term in x.terms], slope, damping)
            case ast.Attribute(value=ast.Name(id="noise"), attr="normal" | "uniform" as law), []:
                self.region.draws += 1
                return self._draw(law, f"draw + {self.region.draws - 1}")
            case ast.Name(id="norm"), [Point(whole=True) as point]:
                point = Point(tuple(self.bound(term) for term in point.terms))
                return Point((self.bound(self.writer.call("sqrt", [self._dot(point, point)])),))
            case ast.Name(id="dot"), [Point(whole=True) as point, Point(whole=True) as other]:
                return Point((self.bound(self._dot(point, other)),))
            case ast.Name(id="where" | "largest" | "maximum" | "minimum" as name), _:
                return self._choice(node, name, arguments)
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
        if "m" in asked:
            known |= zip("mn", self._own(point, batch.terms), strict=True)
        if "a" in asked:
            known |= zip("abd", self._hessian(point), strict=True)
        if "a0" in asked:
            self.looks_back = True
            start = self._load(f"state.{START}", Point(tuple(before(START))))
            known |= zip(("a0", "b0", "d0"), self._hessian(start.terms), strict=True)
        if not known.keys() >= set(asked):
            raise Unreadable(f"a tilt takes a, b, d, a0, b0, d0, u, v, m, n, not {', '.join(asked)}")
        return formula(self.writer, self.tilt, [known[name] for name in asked], self.region.lines)

    def _own(self, point, draws):
        """What the formula's own function `diffusion` of (x, y, u, v) makes of two normals; these, where it has none."""
        own = self.formulas.get("diffusion")
        return draws if own is None else formula(self.writer, own, [*point, *draws], self.region.lines)

    def _natural(self, point, slope, damping):
        """(|H| + λ)⁻¹ slope, as the objective defines it."""
        given = [*self._hessian(point), *map(self.bound, slope.terms), self.term(damping)]
        return Point(tuple(formula(self.writer, _DAMPED, given, self.region.lines)))

    def _hessian(self, point):
        return formula(self.writer, self.formulas["hessian"], point, self.region.lines)


def _literal(node):
    """The value of a number that is written out, of either sign; None for any other expression."""
    if isinstance(node, ast.UnaryOp):
        value = _literal(node.operand)
        return -value if value is not None and isinstance(node.op, ast.USub) else value
    return node.value if isinstance(node, ast.Constant) else None


def before(name):
    """The terms of a carried point as a step finds it; every other name ends in a digit."""
    return [Term(f"{name}_{i}_before") for i in range(2)]
