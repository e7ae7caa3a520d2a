"""Read a step that somebody writes: a text becomes a checked syntax tree, or is refused with the line and the reason.

    gradient = objective.gradient(state.x, objective.minibatch())
    return State(x=state.x - p.step_size * gradient)

The text is the lines of a step, with or without `def step(state, objective, noise, watch, p):` above them. Nothing of it is ever
executed: Python's parser makes a tree of it, every size is bounded before anything walks that, and every node must be on the list
of `toy_models.step_rules`. What people type is understood: ^ and raised numbers for **, every minus and dot, √ before a bracket.
"""

import ast
import re
import textwrap
import unicodedata

from toy_kernels.text import Unreadable
from toy_models.step_rules import ARGUMENTS, check
from toy_models.tokens import PARTS, RAISED, SAME

_PRODUCT = re.compile(r"(?<![A-Za-z0-9_.])\d+\.?\d*(?![eE][+-]?\d)[A-Za-z_]\w*")  # 2x
LONGEST, MOST_LINES, MOST_NODES, DEEPEST, MOST_BRACKETS = 4000, 80, 800, 60, 30
SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .,()+-*/=<>&|:")
HINTS = {
    **dict.fromkeys("[]", "A point is a whole: all coordinates are treated alike, and none has a number"),
    **dict.fromkeys("\"'", "text has no place in a step"), **dict.fromkeys("{}", "round brackets, please"),
    ";": "one statement a line, please", "\\": "a line ends where it ends; brackets may go on",
    "@": "decorators and matrices are not known",
    "%": "remainders are not known here", "!": "the comparisons are <, <=, > and >=", "~": "write the opposite comparison",
}


def read(text, constants=None, longest=LONGEST):
    """The `ast.FunctionDef` of a text, its constants written out; raises `Unreadable` with "line n: " and the reason.

    constants: {name: number} that stand outside the text, as those of a notebook do. longest: characters that it may have.
    """
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("line 1: a step is a text that ends in return State(x=...)")
    if len(text) > longest or text.count("\n") >= MOST_LINES:
        raise Unreadable(f"line 1: a step has at most {MOST_LINES} lines and {longest:,} characters")
    half = re.search("[\ud800-\udfff]", text)  # half a character: nothing that carries text carries it, not in a remark either
    if half:
        raise Unreadable(f"line {text.count(chr(10), 0, half.start()) + 1}: half a character, U+{ord(half.group()):04X}")
    lines = [_plain(number, line) for number, line in enumerate(_bare(text).split("\n"), 1)]
    tree = _parsed(lines)
    _bounded(tree)
    check(tree, constants)
    return tree


def _bare(text):
    """The text without docstrings, whose lines stay, empty; every end of line is \\n."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return re.sub(r'(?m)^ *"""[^"\\]*"""(?= *(?:#|$))', lambda found: "\n" * found.group().count("\n"), text)


def _plain(number, line):
    """A line in the signs that Python reads, without its remark."""
    line, found, at = line.partition("#")[0].rstrip(), [], 0
    while at < len(line):
        sign = SAME.get(line[at], line[at])
        if sign in RAISED:
            end = next((k for k in range(at, len(line)) if line[k] not in RAISED), len(line))
            found.append(f"**({''.join(RAISED[one] for one in line[at:end])})")
            at = end
            continue
        if sign not in SIGNS and sign not in ("^", "√", "\u00a0") and sign not in PARTS and sign != "pi":
            called = unicodedata.name(line[at], f"U+{ord(line[at]):04X}").lower()
            way = HINTS.get(sign, "names are written in plain letters" if sign.isalpha() else "")
            raise Unreadable(f"line {number}: “{line[at]}”, at place {at + 1}: {way or f'{called} has no meaning here'}")
        found.append({"^": "**", "√": "sqrt", "\u00a0": " "}.get(sign, "({}/{})".format(*PARTS[sign]) if sign in PARTS else sign))
        at += 1
    plain = "".join(found)
    product = _PRODUCT.search(plain)
    if product:
        raise Unreadable(f"line {number}: an operator is missing in “{product[0][:20]}”: 2*x, not 2x")
    return plain


def _parsed(lines):
    """The one function of these lines, numbered as they are."""
    depth = most = 0
    for sign in "".join(lines):
        depth += (sign == "(") - (sign == ")")
        most = max(most, depth)
    joined = "\n".join(lines)
    if most > MOST_BRACKETS or re.search(r"(?:(?:[-+]|\bnot\b)\s*){12}", joined):
        number = next((k for k, line in enumerate(lines, 1) if line.count("(") > 8 or re.search(r"(?:[-+]\s*){5}", line)), 1)
        raise Unreadable(f"line {number}: brackets and signs stand too deep. Give parts a name")
    first = next((k for k, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise Unreadable("line 1: a step is a text that ends in return State(x=...)")
    body = textwrap.dedent(joined)
    whole = bool(re.match(r"(?:def|async|class|import|from)\b", body.split("\n")[first]))
    source = body if whole else f"def step({', '.join(ARGUMENTS)}):\n{textwrap.indent(body, '    ')}"
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        number = min(max((error.lineno or 1) - (not whole), 1), len(lines))
        raise Unreadable(f"line {number}: this cannot be read: {_said(error)}") from None
    except (ValueError, MemoryError, RecursionError):
        raise Unreadable("line 1: this is nested too deep to be read. Give parts a name") from None
    if not whole:
        ast.increment_lineno(tree, -1)
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        odd = next(node for node in tree.body if not isinstance(node, ast.FunctionDef) or node is not tree.body[0])
        way = "Nothing is imported: the words are known" if isinstance(odd, (ast.Import, ast.ImportFrom)) else "Leave the rest out"
        raise Unreadable(f"line {odd.lineno}: one step, def step({', '.join(ARGUMENTS)}): or its lines alone. {way}")
    return tree.body[0]


def _said(error):
    """What Python's parser says, in one line of plain words."""
    words = str(error.msg or "invalid syntax").split(". ")[0]
    return words if len(words) < 80 else "invalid syntax"


def _bounded(tree):
    """Refuse a tree that is large or deep, without recursion."""
    level, count, depth = [tree], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_NODES or depth > DEEPEST:
            line = getattr(level[0], "lineno", tree.lineno)
            raise Unreadable(f"line {line}: this is too long, or nested too deep. Give parts a name")
        level = [child for node in level for child in ast.iter_child_nodes(node)
                 if not isinstance(child, (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop))]
