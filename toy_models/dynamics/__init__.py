"""The algorithms: one file each, one step each, in vector notation."""

from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from toy_kernels import text
from toy_models.catalogue import Catalogue, FromFile
from toy_models.contract import InvalidArgument, Parameter, Parameters, checked, defaults


@dataclass(frozen=True)
class Dynamics(FromFile):
    """One algorithm, with everything derived from its file."""

    key: str
    module: ModuleType

    def __getattr__(self, name):
        if name.isupper():
            return getattr(self.module, name)
        raise AttributeError(f"{self.key} has no {name!r}")

    @property
    def step(self):
        """The step function itself."""
        return self.module.step

    @property
    def text(self):
        """What the step's text says of itself (`toy_kernels.text.StepText`)."""
        return text.read(self.module.step)

    @property
    def presets(self):
        """Named parameter sets: {name: Parameters}."""
        return MappingProxyType({name: checked(self.PARAMETERS, values) for name, values in self.PRESETS.items()})

    def defaults(self) -> Parameters:
        """The default parameters, frozen."""
        return defaults(self.PARAMETERS)

    def parameters(self, values=None, base=None) -> Parameters:
        """`base` (or the defaults) with `values` over it; `values` may also be the name of a preset.

        This is the door for programs: a value may lie where the method has a meaning, beyond its slider too.
        """
        if isinstance(values, str):
            if values not in self.PRESETS:
                raise InvalidArgument("parameters", values, f"a mapping or one of {', '.join(self.PRESETS)}")
            values = self.PRESETS[values]
        return checked(self.PARAMETERS, values, base, Parameter.allow)

    def evaluations(self, parameters):
        """Gradient evaluations that one step costs at these parameters."""
        return self.text.gradients.total(parameters.as_dict())

    def by_slider(self):
        """{slider: Parameter}: which of this method's numbers each slider moves."""
        return {parameter.slider: parameter for parameter in self.PARAMETERS}


_catalogue = Catalogue(__name__, __path__, "dynamics", Dynamics, Dynamics)
names = _catalogue.names
get = _catalogue.get
