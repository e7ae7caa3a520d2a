"""Bifurcations of a softened surface: at which values of a number its minima appear, vanish, or swap which of them is lowest.

    fold, pitchfork: ∇u(x; v) = 0 and det ∇²u(x; v) = 0;      lowest: u(x₁; v) = u(x₂; v) at two minima

Minima are followed with the surface's own slopes from one value to the next: each is brought down at the next value and back.
Where that is no pairing, a minimum was born or lost in between, and the interval is halved until it is narrower than `ACCURACY`.
The words are those of Strogatz, Nonlinear Dynamics and Chaos, 2nd edition, 2015, chapter 3; a swap is a Maxwell point of
Poston and Stewart, Catastrophe Theory and its Applications, 1978.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from toy_models import landscapes, relief, surfaces
from toy_models.contract import InvalidArgument
from toy_models.landscape import Landscape
from toy_models.shown import Shown, table
from toy_models.surface_minima import Family

ACCURACY = 1e-4  # width of the interval that a value is known to lie in, as a share of it
RATIO = 1.3  # between two values at which every minimum is searched for
DECADES = 3.0  # below the largest value, of a range that begins at zero
FAR = 1.0  # diagonals: where a surface looks farther, it is not asked
MOST, MOST_MINIMA = 800, 60  # surfaces that one search may prepare, and minima that it follows
LOOKS = 4  # how often at most an interval is halved because a minimum seems to jump
NEAR = 0.02  # of the diagonal: births and losses within this, at one value, are one event


@dataclass(frozen=True)
class Bifurcation(Shown):
    """What happens as the number rises past `value`, the `event`: a minimum at `place` "appears", "vanishes", or becomes "lowest".

    `valley`: which minimum of f it is where the surface is nearly f, an index of `landscape.minima`; -1 where it is none.
    """

    value: float
    event: str
    place: tuple
    valley: int


@dataclass(frozen=True, eq=False)
class Branch(Shown):
    """One minimum followed along the number: `values` (n,), `places` (n, 2) and `heights` (n,) there, rising in value.

    Heights stand where there is another minimum to compare with, and are NaN where the minimum is alone. `valley`: which minimum
    of f it is where the surface is nearly f, an index of `landscape.minima`.
    """

    valley: int
    values: np.ndarray
    places: np.ndarray
    heights: np.ndarray


class Found(NamedTuple):
    """`bifurcations`, a tuple of `Bifurcation`, their values rising, and the range (low, high) that was searched.

    `branches`: a tuple of `Branch`, of the minima that can be followed to a minimum of f, by valley.
    """

    bifurcations: tuple
    low: float
    high: float
    branches: tuple = ()

    def _repr_html_(self):
        return table([(one.value, one.event, *one.place) for one in self.bifurcations], ("value", "a minimum", "x", "y"))


def find(landscape: str | Landscape, kind: str | surfaces.Kind, argument: str, low: float, high: float, **fixed: float) -> Found:
    """The bifurcations of a surface of this kind while one of its arguments goes from `low` to `high`.

    Each value is within `ACCURACY` of itself of the surface's own; one of "lowest" within what `surfaces.smooth` says of heights,
    besides. A minimum that lives for less than a factor of `RATIO`, and that neither the landscape's minima nor a coarse grid
    leads to, may be missed, and so may two that are born and lost within one. What leaves the map is not lost.

    Args:
        landscape: a `Landscape` or the name of one.
        kind: one of `surfaces/`, or its name.
        argument: the name of the argument that goes from `low` to `high`.
        low: where it begins; a range that begins at 0 is searched from `DECADES` below its end.
        high: where it ends; nothing is searched where the surface looks farther than `FAR` diagonals.
        fixed: the kind's other arguments, by name.

    Returns:
        A `Found`: the `Bifurcation`s, their values rising, and the range that was searched.

    Raises:
        InvalidArgument: a value that cannot be used, or a range for which `MOST` surfaces are not enough.
    """
    landscape, kind = landscapes.get(landscape), surfaces.get(kind)
    declared = {parameter.name: parameter for parameter in kind.ARGUMENTS}
    if argument not in declared:
        raise InvalidArgument("argument", argument, f"one of {', '.join(declared)}")
    low, high = (declared[argument].check(value) for value in (low, high))
    if not low < high:
        raise InvalidArgument("low", low, f"a number below high, {high:g}")
    kind.checked({argument: low, **fixed})
    work = search(landscape, kind, lambda value: {argument: value, **fixed}, low, high)
    while True:
        try:
            next(work)
        except StopIteration as end:
            if end.value is None:
                raise InvalidArgument("high", high, f"a range that {MOST} surfaces are enough for") from None
            return end.value


def search(
    landscape: str | Landscape, kind: str | surfaces.Kind, arguments: Callable[[float], dict[str, float]], low: float,
    high: float
) -> Generator[None, None, Found | None]:
    """`find` as a generator that pauses after each piece of work, some milliseconds; its value is a `Found`.

    Args:
        landscape: a `Landscape`.
        kind: one of `surfaces/`.
        arguments: a function: arguments(value) is {argument: value} of the surface.
        low: where the value begins.
        high: where it ends.

    Returns:
        The generator; its value is None where `MOST` surfaces are not enough.
    """
    family = Family(landscape, kind, arguments)
    values = [value for value in _ladder(low, high) if family.looks(value) <= FAR * family.diagonal]
    if len(values) < 2:
        return Found((), high, high)
    levels, before = [], np.empty((0, 2))
    for value in values:
        seeds = np.concatenate([before, landscape.minima, family.pits(value)])
        yield
        levels.append((yield from family.level(value, seeds)))
        before = levels[-1].places
        yield
    for i in range(len(levels) - 2, -1, -1):  # what is born as the value rises has to be followed back
        levels[i] = yield from family.level(values[i], np.concatenate([levels[i].places, levels[i + 1].places]))
        yield
    found, ends, waiting, pairs = [], [], [(a, b, k, 0) for k, (a, b) in enumerate(itertools.pairwise(levels))], {}
    while waiting:
        a, b, k, depth = waiting.pop()
        if family.prepared > MOST or max(len(a.places), len(b.places)) > MOST_MINIMA:
            return None
        forth = yield from family.down(b, a.places)
        back = yield from family.down(a, b.places)
        pairs.setdefault(k, (forth, back))
        changed = _changes(a, b, forth, back)
        if changed and math.log(b.value / a.value) < ACCURACY:
            found += [(k, *one) for one in changed]
            ends.append((k, a, b))
        elif changed or (depth < LOOKS and family.jumped(a, b, forth)):
            middle = yield from family.level(math.sqrt(a.value * b.value), np.concatenate([a.places, b.places]))
            waiting += [(a, middle, k, depth + 1), (middle, b, k, depth + 1)]
        elif family.swapped(a, b, forth, back):
            found.append((k, *(yield from _swap(family, a, b))))
        yield
    told = []
    for k, value, event, place in _net(found, NEAR * family.diagonal):
        if not family.at_edge(place):
            valley = yield from _valley(family, levels, pairs, k, event, place)
            told.append(Bifurcation(value, event, tuple(place.tolist()), valley))
    branches = yield from _branches(family, levels, pairs, ends)
    return Found(tuple(sorted(told, key=lambda one: (one.value, one.event))), values[0], values[-1], branches)


def _branches(family, levels, pairs, ends):
    """The `Branch`es through the levels, followed from where the surface is f; at an end, up to where they meet another one's."""
    rising = family.looks(levels[-1].value) < family.looks(levels[0].value)
    order = range(len(levels) - 1, -1, -1) if rising else range(len(levels))
    known = {order[0]: relief.basins(family.landscape, levels[order[0]].places).tolist() if len(levels[order[0]].places) else []}
    for before, k in itertools.pairwise(order):
        forth, back = pairs[k] if rising else reversed(pairs[before])
        known[k] = [known[before][j] if j >= 0 and back[j] == i else -1 for i, j in enumerate(forth)]
    stops = [(levels[k], known[k]) for k in range(len(levels))]
    for k, a, b in ends:
        for level, there in ((b, k + 1), (a, k)) if rising else ((a, k), (b, k + 1)):
            numbers = yield from family.down(levels[there], level.places)
            stops.append((level, [known[there][number] if number >= 0 else -1 for number in numbers]))
            yield
    return tuple(_branch(valley, stops) for valley in sorted({v for _, valleys in stops for v in valleys if v >= 0}))


