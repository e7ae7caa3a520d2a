"""Models that are solved: random instances are drawn and worked out, and what theory says of their mean stands beside; one a file.

    tm.solvable.binary_perceptron(patterns=10, instances=500)

Each is called with its `PARAMETERS` by name, how many `instances` are drawn, and a `seed`, and gives `Instances`.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import NDArray

from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Parameter, Parameters, checked, whole
from toy_models.draws import Draws
from toy_models.shown import Shown

SAYS = ("NAME", "ORDER", "PARAMETERS", "instance", "expected")
MOST_INSTANCES = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Instances(Shown):
    """What was found in random instances of a model, and what theory says of the mean.

    `name`: that of the model; `parameters` those it was made with. `values` {name: (instance,) float64}; `expected` {name: the
    closed form}; `off` {name: how far a finite size may keep the mean from it, 0 where it is exact}; `more` {name: a list, of one
    array for each instance}.
    """

    name: str
    parameters: Parameters
    values: MappingProxyType
    expected: MappingProxyType
    off: MappingProxyType
    more: MappingProxyType

    def mean(self, name: str) -> float:
        """The mean over instances of the quantity of that name."""
        return float(self._which(name).mean())

    def standard_error(self, name: str) -> float:
        """The standard error of `mean(name)`; NaN for a single instance."""
        values = self._which(name)
        return float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else np.nan

    def _which(self, name: str) -> NDArray[np.float64]:
        if not isinstance(name, str) or name not in self.values:
            raise InvalidArgument("name", name, f"one of {', '.join(self.values)}")
        return self.values[name]

    def __len__(self):
        return len(next(iter(self.values.values())))

    def __reduce__(self):
        return _arrived, (self.name, self.parameters, *(dict(one) for one in (self.values, self.expected, self.off, self.more)))

    def _line(self):
        return f"{self.name}: {len(self):,} random instance{'s' * (len(self) != 1)}"

    def _head(self):
        return ("", "mean over instances", "its standard error", "expected", "off by at most")

    def _rows(self):
        return [(name.replace("_", " "), self.mean(name), self.standard_error(name), self.expected[name], self.off[name])
                for name in self.values]


def _arrived(name, parameters, *groups):
    return Instances(name, parameters, *map(MappingProxyType, groups))


@dataclass(frozen=True, repr=False)
class Model(FromFile):
    """One solvable model, with everything derived from its file, `module`, of the name `key`; called, it draws instances."""

    KIND = "solvable model"

    key: str
    module: ModuleType
    __signature__: inspect.Signature = field(init=False, compare=False)

    def __post_init__(self):
        missing = [name for name in SAYS if not hasattr(self.module, name)]
        if missing or not inspect.getdoc(self.module):
            raise TypeError(f"the solvable model {self.key!r} lacks {', '.join(missing) or 'a docstring'}")
        super().__post_init__()
        named = {"instances": 100, "seed": 0} | {one.name: one.default for one in self.module.PARAMETERS}
        kinds = inspect.Parameter
        arguments = [kinds(name, kinds.KEYWORD_ONLY, default=one) for name, one in named.items()]
        vars(self)["__signature__"] = inspect.Signature(arguments)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.module.NAME

    @property
    def PARAMETERS(self) -> tuple[Parameter, ...]:
        """Its numbers, in the order in which its file declares them."""
        return self.module.PARAMETERS

    def __call__(self, *, instances: int = 100, seed: int = 0, **parameters: float) -> Instances:
        """Draw random instances and work each one out.

        Args:
            instances: how many, 1 to 1,000,000. The first of them are the same whatever their number.
            seed: of the random numbers; instances are functions of (seed, number of the instance) alone.
            parameters: by name; the rest keep their defaults.

        Returns:
            `Instances`: the values found, their means, and the closed forms.

        Raises:
            InvalidArgument: a value that cannot be used; it names the argument, the value and what is allowed.
        """
        p = checked(self.PARAMETERS, parameters, check=Parameter.allow)
        count, seed = whole("instances", instances, 1, MOST_INSTANCES), whole("seed", seed, 0, 2**32 - 1)
        found = [self.module.instance(Draws(seed, 1, number), p) for number in range(count)]
        expected = self.module.expected(p)
        values = {name: np.array([one[name] for one in found], float) for name in expected}
        more = {name: [one[name] for one in found] for name in found[0] if name not in expected}
        return _arrived(self.module.NAME, p, values, {name: float(one.value) for name, one in expected.items()},
                        {name: float(one.error) for name, one in expected.items()}, more)


_catalogue = Catalogue(__name__, __path__, "solvable model", Model, Model)
names = _catalogue.names
get = _catalogue.get
first_line, look_for = _catalogue.first_line, _catalogue.look_for
globals().update({name: get(name) for name in names()})  # over the modules of these names, which importing them has put here
