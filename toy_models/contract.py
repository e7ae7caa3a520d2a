"""What a file in a folder of `toy_models` may say, and the records that pass between them.

A module is the interface: the app reads the names below from each file it finds, and there is no list to keep.

Dynamics, in this order: docstring (equation, reference, what to look for), `NAME`, `ORDER`, `FAMILY`, `PARAMETERS`, `GAUGES`,
`SURFACE`, `PRESETS`, `REDUCES_TO`, `CARRIES` and

    step(state, objective, noise, watch, p) -> State

Optional, after those: `SCALES` {slider: factor, or "1/N"}, where a network's own scale of a slider is not right for the method;
`HEAT`, the parameter T whose law exp(-f/T) the method samples as its step goes to 0, on exact slopes.

`step` is written in vector notation: a *point* holds one row per replica and supports + - * / with points and scalars;
`objective.minibatch()`, `objective.gradient(point, batch)` and what else one may ask of an objective (`toy_models.words`),
`noise.normal()`, `noise.uniform()`, `norm(point)`, `dot(a, b)`, `maximum(a, b)`, `minimum(a, b)`, `largest(point, share)` and
`where(condition, a, b)` with a comparison (<, <=, >, >=, joined by & and |) as its condition are the other words
(`toy_models.notation`). Rows may meet, outside loops, in groups whose size a parameter says: `together(point, p.copies)` is their
mean, `ring(point, p.copies)` the mean with two neighbours. Where a step runs is read from its words
(`toy_models.runners`). It may loop `for turn in range(p.something)`, where `turn` is a number; it may not branch on a point,
index one, or name NumPy or torch. That restriction is what lets one text run on arrays, on tensors and as compiled lanes.

Families stand in the menu in the order of the lowest `ORDER` in each, methods in their family by their own. A page opens with the
first family; the others wait in a menu, each method with its reference: what follows the equation, up to the first year.

Landscapes: docstring, `NAME`, `ORDER`, `EXTENT`, `START`, `SLIDERS`, `MINIMA`, `LABELS`, `CONFINING`, `energy(x, y)`.
A field, whose force is the slope of no energy, gives `force(x, y)`, its two components, in place of that, and before it
`potential(x, y)`, Φ, where exp(-Φ) is known to be the law at rest of dx = F dt + √2 dW; then `MINIMA` are those of Φ, else ().
Last, where the landscape has minibatch noise of its own, `diffusion(x, y, u, v)`, the two coordinates of A(x, y) (u, v):
straight-line arithmetic, linear in two standard normals u, v.

Networks: docstring, `NAME`, `ORDER`, `LAYERS`, `SCALES`, `logits(weights, images)`. LAYERS: how many pixels; then for each layer
how many units, or (numbers that a unit is given, units) where that is not all of the layer below: a unit is a filter then.

Measures: docstring (equation, source, what to look for), `NAME`, `SYMBOL`, `ORDER`, `WORLDS` (of "landscape", "network"), `UNIT`,
`ERROR` (what its error is: "standard error", "residual" or "rounding"), `PARAMETERS` and one of

    measure(at, draw, p) -> Found                 one point
    between(a, b, draw, p) -> Found               two points
    among(all, draw, p) -> Found                  a cloud of points, the rows together

and, where a page about trained networks should have it in its table,

    budget(products, digits) -> ({parameter: value}, digits)      what of it there is time for

and `RANKS = False` before that, where less of it is not flatter: no race is judged by it then.

A point is a `toy_models.place.Place`: `x`, `energy()`, `slope()`, `hessian_times(v)`, ...; `draw` its random probes. A network's
words, such as `logits()`, are for measures of that world alone.

Solvable models: docstring (equation, source, what to look for), `NAME`, `ORDER`, `PARAMETERS` and

    instance(draw, p) -> {name: number or array}  a random instance, worked out exactly
    expected(p) -> {name: Found}                  means over instances, and by how much a finite size is off (0: exact)

Surfaces, each a way to soften a landscape: docstring (equation, source, what to look for), `NAME`, `ORDER`, `ARGUMENTS` (of type
`Parameter`), `ROUGHNESS` (a pit shallower than this share of the coloured heights is the grid's), if need be WIDEST (the reach,
in diagonals of the window, up to which the values are good), FLOW (the equation of `flows` that they solve at time 1/γ) and

    values(landscape, gx, gy, p) -> (ny, nx)      heights on a grid; p holds the arguments by name
    slope(landscape, gx, gy, p) -> function       of points (n, 2) in the rectangle, which gives the surface's slopes there (n, 2)
    reach(landscape, p) -> Reach                  what it looks at around a point

Noise laws, each a direction of the tilt that stands for minibatch noise on a landscape: docstring (equation, source, what to look
for), `NAME`, `ORDER` and one of

    tilt(u, v), tilt(a, b, d, u, v), tilt(a0, b0, d0, u, v), tilt(m, n) -> two coordinates

straight-line arithmetic of two standard normals u, v and of the entries of the Hessian [[a, b], [b, d]] here or at the start of the
run, or of m, n, what the landscape's own `diffusion` makes of u, v; linear in these, its covariance of trace 2 but for that. What
it is on a network, where that can be said, is one more function, of

    sway(slopes, z), sway(slopes, w), sway(slopes0, z), sway(slopes0, w) -> (weight,)

what is known of the slopes on single images here or at the start (`toy_models.image_noise.ImageSlopes`), and standard normals, z
one for each weight or w one for each image; linear in these, its covariance of the trace of the slopes' own there.

Experiments: docstring (what is compared, source, what to look for), `NAME`, `ORDER`, `ACROSS` (a `Quantity`: the axis), `COLUMNS`
(of `Quantity`), `CASES` {words: what a trace is given}, `FROM` (the place whose numbers the last ones are compared with, or None:
then cases are compared), `SEEDS` (how many are shown at first), `SECONDS` (what these take, on two cores), `HIDES` (a sentence) and

    trace(case, seed) -> yields (place, {column: number}), or None where there is nothing new

a function of the two alone; each curve stands in a summary by its last point.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from toy_models.parameter import InvalidArgument, Parameter, Parameters, Reading, checked, defaults, few, number, whole
from toy_models.shown import Shown

__all__ = [
    "ROUNDING", "Found", "Gauge", "InvalidArgument", "Parameter", "Parameters", "Published", "Quantity", "Reach", "Reading",
    "State", "Surface", "checked", "defaults", "few", "number", "whole",
]


@dataclass(frozen=True)
class Gauge:
    """A number that decides whether a slider does anything, and its limits.

    `value(p)` and each limit, a number or a function of p, are arithmetic of the method's parameters and two words more:
    `p.curvature`, the largest curvature at a known minimum, and `p.t`, the steps done. The verdict is `dead` below
    `dead_below`, `unstable` from `unstable_from` on, and `fine` between.
    """

    symbol: str
    value: Callable
    slider: str
    fine: str
    dead_below: Callable | float = 0.0
    unstable_from: Callable | float = math.inf
    dead: str = "dead"
    unstable: str = "unstable"

    def limits(self, p: Parameters) -> tuple[float, float]:
        """(dead below, unstable from) at these parameters."""
        return tuple(limit(p) if callable(limit) else limit for limit in (self.dead_below, self.unstable_from))

    def verdict(self, p: Parameters) -> str:
        """The word for these parameters."""
        value, (low, high) = self.value(p), self.limits(p)
        if value >= high:
            return self.unstable
        return self.dead if value < low else self.fine


@dataclass(frozen=True)
class Quantity(Shown):
    """What an experiment measures, or the axis that it stands over: `name`, `symbol` ("" for none), and `words`.

    `log`: whether its axis is logarithmic; `law_of`: the name of the column that it is the theory of, over it; `down`: an axis
    that runs from large to small.
    """

    name: str
    symbol: str
    words: str
    log: bool = False
    law_of: str = ""
    down: bool = False


@dataclass(frozen=True)
class Reach(Shown):
    """The neighbourhood that a softened surface looks at around a point: `outline` "disc" or "square", `size` its half-width.

    `text` is the size as a formula.
    """

    outline: str
    size: float
    text: str


@dataclass(frozen=True)
class Surface:
    """The surface that a method aims at: a smoothing kind and what shapes it.

    `arguments` {the smoothing's argument: a function of p}, arithmetic of the parameters and of `p.t`, the steps done.
    `pace(p)`: the time for which one step, if it knew the slope exactly, would descend the surface; None where that slides along
    creases. `hides`: in which way the method does not descend it; `why`: readings that say why; `arrow`: a reading of what the
    microscope's arrow leads to.
    """

    kind: str
    name: str
    symbol: str
    arguments: MappingProxyType
    hides: str
    pace: Callable | None = None
    why: tuple = ()
    arrow: Reading | None = None


class Published(dict):
    """A preset that a paper or a program states: {parameter name: a network's own number}.

    A plain dictionary in `PRESETS` holds a landscape's numbers, which a network multiplies by its scales, as it does with the
    defaults. What either leaves out stays as it was.
    """


ROUNDING = 1e-12  # of what is summed: thousands of float64 numbers


class Found:
    """What a measure finds: `value`, its own `error`, a `note` where it deceives, and further arrays by name, `more`.

    The error is what the file's `ERROR` says it is; rounding is added to it where the file is read.
    """

    __slots__ = ("error", "more", "note", "value")

    def __init__(self, value, error=0.0, note="", **more):
        self.value, self.error, self.note, self.more = value, error, note, more


class State:
    """What the next step needs: the points `x`, the number `t` of steps done, and what a method carries along.

    Points have shape (replica, coordinate).
    """

    __slots__ = ("carried", "t", "x")

    def __init__(self, x, t=0, **carried):
        self.x, self.t, self.carried = x, t, carried

    def __getattr__(self, name):
        try:
            return self.carried[name]
        except KeyError:
            raise AttributeError(f"this state carries {', '.join(self.carried) or 'nothing'}, not {name!r}") from None

    def at(self, t):
        """The same state, after `t` steps."""
        return State(self.x, t, **self.carried)
