"""The algorithms: one file each, one step each, in vector notation; and steps of one's own, read from a text or a function."""

from __future__ import annotations

import functools
import hashlib
import math
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import FunctionType, MappingProxyType, ModuleType

from toy_kernels import text
from toy_models import own_method, runners
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Parameter, Parameters, Published, checked, defaults
from toy_models.written import Written


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

    def __getstate__(self):
        """One that was written crosses to another process as its text, any other as the name of its file."""
        state = super().__getstate__()
        return state | {"module": (self.step.source, self.NAME)} if self.written else state

    def __setstate__(self, state):
        if isinstance(state["module"], tuple):
            vars(self).update(state, module=read(*state["module"]).module)
        else:
            super().__setstate__(state)

    @property
    def written(self) -> bool:
        """Whether its step was read from a text or a function (`read`), and stands in no file of the folder."""
        return isinstance(self.module.step, Written)

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

    def heat(self, parameters: Parameters) -> float | None:
        """T of the law exp(-f/T) that it samples at these parameters as its step goes to 0, or None where it has none."""
        return getattr(parameters, getattr(self.module, "HEAT", ""), None) or None

    def by_slider(self) -> dict[str, Parameter]:
        """{slider: Parameter}: which of this method's numbers each slider moves."""
        return {parameter.slider: parameter for parameter in self.PARAMETERS}


_catalogue = Catalogue(__name__, __path__, "dynamics", Dynamics, Dynamics)
names, families = _catalogue.names, _catalogue.families
_written: weakref.WeakValueDictionary[str, Dynamics] = weakref.WeakValueDictionary()  # {key: a step that was read}
_newest: dict[str, Dynamics] = {}  # those that are known even while nobody holds them, the newest last
MOST_WRITTEN = 200
WRITTEN = "mine_"  # how the keys of steps that were read begin; what follows is a digest of the text


def get(name: str | Dynamics | Callable) -> Dynamics:
    """The method of that name, or `InvalidArgument` with the names there are; a method stands for itself.

    A function in the notation, or the text of a step, is read (`read`).
    """
    if isinstance(name, FunctionType) or (isinstance(name, str) and "State(" in name):
        return read(name)
    if isinstance(name, str) and name in _written:
        return _written[name]
    return _catalogue.get(name)


def read(step: str | Callable, name: str | None = None) -> Dynamics:
    """A method of one's own: the text of a step, or a plain function, read by a whitelist and never executed.

    Every `p.name` is a parameter: as the methods of the folder declare it, if one of them has it; else a number from 0.1 to 10, 1
    at first; a share from 0 to 1 where the text says 1 - p.name; whole where a loop counts to it or a group is as large. What is
    returned besides x is carried along, and is 0 at first. Numbers outside a function that it names are taken as they are now.

        tm.simulate(f, "return State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))")

    Args:
        step: the lines of a step, with or without `def step(state, objective, noise, watch, p):` above them; or a function with
            these arguments, whose text can be found. The words are those of `toy_models.contract` and `toy_models.notation`.
        name: what it is called; None takes the function's name, or "Mine".

    Returns:
        The `Dynamics`: it stands wherever the name of a method may stand.

    Raises:
        InvalidArgument: a ValueError with the line and the reason.
    """
    source, constants, name = own_method.source(step, name)
    if not isinstance(source, str):
        raise InvalidArgument("step", step, "line 1: a step is a text, or a plain function")
    try:
        return _kept(_step(source, tuple(constants.items())), name)
    except text.Unreadable as reason:
        raise InvalidArgument("step", source, str(reason)) from None


@functools.lru_cache(maxsize=MOST_WRITTEN)
def _step(source, constants):
    return Written(source, dict(constants))


def _kept(step, name):
    """The method that is this step, from now on the newest of those that `get` knows; one that is held is never forgotten."""
    key = WRITTEN + hashlib.sha256(f"{name}\n{step.source}".encode()).hexdigest()[:16]
    method = _written.get(key)
    if method is None:
        known = [parameter for one in names() for parameter in get(one).PARAMETERS]
        method = Dynamics(key, own_method.module(key, name, step, text.read(step), known))
    _newest.pop(key, None)
    while len(_newest) >= MOST_WRITTEN:
        _newest.pop(next(iter(_newest)))
    _newest[key] = _written[key] = method
    return method


def ordered(keys: Iterable[str]) -> tuple[str, ...]:
    """Each of these `keys` once: in menu order, and after them those of steps that were written."""
    chosen = dict.fromkeys(keys)
    return (*(key for key in names() if key in chosen), *(key for key in chosen if key in _written))


def first_line(name: str) -> str:
    """What the method of that name is, in one line."""
    return get(name).__doc__.splitlines()[0] if name in _written else _catalogue.first_line(name)


def look_for(name: str) -> str:
    """What the file of that name says one should look for, on one line; nothing, of a step that was written."""
    return "" if name in _written else _catalogue.look_for(name)


def reference(name: str) -> str:
    """Where the method of that name is from: what its file says up to the first year or number of a paper."""
    return "" if name in _written else _catalogue.reference(name)


def that_run_on(runner: str) -> list[str]:
    """The names of the methods that run on a runner, one of `toy_models.runners.RUNNERS`."""
    return [name for name in names() if not runners.refusal(get(name).step, get(name).CARRIES, runner)]


def foundations() -> list[str]:
    """The names of the first family: what a page opens with."""
    return next(iter(families().values()))
