"""Numbers that tell how flat, wide or sharp a place is, one file each."""

from dataclasses import dataclass
from types import ModuleType

from toy_models.catalogue import Catalogue, FromFile


@dataclass(frozen=True)
class Measure(FromFile):
    """One measure: a number for each row of points, on a landscape or on a network."""

    key: str
    module: ModuleType

    @property
    def name(self):
        """What it is called on the page."""
        return self.module.NAME

    @property
    def measure(self):
        """The function itself: measure(world, x, ...) -> (replica,)."""
        return self.module.measure


_catalogue = Catalogue(__name__, __path__, "measure", Measure, Measure)
names = _catalogue.names
get = _catalogue.get
