"""Exercises: write the step of a method yourself; one file each. `check` tells right from wrong by the law of the step.

    tm.exercises.check("langevin", "...the text of a step...")
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

import numpy as np

from toy_models import dynamics, landscapes, step_law
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument
from toy_models.dynamics import Dynamics
from toy_models.notation import TINY
from toy_models.shown import Shown

SAYS = ("NAME", "ORDER", "METHOD", "NUMBERS", "PLACES", "TILT", "QUIET", "GIVEN", "ANSWER", "MISTAKES")
MOST_TIMES = 4  # as many gradients, or draws, as the method has
MOVES = (0.79, 1.23, 0.67, 1.37, 0.87, 1.13)  # of the numbers, one after the other: no product or power of them is near 1


class Mistake(NamedTuple):
    """A typical wrong step: what it is called, what it does and the question that leads on, and the text itself."""

    name: str
    words: str
    step: str


@dataclass(frozen=True, repr=False)
class Exercise(FromFile):
    """One exercise, with everything derived from its file: `module`, of the name `key`."""

    KIND = "exercise"

    key: str
    module: ModuleType

    def __post_init__(self):
        missing = [name for name in SAYS if not hasattr(self.module, name)]
        if missing:
            raise TypeError(f"the exercise {self.key!r} lacks {', '.join(missing)}")
        super().__post_init__()

    def __getattr__(self, name):
        if name.isupper():
            return getattr(self.module, name)
        raise AttributeError(f"{self.key} has no {name!r}")

    def _rows(self):
        return [("", name, value, "", "", "what it is checked at") for name, value in self.NUMBERS.items()]

    @functools.cached_property
    def method(self) -> Dynamics:
        """The method whose step is to be written."""
        return dynamics.get(self.METHOD)

    @functools.cached_property
    def bench(self) -> step_law.Bench:
        """Where steps are compared."""
        return step_law.Bench(self.PLACES, *self.TILT)

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Typical wrong steps, as texts: the answer with a part of it written otherwise."""
        found = []
        for name, words, *changes in self.MISTAKES:
            text = self.ANSWER
            for was, instead in changes:
                if was not in text:
                    raise TypeError(f"the exercise {self.key!r}: {was!r} is no part of its answer")
                text = text.replace(was, instead)
            found.append(Mistake(name, words, text))
        return tuple(found)

    @functools.cached_property
    def elsewhere(self) -> dict[str, float]:
        """Other numbers: at `NUMBERS` alone a step may agree by chance, such as T/2 with √(2ηT), or with a number written out."""
        whole = {parameter.name: parameter.whole for parameter in self.method.PARAMETERS}
        moved = zip(self.NUMBERS.items(), MOVES, strict=False)
        return {name: max(value - 1, 1) if whole[name] else float(f"{factor * value:.3g}") for (name, value), factor in moved}

    def values(self, method: Dynamics) -> dict[str, float]:
        """{name: number} that a step is checked with. Raises `InvalidArgument` for a number that the exercise does not give.

        method: the step that somebody wrote.
        """
        given = {parameter.name: parameter.whole for parameter in self.method.PARAMETERS}
        for parameter in method.PARAMETERS:
            if parameter.name not in self.NUMBERS or parameter.whole != given[parameter.name]:
                known = ", ".join(f"p.{name}" for name in self.NUMBERS)
                allowed = f"one of {known}" + ", a whole number where a loop counts to it" * (parameter.name in self.NUMBERS)
                raise InvalidArgument("step", f"p.{parameter.name}", allowed)
        if method.text.group:
            raise InvalidArgument("step", method.text.group, "one row: rows do not meet in this exercise")
        values = {parameter.name: self.NUMBERS[parameter.name] for parameter in method.PARAMETERS}
        self._bound(method, values)
        return values

    def _bound(self, method, values):
        """Refuse what would be long at work: a step that asks or draws many times as often as the method does."""
        spent = _spent(method, values), _spent(self.method, self.NUMBERS)
        for what, mine, own in zip(("gradients", "random numbers"), *spent, strict=True):
            most = MOST_TIMES * max(own, 1)
            if mine > most:
                raise InvalidArgument("step", f"{mine} {what}", f"at most {most} a step, where the method has {own}")


def _spent(method, values):
    """(gradient evaluations, draws) of one step."""
    p = method.parameters(values)
    return method.evaluations(p), method.text.draws.total(p.as_dict())


class Test(NamedTuple):
    """One test of a step: in words, whether it passed, and what was found."""

    words: str
    passed: bool
    said: str = ""


@dataclass(frozen=True, repr=False)
class Checked(Shown):
    """What a check found: `right`, how it agrees ("rounding", "law" or ""), the `tests`, a `mistake` that was recognised or None.

    `seen`: `step_law.Seen` of one step, at each place, for a picture.
    """

    right: bool
    how: str
    tests: tuple[Test, ...]
    mistake: Mistake | None
    seen: tuple[step_law.Seen, ...]

    def _line(self):
        return self.verdict

    def _head(self):
        return ("", "test", "found")

    def _rows(self):
        words = [("✓" if test.passed else "✗", test.words, test.said) for test in self.tests]
        return [*words, *([("", self.mistake.name, self.mistake.words)] if self.mistake else [])]

    @property
    def verdict(self) -> str:
        """One line: right or not yet, how many tests pass, and what is wrong where that is known."""
        passed = f"{sum(test.passed for test in self.tests)} of {len(self.tests)} tests pass."
        if self.right:
            return f"Right. {passed}"
        return f"Not yet{f': {self.mistake.name}' if self.mistake else ''}. {passed}"


_catalogue = Catalogue(__name__, __path__, "exercise", Exercise, Exercise)
get, names = _catalogue.get, _catalogue.names


