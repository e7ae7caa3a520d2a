"""Trees that stand for what people write: signs, powers, products, and words for what the whitelist has."""

import ast


def call(name, *arguments):
    """A function of the whitelist."""
    return ast.Call(ast.Name(name), list(arguments), [])


def negative(node):
    """The same with a minus."""
    return ast.UnaryOp(ast.USub(), node)


def number(value):
    """A number, negative or not, or a fraction (above, below), as the tree of its sign and digits."""
    if isinstance(value, tuple):
        return ast.BinOp(ast.Constant(value[0]), ast.Div(), ast.Constant(value[1]))
    return ast.Constant(value) if value >= 0 else negative(ast.Constant(-value))


def power(base, exponent, token):
    """A power; it knows its place, for those who find fault with it later."""
    node = ast.BinOp(base, ast.Pow(), exponent)
    node.place = token.place
    return node


def product(left, right):
    """Two factors."""
    return ast.BinOp(left, ast.Mult(), right)


MEANINGS = {  # words that people use for what the whitelist has
    "ln": lambda x: call("log", x), "min": lambda a, b: call("minimum", a, b),
    "max": lambda a, b: negative(call("minimum", negative(a), negative(b))),
    "well": lambda *given: _spot(negative, *given), "hill": lambda *given: _spot(lambda depth: depth, *given),
}


def _spot(sign, x, y, depth, width):
    """∓d exp(-((x - a)² + (y - b)²) / 2w²): a round well or hill."""
    two, across = ast.Constant(2), (ast.BinOp(ast.BinOp(ast.Name(name), ast.Sub(), at), ast.Pow(), ast.Constant(2))
                                    for name, at in (("x", x), ("y", y)))
    square = ast.BinOp(next(across), ast.Add(), next(across))
    shape = call("exp", ast.BinOp(negative(square), ast.Div(), product(two, ast.BinOp(width, ast.Pow(), ast.Constant(2)))))
    return product(sign(depth), shape)
