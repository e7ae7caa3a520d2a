"""Read a step for lanes: what is a number, what is a point, and which points must outlive a loop over the lanes."""

import ast
from dataclasses import dataclass, field

from kernels.lane_text import FUNCTIONS, Term, Writer, formula
from kernels.text import Unreadable, function, loop_parameter

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)

# A z with A A = 2 |H| / tr|H|, for H = [[a, b], [b, d]] and z = (u, v): √M = (M + √det M I) / √(tr M + 2 √det M), used twice.
# det |H| is |det H|, which float32 holds better than the determinant of H H.
ALIGNED = ast.parse("""
def aligned(a, b, d, u, v):
    s = abs(a * d - b * b)
    t = sqrt(a * a + 2 * b * b + d * d + 2 * s) + 1e-30
    p = (a * a + b * b + s) / t
    q = b * (a + d) / t
    r = (b * b + d * d + s) / t
    half = 0.5 * (p + r) + 1e-30
    p = p / half
    q = q / half
    r = r / half
    k = sqrt(s) / half
    n = sqrt(p + r + 2 * k) + 1e-30
    return ((p + k) * u + q * v) / n, (q * u + (r + k) * v) / n
""").body[0]


@dataclass(frozen=True)
class Number:
    """What contains no point: an expression over `p`, `t` and `tilt`, for the host."""

    node: ast.expr


@dataclass(frozen=True)
class Point:
    """Terms for one lane: two coordinates, one length, or the tilt of a minibatch (nothing, without gradient noise)."""

    terms: tuple
    batch: bool = False


@dataclass
class Region:
    """One loop over the lanes: inside the step's loop over `parameter`, or once a step."""

    parameter: str | None = None
    lines: list = field(default_factory=list)
    loads: dict = field(default_factory=dict)  # name -> number of terms, read before they are written
    known: dict = field(default_factory=dict)  # name -> Point, written or loaded in this region
    written: set = field(default_factory=set)
    draws: int = 0
    batches: int = 0
    seen: dict = field(default_factory=dict)


