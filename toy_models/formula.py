"""From a formula to its gradient and Hessian: read through a whitelist, differentiate symbolically, write plain arithmetic.

The text of a formula, a user's or a landscape file's own `energy`, is parsed and walked node by node; nothing of it is ever
evaluated as Python. What is executed is the straight-line arithmetic that this module writes. SymPy is imported only for a
formula that the cache has not seen.
"""

import ast
import hashlib
import inspect
import json
import math
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kernels import cache
from toy_models.contract import InvalidArgument

WORDS = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "abs", "minimum")
LONGEST, MOST_NODES, HIGHEST_POWER = 200, 80, 10


@dataclass(frozen=True)
class Derived:
    """Three straight-line functions of (x, y) as text, and the formula in LaTeX."""

    text: str
    latex: str


def _refuse(value, reason):
    raise InvalidArgument("formula", value, reason)


def from_text(formula):
    """Return the checked syntax tree of a user's formula in x and y, as the body of a function.

    Allowed: numbers, x, y, pi, e, + - * /, powers with a constant exponent up to 10 (written ** or ^), and one-argument
    functions. Raises `InvalidArgument` for everything else.
    """
    if not isinstance(formula, str) or not formula.strip():
        _refuse(formula, "text such as '(x^2-1)^2 + y^2/2'")
    if len(formula) > LONGEST:
        _refuse(formula, f"at most {LONGEST} characters")
    if not formula.isascii() or "_" in formula:
        _refuse(formula, "plain ASCII arithmetic in x and y")
    try:
        tree = ast.parse(formula.replace("^", "**").strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        _refuse(formula, "arithmetic that can be read, such as '(x^2-1)^2 + y^2/2'")
    nodes = list(ast.walk(tree))
    if len(nodes) > 2 * MOST_NODES:
        _refuse(formula, f"at most {MOST_NODES} operations and names")
    for node in nodes:
        _check(node, formula)
    return [ast.Return(tree)]


def _check(node, formula):
    if isinstance(node, ast.Constant):
        if type(node.value) not in (int, float) or not abs(node.value) <= 1e12:
            _refuse(formula, "numbers up to 1e12")
    elif isinstance(node, ast.Name):
        if node.id not in ("x", "y", "pi", "e", *WORDS):
            _refuse(formula, f"the names x, y, pi, e and {', '.join(WORDS)}; not {node.id!r}")
    elif isinstance(node, ast.Call):
        wanted = 2 if getattr(node.func, "id", "") == "minimum" else 1
        if not isinstance(node.func, ast.Name) or node.func.id not in WORDS or len(node.args) != wanted or node.keywords:
            _refuse(formula, f"calls of {', '.join(WORDS)} only")
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        if _constant(node.right) is None or abs(_constant(node.right)) > HIGHEST_POWER:
            _refuse(formula, f"powers must be constants up to {HIGHEST_POWER}")
    elif not isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.Load)):
        _refuse(formula, f"arithmetic only; {type(node).__name__} is not")