def _branch(valley, stops):
    at = {level.value: (level, valleys.index(valley)) for level, valleys in stops if valleys.count(valley) == 1}
    here = [at[value] for value in sorted(at)]
    heights = [level.heights[i] if len(level.places) > 1 else np.nan for level, i in here]
    return Branch(valley, np.array(sorted(at)), np.array([level.places[i] for level, i in here]), np.array(heights))


def _ladder(low, high):
    low = low or high * 10**-DECADES
    return np.geomspace(low, high, max(math.ceil(math.log(high / low) / math.log(RATIO)), 1) + 1).tolist()


def _changes(a, b, forth, back):
    """[(value, event, place)] of births and losses between two levels: forth are b's numbers of a's minima, back a's of b's."""
    value, kept = math.sqrt(a.value * b.value), [i for i, j in enumerate(forth) if j >= 0 and back[j] == i]
    reached = {forth[i] for i in kept}
    lost = [(value, "vanishes", place) for i, place in enumerate(a.places) if i not in kept]
    return lost + [(value, "appears", place) for j, place in enumerate(b.places) if j not in reached]


def _net(found, near):
    """What is left of [(k, value, event, place)] when births and losses at one place and value are set against each other.

    Where one minimum splits into several, descent may lead to now this, now that one of them, as long as they are close.
    """
    heaps = []
    for one in sorted(found, key=lambda one: one[1]):
        _, value, event, place = one
        for heap in heaps:
            _, last, other, at = heap[-1]
            if "lowest" not in (event, other) and value / last - 1 < 5 * ACCURACY and np.hypot(*(place - at)) < near:
                heap.append(one)
                break
        else:
            heaps.append([one])
    left = []
    for heap in heaps:
        born, lost = ([one for one in heap if one[2] == event] for event in ("appears", "vanishes"))
        net = len(born) - len(lost)
        left += born[:net] if net > 0 else lost[net:] if net < 0 else [one for one in heap if one[2] == "lowest"]
    return left


