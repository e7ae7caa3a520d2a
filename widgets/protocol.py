"""The messages between page and kernel, in one place. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`:
    want   the whole wish at once, or what of it changes: the fields of `Want`
    sketch {number, text, letters, extent, heights}  draw a formula that somebody writes: answered as `widgets.sketching` says
    write  {number, step}  read a step that somebody writes: answered {type: "written", number, line, reason} or {…, said}
    check  {number, step}  of an exercise, by its law: answered {type: "checked", number, line, reason} or {…, verdict}
    undo   {seq, clock, again}  take back the last act; with `again` the last undoing
    hello  {page}   from each view when a page draws it: now its updates cannot be lost
    beat   {page, clock, playing}  every two seconds, and when a hand has moved the clock; without it the work pauses
    bye    {page}   when a page has shown its last view of the session
    ack    {number}  of a publication of the network's curves;  cancel {}  stop preparing;  take: see `take_messages`
    measure {measure, clock, lead, network, numbers}  measure it at the clock, on the network too if that is said; unnamed: list
Kernel to page, as custom messages: {type: "beat"}, {type: "error", message}, {type: "status", ...}, {type: "go", clock, playing},
{type: "ended"}. Data travels as traits, so that a reopened view has all of it.
"""

import logging
from dataclasses import dataclass, replace

from toy_models import dynamics, landscapes, measures, noises
from toy_models.contract import InvalidArgument, Parameter, checked
from widgets import own, own_landscape

_log = logging.getLogger(__name__)
LARGEST_MESSAGE = 20_000  # characters; an honest wish has about 600

NOISE = Parameter("gradient_noise", "σ", 0.0, 0.0, 20.0, "size of the minibatch noise on the left")
BATCH = Parameter("batch_size", "B", 64, 1, 1024, "digits in a minibatch on the right", scale="log", whole=True)
SEED = Parameter("seed", "seed", 0, 0, 2**32 - 1, "the same seed gives the same run", whole=True)
CLOCK = Parameter("clock", "clock", 0, 0, 1e7, "gradient evaluations")
LEAD = Parameter("lead", "lead", 0, 0, 254, "number of a replica", whole=True)
NUMBER = Parameter("number", "number", 0, 0, 2**53, "a counter", whole=True)


@dataclass(frozen=True)
class Want:
    """One complete wish: what to run, under which slider values, from which moment on."""

    seq: int
    preview: bool
    clock: int
    values: dict
    landscape: str
    start: tuple
    selected: str
    visible: tuple
    noise: float
    direction: str
    batch: int
    seed: int
    own: str = ""  # the text of a step that somebody wrote, which stands among the methods
    formula: str = ""  # the text of an energy that somebody wrote, which stands among the landscapes

    def with_(self, **changes):
        """The same wish with some fields changed."""
        return replace(self, **changes)

    def settled(self):
        """What of it is a state of the page: not when it was said, nor the values, whose history is the schedule."""
        return replace(self, seq=0, preview=False, clock=0, values={})


