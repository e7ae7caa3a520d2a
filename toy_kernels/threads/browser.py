"""What a browser needs to walk by itself: a WebAssembly module and, as a tree, the numbers that it wants for each step.

`widgets/page/walker/` runs it. A tree is a number or a list: ["p", name] a parameter, ["t"] the step, ["tilt"] the size of the
gradient noise, [operator, tree, ...] with + - * / ** or the name of a function. What was compiled once is kept on disk, under the
hash of every source that it depends on; the trees are written anew for each formula.
"""

import ast
import base64
import contextlib
import functools
import hashlib
import json
from pathlib import Path

import llvmlite

from toy_kernels import cache
from toy_kernels.emit import emit
from toy_kernels.threads.machine import wasm
from toy_kernels.threads.writer import rows, sizes

HERE = Path(__file__).parent
WORDS = ("lane_math.py", "lane_noise.py", "noise.py")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


@functools.lru_cache(maxsize=128)
def walker(step, formula_text, carries, tilt):
    """What a page is told of a step on a formula.

    {"module": base64 text, "wide": another that takes lanes in fours, or None where rows meet, "numbers": trees, "loops": parameter
    names, "kept": rows of state, "starts": those of them at which a start is written, "group": the parameter that says how many
    rows stand together, or None}.

    Raises `toy_kernels.text.Unreadable` for a step outside the notation.
    """
    emitted = emit(step, formula_text, carries, tilt, False)
    numbers = ast.parse(emitted.host).body[0].body[0].value.elts
    return _kept(emitted) | {"numbers": [tree(node) for node in numbers]}


def _kept(emitted):
    path = cache.folder() / f"walker_{_digest(emitted.text)}.json"
    with contextlib.suppress(OSError, ValueError):  # not there, or not whole
        return json.loads(path.read_text(encoding="utf-8"))
    made = _made(emitted)
    with contextlib.suppress(OSError):  # a full disk costs the next start a second
        cache.write(path, json.dumps(made))
    return made


def _digest(text):
    """The hash of a text, of what gives its words their meaning, and of the compiler."""
    sources = [*sorted(HERE.glob("*.py")), *(HERE.parent / word for word in WORDS)]
    parts = [text, llvmlite.__version__, *(source.read_text(encoding="utf-8") for source in sources)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _made(emitted):
    kept = sizes(emitted)[1]
    group = [emitted.group] if emitted.group else []
    return {
        "module": base64.b64encode(wasm(emitted)).decode(),
        "wide": None if emitted.group else base64.b64encode(wasm(emitted, wide=True)).decode(),
        "loops": [*emitted.loops, *group],
        "kept": rows(emitted),
        "starts": [0, kept - 2] if emitted.looks_back else [0],
        "group": emitted.group,
    }


def tree(node):
    """An expression of the generated function `numbers` as nested lists."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id="t" | "tilt" as name):
            return [name]
        case ast.Attribute(value=ast.Name(id="p"), attr=name):
            return ["p", name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["-", tree(operand)]
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return tree(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            return [OPERATORS[type(operator)], tree(left), tree(right)]
        case ast.Call(func=ast.Attribute(attr=name), args=arguments):
            return [name, *map(tree, arguments)]
    raise NotImplementedError(ast.unparse(node))
