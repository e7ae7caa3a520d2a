"""The algorithms: one file each, one step each, in vector notation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from toy_kernels import text
from toy_models import runners
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Parameter, Parameters, Published, checked, defaults


@dataclass(frozen=True, repr=False)
class Dynamics(FromFile):
    """One algorithm, with everything derived from its file: `module`, of the name `key`.

    `factors`: by what a network multiplies a landscape's number, ((parameter name, factor), ...); none for a landscape. `whole`:
    how many minibatches all data are.
    """

    KIND = "algorithm"

    key: str
    module: ModuleType
    factors: tuple = ()  # ((parameter name, what a network multiplies a landscape's number by), ...)
    whole: int = 1  # how many minibatches all data are: what is asked on all data costs so much more

    def __getattr__(self, name):
        if name.isupper():
            return getattr(self.module, name)
        raise AttributeError(f"{self.key} has no {name!r}")

    @property
    def scales(self) -> Mapping[str, float | str]:
        """{slider: factor, or "1/N"} where a network's own scale is not right for this method."""
        return MappingProxyType(getattr(self.module, "SCALES", {}))

    @property
    def step(self) -> Callable:
        """The step function itself."""
        return self.module.step

    @property
    def text(self) -> text.StepText:
        """What the step's text says of itself (`toy_kernels.text.StepText`)."""
        return text.read(self.module.step)

    @property
    def runs_on(self) -> tuple[str, ...]:
        """Where it runs: which of `toy_models.runners.RUNNERS` read its text."""
        return runners.where(self.step, self.CARRIES)

    def check(self, runner: str) -> None:
        """Raise `toy_kernels.text.Unreadable`, which says where it does run, unless it runs on `runner`."""
        runners.check(self.step, self.CARRIES, runner)

    @property
    def where(self) -> str:
        """Where it runs and where not, in a sentence."""
        return runners.sentence(self.step, self.CARRIES)

    @property
    def presets(self) -> Mapping[str, Parameters]:
        """Named parameter sets: {name: Parameters}."""
        return MappingProxyType({name: self.parameters(name) for name in self.PRESETS})

    def preset(self, name: str) -> dict[str, float]:
        """{parameter name: number} of a preset, as this method runs it."""
        if name not in self.PRESETS:
            raise InvalidArgument("parameters", name, f"a mapping or one of {', '.join(self.PRESETS)}")
        values = self.PRESETS[name]
        factors = {} if isinstance(values, Published) else dict(self.factors)
        return {name: value * factors.get(name, 1) for name, value in values.items()}

    def defaults(self) -> Parameters:
        """The default parameters, frozen."""
        return defaults(self.PARAMETERS)

    def parameters(self, values: dict | str | Parameters | None = None, base: Parameters | None = None) -> Parameters:
        """`base` (or the defaults) with `values` over it; `values` may also be the name of a preset.

        This is the door for programs: a value may lie where the method has a meaning, beyond its slider too.
        """
        if isinstance(values, str):
            values = self.preset(values)
        return checked(self.PARAMETERS, values, base, Parameter.allow)

    def evaluations(self, parameters: Parameters) -> int:
        """Gradient evaluations that one step costs at these parameters."""
        values = parameters.as_dict()
        return self.text.gradients.total(values) + self.whole * self.text.wholes.total(values)

    def group(self, *several: Parameters) -> int:
        """How many rows stand together at these parameters; at several, how many hold whole groups of each. 1 where none do."""
        return math.lcm(*(getattr(p, self.text.group) for p in several)) if self.text.group else 1

    def now(self, parameters: Parameters, t: int = 0, curvature: float = 0.0) -> Parameters:
        """What the formulas of gauges, readings and surfaces are functions of, after `t` steps under these parameters.

        `curvature`: the largest one at a known minimum; 0 where none is known.
        """
        return Parameters({**parameters.as_dict(), "t": t, "curvature": curvature})

    def verdicts(self, parameters: Parameters, curvature: float, t: int = 0) -> dict[str, tuple[float, str]]:
        """{gauge's symbol: (its value, its word)}, at parameters, a largest curvature, and after `t` steps."""
        now = self.now(parameters, t, curvature)
        return {gauge.symbol: (gauge.value(now), gauge.verdict(now)) for gauge in self.GAUGES}

    def by_slider(self) -> dict[str, Parameter]:
        """{slider: Parameter}: which of this method's numbers each slider moves."""
        return {parameter.slider: parameter for parameter in self.PARAMETERS}


_catalogue = Catalogue(__name__, __path__, "dynamics", Dynamics, Dynamics)
names, families, get = _catalogue.names, _catalogue.families, _catalogue.get
first_line, look_for, reference = _catalogue.first_line, _catalogue.look_for, _catalogue.reference


def that_run_on(runner: str) -> list[str]:
    """The names of the methods that run on a runner, one of `toy_models.runners.RUNNERS`."""
    return [name for name in names() if not runners.refusal(get(name).step, get(name).CARRIES, runner)]


def foundations() -> list[str]:
    """The names of the first family: what a page opens with."""
    return next(iter(families().values()))