class StepReader:
    """The regions of a step and the numbers it needs, written at construction.

    `tilt` is "none", "isotropic" or "hessian"; `watched` writes the points that the step shows as well.
    """

    def __init__(self, step, formula_text, carries, tilt, watched):
        tree = function(step)
        self.globals, self.carries, self.tilt, self.watched = step.__globals__, tuple(carries), tilt, watched
        self.formulas = {part.name: part for part in ast.parse(formula_text).body}
        self.writer, self.numbers, self.regions, self.seen = Writer(), [], [], []
        self.names = {}  # what earlier regions know: name -> Number or Point
        if [argument.arg for argument in tree.args.args] != ["state", "objective", "noise", "watch", "p"]:
            raise Unreadable(f"line {tree.lineno}: a step's arguments are state, objective, noise, watch, p")
        *body, last = tree.body
        if not isinstance(last, ast.Return):
            raise Unreadable(f"line {last.lineno}: a step ends by returning its State")
        self._open()
        for node in body:
            if isinstance(node, ast.For):
                self._loop(node)
            else:
                self._statement(node)
        self.result = self._state(last.value)

    def _open(self, parameter=None):
        self.region = Region(parameter)
        self.regions.append(self.region)

    def _loop(self, node):
        parameter = loop_parameter(node)
        if not isinstance(node.target, ast.Name) or node.target.id != "_" or node.orelse:
            raise Unreadable(f"line {node.lineno}: a loop must read 'for _ in range(p.name)'")
        before = self.names
        self.names = dict(before)
        self._open(parameter)
        for statement in node.body:
            self._statement(statement)
        for name in self.names.keys() & before.keys():
            if _shape(self.names[name]) != _shape(before[name]):
                raise Unreadable(f"line {node.lineno}: {name!r} changes its kind inside the loop; start it as a point, 0 * state.x")
        self.names = before  # a loop may turn zero times, so a name that only it sets is unknown after it
        self._open()

    def _statement(self, node):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(node, name, self.value(value))
            case ast.AugAssign(target=ast.Name(id=name), op=operator, value=value):
                self._assign(node, name, self.value(ast.BinOp(ast.Name(name, lineno=node.lineno), operator, value, lineno=node.lineno)))
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id="watch"), args=[], keywords=shown)):
                for keyword in shown:
                    self._watch(node, keyword.arg, self.value(keyword.value))
            case ast.Expr(value=ast.Call() as call):
                kept = len(self.region.lines)
                self.value(call)  # only its place in the order of draws matters
                del self.region.lines[kept:]
            case _:
                raise Unreadable(f"line {node.lineno}: {ast.unparse(node).splitlines()[0]!r} is not an assignment, a loop or a watch")

    def _assign(self, node, name, value):
        if isinstance(value, Number):
            if name in self.names and self.region.parameter:
                raise Unreadable(f"line {node.lineno}: {name!r} is a number that changes inside a loop")
            self.names[name] = value
            self.region.known.pop(name, None)
            return
        point = Point(tuple(Term(f"{name}_{i}") for i in range(len(value.terms))), value.batch)
        self.region.lines += [f"{left.text} = {right.text}" for left, right in zip(point.terms, value.terms, strict=True)]
        self.region.known[name] = self.names[name] = point
        self.region.written.add(name)

    def _watch(self, node, name, value):
        if not isinstance(value, Point) or value.batch or len(value.terms) != 2:
            raise Unreadable(f"line {node.lineno}: watch({name}=...) shows points")
        if name not in self.seen:
            self.seen.append(name)
        turn = self.region.seen.get(name, 0)
        self.region.seen[name] = turn + 1
        k = self.seen.index(name)
        if self.watched:
            self.region.lines += [f"seen[k, {k}, look{k} + {turn}, low + j, {i}] = {term.text}" for i, term in enumerate(value.terms)]

    def _state(self, call):
        match call:
            case ast.Call(func=ast.Name(id="State"), args=[], keywords=keywords):
                values = {keyword.arg: self.value(keyword.value) for keyword in keywords}
            case _:
                raise Unreadable(f"line {call.lineno}: a step returns State(x=..., ...)")
        if values.keys() != {"x", *self.carries}:
            raise Unreadable(f"line {call.lineno}: State(...) must give x and what CARRIES names: {', '.join(self.carries) or 'nothing'}")
        for name, value in values.items():
            if not isinstance(value, Point) or len(value.terms) != 2:
                raise Unreadable(f"line {call.lineno}: {name} must be a point")
        return [self._bound(term) for name in ("x", *self.carries) for term in values[name].terms]

    def _bound(self, term):
        return self.writer.bind(term, self.region.lines)

    def term(self, number):
        """A number as a term: a literal, or a column of what `numbers` returns."""
        if isinstance(number.node, ast.Constant):
            return self.writer.number(number.node.value)
        said = ast.unparse(number.node)
        if said not in self.numbers:
            self.numbers.append(said)
        return Term(f"s{self.numbers.index(said)}")

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
                return self._load(f"state_{name}", 2)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return self._unary(sign, self.value(operand))
            case ast.BinOp(op=operator):
                return self._binary(node, operator, self.value(node.left), self.value(node.right))
            case ast.Call(keywords=[]):
                return self._call(node, [self.value(argument) for argument in node.args])
        raise Unreadable(f"line {node.lineno}: {ast.unparse(node)!r} is outside the notation of a step")

    def _named(self, node, name):
        if name in self.region.known:
            return self.region.known[name]
        value = self.names.get(name)
        if isinstance(value, Point):
            return self._load(name, len(value.terms), value.batch)
        if value is None and isinstance(self.globals.get(name), (int, float)):
            value = Number(ast.Constant(self.globals[name]))
        if value is None:
            raise Unreadable(f"line {node.lineno}: {name!r} may have no value here")
        return value

    def _load(self, name, count, batch=False):
        if name not in self.region.known:
            self.region.loads[name] = count
            self.region.known[name] = Point(tuple(Term(f"{name}_{i}") for i in range(count)), batch)
        return self.region.known[name]

    def _unary(self, sign, value):
        if isinstance(value, Number):
            return Number(ast.UnaryOp(sign, value.node))
        return value if isinstance(sign, ast.UAdd) else Point(tuple(map(self.writer.negative, value.terms)))

    def _binary(self, node, operator, left, right):
        if isinstance(left, Number) and isinstance(right, Number) and isinstance(operator, (*OPERATORS, ast.Pow)):
            return Number(ast.BinOp(left.node, operator, right.node))
        if any(isinstance(side, Point) and side.batch for side in (left, right)):
            raise Unreadable(f"line {node.lineno}: a minibatch is only handed to objective.gradient")
        if isinstance(operator, ast.Pow) and isinstance(left, Point) and isinstance(right, Number):
            exponent = right.node.value if isinstance(right.node, ast.Constant) else None
            terms = [exponent is not None and self.writer.power(term, exponent, self.region.lines) for term in left.terms]
            if all(terms):
                return Point(tuple(terms))
            raise Unreadable(f"line {node.lineno}: a point is raised to a whole number or one half")
        if not isinstance(operator, OPERATORS):
            raise Unreadable(f"line {node.lineno}: {ast.unparse(node)!r} is outside the notation of a step")
        pairs = zip(*self._broadcast(left, right), strict=True)
        return Point(tuple(Writer.binary[type(operator)](self.writer, a, b) for a, b in pairs))

    def _broadcast(self, *values):
        terms = [value.terms if isinstance(value, Point) else (self.term(value),) for value in values]
        count = max(map(len, terms))
        return [side if len(side) == count else (self._bound(side[0]),) * count for side in terms]

    def _call(self, node, arguments):
        match node.func:
            case ast.Attribute(value=ast.Name(id="objective"), attr="minibatch") if not arguments:
                return self._minibatch()
            case ast.Attribute(value=ast.Name(id="objective"), attr="gradient") if len(arguments) == 2:
                point, batch = arguments
                if isinstance(point, Point) and len(point.terms) == 2 and isinstance(batch, Point) and batch.batch:
                    return self._gradient([self._bound(term) for term in point.terms], batch)
            case ast.Attribute(value=ast.Name(id="noise"), attr="normal" | "uniform" as law) if not arguments:
                self.region.draws += 1
                return self._draw(law, f"draw + {self.region.draws - 1}")
            case ast.Name(id="norm") if len(arguments) == 1 and isinstance(arguments[0], Point) and len(arguments[0].terms) == 2:
                x, y = (self._bound(term) for term in arguments[0].terms)
                square = self.writer.add(self.writer.multiply(x, x), self.writer.multiply(y, y))
                return Point((self._bound(self.writer.call("sqrt", [square])),))
            case ast.Name(id=name) if name in FUNCTIONS and len(arguments) == 1:
                if isinstance(arguments[0], Number):
                    return Number(ast.Call(ast.Attribute(ast.Name("np"), name), [arguments[0].node], []))
                return Point(tuple(self.writer.call(name, [term]) for term in arguments[0].terms))
        raise Unreadable(f"line {node.lineno}: {ast.unparse(node)!r} is outside the notation of a step")

    def _draw(self, law, slot):
        names = [self.writer.fresh("z"), self.writer.fresh("z")]
        self.region.lines.append(f"{', '.join(names)} = {law}(seed, t, R[j], {slot})")
        return Point(tuple(map(Term, names)))

    def _minibatch(self):
        self.region.batches += 1
        if self.tilt == "none":
            return Point((), batch=True)
        return Point(self._draw("normal", f"batch + {self.region.batches - 1}").terms, batch=True)

    def _gradient(self, point, batch):
        write, lines = self.writer, self.region.lines
        gradient = formula(write, self.formulas["gradient"], point, lines)
        tilt = batch.terms
        if self.tilt == "hessian":
            hessian = formula(write, self.formulas["hessian"], point, lines)
            tilt = formula(write, ALIGNED, [*hessian, *tilt], lines)
        if self.tilt == "none":
            return Point(tuple(gradient))
        size = self.term(Number(ast.Name("tilt")))
        return Point(tuple(self._bound(write.add(g, write.multiply(size, z))) for g, z in zip(gradient, tilt, strict=True)))


def _shape(value):
    return (Number, 0, False) if isinstance(value, Number) else (Point, len(value.terms), value.batch)