def _constant(node):
    """The value of a number, a signed number or a ratio of numbers; None for anything else."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _constant(node.operand)
        return None if value is None else -value
    return None


def from_function(energy):
    """Return the body of a landscape file's `energy(x, y)`, its module's constants replaced by their numbers."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(energy))).body[0]
    names = {name: value for name, value in energy.__globals__.items() if isinstance(value, (int, float))}

    class Numbers(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.Constant(names[node.id]) if node.id in names and isinstance(node.ctx, ast.Load) else node

    return [Numbers().visit(node) for node in tree.body if not isinstance(node, ast.Expr)]


def derive(body):
    """Return the `Derived` text of a formula's body: from the cache, or made with SymPy."""
    source = "\n".join(ast.unparse(node) for node in body)
    recipe = Path(__file__).read_text(encoding="utf-8")
    path = cache.folder() / f"formula-{hashlib.sha256((recipe + source).encode()).hexdigest()[:24]}.json"
    try:
        return Derived(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        derived = _derive(body)
    try:
        cache.write(path, json.dumps({"text": derived.text, "latex": derived.latex}))
    except OSError:
        pass  # a full disk costs the next start a second, not this one its landscape
    return derived


def _derive(body):
    import sympy

    x, y = sympy.symbols("x y", real=True)
    energy = _symbolic(body, sympy, {"x": x, "y": y, "pi": sympy.pi, "e": sympy.E})
    if energy.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        _refuse("\n".join(ast.unparse(node) for node in body), "a formula with real, finite constants")
    first = [sympy.diff(energy, x), sympy.diff(energy, y)]
    second = [sympy.diff(first[0], x), sympy.diff(first[0], y), sympy.diff(first[1], y)]
    printer = _printer()
    functions = [_function(sympy, printer, *item) for item in (("energy", [energy]), ("gradient", first), ("hessian", second))]
    return Derived("\n\n".join(functions), sympy.latex(energy))


def _function(sympy, printer, name, expressions):
    shared, results = sympy.cse(expressions, symbols=sympy.numbered_symbols("t"))
    lines = [f"def {name}(x, y):"]
    lines += [f"    {symbol} = {printer.doprint(value)}" for symbol, value in shared]
    return "\n".join([*lines, f"    return {', '.join(printer.doprint(result) for result in results)}"])


def _symbolic(body, sympy, names):
    """Evaluate assignments and the returned expression over SymPy symbols, node by node."""
    words = {word: getattr(sympy, {"abs": "Abs"}.get(word, word), None) for word in WORDS}
    words["minimum"] = lambda a, b: sympy.Piecewise((a, a < b), (b, True))
    operators = {ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__", ast.Pow: "__pow__"}

    def value(node):
        if isinstance(node, ast.Constant):
            return sympy.Integer(node.value) if isinstance(node.value, int) else sympy.Float(node.value, 17)
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand) if isinstance(node.op, ast.USub) else value(node.operand)
        if isinstance(node, ast.BinOp):
            return getattr(value(node.left), operators[type(node.op)])(value(node.right))
        if isinstance(node, ast.Call):
            return words[node.func.id](*map(value, node.args))
        raise InvalidArgument("formula", ast.unparse(node), "assignments and arithmetic")

    for node in body[:-1]:
        names[node.targets[0].id] = value(node.value)
    return value(body[-1].value)


def _printer():
    from sympy.printing.str import StrPrinter

    class Arithmetic(StrPrinter):
        """SymPy to the arithmetic that arrays and compiled lanes share: whole powers as products, roots as sqrt."""

        def _print_Float(self, number):
            return repr(float(number))

        def _print_Pi(self, _):
            return repr(math.pi)

        def _print_Exp1(self, _):
            return repr(math.e)

        def _print_Rational(self, number):
            return repr(float(number))

        def _print_Pow(self, power, rational=False):
            base, exponent = power.base, power.exp
            text = f"({self._print(base)})"
            if exponent.is_Integer and 1 <= abs(int(exponent)) <= 2 * HIGHEST_POWER:
                product = "*".join([text] * abs(int(exponent)))
                return f"({product})" if exponent > 0 else f"(1/({product}))"
            if exponent == 0.5:
                return f"sqrt{text}"
            if exponent == -0.5:
                return f"(1/sqrt{text})"
            return f"exp({self._print(exponent)}*log{text})"

        def _print_Piecewise(self, piecewise):
            text = self._print(piecewise.args[-1].expr)
            for expression, condition in reversed(piecewise.args[:-1]):
                text = f"where({self._print(condition)}, {self._print(expression)}, {text})"
            return text

        def _print_Abs(self, call):
            return f"abs({self._print(call.args[0])})"

        def _print_sign(self, call):
            return f"where({self._print(call.args[0])} < 0, -1, 1)"

    return Arithmetic()


def compile_text(text):
    """The functions `energy`, `gradient` and `hessian` of a `Derived` text, for NumPy arrays."""
    words = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tan": np.tan, "tanh": np.tanh,
             "abs": np.abs, "where": np.where, "__builtins__": {}}
    exec(compile(text, "<derived>", "exec"), words)  # our own text, written above from a whitelisted tree
    return words["energy"], words["gradient"], words["hessian"]
