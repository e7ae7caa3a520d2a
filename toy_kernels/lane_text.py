"""Arithmetic as the text of float32 words: what a formula or a step says, in the form that `toy_kernels.lane_math` compiles.

A product that is added becomes `fma` here, by one rule, so that the same text always rounds in the same way.
"""

import ast
from dataclasses import dataclass

from toy_kernels.text import Unreadable

FUNCTIONS = {**{name: name for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh")}, "abs": "absolute"}
BEYOND = 3.4028235677973366e38  # what float32 rounds to infinity, half way beyond its largest number
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def symbol(operator):
    """How an operator of comparisons is written."""
    return {ast.BitAnd: "&", ast.BitOr: "|", **COMPARISONS}[type(operator)]


@dataclass(frozen=True)
class Term:
    """A float32 expression: its text, its two factors if it is a product, its value if that is known now, and whether that is
    `sent` with each run instead of standing in the text."""

    text: str
    factors: tuple = ()
    value: float | None = None
    sent: bool = False


class Writer:
    """Writes terms; literals become named float32 constants of the generated module, {value: name}.

    `sent` are the values that are sent to it with each run, called f0, f1, ...
    """

    def __init__(self):
        self.constants, self.sent, self._sources, self._names = {}, [], {}, 0

    def fresh(self, prefix):
        """A name not used before."""
        self._names += 1
        return f"{prefix}{self._names}"

    def number(self, value, source=None):
        """A literal; or, with a `source` that says where it comes from, one that is sent: the text is the same for any value."""
        if not abs(value) < BEYOND:
            raise Unreadable(f"a number beyond {BEYOND:.3g}")
        if source is None:
            return Term(self.constants.setdefault(float(value), f"c{len(self.constants)}"), value=float(value))
        if source not in self._sources:
            self._sources[source] = f"f{len(self.sent)}"
            self.sent.append(float(value))
        return Term(self._sources[source], value=float(value), sent=True)

    def _folded(self, value, word, *of):
        """What comes of numbers that are known now: sent where one of them is."""
        return self.number(value, (word, *(term.text for term in of)) if any(term.sent for term in of) else None)

    def add(self, a, b):
        """a + b, fused if one of them is a product; the left one if both are."""
        if a.value is not None and b.value is not None:
            return self._folded(a.value + b.value, "+", a, b)
        if not a.factors and not b.factors:
            return Term(f"({a.text} + {b.text})")
        (left, right), other = (a.factors, b) if a.factors else (b.factors, a)
        return Term(f"fma({left.text}, {right.text}, {other.text})")

    def subtract(self, a, b):
        """a - b, fused as a + (-b) is."""
        if a.factors or b.factors or None not in (a.value, b.value):
            return self.add(a, self.negative(b))
        return Term(f"({a.text} - {b.text})")

    def negative(self, a):
        """-a."""
        if a.value is not None:
            return self._folded(-a.value, "-", a)
        if a.factors:
            return self.multiply(self.negative(a.factors[0]), a.factors[1])
        return Term(f"(-{a.text})")

    def multiply(self, a, b):
        """a b."""
        if a.value is not None and b.value is not None:
            return self._folded(a.value * b.value, "*", a, b)
        return Term(f"({a.text} * {b.text})", (a, b))

    def divide(self, a, b):
        """a / b."""
        if a.value is not None and b.value:
            return self._folded(a.value / b.value, "/", a, b)
        return Term(f"({a.text} / {b.text})")

    def power(self, base, exponent, lines):
        """base to a whole power, as products, or to plus or minus one half, as a root."""
        if abs(exponent) == 0.5:
            result = Term(f"sqrt({base.text})")
        else:
            base = result = self.bind(base, lines)
            for _ in range(abs(int(exponent)) - 1):
                result = self.multiply(result, base)
        return self.divide(self.number(1), result) if exponent < 0 else result

    def call(self, function, arguments):
        """A word applied to terms."""
        return Term(f"{FUNCTIONS[function]}({', '.join(a.text for a in arguments)})")

    def bind(self, term, lines):
        """Give a term a name of its own, unless it is one."""
        if term.text.isidentifier():
            return Term(term.text, value=term.value, sent=term.sent)
        name = self.fresh("q")
        lines.append(f"{name} = {term.text}")
        return Term(name)

    def binary(self, operator, a, b):
        """a and b joined by an operator of the syntax tree."""
        return {ast.Add: self.add, ast.Sub: self.subtract, ast.Mult: self.multiply, ast.Div: self.divide}[type(operator)](a, b)


def formula(writer, tree, arguments, lines):
    """Write the straight-line function `tree` at terms (x, y) into `lines`; return the terms of what it returns.

    Its arguments that have a default are numbers: what they are is sent.
    """
    asked, given = [argument.arg for argument in tree.args.args], [ast.literal_eval(default) for default in tree.args.defaults]
    names = dict(zip(asked, [*arguments, *(writer.number(value, (tree.name, i)) for i, value in enumerate(given))], strict=True))
    for statement in tree.body[:-1]:
        names[statement.targets[0].id] = writer.bind(_term(writer, statement.value, names, lines), lines)
    returned = tree.body[-1].value
    results = returned.elts if isinstance(returned, ast.Tuple) else [returned]
    return [writer.bind(_term(writer, result, names, lines), lines) for result in results]


def _term(writer, node, names, lines):
    def term(part):
        return _term(writer, part, names, lines)

    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return writer.number(value)
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub()):
            return writer.negative(term(node.operand))
        case ast.UnaryOp(op=ast.UAdd()):
            return term(node.operand)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            return writer.binary(node.op, term(node.left), term(node.right))
        case ast.Constant(value=bool()):
            return Term(str(node.value))
        case ast.Compare(ops=[operator], comparators=[right]) if type(operator) in COMPARISONS:
            return Term(f"({term(node.left).text} {COMPARISONS[type(operator)]} {term(right).text})")
        case ast.BinOp(op=ast.BitAnd()):
            return Term(f"({term(node.left).text} & {term(node.right).text})")
        case ast.BinOp(op=ast.BitOr()):
            return Term(f"({term(node.left).text} | {term(node.right).text})")
        case ast.Call(func=ast.Name(id="where"), args=[condition, yes, no]):
            return Term(f"select({term(condition).text}, {term(yes).text}, {term(no).text})")
        case ast.Call(func=ast.Name(id=function), args=arguments) if function in FUNCTIONS:
            return writer.call(function, [term(argument) for argument in arguments])
    raise Unreadable(f"formula: {ast.unparse(node)!r} has no compiled form")
