"""What a page may ask of a lesson's experiments. Whatever a browser sends is hostile until it has been read here.

Page to kernel, each with `type`, beside hello, beat and bye of `widgets.protocol`, and pause and stop of `widgets.flat_messages`:
    trial  {begin, shown, seeds}  an experiment whose guess is locked in, and is done from then on; which one is looked at; how many
           seeds that one is to have
"""

from dataclasses import dataclass, replace

from toy_models.contract import whole
from widgets import protocol

MOST_SEEDS = 12


@dataclass(frozen=True)
class Ask:
    """The `experiments` of a lesson by name, those that were `begun`, the one that is `shown`, and {name: seeds} as pairs."""

    experiments: tuple
    shown: str
    seeds: tuple  # of each experiment
    begun: tuple = ()
    runs = ()  # nothing that is compared elsewhere is trained

    def of(self, key):
        """How many seeds an experiment is to have."""
        return self.seeds[self.experiments.index(key)]


def read_trial(content, previous):
    """The `Ask` in a message, what it does not name as before: what is begun is looked at.

    Raises `InvalidArgument` that names the field, the value and what is allowed.
    """
    fields = {
        "begin": lambda value: protocol.one_of("begin", value, previous.experiments),
        "shown": lambda value: protocol.one_of("shown", value, previous.experiments),
        "seeds": lambda value: whole("seeds", value, 1, MOST_SEEDS),
    }
    asked = protocol.read_fields("trial", content, fields)
    shown = asked.get("shown", asked.get("begin", previous.shown))
    begun = tuple(key for key in previous.experiments if key in (*previous.begun, asked.get("begin")))
    known = zip(previous.experiments, previous.seeds, strict=True)
    seeds = tuple(asked.get("seeds", old) if key == shown else old for key, old in known)
    return replace(previous, shown=shown, begun=begun, seeds=seeds)