def _swap(family, a, b):
    """(value, "lowest", place) between two levels with the same minima, of which another one is lowest."""
    while math.log(b.value / a.value) >= ACCURACY:
        middle = yield from family.level(math.sqrt(a.value * b.value), np.concatenate([a.places, b.places]))
        forth = yield from family.down(middle, a.places)
        a, b = (middle, b) if forth[int(a.heights.argmin())] == middle.heights.argmin() else (a, middle)
        yield
    return math.sqrt(a.value * b.value), "lowest", b.places[b.heights.argmin()]


def _valley(family, levels, pairs, k, event, place):
    """The valley of f that a minimum, met between the levels k and k + 1, grew out of; -1 where it is lost on the way back."""
    rising = family.looks(levels[-1].value) < family.looks(levels[0].value)  # f itself is at this end
    if event == ("vanishes" if rising else "appears"):
        return -1
    k += rising
    (number,) = yield from family.down(levels[k], place[None])
    while number >= 0 and k != (len(levels) - 1 if rising else 0):
        forth, back = pairs[k if rising else k - 1]
        there, here = (forth, back) if rising else (back, forth)
        k, before, number = k + (1 if rising else -1), number, there[number]
        number = number if number >= 0 and here[number] == before else -1
    return int(relief.basins(family.landscape, levels[k].places[number])) if number >= 0 else -1
