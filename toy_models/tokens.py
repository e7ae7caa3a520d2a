"""The words of a formula: numbers, names, functions and signs, each with its place in the text."""

import re
import unicodedata
from typing import NamedTuple

VARIABLES = ("x", "y", "pi", "e")
PAIRS = ("minimum", "min", "max")  # functions of two arguments
SPOTS = ("well", "hill")  # of four: a place, x and y; how deep or high; how wide
SEVERAL = (*PAIRS, *SPOTS)
FREE = frozenset("abcdfghkmnpqrstuvw")  # each may stand for a number; i and j are taken for imaginary ones
INVERSE = ("asin", "acos", "atan")
FUNCTIONS = ("exp", "log", "ln", "sqrt", "sin", "cos", "tan", "tanh", "abs", *SEVERAL)
LARGEST = 1e12
SPACES = " \t\u00a0\u2009\u202f"
SAME = {  # one sign, written in many ways
    **dict.fromkeys("\u2212\u2013\u2010\u2011\u2012\uff0d\ufe63", "-"), **dict.fromkeys("×·⋅∙•∗", "*"),
    **dict.fromkeys("÷∕⁄", "/"), "\uff0b": "+", ";": ",", "π": "pi",
}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
PARTS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅙": (1, 6), "⅛": (1, 8)}
DIGITS = "0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
HINTS = {
    "[": "round brackets, please", "{": "round brackets, please", "]": "round brackets, please", "}": "round brackets, please",
    "=": "only what stands on the right of =, please", "—": "a dash; for a minus, please use -", "_": "the variables are x and y",
    "'": "neither a derivative nor a mark of thousands is known here", "!": "the factorial is not known here",
    "%": "per cent and remainders are not known here",
}
INSTEAD = {
    "sinh": "write (e^x - e^-x)/2", "cosh": "write (e^x + e^-x)/2", "z": "the variables are x and y",
    "X": "did you mean x?", "Y": "did you mean y?",
    **dict.fromkeys(("arcsin", "arccos", "arctan", "asin", "acos", "atan"), "inverse functions are not known here"),
    **dict.fromkeys(("sign", "sgn", "floor", "ceil", "round", "mod"), "a step has no slope; it is not known here"),
}


class Token(NamedTuple):
    """`kind` is number, name, function, raised, end, or the sign itself; `close` means no space before it."""

    kind: str
    text: str
    place: int
    close: bool
    value: object = None


class Refused(Exception):
    """What is wrong with a formula, and where."""

    def __init__(self, token, reason):
        where = "at its end" if token.kind == "end" else f"at place {token.place + 1}, {token.text[:12]!r}"
        super().__init__(f"{where}: {reason}")
        self.reason, self.span = reason, (token.place, token.place + max(len(token.text), 1))


def tokens(formula):
    """All tokens of a text, the last of kind "end"; raises `Refused`."""
    decimal, found, at = _decimal_commas(formula), [], 0
    while at < len(formula):
        sign = formula[at]
        close = at > 0 and formula[at - 1] not in SPACES
        if sign in SPACES:
            at += 1
            continue
        if sign in DIGITS or sign == ".":
            token, at = _number(formula, at, decimal, close)
            found.append(token)
        elif sign in LETTERS:
            end = _while(formula, at, LETTERS)
            found += _names(formula[at:end], at, close)
            at = end
        elif sign in RAISED:
            token, at = _raised(formula, at, close)
            found.append(token)
        else:
            token, at = _sign(formula, at, close)
            found.append(token)
    return [*found, Token("end", "", len(formula), False)]


def _while(formula, at, allowed):
    while at < len(formula) and formula[at] in allowed:
        at += 1
    return at


def _sign(formula, at, close):
    sign = SAME.get(formula[at], formula[at])
    if formula[at : at + 2] == "**":
        return Token("^", "**", at, close), at + 2
    if sign == "√":
        return Token("function", "sqrt", at, close), at + 1
    if sign == "pi":
        return Token("name", sign, at, close), at + 1
    if sign in PARTS:
        return Token("number", sign, at, close, PARTS[sign]), at + 1
    if sign in "+-*/^(),|":
        return Token(sign, formula[at], at, close), at + 1
    called = unicodedata.name(formula[at], f"U+{ord(formula[at]):04X}").lower()
    raise Refused(Token("?", formula[at], at, close), HINTS.get(sign, f"{called} has no meaning here"))


