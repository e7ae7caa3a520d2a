"""What a text says of an energy: its formula, the numbers that letters stand for, the window, the heights of the map.

    (x^2 - 1)^2/4 + k*y^2 + c*x where k = 0.5 from 0.1 to 10, c = 0.1, x from -2 to 2, y from -1.5 to 1.5, heights from 0 to 1

All but the formula may be left out. The text is read by regular expressions whose every repetition is bounded.
"""

import re
from dataclasses import dataclass, field

from toy_models.contract import InvalidArgument
from toy_models.tokens import FREE

LONGEST = 1200  # characters, with all wells
LARGEST, FARTHEST, MOST_ASPECT = 1e12, 1e5, 5.0
_NUMBER = r"[-+]?(?:\d{1,12}(?:[.,]\d{0,15})?|\.\d{1,15})(?:e[-+]?\d{1,2})?"
_ITEM = re.compile(rf"(?:([a-z])\s{{0,9}}=\s{{0,9}}({_NUMBER})|(x|y|heights)(?= from))(?: from ({_NUMBER}) to ({_NUMBER}))?")
EXAMPLE = "letters and numbers after the word where, such as where k = 0.5, c = 2, x from -2 to 2"


@dataclass(frozen=True)
class Said:
    """`letters` {letter: (value, low, high)}, the ends None where they are not said; `extent`, `heights`: None where not said."""

    formula: str
    letters: dict = field(default_factory=dict)
    extent: tuple | None = None
    heights: tuple | None = None

    @property
    def numbers(self):
        """{letter: its number}."""
        return {letter: value for letter, (value, _, _) in self.letters.items()}

    @property
    def text(self):
        """All of it as one text, which `read` reads back."""
        items = [f"{letter} = {_shown(value)}" + ("" if low is None else _span("", low, high))
                 for letter, (value, low, high) in self.letters.items()]
        items += [_span(name, *ends) for name, ends in zip("xy", self.extent or (), strict=False)]
        items += [_span("heights", *self.heights)] if self.heights else []
        return f"{self.formula} where {', '.join(items)}" if items else self.formula


def _shown(value):
    return f"{value:.12g}"


def _span(name, low, high):
    return f"{name} from {_shown(low)} to {_shown(high)}"


def read(text):
    """What a text says. Raises `InvalidArgument`, with its place, for what follows the word where and is none of this."""
    if not isinstance(text, str) or not text.strip():
        raise InvalidArgument("formula", text, "text such as '(x^2-1)^2 + y^2/2'", (0, 0))
    if len(text) > LONGEST:
        raise InvalidArgument("formula", text, f"at most {LONGEST} characters", (LONGEST, len(text)))
    formula, where, rest = text.partition(" where ")
    letters, spans, at = {}, {}, len(formula) + len(where)
    for part in re.split(r"([,;](?!\d)|;)", rest) if where else ():
        if part not in (",", ";"):
            place = (at + len(part) - len(part.lstrip()), at + max(len(part.rstrip()), 1))
            _take(part.strip().translate({0x2212: "-"}), letters, spans, text, place)
        at += len(part)
    extent = None
    if spans.keys() & {"x", "y"}:
        extent = window(spans.get("x"), spans.get("y"), text)
    return Said(formula.rstrip(), letters, extent, spans.get("heights"))


def _take(part, letters, spans, text, place):
    found = _ITEM.fullmatch(part)
    if not found or (found[1] and found[1] not in FREE):
        raise InvalidArgument("formula", text, f"{EXAMPLE}; not {part[:20]!r}", place)
    value, low, high = (None if number is None else float(number.replace(",", ".")) for number in (found[2], found[4], found[5]))
    if any(abs(number) > LARGEST for number in (value, low, high) if number is not None):
        raise InvalidArgument("formula", text, f"{EXAMPLE}, up to {LARGEST:g}; not {part[:20]!r}", place)
    if low is not None and not low < high:
        raise InvalidArgument("formula", text, f"from a lower number to a higher one; not {part[:40]!r}", place)
    if found[1]:
        if low is not None and not low <= value <= high:
            raise InvalidArgument("formula", text, f"a number in its range; not {part[:40]!r}", place)
        letters[found[1]] = (value, low, high)
    else:
        spans[found[3]] = (low, high)


def window(x, y, text=""):
    """((xmin, xmax), (ymin, ymax)) of a map, or `InvalidArgument` for one that could not be drawn."""
    fine = x is not None and y is not None and all(
        low >= -FARTHEST and high <= FARTHEST and high - low >= 1e-3 * max(abs(low), abs(high)) and high - low >= 1e-4
        for low, high in (x, y)) and 1 / MOST_ASPECT <= (x[1] - x[0]) / (y[1] - y[0]) <= MOST_ASPECT
    if not fine:
        allowed = f"both x and y, within ±{FARTHEST:g}, not too narrow, neither over {MOST_ASPECT:g} times as long as the other"
        raise InvalidArgument("window", (x, y), allowed, (0, len(text)))
    return (float(x[0]), float(x[1])), (float(y[0]), float(y[1]))
