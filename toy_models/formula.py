"""From a formula to its gradient and Hessian: read through a whitelist, differentiate symbolically, write plain arithmetic.

A user's text is read by `toy_models.reading`, a landscape file's own `energy` by Python's parser. Both are walked node by node;
nothing of either is evaluated as Python. What is executed is the straight-line arithmetic that this module writes. SymPy is
imported only for a formula that the cache has not seen.
"""

import ast
import contextlib
import hashlib
import inspect
import json
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from toy_kernels import cache
from toy_models import reading
from toy_models.contract import InvalidArgument
from toy_models.tokens import FREE, VARIABLES

WORDS = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "abs", "minimum")
_GIVEN = re.compile(r"\s*([a-z])\s*=\s*([-+]?(?:\d{1,12}(?:[.,]\d{0,15})?|\.\d{1,15})(?:e[-+]?\d{1,2})?)\s*")
LONGEST, MOST_NODES, HIGHEST_POWER, HIGHEST_NESTED_POWER = 200, 80, 10, 100


@dataclass(frozen=True)
class Derived:
    """Straight-line functions of (x, y) as text, and the formula in LaTeX: energy, gradient and hessian; of a force F no energy,
    -F and the symmetric part of -∂F.
    """

    text: str
    latex: str


def _refuse(value, reason):
    raise InvalidArgument("formula", value, reason)


def from_text(formula):
    """Return the checked syntax tree of a user's formula in x and y, as the body of a function.

    Allowed: numbers, x, y, pi, e, + - * /, powers with a constant exponent up to 10 or of a constant, and the functions `WORDS`,
    written as people write them (`toy_models.reading`); and single letters that stand for numbers, each 1 unless it is said after
    the word where: "k*x^2 + c*y^2 where k = 0.5, c = 2". Raises `InvalidArgument` for everything else.
    """
    if not isinstance(formula, str) or not formula.strip():
        _refuse(formula, "text such as '(x^2-1)^2 + y^2/2'")
    said, numbers = parted(formula)
    if len(said) > LONGEST:
        _refuse(formula, f"at most {LONGEST} characters")
    tree = _Numbers(numbers).visit(ast.Expression(reading.read(said))).body
    if len(list(ast.walk(tree))) > 2 * MOST_NODES:
        _refuse(formula, f"at most {MOST_NODES} operations and names")
    _check(tree, formula, 1)
    return [ast.Return(tree)]


def parted(formula):
    """(the formula itself, {letter: number} of what is said after the word where)."""
    said, where, rest = formula[: 4 * LONGEST].partition(" where ") if len(formula) <= 4 * LONGEST else (formula, "", "")
    numbers = {}
    for part in re.split(r"[,;](?!\d)|;", rest) if where else ():
        found = _GIVEN.fullmatch(part.translate({0x2212: "-"}))
        if not found or found[1] not in FREE or not abs(float(found[2].replace(",", "."))) <= 1e12:
            _refuse(formula, f"letters and numbers after the word where, such as where k = 0.5, c = 2; not {part.strip()[:20]!r}")
        numbers[found[1]] = float(found[2].replace(",", "."))
    return said, numbers


def letters(formula):
    """{letter: its number} of all letters of a formula that stand for numbers, in the order in which they are met."""
    said, numbers = parted(formula)
    found = [node.id for node in ast.walk(reading.read(said)) if isinstance(node, ast.Name) and node.id in FREE]
    return {name: numbers.get(name, 1.0) for name in dict.fromkeys(sorted(found, key=said.find))}


class _Numbers(ast.NodeTransformer):
    """Letters that stand for numbers become these."""

    def __init__(self, numbers):
        self.numbers = numbers

    def visit_Name(self, node):
        if node.id not in FREE:
            return node
        value = self.numbers.get(node.id, 1.0)
        value = int(value) if value == int(value) else value
        return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))


def _check(node, formula, power):
    """Refuse everything but whitelisted arithmetic; `power` is the product of the exponents above this node."""
    inner = ast.iter_child_nodes(node)
    if isinstance(node, ast.Constant):
        if type(node.value) not in (int, float) or not abs(node.value) <= 1e12:
            _refuse(formula, "numbers up to 1e12")
    elif isinstance(node, ast.Name):
        if node.id not in VARIABLES:
            _refuse(formula, f"the names {', '.join(VARIABLES)}")
        inner = ()
    elif isinstance(node, ast.Call):
        word = getattr(node.func, "id", "")
        if word not in WORDS or len(node.args) != (2 if word == "minimum" else 1) or node.keywords:
            _refuse(formula, f"calls of {', '.join(WORDS)} only, of one argument, or of two for minimum")
        inner = node.args
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = _constant(node.right)
        place = f" (at place {node.place + 1})"
        if exponent is None or abs(exponent) > HIGHEST_POWER:
            _refuse(formula, f"powers that are constants up to {HIGHEST_POWER}, or constants to a power{place}")
        power, inner = power * max(1, abs(exponent)), [node.left]
        if power > HIGHEST_NESTED_POWER:
            _refuse(formula, f"powers of powers up to {HIGHEST_NESTED_POWER} in all{place}")
    elif not isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.UAdd)):
        _refuse(formula, f"arithmetic only; {type(node).__name__} is not")
    for child in inner:
        _check(child, formula, power)


def _constant(node):
    """The value of a number, a signed number or a ratio of them; None for anything else."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = _constant(node.operand)
        return -value if value is not None and isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = _constant(node.left), _constant(node.right)
        return above / below if above is not None and below else None
    return None


def from_function(energy):
    """Return the body of a landscape file's `energy(x, y)` or `force(x, y)`, its module's constants replaced by their numbers."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(energy))).body[0]
    names = {name: value for name, value in energy.__globals__.items() if isinstance(value, (int, float))}

    class Numbers(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.Constant(names[node.id]) if node.id in names and isinstance(node.ctx, ast.Load) else node

    return [Numbers().visit(node) for node in tree.body if not isinstance(node, ast.Expr)]


def derive(body):
    """Return the `Derived` text of a formula's body, an energy's or a force's: from the cache, or made with SymPy."""
    source = "\n".join(ast.unparse(node) for node in body)
    recipe = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("arithmetic.py", "symbolic.py"))
    path = cache.folder() / f"formula-{hashlib.sha256((recipe + source).encode()).hexdigest()[:24]}.json"
    try:
        return Derived(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        from toy_models import symbolic

        derived = Derived(*symbolic.derive(body))
    with contextlib.suppress(OSError):  # a full disk costs the next start a second, not this one its landscape
        cache.write(path, json.dumps({"text": derived.text, "latex": derived.latex}))
    return derived


def noise_text(body):
    """The function `diffusion` of (x, y, u, v), from the body of a landscape file's own: straight-line arithmetic as it is."""
    return "\n    ".join(["def diffusion(x, y, u, v):", *map(ast.unparse, body)])


def compile_text(text):
    """The functions `energy` (None for a field), `gradient` and `hessian` of a `Derived` text, for NumPy arrays."""
    words = _executed(text)
    return words.get("energy"), words["gradient"], words["hessian"]


def diffusion_of(text):
    """The function `diffusion` of a text, for NumPy arrays; None where it has none."""
    return _executed(text).get("diffusion")


def _executed(text):
    words = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tan": np.tan, "tanh": np.tanh,
             "abs": np.abs, "where": np.where, "__builtins__": {}}
    exec(compile(text, "<derived>", "exec"), words)  # our own text, written above from a whitelisted tree
    return words
