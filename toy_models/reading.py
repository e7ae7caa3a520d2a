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
from toy_models.meanings import MEANINGS, call, negative, number, power, product
from toy_models.tokens import PAIRS, SPOTS, Refused, tokens

DEEPEST = 50  # brackets within brackets
LEFT_OVER = {
    ")": "a bracket is closed that was not opened", ",": "a comma parts the two arguments of minimum, or is a decimal point",
}
COUNTS = {1: "an argument", 2: "two arguments", 4: "four arguments: x, y, depth, width"}
SIGNS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}


def read(formula):
    """The expression (`ast.expr`) that a text says, or `InvalidArgument` with the place where it cannot be read."""
    try:
        return _Reader(formula).whole()
    except Refused as refusal:
        raise InvalidArgument("formula", formula, str(refusal), refusal.span) from None


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
                node = product(node, self.powered())
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
            node = power(node, number(value), begins)
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
            return power(base, exponent, begins)
        self.loose = None if bracketed else "exponent"
        if isinstance(base, ast.Name) and base.id == "e":
            return call("exp", exponent)
        if not any(isinstance(part, ast.Name) and part.id in "xy" for part in ast.walk(exponent)):
            return power(base, exponent, begins)
        if isinstance(base, ast.Constant) and not base.value > 0:
            self.refuse("a power with x or y in the exponent needs a positive number below", begins)
        return call("exp", product(exponent, call("log", base)))

    def atom(self):
        token = self.take()
        if token.kind == "number":
            return number(token.value)
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
        return call("abs", node) if closing == "|" else node

    def function(self, token):
        """A function, perhaps raised as in sin²x, and its argument in brackets or without."""
        exponent = None
        if self.next.kind in ("^", "raised"):
            raised = self.take() if self.next.kind == "raised" else (self.take(), self.take())[1]
            if raised.kind not in ("raised", "number") or not isinstance(raised.value, int) or not raised.value > 0:
                self.refuse(f"brackets are needed: 1/{token.text}(x), or the inverse function, which is not here?", raised)
            exponent = ast.Constant(raised.value)
        wanted = 2 if token.text in PAIRS else 4 if token.text in SPOTS else 1
        if self.next.kind == "(":
            arguments = self.arguments(token, wanted)
        elif wanted == 1 and self.next.kind in ("number", "name", "|", "-"):
            arguments = [self.bare(token)]
        else:
            self.refuse(f"{token.text} needs brackets and {COUNTS[wanted]}", token)
        node = MEANINGS.get(token.text, lambda *given: call(token.text, *given))(*arguments)
        if token.text in SPOTS:
            node = self.spot(token, node, arguments)
        return node if exponent is None else power(node, exponent, token)

    def spot(self, token, node, arguments):
        """A well or a hill, with what it was written as: its word, its four arguments, where it stands in the text."""
        if any(isinstance(part, ast.Name) and part.id in "xy" for argument in arguments for part in ast.walk(argument)):
            self.refuse("its place, depth and width are four numbers or letters, without x and y", token)
        closing = self.tokens[self.at - 1]
        for part in ast.walk(node):
            vars(part).setdefault("place", token.place)
            part.inside = True  # a spot is counted as one, not by its parts
        node.spot = token.text, arguments, (token.place, closing.place + 1)
        return node

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
        if self.next.kind == "end":
            self.refuse("the bracket that is opened here is not closed", opening)
        if self.next.kind != ")" or len(found) != wanted:
            self.refuse(f"{token.text} takes {COUNTS[wanted].replace('an ', 'one ')} in brackets that are closed")
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
            node = self.powered() if node is None else product(node, self.powered())
            if (first.kind != "number" and first.text not in ("pi", "π")) or token.text in ("sqrt", "abs"):
                break
        self.loose = "argument"
        return negative(node) if sign else node
