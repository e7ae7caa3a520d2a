"""Differentiate a checked formula with SymPy, and write what comes out as text (`toy_models.arithmetic`)."""

import ast

import sympy

from toy_models.arithmetic import NAMED, OPERATORS, WORDS, Arithmetic, Readable, expression, number, value
from toy_models.contract import InvalidArgument

LONGEST_HESSIAN = 2500  # symbols of a second derivative written out in full; what is longer is differentiated part by part


def derive(body):
    """(text, latex) of a formula's body: the functions energy, gradient and hessian of (x, y), and the formula for people.

    A body that returns two values is a force F: it has no energy, its gradient is -F and its hessian the symmetric part of -∂F.
    """
    x, y = sympy.symbols("x y", real=True)
    try:
        if isinstance(body[-1].value, ast.Tuple):
            return _of_force(body, x, y)
        energy = expression(body, {"x": x, "y": y})
        if energy.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            raise ValueError("not real, or not finite")
        if _sizes(body[-1].value)[2] > LONGEST_HESSIAN and len(body) == 1:
            return _Chain(body[0].value).text(), Readable().doprint(energy)
        first = [sympy.diff(energy, x), sympy.diff(energy, y)]
        second = [sympy.diff(first[0], x), sympy.diff(first[0], y), sympy.diff(first[1], y)]
        parts = (("energy", [energy]), ("gradient", first), ("hessian", second))
        return "\n\n".join(_function(*part) for part in parts), Readable().doprint(energy)
    except (TypeError, ValueError, ArithmeticError, AttributeError, NotImplementedError, RecursionError) as error:
        allowed = f"a real formula that can be differentiated ({error})"
        raise InvalidArgument("formula", ast.unparse(body[-1].value), allowed) from None


def _of_force(body, x, y):
    found = [expression([*body[:-1], ast.Return(part)], {"x": x, "y": y}) for part in body[-1].value.elts]
    if len(found) != 2 or any(part.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo) for part in found):
        raise ValueError("not two real numbers, or not finite")
    (fx, fy), half = [-part for part in found], sympy.Rational(1, 2)
    entries = [fx.diff(x), half * (fx.diff(y) + fy.diff(x)), fy.diff(y)]
    printed = [rf"\dot {name} = {Readable().doprint(part)}" for name, part in zip("xy", found, strict=True)]
    return "\n\n".join([_function("gradient", [fx, fy]), _function("hessian", entries)]), r",\quad ".join(printed)


def _function(name, expressions):
    shared, results = sympy.cse(expressions, symbols=sympy.numbered_symbols("t"))
    printer = Arithmetic()
    for symbol, part in shared:
        printer.lines.append(f"{symbol} = {printer.doprint(part)}")
    printer.lines.append(f"return {', '.join([printer.doprint(result) for result in results])}")
    return "\n    ".join([f"def {name}(x, y):", *printer.lines])


def _inner(node):
    """What an operation works on."""
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) else [node.left, node.right]


def _sizes(node):
    """About how many symbols a formula and its first and second derivatives have, written out in full."""
    if isinstance(node, ast.Constant):
        return 1, 0, 0
    if isinstance(node, ast.Name):
        return 1, int(node.id in ("x", "y")), 0
    parts = [_sizes(part) for part in _inner(node)]
    size, first, second = (sum(column) for column in zip(*parts, strict=True))
    if isinstance(node, ast.UnaryOp) or (isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))):
        return size + 1, first, second
    grown = first + size * (first > 0)
    return size + 1, grown, second + 2 * first + grown


class _Chain:
    """Differentiates a formula part by part, by the chain rule on every operation: each part and each of its slopes gets a line.

    As long as the formula itself, where derivatives of the whole would be as long as its cube.
    """

    def __init__(self, node):
        self.lines, self.names = {}, {name: sympy.Symbol(name, real=True) for name in ("x", "y")}
        zero, one = sympy.Integer(0), sympy.Integer(1)
        self.slopes = {self.names["x"]: (one, zero, zero, zero, zero), self.names["y"]: (zero, one, zero, zero, zero)}
        self.names |= {name: number(value) for name, value in NAMED.items()}
        self.result = self.part(node)

    def text(self):
        """The three functions."""
        slopes = self.slopes.get(self.result, (sympy.Integer(0),) * 5)
        parts = (("energy", [self.result]), ("gradient", slopes[:2]), ("hessian", slopes[2:]))
        return "\n\n".join(self.function(*part) for part in parts)

    def function(self, name, results):
        """One function: of all lines those that its results need."""
        needed = set().union(*(result.free_symbols for result in results))
        for symbol, part in reversed(self.lines.items()):
            needed |= part.free_symbols if symbol in needed else set()
        printer = Arithmetic()
        for symbol, part in self.lines.items():
            if symbol in needed:
                printer.lines.append(f"{symbol} = {printer.doprint(part)}")
        printer.lines.append(f"return {', '.join([printer.doprint(result) for result in results])}")
        return "\n    ".join([f"def {name}(x, y):", *printer.lines])

    def named(self, part):
        """A symbol for an expression, unless it is one or a number."""
        if part.is_Atom:
            return part
        symbol = sympy.Symbol(f"t{len(self.lines)}", real=True)
        self.lines[symbol] = part
        return symbol

    def part(self, node):
        """The symbol or number of a part, its slopes noted."""
        if isinstance(node, (ast.Constant, ast.Name)):
            return value(node, self.names)
        arguments = [self.part(part) for part in _inner(node)]
        dummies = [argument if argument.is_Number else sympy.Dummy(real=True) for argument in arguments]
        if isinstance(node, ast.UnaryOp):
            local = -dummies[0] if isinstance(node.op, ast.USub) else dummies[0]
        else:
            operation, numeric = WORDS[node.func.id] if isinstance(node, ast.Call) else (OPERATORS[type(node.op)],) * 2
            numbers = all(argument.is_Number for argument in arguments)
            local = number(numeric(*map(float, arguments))) if numbers else operation(*dummies)
        known = dict(zip(dummies, arguments, strict=True))
        result = self.named(local.xreplace(known))
        moving = [dummy for dummy in dummies if known[dummy] in self.slopes]
        if moving and result not in self.slopes:
            self.slopes[result] = self.chained(local, moving, known)
        return result

    def chained(self, local, moving, known):
        """(∂x, ∂y, ∂xx, ∂xy, ∂yy) of a part, from those of its arguments."""
        slopes = [self.slopes[known[dummy]] for dummy in moving]
        first = [self.named(local.diff(dummy).xreplace(known)) for dummy in moving]
        second = [[self.named(local.diff(a, b).xreplace(known)) for b in moving] for a in moving]
        found = [sum(f * s[axis] for f, s in zip(first, slopes, strict=True)) for axis in (0, 1)]
        for place, (i, j) in enumerate(((0, 0), (0, 1), (1, 1)), start=2):
            bent = sum(second[a][b] * slopes[a][i] * slopes[b][j] for a in range(len(moving)) for b in range(len(moving)))
            found.append(bent + sum(f * s[place] for f, s in zip(first, slopes, strict=True)))
        return tuple(self.named(sympy.sympify(part)) for part in found)
