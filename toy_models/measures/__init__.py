"""Numbers that tell how flat, wide or sharp a place is, how alike two places are, or how wide a cloud; one measure a file.

    tm.measures.trace(network, weights, images)             # or a run in place of network and weights: its last frame
    tm.measures.top_eigenvalue(landscape, points)
    tm.measures.distance(network, weights, others, images)  # two points: the rows in pairs

Each is called with a world, rows of points, for a network a `toy_models.data.Images`, a `seed` for its random probes and its
`PARAMETERS` by name, and gives a `Measured`: values with their own error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models import networks
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import ROUNDING, InvalidArgument, Parameter, checked, few, whole
from toy_models.landscape import Landscape
from toy_models.network import Network
from toy_models.place import WORLDS, places, world_of
from toy_models.shown import Shown
from toy_models.trajectory import Run

SAYS = ("NAME", "SYMBOL", "ORDER", "WORLDS", "UNIT", "ERROR", "PARAMETERS")
FORMS = {"measure": ("x",), "between": ("x", "other"), "among": ("x",)}
MOST_VALUES = 10_000  # of a parameter in one curve
ERRORS = ("standard error", "residual", "rounding")


@dataclass(frozen=True, eq=False, repr=False)
class Measured(Shown):
    """What a measure, `name`, found: `value` (replica,) and `error` (replica,), in its `unit`, NaN where a point is not finite.

    For a cloud both are plain numbers. `kind` says what the error is: a "standard error" over random probes; a "residual", which
    bounds how far the value is from one that solves the equation; or "rounding", for what is exact but for that. It is never below
    rounding. `cost`: gradient evaluations over all images for one row. `notes`: sentences on where the value deceives. `more`: what
    else was found, by name, one for each row. As an array it is its values.
    """

    name: str
    unit: str
    value: np.ndarray
    error: np.ndarray
    kind: str
    cost: float
    notes: tuple = ()
    more: MappingProxyType = field(default_factory=lambda: MappingProxyType({}))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

    def __len__(self):
        return len(self.value)

    def __reduce__(self):
        return _arrived, (*(getattr(self, name) for name in ("name", "unit", "value", "error", "kind", "cost", "notes")),
                          dict(self.more))

    def _head(self):
        return (self.name, self.kind)

    def _rows(self):
        return list(zip(np.ravel(self.value).tolist(), np.ravel(self.error).tolist(), strict=True))

    def __repr__(self):
        pairs = zip(np.ravel(self.value), np.ravel(self.error), strict=True)
        said = ", ".join(f"{value:.5g} ± {error:.1g}" for value, error in pairs)
        lines = [f"{self.name}{f' [{self.unit}]' if self.unit else ''}: {said}  ({self.kind}; {self.cost:.4g} gradients a row)"]
        return "\n".join([*lines, *self.notes])


def _arrived(*values):
    return Measured(*values[:-1], MappingProxyType(values[-1]))


@dataclass(frozen=True, repr=False)
class Measure(FromFile):
    """One measure, with everything derived from its file, `module`, of the name `key`; called, it measures.

    `form`: "measure" (one point), "between" (two) or "among" (a cloud).
    """

    KIND = "measure"

    key: str
    module: ModuleType
    form: str = field(init=False)

    def __post_init__(self):
        forms = [name for name in FORMS if hasattr(self.module, name)]
        missing = [name for name in SAYS if not hasattr(self.module, name)] + ["one of " + ", ".join(FORMS)] * (len(forms) != 1)
        if missing or not inspect.getdoc(self.module):
            raise TypeError(f"the measure {self.key!r} lacks {', '.join(missing) or 'a docstring'}")
        if not set(self.module.WORLDS) <= set(WORLDS) or self.module.ERROR not in ERRORS:
            raise TypeError(f"the measure {self.key!r}: WORLDS are of {', '.join(WORLDS)}, ERROR is one of {', '.join(ERRORS)}")
        super().__post_init__()
        vars(self).update(form=forms[0], __signature__=self._signed(forms[0]))

    def _signed(self, form):
        kinds = inspect.Parameter
        named = [kinds("world", kinds.POSITIONAL_OR_KEYWORD), *(kinds(name, kinds.POSITIONAL_OR_KEYWORD) for name in FORMS[form]),
                 kinds("images", kinds.POSITIONAL_OR_KEYWORD, default=None), kinds("seed", kinds.KEYWORD_ONLY, default=0)]
        named += [kinds(one.name, kinds.KEYWORD_ONLY, default=one.default) for one in self.module.PARAMETERS]
        return inspect.Signature(named)

    def __getattr__(self, name):
        if name in SAYS:
            return getattr(self.module, name)
        raise AttributeError(f"{self.key} has no {name!r}")

    @property
    def name(self) -> str:
        """What it is called on the page."""
        return self.module.NAME

    @property
    def budgeted(self) -> bool:
        """Whether it says what of it there is time for (`budget`)."""
        return hasattr(self.module, "budget")

    @property
    def ranks(self) -> bool:
        """Whether less of it is flatter, so that a race may be judged by it."""
        return getattr(self.module, "RANKS", True)

    def budget(self, products: int, digits: int) -> tuple[dict[str, float], int]:
        """({parameter: value}, how many digits) where there is time for so many Hessian products on so many digits."""
        return self.module.budget(products, digits)

    def measure(self, world: Landscape | Network | Run, *points: ArrayLike, **named: object) -> NDArray[np.float64]:
        """The values alone, as an array; world, points and what is named are those of a call."""
        return self(world, *points, **named).value

    def __call__(self, world: Landscape | Network | Run, *points: ArrayLike, seed: int = 0, **named: object) -> Measured:
        """Measure at rows of points; see the file's own text, which is this entry's `__doc__`, and its `__signature__`.

        Args:
            world: a `Landscape`, a `Network`, or a run (with no points after it): its last frame.
            points: (replica, coordinate); twice that for a measure of two points. On a network the images follow.
            seed: of the random probes, 0 to 2³² - 1.
            named: the measure's own parameters; or, by their names, what could stand in the place of points.

        Returns:
            The `Measured`: values with their own error.

        Raises:
            InvalidArgument: a ValueError that names the argument, the value and what is allowed.
        """
        return self.under(None, world, *points, seed=seed, **named)

    def under(
        self, watch: Callable[[], object] | None, world: Landscape | Network | Run, *points: ArrayLike, seed: int = 0,
        **named: object
    ) -> Measured:
        """As a call, to be given up: `watch()` comes before each answer of the world, and what it raises ends the measurement.

        world, points, seed and what is named are those of a call, as are what comes back and what is raised. watch: a function
        without arguments, or None.
        """
        if isinstance(world, Run):
            world, points = _last_of(world, points)
        known = {*FORMS[self.form], "images"}
        others = {name: value for name, value in named.items() if name not in known}
        parameters = checked(self.PARAMETERS, others, check=Parameter.allow)
        seed = whole("seed", seed, 0, 2**32 - 1)
        if world_of(world) not in self.WORLDS:
            raise InvalidArgument("world", world, f"a {' or a '.join(self.WORLDS)}: {self.key} knows no other")
        try:
            given = self.__signature__.bind(world, *points, **{name: named[name] for name in known if name in named}).arguments
        except TypeError as error:
            raise InvalidArgument("arguments", len(points), f"world, {', '.join(FORMS[self.form])}, images: {error}") from None
        rows = [places(world, given[name], given.get("images"), name, watch) for name in FORMS[self.form]]
        return self._gathered(self._found(rows, seed, parameters))

    def over(
        self, parameter: str, values: Sequence[float], world: Landscape | Network | Run, *points: ArrayLike, **named: object
    ) -> list[Measured]:
        """The `Measured` of each of some values of a parameter, in a list: a curve, from the same random probes.

        world, points and what else is named are those of a call.
        """
        values = few("values", values, MOST_VALUES, "a list of values")
        return [self(world, *points, **{**named, parameter: value}) for value in values]

    def _found(self, rows, seed, parameters):
        """[(`Found` or None, cost), ...] for each row, or for all of them."""
        if len({len(some) for some in rows}) > 1:
            raise InvalidArgument("other", tuple(map(len, rows)), "as many rows as x")
        return [self._one(points, seed, parameters) for points in ([rows] if self.form == "among" else zip(*rows, strict=True))]

    def _one(self, points, seed, parameters):
        everybody = points[0] if self.form == "among" else points
        if not everybody or not all(np.isfinite(place.x).all() for place in everybody):
            return None, 0.0
        with np.errstate(all="ignore"):  # what is no number is said to be none
            found = getattr(self.module, self.form)(*points, everybody[0].draws(seed), parameters)
        return found, sum(place.cost for place in everybody)

    def _gathered(self, found):
        value, error = (np.array([np.nan if one is None else getattr(one, name) for one, _ in found], float) for name in
                        ("value", "error"))
        error = np.where(np.isnan(value), np.nan, np.fmax(error, ROUNDING * np.abs(value)))
        sound = [one for one, _ in found if one is not None]
        more = {name: [None if one is None else one.more[name] for one, _ in found] for name in (sound[0].more if sound else ())}
        notes = tuple(dict.fromkeys(one.note for one in sound if one.note))
        if self.form == "among":
            value, error, more = value[0], error[0], {name: values[0] for name, values in more.items()}
        cost = max((cost for _, cost in found), default=0.0)
        return Measured(self.name, self.UNIT, value, error, self.ERROR, cost, notes, MappingProxyType(more))


def _last_of(run, points):
    """The world of a run and its last frame, before the points that were given."""
    world = getattr(run, "landscape", None)
    if world is None:
        world = networks.get(run.about.get("network"))
    return world, (run.x[-1], *points)


_catalogue = Catalogue(__name__, __path__, "measure", Measure, Measure)
names = _catalogue.names
get = _catalogue.get
first_line, look_for = _catalogue.first_line, _catalogue.look_for
globals().update({name: get(name) for name in names()})  # over the modules of these names, which importing them has put here
