"""What a slope is where there is none: zero, at a place where the energy is a number and its derivative is not.

    sqrt(x^2 + y^2) has the slope (x, y) / |(x, y)|, which at its bottom is 0 / 0;      abs(x) has -1 or 1, and at 0 neither

Zero is a subgradient of every minimum, and what reaches a kink shall rest there; without the rule such a point would count as
lost, or be pushed on. It is written into the derived text itself, so that arrays and compiled lanes follow one rule, and only
where a formula has a root, a quotient or an absolute value, so that no other formula pays for it.
"""

import ast

MOST = 1e30  # an energy that is larger than this is on its way out, and its slope may rightly be infinite


class _Renamed(ast.NodeTransformer):
    """Names that a function's own lines give, set apart from those of another's."""

    def __init__(self, function):
        self.own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}

    def visit_Name(self, node):
        return ast.Name(f"f_{node.id}", node.ctx) if node.id in self.own else node


class _Signed(ast.NodeTransformer):
    """The sign of a number, where(a < 0, -1, 1), with the sign of nothing."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if not ast.unparse(node).endswith(" < 0, -1, 1)") or node.func.id != "where":
            return node
        inside = ast.unparse(node.args[0].left)
        return ast.parse(f"where({inside} < 0, -1, where({inside} > 0, 1, 0))", mode="eval").body


def ruled(text):
    """The derived text (`toy_models.formula.Derived`) with the rule in its `gradient` and `hessian`; as it was, without kinks."""
    if "abs(" in text:
        text = "\n\n".join(ast.unparse(_Signed().visit(part)) for part in ast.parse(text).body)
    functions = {part.name: part for part in ast.parse(text).body}
    if not any(map(_may_break, ast.walk(functions["energy"]))):
        return text
    *lines, last = _Renamed(functions["energy"]).visit(ast.parse(text).body[0]).body
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
