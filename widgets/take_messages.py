"""What a page may ask to take away: of which picture, as a table or as Python, up to which moment."""

from dataclasses import dataclass

from toy_models.contract import Parameter
from widgets import protocol

PICTURES = ("energy", "surface", "cut", "network", "page")
FORMS = ("csv", "py")
PLACE = Parameter("y", "y", 0.0, -1e6, 1e6, "where the cut is made")


@dataclass(frozen=True)
class Take:
    """The `number` of a question, and what is asked: a `picture`, in which `form`, at which `clock`; `y`: where a cut is made."""

    number: int
    picture: str
    form: str
    clock: int
    y: float = 0.0


def read_take(content):
    """The `Take` in a message. Raises `InvalidArgument` that names the field, the value and what is allowed."""
    protocol.saying("take", content, ("number", "picture", "form", "clock", "y"))
    return Take(int(protocol.NUMBER.check(content.get("number"))), protocol.one_of("picture", content.get("picture"), PICTURES),
                protocol.one_of("form", content.get("form"), FORMS), int(protocol.CLOCK.check(content.get("clock", 0))),
                PLACE.check(content.get("y", 0.0)))
