"""The way out of what is not in the notation of a step: a refusal says what to write instead, where that is known."""

import ast

WAYS = {  # what somebody writes who knows another language
    "max": "Write maximum(a, b), entry by entry", "min": "Write minimum(a, b), entry by entry",
    "sign": "Write g / (abs(g) + 1e-12)", "sum": "Write dot(a, b) or norm(a)",
    "print": "Write watch(name=point), and the point is drawn",
    "clip": "Write minimum(maximum(g, -c), c)",
    **dict.fromkeys(("np", "numpy", "torch", "math"), "The words stand by themselves: sqrt(a), not np.sqrt(a)"),
    **dict.fromkeys(("random", "randn", "rand"), "Write noise.normal() or noise.uniform()"),
    **dict.fromkeys(("eval", "exec", "open", "getattr", "globals", "vars", "compile"), "A step is arithmetic, and nothing else"),
}
NO_BRANCH = "a step may loop at its top level, and do nothing else but straight arithmetic. Choose with where(a < b, yes, no)"
COMPARED = "a comparison (<, <=, >, >=, joined by & and |) stands in the condition of where(...), and nowhere else"


def way_out(name):
    """What to write in place of a name, as the next sentence of a refusal; "" where nobody knows."""
    return f". {WAYS[name]}" if name in WAYS else ""


def shown(node):
    """A node as it is written, shortened."""
    words = ast.unparse(node).splitlines()[0]
    return words if len(words) <= 40 else f"{words[:36]} …"


def strange(node):
    """Why an expression is refused that is no arithmetic and no word."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.IfExp():
            return COMPARED
        case ast.Attribute(value=ast.Name(id="objective" | "noise")):
            return f"“{shown(node)}” is a word that is called: {shown(node)}(...)"
        case ast.Attribute(value=ast.Name(id=owner)):
            return f"“{shown(node)}” is outside the notation of a step{way_out(owner)}"
    return f"“{shown(node)}” is outside the notation of a step"
