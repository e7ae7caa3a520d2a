"""A checked formula as MathML, from its tree: nested lists [tag, child, ...], which a page makes elements of; a text is a leaf.

No text of a visitor's stands in it, but names, signs and numbers that the whitelist knows.
"""

import ast

SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a part holds together
SIGNS = {ast.Add: "+", ast.Sub: "−", ast.USub: "−", ast.UAdd: "+"}
GREEK = {"pi": "π"}


def of(tree):
    """The right-hand side of f = ..., as one row."""
    return ["mrow", _part(tree)[0]]


def _part(node):
    """(its MathML, how tightly it holds)."""
    if hasattr(node, "spot"):
        word, arguments, _ = node.spot
        return _called(["mi", word], arguments), PRODUCT
    if isinstance(node, ast.Constant):
        return ["mn", _number(node.value)], ATOM
    if isinstance(node, ast.Name):
        return ["mi", GREEK.get(node.id, node.id)], ATOM
    if isinstance(node, ast.UnaryOp):
        return ["mrow", ["mo", SIGNS[type(node.op)]], _held(node.operand, PRODUCT)], SUM
    if isinstance(node, ast.Call):
        return _call(node)
    return _operation(node)


def _operation(node):
    left, right, sign = node.left, node.right, type(node.op)
    if sign is ast.Div:
        return ["mfrac", _part(left)[0], _part(right)[0]], ATOM
    if sign is ast.Pow:
        return ["msup", _held(left, ATOM), _part(right)[0]], POWER
    if sign is ast.Mult:
        apart = isinstance(right, ast.Constant) or (isinstance(right, ast.BinOp) and _begins_with_number(right))
        return ["mrow", _held(left, PRODUCT), *([["mo", "·"]] if apart else []), _held(right, PRODUCT)], PRODUCT
    return ["mrow", _part(left)[0], ["mo", SIGNS[sign]], _held(right, PRODUCT)], SUM


def _begins_with_number(node):
    """Whether a product or a power begins with a digit, so that a point must part it from what stands before."""
    while isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Div):
        node = node.left
    return isinstance(node, ast.Constant)


def _call(node):
    name, arguments = node.func.id, node.args
    if name == "sqrt":
        return ["msqrt", _part(arguments[0])[0]], ATOM
    if name == "abs":
        return ["mrow", ["mo", "|"], _part(arguments[0])[0], ["mo", "|"]], ATOM
    if name == "exp":
        return ["msup", ["mi", "e"], _part(arguments[0])[0]], POWER
    return _called(["mi", {"minimum": "min"}.get(name, name)], arguments), PRODUCT


def _called(name, arguments):
    commas = [part for argument in arguments for part in (["mo", ","], _part(argument)[0])][1:]
    return ["mrow", name, ["mo", "("], *commas, ["mo", ")"]]


def _held(node, least):
    """A part, in brackets where it holds less tightly than what it stands in."""
    found, tight = _part(node)
    return found if tight >= least else ["mrow", ["mo", "("], found, ["mo", ")"]]


def _number(value):
    return f"{value:.6g}".replace("-", "−")
