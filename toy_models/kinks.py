"""What a slope is where there is none: zero, at a place where the energy is a number and its derivative is not.

    sqrt(x^2 + y^2) has the slope (x, y) / |(x, y)|, which at its bottom is 0 / 0

Zero is a subgradient of every minimum, and what rests at a kink shall rest there; without the rule such a point would count as
lost. It is written into the derived text itself, so that arrays and compiled lanes follow one rule, and only where a formula
has a root or a quotient, so that no other formula pays for it.
"""

import ast

MOST = 1e30  # an energy that is larger than this is on its way out, and its slope may rightly be infinite


class _Renamed(ast.NodeTransformer):
    """Names that the energy's own lines give, set apart from those of the slope's."""

    def visit_Name(self, node):
        apart = node.id[0] in "tm" and node.id[1:].isdigit()
        return ast.Name(f"f_{node.id}", node.ctx) if apart else node


def ruled(text):
    """The derived text (`toy_models.formula.Derived`) with the rule in its `gradient` and `hessian`; as it was, without kinks."""
    functions = {part.name: part for part in ast.parse(text).body}
    if not any(map(_may_break, ast.walk(functions["energy"]))):
        return text
    *lines, last = (_Renamed().visit(node) for node in ast.parse(text).body[0].body)
    energy = [*lines, ast.parse(f"f = {ast.unparse(last.value)}").body[0]]
    return "\n\n".join([ast.unparse(functions["energy"]), *(_guarded(functions[name], energy) for name in ("gradient", "hessian"))])


def _may_break(node):
    """Whether a part of a formula can have no derivative where it has a value: a root, a power that is no product, a quotient."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return any(isinstance(part, ast.Name) for part in ast.walk(node.right))
    name = node.func.id if isinstance(node, ast.Call) else ""
    inner = (part.func.id for part in ast.walk(node) if isinstance(part, ast.Call))
    return name == "sqrt" or (name == "exp" and "log" in inner)


def _guarded(function, energy):
    *lines, last = function.body
    results = last.value.elts
    named = [f"g{i} = {ast.unparse(result)}" for i, result in enumerate(results)]
    kept = [f"where((g{i} - g{i} != 0) & (abs(f) < {MOST}), 0, g{i})" for i in range(len(results))]
    body = [*map(ast.unparse, [*energy, *lines]), *named, f"return {', '.join(kept)}"]
    return "\n    ".join([f"def {function.name}(x, y):", *body])