def check(exercise: str | Exercise, step: str) -> Checked:
    """Tell a step that somebody wrote from the method's own, by the law of one step and of several (`toy_models.step_law`).

    It is read by the whitelist and never executed. Two spellings of one step are the same step; one that draws in another order, or
    other numbers of the same law, is right too. So it must be at other values of its parameters than the exercise's. A wrong one is
    compared with the typical mistakes, by simulation, in the same way.

    Args:
        exercise: one of `exercises/`, or its name.
        step: the text of a step, as `dynamics.read` takes it.

    Returns:
        The `Checked`: what was found, test by test, and which mistake it is if it is a typical one.

    Raises:
        InvalidArgument: a ValueError: with the line and the reason where the text cannot be read, or asks for what is not given.
    """
    exercise = get(exercise)
    mine, own = dynamics.read(step), exercise.method
    one, other, bench = (mine, exercise.values(mine)), (own, exercise.NUMBERS), exercise.bench
    tests = [_cost(*one, *other), *(_quiet(exercise, one, *said) for said in exercise.QUIET.items())]
    exact = step_law.apart(one, other, bench) == 0
    seen = list(step_law.compare(one, other, bench))
    first, later = ([each for each in seen if (each.steps == 1) is now] for now in (True, False))
    tests += [_moments(name, first, exact) for name in step_law.ASPECTS]
    broken = [] if exact else [_said(each, name) for each in later for name in each.off]
    tests.append(Test(f"so it goes on, for {step_law.STEPS} steps", not broken, max(broken, default=(0, ""))[1]))
    tests.append(_elsewhere(exercise, one))
    right = all(test.passed for test in tests)
    mistake = None if all(test.passed for test in tests[:-1]) else _recognised(exercise, one)
    return Checked(right, ("rounding" if exact else "law") if right else "", tuple(tests), mistake, tuple(first))


def _recognised(exercise: Exercise, one: tuple) -> Mistake | None:
    """The typical mistake that a (method, values) of a step is, to rounding or in law, or None."""
    steps = [(mistake, dynamics.read(mistake.step)) for mistake in exercise.mistakes]
    pairs = [(mistake, (method, exercise.values(method))) for mistake, method in steps]
    near = next((mistake for mistake, other in pairs if step_law.apart(one, other, exercise.bench) == 0), None)
    return near or next((mistake for mistake, other in pairs if step_law.alike(one, other, exercise.bench)), None)


def _cost(mine, values, method, numbers):
    asks, own = _spent(mine, values)[0], _spent(method, numbers)[0]
    return Test(f"asks for {own} gradient{'s' * (own != 1)} a step", asks == own, "" if asks == own else f"yours asks for {asks}")


def _quiet(exercise, one, words, numbers):
    """At numbers at which nothing is left to chance it is the method's own step, to rounding."""
    still = step_law.Bench(exercise.PLACES)
    mine = one[0], {name: {**exercise.NUMBERS, **numbers}[name] for name in one[1]}
    away = step_law.apart(mine, (exercise.method, {**exercise.NUMBERS, **numbers}), still)
    return Test(words, away == 0, "" if away == 0 else f"yours ends up to {away:.2g} away from it")


def _elsewhere(exercise, one):
    """At numbers that are no round ones it is the method's step too, to rounding or in law."""
    numbers = exercise.elsewhere
    mine, own = (one[0], {name: numbers[name] for name in one[1]}), (exercise.method, numbers)
    same = step_law.alike(mine, own, exercise.bench)
    symbols = {parameter.name: parameter.symbol for parameter in exercise.method.PARAMETERS}
    where = ", ".join(f"{symbols[name]} = {value:g}" for name, value in numbers.items())
    return Test("is right at other numbers too", same, "" if same else f"at {where} it is another step")


WORDS = {"mean": "goes where it should, on average", "spread": "is spread as it should be", "shape": "has tails as it should have"}


def _moments(name, seen, exact):
    broken = [] if exact else [each for each in seen if name in each.off]
    return Test(f"one step {WORDS[name]}", not broken, max((_said(each, name) for each in broken), default=(0, ""))[1])


def _said(seen, name):
    """(how much it is off, the sentence) of one place: of means, in deviations; of deviations, as a factor."""
    where = f"{landscapes.get(seen.landscape).name}, from ({seen.place[0]:g}, {seen.place[1]:g}): "
    law, mine = (covariance.diagonal() ** 0.5 for covariance in (seen.covariance, seen.spread))
    if name == "mean":
        off = np.abs(seen.yours - seen.mean)
        k = int(np.argmax(off / (seen.error + TINY)))
        moved = seen.mean[k] - seen.place[k], seen.yours[k] - seen.place[k]
        words = f"on average {'xy'[k]} moves by {moved[0]:.4f}, yours by {moved[1]:.4f}, {off[k]:.2g} ± {seen.error[k]:.1g} apart"
        return float(off[k] / (law[k] + abs(moved[0]) + TINY)), where + words
    factors = (mine + TINY) / (law + TINY)
    k = int(np.argmax(np.abs(np.log(factors))))
    error = mine[k] / (2 * step_law.SAMPLE) ** 0.5
    if name == "spread" and abs(factors[k] - 1) > step_law.ERRORS / step_law.SAMPLE**0.5:
        words = f"the deviation of {'xy'[k]} is {law[k]:.4f}, yours {mine[k]:.4f} ± {error:.1g}, {factors[k]:.2f} of it"
        return float(abs(np.log(factors[k]))), where + words
    if name == "spread":
        leans = [covariance[0, 1] for covariance in (seen.covariance, seen.spread)]
        return 0.0, f"{where}the covariance of x and y is {leans[0]:.2g}, yours {leans[1]:.2g}; their deviations are nearly right"
    return 0.0, f"{where}a third or a fourth moment is off"
