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
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from toy_kernels import cache
from toy_models import energy_text, reading
from toy_models.contract import InvalidArgument
from toy_models.tokens import FREE, VARIABLES, tokens

WORDS = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "abs", "minimum")
LONGEST, MOST_NODES, HIGHEST_POWER, HIGHEST_NESTED_POWER = 200, 80, 10, 100  # without its wells and hills
MOST_SPOTS = 12  # wells and hills


@dataclass(frozen=True)
class Derived:
    """Straight-line functions of (x, y) as text, and the formula in LaTeX: energy, gradient and hessian; of a force F no energy,
    -F and the symmetric part of -∂F.
    """

    text: str
    latex: str


def _refuse(value, reason, place=None):
    raise InvalidArgument("formula", value, reason, place)


def from_text(formula):
    """Return the checked syntax tree of a user's formula in x and y, as the body of a function.

    Allowed: numbers, x, y, pi, e, + - * /, powers with a constant exponent up to 10 or of a constant, and the functions `WORDS`,
    written as people write them (`toy_models.reading`); up to 12 round wells and hills, well(x, y, depth, width); and letters
    that stand for numbers, each 1 unless it is said after the word where: "k*x^2 + c*y^2 where k = 0.5, c = 2"
    (`toy_models.energy_text`). Raises `InvalidArgument` for everything else.
    """
    said = energy_text.read(formula)
    return [ast.Return(with_numbers(tree_of(said.formula, said.numbers), said.numbers))]


def tree_of(said, numbers):
    """The tree of a formula, its letters still in it, checked with their numbers; refused with the place in the text."""
    tree = reading.read(said)
    spots = [node for node in ast.walk(tree) if hasattr(node, "spot")]
    left_over = len(said) - sum(end - start for _, _, (start, end) in (node.spot for node in spots))
    if len(spots) > MOST_SPOTS:
        _refuse(said, f"at most {MOST_SPOTS} wells and hills", spots[MOST_SPOTS].spot[2])
    if left_over > LONGEST:
        _refuse(said, f"at most {LONGEST} characters", (LONGEST, len(said)))
    if sum(not hasattr(node, "inside") for node in ast.walk(tree)) > 2 * MOST_NODES:
        _refuse(said, f"at most {MOST_NODES} operations and names", (0, len(said)))
    _check(with_numbers(tree, numbers), said, 1)
    return tree


def with_numbers(node, numbers):
    """A tree like this, with numbers for its letters; 1 for those that are not said."""
    if isinstance(node, ast.Name) and node.id in FREE:
        value = numbers.get(node.id, 1.0)
        return reading.number(int(value) if value == int(value) else value)
    if isinstance(node, (ast.UnaryOp, ast.BinOp, ast.Call)):
        parts = dict(ast.iter_fields(node))
        for name in ("left", "right", "operand"):
            if name in parts:
                parts[name] = with_numbers(parts[name], numbers)
        if "args" in parts:
            parts["args"] = [with_numbers(part, numbers) for part in parts["args"]]
        made = type(node)(**parts)
        made.place = getattr(node, "place", None)
        return made
    return node


def letters(formula):
    """{letter: its number} of all letters of a formula that stand for numbers, in the order in which they are met."""
    said = energy_text.read(formula)
    return {name: said.numbers.get(name, 1.0) for name in letters_of(reading.read(said.formula), said.formula)}


def letters_of(tree, said):
    """The letters of a tree that stand for numbers, in the order in which its text has them."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in FREE}
    return list(dict.fromkeys(token.text for token in tokens(said) if token.text in found)) if found else []


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
        place, span = f" (at place {node.place + 1})", (node.place, node.place + 1)
        if exponent is None or abs(exponent) > HIGHEST_POWER:
            _refuse(formula, f"powers that are constants up to {HIGHEST_POWER}, or constants to a power{place}", span)
        power, inner = power * max(1, abs(exponent)), [node.left]
        if power > HIGHEST_NESTED_POWER:
            _refuse(formula, f"powers of powers up to {HIGHEST_NESTED_POWER} in all{place}", span)
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


def opened(text):
    """A derived text in which numbers are arguments with a default: the same functions, whose runs are compiled once for all.

    Each has a name of its own: numbers that are equal by chance must not make another text. Exponents, whole 0 and 1 stay, since
    what a text looks like depends on them.
    """
    return "\n\n".join(ast.unparse(ast.fix_missing_locations(_Opened().visit(part))) for part in ast.parse(text).body)


class _Opened(ast.NodeTransformer):
    def __init__(self):
        self.numbers = []

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.args.args += [ast.arg(f"number_{i}") for i in range(len(self.numbers))]
        node.args.defaults += map(ast.Constant, self.numbers)
        return node

    def visit_Constant(self, node):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or str(node.value) in ("0", "1"):
            return node
        self.numbers.append(node.value)
        return ast.Name(f"number_{len(self.numbers) - 1}", ast.Load())

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Pow):
            node.left = self.visit(node.left)
            return node
        return self.generic_visit(node)


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
