"""The numbers that a method or a surface is told: what they are called, where they may lie, and what is refused.

Files take these names from `toy_models.contract`.
"""

from __future__ import annotations

import itertools
import numbers
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toy_models.shown import Shown


class InvalidArgument(ValueError):
    """A value that cannot be used. The message names the argument, the value and what is allowed, and so do its attributes.

    `place`: (start, end) of what is wrong in a text, where that is known.
    """

    def __init__(self, argument: str, value: object, allowed: str, place: tuple[int, int] | None = None):
        try:
            shown = repr(value)
        except Exception:  # a whole number of 5,000 digits, say: what cannot be used need not be printable
            shown = f"<{type(value).__name__}>"
        if len(shown) > 80:
            shown = f"{shown[:60]}… ({len(shown)} characters)"
        super().__init__(f"{argument} = {shown} is not allowed: {allowed}")
        self.argument, self.value, self.allowed, self.place = argument, value, allowed, place


def whole(name, value, low, high):
    """`value` as an int between `low` and `high`, or `InvalidArgument`."""
    value_is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not value_is_whole or not low <= value <= high:
        raise InvalidArgument(name, value, f"a whole number from {low} to {high}")
    return int(value)


def number(name, value, low, high):
    """`value` as a float between `low` and `high`, or `InvalidArgument`."""
    value_is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not value_is_number or not low <= value <= high:
        raise InvalidArgument(name, value, f"a number from {low:g} to {high:g}")
    return float(value)


def few(name, values, most, allowed):
    """What an iterable gives, as a tuple, or `InvalidArgument`; after `most` nothing more is asked for: it may have no end."""
    try:
        found = tuple(itertools.islice(values, most + 1))
    except TypeError:
        raise InvalidArgument(name, values, allowed) from None
    if len(found) > most:
        raise InvalidArgument(name, values, f"{allowed}, {most:,} at most")
    return found


@dataclass(frozen=True)
class Reading:
    """What a parameter's number does now, as a sentence: `words` with {} for `value(p)`, arithmetic of the method's parameters.

    {steps} in `words` stands for how many steps the method has done.
    """

    words: str
    value: Callable


LARGEST = 3.4e38  # what float32 holds: every world but the definition computes in it
MOST_TURNS = 2**31 - 1


@dataclass(frozen=True)
class Parameter(Shown):
    """One number of a method: what it is called, how it is written, and where it may lie.

    `low` and `high` are the ends of its slider, and bind who moves that. A program may go wherever the method has a meaning:
    `lawful` (low, high), which is, unless it is given, all of the numbers on the slider's side of zero. `joint` says that the
    number measures all coordinates together, as a radius does, so that two groups of weights cannot differ in it.
    `slider` names the slider that moves it. Parameters of different methods with one slider are shared: a move of that
    slider reaches all of them, so that methods are compared at one step and one temperature. `name` is the argument, `symbol` what
    a paper writes, `meaning` a few words; `default` its value; `scale` "linear" or "log"; `whole`: it counts; `basic`: its slider
    is there from the start; `reading`: a sentence on what its number does now.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    meaning: str
    scale: str = "linear"
    whole: bool = False
    slider: str = ""
    basic: bool = True
    reading: Reading | None = None
    lawful: tuple = ()
    joint: bool = False

    def __post_init__(self):
        if not self.slider:
            object.__setattr__(self, "slider", self.name)

    @property
    def bounds(self) -> tuple[float, float]:
        """(low, high): where a program may put it."""
        if self.lawful:
            return self.lawful
        return (self.low, MOST_TURNS) if self.whole else (0.0 if self.low >= 0 else -LARGEST, LARGEST)

    def check(self, value: float) -> float:
        """`value` as a float (an int where the parameter counts), if the slider reaches it, or `InvalidArgument`."""
        return self._between(self.low, self.high, value)

    def allow(self, value: float) -> float:
        """`value` as a float (an int where the parameter counts), if it is lawful, or `InvalidArgument`."""
        return self._between(*self.bounds, value)

    def _between(self, low, high, value):
        allowed = f"{'a whole number' if self.whole else 'a number'} from {low:g} to {high:g}"
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not low <= value <= high:
            raise InvalidArgument(self.name, value, allowed)  # NaN lies in no range
        if self.whole and value != int(value):
            raise InvalidArgument(self.name, value, allowed)
        return int(value) if self.whole else float(value)


def scale(scales, slider, examples):
    """What a slider's number is multiplied by on a network with so many examples; `scales` {slider: factor, or "1/N"}."""
    factor = scales.get(slider, 1)
    return 1 / examples if factor == "1/N" else factor


class Parameters(Shown):
    """The frozen, complete and checked values of one method's parameters; reached by name, as in `p.scope`.

    values: {name: number}.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, float]):
        object.__setattr__(self, "_values", MappingProxyType(dict(values)))

    def __getattr__(self, name):
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"no parameter {name!r}; there are {', '.join(self._values)}") from None

    def __setattr__(self, name, value):
        raise AttributeError("parameters are frozen; use replace(...)")

    def __iter__(self):
        return iter(self._values)

    def __eq__(self, other):
        return isinstance(other, Parameters) and self.as_dict() == other.as_dict()

    def __hash__(self):
        return hash(tuple(self._values.items()))

    def __repr__(self):
        return f"Parameters({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"

    def _rows(self):
        return self.as_dict().items()

    def __reduce__(self):
        return Parameters, (self.as_dict(),)

    def as_dict(self) -> dict[str, float]:
        """A plain dictionary, in the order of the declaration."""
        return dict(self._values)


def defaults(declared):
    """The default values of a tuple of `Parameter`."""
    return Parameters({parameter.name: parameter.default for parameter in declared})


def checked(declared, values=None, base=None, check=Parameter.check):
    """`base` (or the defaults) with `values` laid over it, every value checked against its declaration.

    `check` is `Parameter.check` (the slider's range) or `Parameter.allow` (the lawful one). Raises `InvalidArgument` for an
    unknown name or a value outside its range: a misspelt slider is never silent.
    """
    known = {parameter.name: parameter for parameter in declared}
    result = (base or defaults(declared)).as_dict()
    if values is not None and not isinstance(values, (dict, Parameters, MappingProxyType)):
        raise InvalidArgument("parameters", values, "a mapping from parameter names to numbers")
    given = values.as_dict() if isinstance(values, Parameters) else dict(values or {})
    for name, value in given.items():
        if name not in known:
            raise InvalidArgument("parameters", name, f"one of {', '.join(known)}")
        result[name] = check(known[name], value)
    return Parameters(result)
