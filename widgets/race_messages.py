"""What a page may ask of a race. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside hello, beat and bye of `widgets.protocol`, and pause and stop of `widgets.sweep_messages`:
    race   {own, lanes, at, batch, seeds, judged, measure, products, digits, racing}  a step of somebody's own, who runs, what is
           held equal, at which batch size, over how many seeds, by what they are judged, which measure is taken at the finish and
           at which budget, and whether they run; what is left out stays as it was
"""

import functools
from dataclasses import dataclass, replace

from toy_models import dynamics, measures, networks
from toy_models.contract import InvalidArgument, number, whole
from toy_models.network_run import trains
from toy_models.race import JUDGED
from widgets import own, protocol
from widgets.flat_messages import BATCHES, DIGITS, PRODUCTS

LANES, SEEDS = (2, 5), (3, 10)
FACTOR = (0.0625, 16.0)  # of a method's default step, by hand
AT = ("evaluations", "loss")
TUNINGS = ("default", "searched", "hand")
MEASURE = "measure"  # judged by the measure that is taken
MEASURES = tuple(key for key in measures.names() if measures.get(key).budgeted and measures.get(key).ranks)


@dataclass(frozen=True)
class Ask:
    """Who runs, as (method, tuning, factor of its default step), and under which conditions."""

    lanes: tuple = ()
    own: str = ""
    at: str = "evaluations"
    batch: int = 64
    seeds: int = 5
    judged: str = "accuracy"
    measure: str = MEASURES[0]
    products: int = 20
    digits: int = 500
    racing: bool = False
    runs = ()  # nothing is trained before it is looked at


@functools.lru_cache(maxsize=16)
def _offered(network):
    return tuple(key for key in dynamics.names() if trains(network, key) and dynamics.get(key).text.group is None)


def methods(network, text=""):
    """The methods that a page offers on a network, and the one whose text is given: those whose copies do not meet."""
    return (*_offered(networks.get(network).key), *own.key(text))


def read_race(content, previous, network):
    """The `Ask` in a message, what it does not name as before. A step that comes, goes or is another now does so as a lane.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    text = own.read(protocol.mapping("race", content).get("own", previous.own))
    if text and dynamics.read(text).text.group is not None:
        raise InvalidArgument("own", text, "line 1: a step whose copies do not meet: a group pays for each of its members")
    known = methods(network, text)
    fields = {
        "own": lambda value: text,
        "lanes": lambda value: _lanes(value, known),
        "at": lambda value: protocol.one_of("at", value, AT),
        "batch": _batch,
        "seeds": lambda value: whole("seeds", value, *SEEDS),
        "judged": lambda value: protocol.one_of("judged", value, (*JUDGED, MEASURE)),
        "measure": lambda value: protocol.one_of("measure", value, MEASURES),
        "products": lambda value: whole("products", value, *PRODUCTS),
        "digits": lambda value: whole("digits", value, *DIGITS),
        "racing": lambda value: protocol.flag(value, "racing"),
    }
    read = protocol.read_fields("race", content, fields)
    if "lanes" not in read and text != previous.own:
        read["lanes"] = _lanes(_with(previous.lanes, own.key(text), own.key(previous.own)), known)
    return replace(previous, **read)


def _with(lanes, mine, gone):
    """The lanes with those of a step that is gone as those of the new one, which comes as a lane where there is room."""
    stay = [(*mine, *lane[1:]) if lane[0] in gone else lane for lane in lanes if mine or lane[0] not in gone]
    comes = mine and len(stay) < LANES[1] and not any(lane[0] in mine for lane in stay)
    return (*stay, *([(*mine, "default", 1.0)] if comes else []))


def _batch(value):
    if isinstance(value, bool) or not isinstance(value, int) or value not in BATCHES:
        raise InvalidArgument("batch", value, f"one of {', '.join(map(str, BATCHES))}")
    return value


def _lanes(value, known):
    low, high = LANES
    if not isinstance(value, (list, tuple)) or not low <= len(value) <= high:
        raise InvalidArgument("lanes", value, f"{low} to {high} lanes, each a method, a tuning and a factor")
    found = tuple(_lane(one, known) for one in value)
    if len(set(found)) < len(found):
        raise InvalidArgument("lanes", value, "each of them once")
    return found


def _lane(value, known):
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise InvalidArgument("lanes", value, "each a method, a tuning and a factor")
    method, tuning, factor = value
    protocol.one_of("lanes: method", method, known)
    protocol.one_of("lanes: tuning", tuning, TUNINGS)
    return method, tuning, number("lanes: factor", factor, *FACTOR) if tuning == "hand" else 1.0
