"""What a page may ask of the ways between two solutions. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside hello, beat and bye of `widgets.protocol`, and pause and stop of `widgets.flat_messages`:
    path   {runs, kind, matched, evaluations, looking, picture, height, third, walked}  the two ends, which curve, whether hidden
           units are matched first, for how long a bend is trained, whether anything is looked at; whether the ways are, or the
           plane of three solutions, or that of a path; what is its height, the third of three, and from which end on whose path is;
           what is left out stays as it was
"""

from dataclasses import dataclass, replace

from toy_models.contract import InvalidArgument, whole
from toy_models.slicing import HEIGHTS
from widgets import protocol
from widgets.flat_messages import trained

KINDS = ("bezier", "polygon")
EVALUATIONS, SEEDS = (100, 6000), (0, 99)
PICTURES = ("ways", "three", "path")


@dataclass(frozen=True)
class Ask:
    """Two ends as (method, batch, seed), a kind of curve, whether units are `matched`, the evaluations of a bend.

    And which `picture` is looked at: the ways, the plane through both ends and a `third` network, or that of the path which leads
    to the end numbered `walked`; `height`, one of `slicing.HEIGHTS`, is that of a plane.
    """

    runs: tuple
    kind: str = "bezier"
    matched: bool = False
    evaluations: int = 4000
    looking: bool = False
    picture: str = "ways"
    height: str = "loss"
    third: tuple = ("sam", 64, 0)
    walked: int = 0

    @property
    def trained(self):
        """The networks that the picture is about."""
        return (*self.runs, self.third) if self.picture == "three" else self.runs


def read_path(content, previous, network):
    """The `Ask` in a message, what it does not name as before.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    fields = {
        "runs": lambda value: _ends(value, network),
        "kind": lambda value: protocol.one_of("kind", value, KINDS),
        "matched": lambda value: protocol.flag(value, "matched"),
        "evaluations": lambda value: whole("evaluations", value, *EVALUATIONS),
        "looking": lambda value: protocol.flag(value, "looking"),
        "picture": lambda value: protocol.one_of("picture", value, PICTURES),
        "height": lambda value: protocol.one_of("height", value, HEIGHTS),
        "third": lambda value: _end("third", value, network),
        "walked": lambda value: whole("walked", value, 0, 1),
    }
    ask = replace(previous, **protocol.read_fields("path", content, fields))
    if ask.third not in ask.runs:
        return ask
    if "third" in content:
        raise InvalidArgument("third", content["third"], "another than both ends")
    method, batch, _ = ask.third  # an end came to be what it was
    free = ((method, batch, seed) for seed in range(SEEDS[0], SEEDS[1] + 1))
    return replace(ask, third=next(one for one in free if one not in ask.runs))


def _ends(value, network):
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise InvalidArgument("runs", value, "two ends, each a method, a batch size and a seed")
    ends = tuple(_end("runs", one, network) for one in value)
    if ends[0] == ends[1]:
        raise InvalidArgument("runs", value, "two that differ: between a network and itself there is no way")
    return ends


def _end(name, value, network):
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise InvalidArgument(name, value, f"{'two ends, each ' if name == 'runs' else ''}a method, a batch size and a seed")
    method, batch, seed = value
    return *trained(name, method, batch, network), whole(f"{name}: seed", seed, *SEEDS)
