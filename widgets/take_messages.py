"""What a page may ask to take away: of which picture, as a table or as Python, up to which moment."""

from dataclasses import dataclass

from toy_models.cells import MOST_VALUES
from toy_models.contract import Parameter, whole
from widgets import protocol

NETWORKS = ("plane", "ways", "errors", "slices", "spectra", "curvature", "trial")  # of pages about trained networks
SWEEPS = ("sweep", "row")  # of a phase diagram
LESSONS = ("share", "minima", "step error", "lines", "flows", "maps")  # of what stands beside a stage: its view has the numbers
STAGE = ("energy", "surface", "cut", "step", "count")  # of any landscape
PICTURES = (*STAGE, "network", *NETWORKS, *SWEEPS, *LESSONS, "library")
FORMS = ("csv", "py", "js")  # of the library there is only code, of all else the other two
PLACE = tuple(Parameter(name, name, 0.0, -1e6, 1e6, "where the cut is made") for name in "xy")
ANGLE = Parameter("angle", "angle", 0, -90, 90, "degrees from the x axis to the cut's line", whole=True)


@dataclass(frozen=True)
class Take:
    """The `number` of a question, and what is asked: a `picture`, in which `form`, at which `clock`; `x`, `y`: a place of a cut,
    which goes through it at an `angle`, in degrees; `row`: which row of cells, which lane, or which of several views.

    The picture "library" is no picture but the code that draws in three dimensions.
    """

    number: int
    picture: str
    form: str
    clock: int
    y: float = 0.0
    x: float = 0.0
    angle: int = 0
    row: int = 0


def read_take(content):
    """The `Take` in a message. Raises `InvalidArgument` that names the field, the value and what is allowed."""
    protocol.saying("take", content, ("number", "picture", "form", "clock", "x", "y", "angle", "row"))
    picture, form = (protocol.one_of(name, content.get(name), known) for name, known in (("picture", PICTURES), ("form", FORMS)))
    if (picture == "library") != (form == "js"):
        protocol.one_of("form", form, FORMS[2:] if picture == "library" else FORMS[:2])
    number, clock = int(protocol.NUMBER.check(content.get("number"))), int(protocol.CLOCK.check(content.get("clock", 0)))
    x, y = (place.check(content.get(place.name, 0.0)) for place in PLACE)
    angle, row = int(ANGLE.check(content.get("angle", 0))), whole("row", content.get("row", 0), 0, MOST_VALUES - 1)
    return Take(number, picture, form, clock, y, x, angle, row)