def read_want(content, sliders, previous, values_at=None):
    """Return the `Want` in a message, missing fields taken from `previous`; `sliders` is {name: Parameter}.

    values_at(clock): {slider: value} in force at a moment, under the values of the wish; None takes those of `previous`.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    content = mapping("want", content)
    text = own.read(content.get("own", previous.own))
    mine, sliders = own.key(text), {**sliders, **own.sliders(text, sliders)}
    fields = {
        "own": own.read,
        "formula": own_landscape.read,
        "seq": lambda v: replace(NUMBER, name="seq").check(v),
        "preview": flag,
        "clock": lambda v: int(CLOCK.check(v)),
        "values": lambda v: read_values(v, sliders),
        "landscape": lambda v: v if landscapes.known(v) else one_of("landscape", v, landscapes.names()),
        "start": lambda v: finite("start", v, 2, 1e6),
        "selected": lambda v: one_of("selected", v, (*dynamics.names(), *mine)),
        "visible": lambda v: read_methods(v, more=mine),
        "noise": NOISE.check,
        "direction": lambda v: one_of("direction", v, noises.names()),
        "batch": BATCH.check,
        "seed": SEED.check,
    }
    want = previous.with_(**read_fields("want", content, fields))
    if text != previous.own:
        want = own.put(want, previous, "selected" in content)
    if want.formula != previous.formula:
        want = own_landscape.put(want, previous, "landscape" in content)
    shown = previous.values if values_at is None else values_at(want.clock)
    shown = {name: parameter.default for name, parameter in sliders.items()} | shown | (want.values if "values" in content else {})
    return want.with_(values={name: value for name, value in shown.items() if name in sliders})


def read_fields(name, content, fields):
    """{field: what was read} of a message that may say each of `fields`, {field: what reads it}, and nothing else."""
    content = saying(name, content, fields)
    return {field: read(content[field]) for field, read in fields.items() if field in content}


def saying(name, content, fields):
    """A message, if it is one that says nothing but some of its fields and its type."""
    for field in mapping(name, content):
        if field not in fields and field != "type":
            raise InvalidArgument(name, field, f"the fields {', '.join(fields)}")
    return content


def read_write(content):
    """(number, the text) of a step that is to be read."""
    step = content.get("step")
    if not isinstance(step, str):
        raise InvalidArgument("step", step, "a text")
    return int(NUMBER.check(content.get("number"))), step


def read_beat(content, total):
    """{clock, playing} of a heartbeat; the clock of a run ends at `total`."""
    clock = min(int(CLOCK.check(content.get("clock", 0))), total)
    return {"clock": clock, "playing": flag(content.get("playing", False), "playing")}


def read_told(name, value, total):
    """A clock within a run, or whether it runs."""
    return int(replace(CLOCK, high=total).check(value)) if name == "clock" else flag(value, name)


def read_page(content):
    """The name that a page has given itself."""
    page = content.get("page", "")
    if not isinstance(page, str) or len(page) > 40:
        raise InvalidArgument("page", page, "a short text")
    return page


def fault(error):
    """What a page is told of an error: what is not allowed, or no more than that there was a fault, which the log tells."""
    if isinstance(error, InvalidArgument):
        return {"type": "error", "message": str(error)}
    _log.error("a session met an error", exc_info=error)
    return {"type": "error", "message": "a fault in the run"}


def read_undo(content):
    """(seq, clock, again) of an undo message."""
    seq, clock = replace(NUMBER, name="seq").check(content.get("seq", 0)), int(CLOCK.check(content.get("clock", 0)))
    return seq, clock, flag(content.get("again", False), "again")


@dataclass(frozen=True)
class Asked:
    """A measure and where: at which clock, of which replica, on the network too or not, with which of its parameters."""

    measure: str
    clock: int
    lead: int
    network: bool
    numbers: tuple  # of (name, value)


def read_measure(content):
    """The `Asked` of a message, its numbers within the ranges that a page may choose from; None where it names no measure."""
    saying("measure", content, ("measure", "clock", "lead", "network", "numbers"))
    if content.get("measure") is None:
        return None
    name = one_of("measure", content["measure"], measures.names())
    numbers = checked(measures.get(name).PARAMETERS, mapping("numbers", content.get("numbers", {})))
    clock, lead = int(CLOCK.check(content.get("clock", 0))), LEAD.check(content.get("lead", 0))
    return Asked(name, clock, lead, flag(content.get("network", False), "network"), tuple(numbers.as_dict().items()))


def read_envelope(data, buffers=()):
    """The dictionary of a widget message from a page: an update of state, a request for it, or a message of ours.

    Raises `InvalidArgument` for anything else; a page sends no binary data.
    """
    data = mapping("message", data)
    method = one_of("method", data.get("method"), ("update", "request_state", "custom"))
    if buffers or data.get("buffer_paths"):
        raise InvalidArgument("buffers", "…", "none")
    if method == "update":
        mapping("state", data.get("state"))
        if size(data["state"]) > LARGEST_MESSAGE:
            raise InvalidArgument("state", "…", f"at most {LARGEST_MESSAGE} characters")
    return data


def read_values(values, sliders):
    """{slider: value} with every name known and every value in its slider's range."""
    checked = {}
    for name, value in mapping("values", values).items():
        if name not in sliders and own.only(name):
            continue  # a page may still speak of a step that is no longer there
        if name not in sliders:
            raise InvalidArgument("values", name, f"one of {', '.join(sliders)}")
        try:
            checked[name] = sliders[name].check(value)
        except InvalidArgument as error:
            raise InvalidArgument(name, error.value, error.allowed) from None
    return checked


def size(content, buffers=()):
    """A cheap upper estimate of a message's size, stopping early: enough to refuse a flood without reading it."""
    total, stack = sum(len(buffer) for buffer in buffers or ()), [content]
    while stack and total <= LARGEST_MESSAGE:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, dict):
            total += len(item)
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple)):
            total += len(item)
            stack += item[:LARGEST_MESSAGE]
        else:
            total += 8
    return total


def mapping(name, value):
    """A dictionary that is small, or `InvalidArgument`."""
    if not isinstance(value, dict) or len(value) > 100:
        raise InvalidArgument(name, value, "a small object")
    return value


def flag(value, name="preview"):
    """True or false, or `InvalidArgument`."""
    if not isinstance(value, bool):
        raise InvalidArgument(name, value, "true or false")
    return value


def one_of(name, value, allowed):
    """A text that is one of those allowed, or `InvalidArgument`."""
    if not isinstance(value, str) or value not in allowed:
        raise InvalidArgument(name, value, f"one of {', '.join(allowed)}")
    return value


def finite(name, value, count, most=1e12):
    """So many numbers within ±most, as a tuple of floats, or `InvalidArgument`."""
    fine = isinstance(value, (list, tuple)) and len(value) == count and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < most for v in value)
    if not fine:
        raise InvalidArgument(name, value, f"{count} finite numbers within ±{most:g}")
    return tuple(float(v) for v in value)


def read_methods(value, name="visible", more=()):
    """Names of methods, in menu order and each once; `more`: of a step that somebody wrote."""
    if not isinstance(value, (list, tuple)) or len(value) > 100:
        raise InvalidArgument(name, value, f"a list from {', '.join(dynamics.names())}")
    return dynamics.ordered(one_of(name, key, (*dynamics.names(), *more)) for key in value)