def _number(formula, at, decimal, close):
    """The number that begins here, and the place after it."""
    end = whole = _while(formula, at, DIGITS)
    if formula[end : end + 1] == "." or end in decimal:
        end = _while(formula, end + 1, DIGITS)
    text, power = formula[at:end], end
    if formula[end : end + 1] in ("e", "E"):
        power = _while(formula, end + 1 + (formula[end + 1 : end + 2] in ("+", "-")), DIGITS)
        text += formula[end:power] if formula[power - 1] in DIGITS else ""
    token = Token("number", text, at, close)
    if text == ".":
        raise Refused(token, "a number, x, y or a bracket was expected here")
    if whole in decimal and end - whole == 4 and whole - at <= 3 and formula[at] != "0":
        raise Refused(token, "is this comma a decimal point, or does it part thousands? A point, or no comma, is clear")
    if end > whole and (formula[end : end + 1] == "." or end in decimal):
        raise Refused(token, "two decimal points in one number")
    value = float(text.replace(",", "."))
    if value > LARGEST:
        raise Refused(token, f"numbers up to {LARGEST:g}")
    return token._replace(value=int(text) if text.isdigit() else value), at + len(text)


def _raised(formula, at, close):
    """The raised number that begins here, and the place after it."""
    end = _while(formula, at, RAISED)
    token, digits = Token("raised", formula[at:end], at, close), "".join(RAISED[sign] for sign in formula[at:end])
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", digits):
        raise Refused(token, "a raised whole number was expected here")
    return token._replace(value=int(digits)), end


def _names(run, at, close):
    """The names in a run of letters: one name, or `xy`, `xsin`, `sinx`, `xe`; a run that is no such thing is refused."""
    readings = [[run]] if run in VARIABLES or run in FUNCTIONS else _splits(run)
    if len(readings) != 1 or run in INSTEAD or run.startswith(INVERSE):
        names = f"the names are {', '.join((*VARIABLES, *FUNCTIONS))}"
        lower = f"did you mean {run.lower()!r}?" if run.lower() in FUNCTIONS else names
        raise Refused(Token("name", run, at, close), INSTEAD.get(run, lower))
    found = []
    for name in readings[0]:
        found.append(Token("function" if name in FUNCTIONS else "name", name, at, close or bool(found)))
        at += len(name)
    return found


def _splits(run):
    """Every way to read a run as variables, then perhaps e or a function, then perhaps one variable after the function."""
    found = []
    for end in range(len(run) + 1):
        head, tail = run[:end], run[end:]
        variables = _variables(head)
        if variables is None:
            continue
        if tail in ("", "e") and (variables or not tail):
            found.append([*variables, *([tail] if tail else [])])
        for function in FUNCTIONS:
            if tail in (function, f"{function}x", f"{function}y") and function not in SEVERAL:
                found.append([*variables, function, *tail[len(function) :]])
    return found


def _variables(head):
    """`head` as x, y, pi and one letter that stands for a number, or None."""
    names = []
    while head:
        name = "pi" if head.startswith("pi") else head[0]
        free = name in FREE and FREE.isdisjoint(names)
        if name not in ("x", "y", "pi") and not free:
            return None
        names.append(name)
        head = head[len(name) :]
    return names


def _decimal_commas(formula):
    """The places of commas that are decimal points: between two digits, where none of them must part two arguments."""
    decimal, levels = set(), [_Level(1, [], [])]
    for at, sign in enumerate(formula):
        if sign == "(":
            before = formula[max(at - 20, 0) : at].rstrip(SPACES)
            levels.append(_Level(2 if before.endswith(PAIRS) else 4 if before.endswith(SPOTS) else 1, [], []))
        elif sign == ")" and len(levels) > 1:
            decimal |= levels.pop().decimal()
        elif sign in ",;":
            around = formula[max(at - 1, 0) : at] + formula[at + 1 : at + 2]
            levels[-1][1 if sign == "," and len(around) == 2 and set(around) <= set(DIGITS) else 2].append(at)
    return decimal.union(*(level.decimal() for level in levels))


class _Level(NamedTuple):
    """The commas inside one pair of brackets, and how many arguments these hold."""

    wanted: int
    between: list
    others: list

    def decimal(self):
        """Those between digits, but where arguments want parting and nothing else parts them."""
        if len(self.others) >= self.wanted - 1:
            return set(self.between)
        if self.between and len(self.between) + len(self.others) != self.wanted - 1:
            reason = f"which comma parts the {'two' if self.wanted == 2 else 'four'} arguments? With ; there it is clear"
            raise Refused(Token(",", ",", self.between[0], True), reason)
        return set()
