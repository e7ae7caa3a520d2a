"""Read a formula as people write it, into the tree that Python would make of it: 2x, x², |x|, sin x, e^-x, 0,5.

Nothing is guessed. What can be read in two ways, such as `1/2x`, is refused with both; a refusal names the place in the text.
The text is walked character by character, and no part of it ever reaches Python's own compiler.

    sum     = product {("+" | "-") product}
    product = factor {["*" | "/"] factor}                            without a sign between: a product
    factor  = {"+" | "-"} atom [raised] ["^" factor]
    atom    = number | name | "(" sum ")" | "|" sum "|" | function ["^" number] argument
"""

import ast

from toy_models.contract import InvalidArgument
from toy_models.tokens import PAIRS, Refused, tokens

DEEPEST = 50  # brackets within brackets
LEFT_OVER = {
    ")": "a bracket is closed that was not opened", ",": "a comma parts the two arguments of minimum, or is a decimal point",
}
SIGNS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}


def read(formula):
    """The expression (`ast.expr`) that a text says, or `InvalidArgument` with the place where it cannot be read."""
    try:
        return _Reader(formula).whole()
    except Refused as refusal:
        raise InvalidArgument("formula", formula, str(refusal)) from None


def _call(name, *arguments):
    return ast.Call(ast.Name(name), list(arguments), [])


def _negative(node):
    return ast.UnaryOp(ast.USub(), node)


def _number(value):
    """A number, negative or not, or a fraction (above, below), as the tree of its sign and digits."""
    if isinstance(value, tuple):
        return ast.BinOp(ast.Constant(value[0]), ast.Div(), ast.Constant(value[1]))
    return ast.Constant(value) if value >= 0 else _negative(ast.Constant(-value))


def _power(base, exponent, token):
    node = ast.BinOp(base, ast.Pow(), exponent)
    node.place = token.place  # for those who find fault with it later
    return node


def _product(left, right):
    return ast.BinOp(left, ast.Mult(), right)


MEANINGS = {  # words that people use for what the whitelist has
    "ln": lambda x: _call("log", x), "min": lambda a, b: _call("minimum", a, b),
    "max": lambda a, b: _negative(_call("minimum", _negative(a), _negative(b))),
}


