"""What a page may ask about flatness. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside hello, beat and bye of `widgets.protocol`:
    flat   {runs, at, chosen, factor, products, digits, measuring}  which networks, where they are read, which one is rescaled by
           what, and at which budget they are measured; what is left out stays as it was
    pause  {paused}  hold the work, or go on
    stop   {}        end it; what is done stays, and `pause` with false goes on
"""

from dataclasses import dataclass, replace

from toy_models import dynamics
from toy_models.contract import InvalidArgument, number, whole
from toy_models.network_run import trains
from widgets import protocol

BATCHES = (16, 64, 256, 1024)  # digits in a minibatch
MOST_RUNS = 4
READ = ("loss", "evaluations")  # where the networks are compared
FACTOR = (0.125, 8.0)
PRODUCTS, DIGITS = (2, 100), (100, 2000)


@dataclass(frozen=True)
class Ask:
    """Networks as (method, batch) pairs, where they are `read`, the `chosen` one with its factor, and the budget of a measure."""

    runs: tuple
    at: str = "loss"
    chosen: tuple = ()
    factor: float = 1.0
    products: int = 20
    digits: int = 500
    measuring: bool = False


def methods(network):
    """The methods that a page offers: those of the first family that train the network."""
    return [key for key in dynamics.foundations() if trains(network, key)]


def read_flat(content, previous, network):
    """The `Ask` in a message, what it does not name as before. A chosen network that is not there any more is the first one.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    fields = {
        "runs": lambda value: _runs(value, network),
        "at": lambda value: protocol.one_of("at", value, READ),
        "chosen": lambda value: _run("chosen", value, network),
        "factor": lambda value: number("factor", value, *FACTOR),
        "products": lambda value: whole("products", value, *PRODUCTS),
        "digits": lambda value: whole("digits", value, *DIGITS),
        "measuring": lambda value: protocol.flag(value, "measuring"),
    }
    ask = replace(previous, **protocol.read_fields("flat", content, fields))
    if ask.chosen in ask.runs:
        return ask
    if "chosen" in content:
        raise InvalidArgument("chosen", content["chosen"], "one of the runs")
    return replace(ask, chosen=ask.runs[0], factor=1.0)


def _runs(value, network):
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= MOST_RUNS:
        raise InvalidArgument("runs", value, f"1 to {MOST_RUNS} pairs of a method and a batch size")
    found = tuple(_run("runs", one, network) for one in value)
    if len(set(found)) < len(found):
        raise InvalidArgument("runs", value, "each of them once")
    return found


def _run(name, value, network):
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise InvalidArgument(name, value, "a pair of a method and a batch size")
    return trained(name, *value, network)


def trained(name, method, batch, network):
    """(method, batch) of a network to train, both among those that are offered; `name` is the field that says them."""
    protocol.one_of(f"{name}: method", method, methods(network))
    if isinstance(batch, bool) or not isinstance(batch, int) or batch not in BATCHES:
        raise InvalidArgument(f"{name}: batch", batch, f"one of {', '.join(map(str, BATCHES))}")
    return method, batch
