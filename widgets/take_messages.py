"""What a page may ask to take away: of which picture, as a table or as Python, up to which moment."""

from dataclasses import dataclass

from toy_models.contract import Parameter
from widgets import protocol

NETWORKS = ("plane", "ways", "errors", "slices", "spectra", "curvature", "trial")  # of pages about trained networks
PICTURES = ("energy", "surface", "cut", "step", "network", *NETWORKS, "library")
FORMS = ("csv", "py", "js")  # of the library there is only code, of all else the other two
PLACE = Parameter("y", "y", 0.0, -1e6, 1e6, "where the cut is made")


@dataclass(frozen=True)
class Take:
    """The `number` of a question, and what is asked: a `picture`, in which `form`, at which `clock`; `y`: where a cut is made.

    The picture "library" is no picture but the code that draws in three dimensions.
    """

    number: int
    picture: str
    form: str
    clock: int
    y: float = 0.0


def read_take(content):
    """The `Take` in a message. Raises `InvalidArgument` that names the field, the value and what is allowed."""
    protocol.saying("take", content, ("number", "picture", "form", "clock", "y"))
    picture, form = (protocol.one_of(name, content.get(name), known) for name, known in (("picture", PICTURES), ("form", FORMS)))
    if (picture == "library") != (form == "js"):
        protocol.one_of("form", form, FORMS[2:] if picture == "library" else FORMS[:2])
    number, clock = int(protocol.NUMBER.check(content.get("number"))), int(protocol.CLOCK.check(content.get("clock", 0)))
    return Take(number, picture, form, clock, PLACE.check(content.get("y", 0.0)))