class _Reader:
    """Reads tokens from left to right. `loose` says why what was just read may not simply be multiplied by what follows."""

    def __init__(self, formula):
        self.tokens, self.at, self.depth, self.bars, self.loose = tokens(formula), 0, 0, 0, None

    @property
    def next(self):
        return self.tokens[self.at]

    def take(self):
        token, self.at = self.next, self.at + 1
        return token

    def refuse(self, reason, token=None):
        raise Refused(token or self.next, reason)

    def whole(self):
        node = self.sum()
        if self.next.kind != "end":
            self.refuse(LEFT_OVER.get(self.next.kind, "brackets are needed here"))
        return node

    def sum(self):
        node = self.product()
        while self.next.kind in ("+", "-"):
            node = ast.BinOp(node, SIGNS[self.take().kind](), self.product())
        return node

    def product(self):
        node, divided, barred = self.factor(), False, False
        while True:
            barred |= self.tokens[self.at - 1].kind == "|"
            sign = self.next
            if sign.kind in ("*", "/"):
                self.certain(self.tokens[self.at + 1].kind == "function" and sign.kind == "*")
                self.take()
                divided = sign.kind == "/"
                node = ast.BinOp(node, SIGNS[sign.kind](), self.factor())
            elif self.next.kind in ("name", "function", "(") or (self.next.kind == "|" and not self.bars):
                self.adjoined(divided, barred)
                node = _product(node, self.powered())
            elif self.next.kind in ("number", "raised"):
                self.refuse("an operator is missing before this number: x*2 or x^2?")
            else:
                return node

    def certain(self, fine=False):
        """Refuse a * or / after an argument without brackets: `sin x/2`."""
        if self.loose == "argument" and not fine:
            self.refuse(f"brackets are needed: is what follows {self.next.text!r} inside the function's argument, or not?")

    def adjoined(self, divided, barred):
        """Refuse a product without a sign where it could be read in two ways."""
        if divided:
            self.refuse("brackets are needed: 1/2x may be (1/2)*x or 1/(2*x)")
        before = self.tokens[self.at - 1]
        if before.kind == "number" and self.next.close and {"+", "-"} & {*before.text}:
            other = before.text.replace("e", "*e ")
            self.refuse(f"a sign is needed: {before.text}*{self.next.text}, or, with the number e, {other}{self.next.text}?")
        if self.loose == "exponent":
            self.refuse("brackets are needed: is this still in the exponent, e^(2x), or not, (e^2)*x?")
        if self.loose == "argument" and self.next.kind != "function":
            self.refuse("brackets are needed: is this still in the function's argument, sin(x*y), or not, sin(x)*y?")
        if self.next.kind == "|" and barred and self.tokens[self.at - 1].kind != "|":
            self.refuse("brackets are needed: |x|y|x| may be |x|*y*|x| or |x*|y|*x|")

    def factor(self):
        """Signs, and a power."""
        signs = []
        while self.next.kind in ("+", "-"):
            signs.append(ast.USub() if self.take().kind == "-" else ast.UAdd())
        node = self.powered()
        for sign in reversed(signs):
            node = ast.UnaryOp(sign, node)
        return node

    def powered(self):
        self.loose = None
        begins = self.next
        node = self.atom()
        raised = self.next.kind == "raised"
        if raised:
            value = self.take().value
            node = _power(node, _number(value), begins)
        if self.next.kind != "^" or self.loose == "argument":
            return node
        if raised:
            self.refuse("brackets are needed: (x²)^3 or x^(2^3)?")
        self.take()
        bracketed = self.next.kind == "("
        exponent = self.factor()
        return self.power(node, exponent, begins, bracketed)

    def power(self, base, exponent, begins, bracketed):
        """base^exponent; with a positive constant below and a variable above, through exp."""
        if bracketed and self.tokens[self.at - 1].kind != ")":
            self.refuse("brackets are needed: e^(x^2), or (e^x)^2?", begins)
        constant = isinstance(base, ast.Constant) or (isinstance(base, ast.Name) and base.id in ("e", "pi"))
        if not constant:
            self.loose = None
            return _power(base, exponent, begins)
        self.loose = None if bracketed else "exponent"
        if isinstance(base, ast.Name) and base.id == "e":
            return _call("exp", exponent)
        if not any(isinstance(part, ast.Name) and part.id in "xy" for part in ast.walk(exponent)):
            return _power(base, exponent, begins)
        if isinstance(base, ast.Constant) and not base.value > 0:
            self.refuse("a power with x or y in the exponent needs a positive number below", begins)
        return _call("exp", _product(exponent, _call("log", base)))

    def atom(self):
        token = self.take()
        if token.kind == "number":
            return _number(token.value)
        if token.kind == "name":
            return ast.Name(token.text)
        if token.kind == "function":
            return self.function(token)
        if token.kind in ("(", "|"):
            return self.enclosed(token)
        if token.kind == "end":
            self.refuse("something is missing at the end", token)
        if token.kind == "raised":
            self.refuse("a raised number needs something below it", token)
        return self.refuse("a number, x, y or a bracket was expected here", token)

    def enclosed(self, token):
        """What stands in brackets or bars; the opening one has been taken."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"brackets may be nested {DEEPEST} deep", token)
        bars, self.bars = self.bars, self.bars + 1 if token.kind == "|" else 0
        node = self.sum()
        closing = {"(": ")", "|": "|"}[token.kind]
        if self.next.kind != closing:
            self.refuse(f"the {'bracket' if closing == ')' else 'bar'} that is opened here is not closed", token)
        self.take()
        self.bars, self.depth, self.loose = bars, self.depth - 1, None
        return _call("abs", node) if closing == "|" else node

    def function(self, token):
        """A function, perhaps raised as in sin²x, and its argument in brackets or without."""
        exponent = None
        if self.next.kind in ("^", "raised"):
            raised = self.take() if self.next.kind == "raised" else (self.take(), self.take())[1]
            if raised.kind not in ("raised", "number") or not isinstance(raised.value, int) or not raised.value > 0:
                self.refuse(f"brackets are needed: 1/{token.text}(x), or the inverse function, which is not here?", raised)
            exponent = ast.Constant(raised.value)
        wanted = 2 if token.text in PAIRS else 1
        if self.next.kind == "(":
            arguments = self.arguments(token, wanted)
        elif wanted == 1 and self.next.kind in ("number", "name", "|", "-"):
            arguments = [self.bare(token)]
        else:
            self.refuse(f"{token.text} needs brackets and {'two arguments' if wanted == 2 else 'an argument'}", token)
        node = MEANINGS.get(token.text, lambda *given: _call(token.text, *given))(*arguments)
        return node if exponent is None else _power(node, exponent, token)

    def arguments(self, token, wanted):
        opening = self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"brackets may be nested {DEEPEST} deep", opening)
        bars, self.bars = self.bars, 0
        found = [self.sum()]
        while self.next.kind == "," and len(found) < wanted:
            self.take()
            found.append(self.sum())
        if self.next.kind != ")" or len(found) != wanted:
            self.refuse(f"{token.text} takes {'two arguments' if wanted == 2 else 'one argument'} in brackets that are closed")
        self.take()
        self.bars, self.depth, self.loose = bars, self.depth - 1, None
        return found

    def bare(self, token):
        """An argument without brackets: a number, pi and a variable at most, as in sin 2πx², with a sign before it."""
        if self.next.kind == "number" and self.next.close and token.text in ("log", "exp", "ln"):
            self.refuse(f"{token.text} has no base here: log(x)/log(10), or log(10*x)?")
        sign, node = self.take() if self.next.kind == "-" else None, None
        while node is None or (self.next.kind == "name" and self.loose is None):
            first = self.next
            if first.kind not in ("number", "name", "|") or (first.kind == "|" and self.bars):
                self.refuse(f"{token.text} needs an argument", token)
            node = self.powered() if node is None else _product(node, self.powered())
            if (first.kind != "number" and first.text not in ("pi", "π")) or token.text in ("sqrt", "abs"):
                break
        self.loose = "argument"
        return _negative(node) if sign else node
