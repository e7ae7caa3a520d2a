"""What a page may ask of the ways between two solutions. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside hello, beat and bye of `widgets.protocol`, and pause and stop of `widgets.flat_messages`:
    path   {runs, kind, matched, evaluations, looking}  the two ends, which curve, whether hidden units are matched first, for how
           long a bend is trained, whether the ways are looked at; what is left out stays as it was
"""

from dataclasses import dataclass, replace

from toy_models.contract import InvalidArgument, whole
from widgets import protocol
from widgets.flat_messages import trained

KINDS = ("bezier", "polygon")
EVALUATIONS, SEEDS = (100, 6000), (0, 99)


@dataclass(frozen=True)
class Ask:
    """Two ends as (method, batch, seed), a kind of curve, whether units are `matched`, the evaluations of a bend."""

    runs: tuple
    kind: str = "bezier"
    matched: bool = False
    evaluations: int = 4000
    looking: bool = False


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
    }
    return replace(previous, **protocol.read_fields("path", content, fields))


def _ends(value, network):
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise InvalidArgument("runs", value, "two ends, each a method, a batch size and a seed")
    ends = tuple(_end(one, network) for one in value)
    if ends[0] == ends[1]:
        raise InvalidArgument("runs", value, "two that differ: between a network and itself there is no way")
    return ends


def _end(value, network):
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise InvalidArgument("runs", value, "two ends, each a method, a batch size and a seed")
    method, batch, seed = value
    return *trained("runs", method, batch, network), whole("runs: seed", seed, *SEEDS)
