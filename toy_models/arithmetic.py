"""A formula as a SymPy expression, node by node, and a SymPy expression as arithmetic that arrays and compiled lanes share.

Imported only for a formula that the cache has not seen: SymPy takes half a second and 40 MB.
"""

import ast
import math
import operator

import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

LONGEST_PRODUCT = 20  # powers up to here are written out; higher ones through exp and log


class Where(sympy.Function):
    """Where(a, b, c, d) is c where a < b, else d; differentiated side by side."""

    nargs = 4

    def _eval_derivative(self, variable):
        a, b, c, d = self.args
        left, right = c.diff(variable), d.diff(variable)
        return left if left == right else Where(a, b, left, right)


class Minimum(sympy.Function):
    """The lesser of two."""

    nargs = 2

    def _eval_derivative(self, variable):
        return Where(*self.args, *(argument.diff(variable) for argument in self.args))


class Size(sympy.Function):
    """The absolute value of something real."""

    nargs = 1

    def _eval_derivative(self, variable):
        return Where(self.args[0], 0, -1, 1) * self.args[0].diff(variable)


NAMED = {"pi": math.pi, "e": math.e}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}
WORDS = {  # of symbols, and of plain numbers
    "exp": (sympy.exp, math.exp), "log": (sympy.log, math.log), "sqrt": (sympy.sqrt, math.sqrt), "sin": (sympy.sin, math.sin),
    "cos": (sympy.cos, math.cos), "tan": (sympy.tan, math.tan), "tanh": (sympy.tanh, math.tanh), "abs": (Size, abs),
    "minimum": (Minimum, min),
}


def expression(body, names):
    """The returned expression of a body of assignments and one return, over SymPy symbols, node by node."""
    names = {name: number(worth) for name, worth in NAMED.items()} | names
    for node in body[:-1]:
        names[node.targets[0].id] = value(node.value, names)
    return value(body[-1].value, names)


def value(node, names):
    """The expression of one node."""
    if isinstance(node, ast.Constant):
        return number(node.value)
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp):
        return -value(node.operand, names) if isinstance(node.op, ast.USub) else value(node.operand, names)
    if isinstance(node, ast.BinOp):
        symbolic = numeric = OPERATORS[type(node.op)]
        arguments = [value(node.left, names), value(node.right, names)]
    else:
        symbolic, numeric = WORDS[node.func.id]
        arguments = [value(argument, names) for argument in node.args]
    if all(argument.is_Number for argument in arguments):
        return number(numeric(*map(float, arguments)))  # exact arithmetic with numbers may never end: exp(exp(exp(9.5)))
    return symbolic(*arguments)


def number(value):
    """A SymPy number; whole ones as integers, so that x ** 2.0 is x ** 2, for negative x too."""
    if isinstance(value, complex) or not math.isfinite(value):
        raise ValueError("not real, or not finite")
    return sympy.Integer(int(value)) if value == int(value) and abs(value) < 2**53 else sympy.Float(value, 17)


class Arithmetic(StrPrinter):
    """Whole powers as products, roots as sqrt, cases as where, numbers as float64 writes them; what needs a name gets a line."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def _print_Float(self, number):
        value = float(number)
        if not math.isfinite(value):
            raise OverflowError("a constant beyond 1e308")
        return repr(value)

    def _print_Integer(self, number):
        return str(int(number)) if abs(number) < 2**31 else self._print_Float(number)

    _print_Rational = _print_Pi = _print_Exp1 = _print_Float

    def _print_Pow(self, power, rational=False):
        base, exponent = power.base, power.exp
        text = f"({self._print(base)})"
        if exponent.is_Integer and abs(exponent) <= LONGEST_PRODUCT:
            product = "*".join([text] * abs(int(exponent)))
            return f"({product})" if exponent > 0 else f"(1/({product}))"
        if exponent.is_Integer:
            size = f"exp({int(exponent) - exponent % 2}*log(abs({text})))"
            return f"({text}*{size})" if exponent % 2 else size
        if exponent == 0.5:
            return f"sqrt{text}"
        if exponent == -0.5:
            return f"(1/sqrt{text})"
        return f"exp({self._print(exponent)}*log{text})"

    def _print_Where(self, case):
        a, b, c, d = map(self._print, case.args)
        return f"where({a} < {b}, {c}, {d})"

    def _print_Minimum(self, minimum):
        a, b = map(self._named, minimum.args)
        return f"where({a} < {b}, {a}, {b})"

    def _print_Size(self, size):
        return f"abs({self._print(size.args[0])})"

    _print_Abs = _print_Size

    def _print_sign(self, sign):
        return f"where({self._print(sign.args[0])} < 0, -1, 1)"

    def _named(self, expression):
        text = self._print(expression)
        if expression.is_Atom:
            return text
        self.lines.append(f"m{len(self.lines)} = {text}")
        return f"m{len(self.lines) - 1}"

    def _print_DiracDelta(self, _):
        return "0"  # the slope of a kink, where there is one, is left to the two sides


class Readable(LatexPrinter):
    """LaTeX with numbers of four digits."""

    def _print_Float(self, number):
        mantissa, _, exponent = f"{float(number):.4g}".partition("e")
        return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def _print_Minimum(self, minimum, exp=None):
        a, b = map(self._print, minimum.args)
        return self._raised(f"\\min\\left({a},\\; {b}\\right)", exp)

    def _print_Size(self, size, exp=None):
        return self._raised(f"\\left|{self._print(size.args[0])}\\right|", exp)

    def _raised(self, text, exp):
        return f"{text}^{{{exp}}}" if exp else text
