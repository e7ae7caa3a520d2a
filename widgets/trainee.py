"""One method's network: what it is asked to do, and how it follows when that changes."""

from dataclasses import dataclass

import numpy as np

from toy_models.network_run import NetworkRun, on_network

EVERY = 50  # gradient evaluations between two records
STRIDE = 10  # gradient evaluations at a time, or one step where that costs more


@dataclass(frozen=True)
class Plan:
    """All that a method's run depends on, in the network's own numbers.

    `base` {parameter: value} holds from the start; `events` ((clock, {parameter: value}), ...) has every value at each change.
    """

    base: dict
    events: tuple
    seed: int
    batch: int


def plan(network, key, digits, schedule, want):
    """The `Plan` of a method under a schedule of sliders; moves of sliders that it does not have leave no trace in it."""
    method = on_network(network, key, digits)
    factors = dict(method.factors)

    def own(values):
        scaled = {p.name: (p, values[slider] * factors[p.name]) for slider, p in method.by_slider().items()}
        return {name: fitted(parameter, value) for name, (parameter, value) in scaled.items()}

    base, events = own(schedule.base), []
    for at, _ in schedule.events:
        values = own(schedule.values_at(at))
        if values != (events[-1][1] if events else base):
            events.append((at, values))
    return Plan(base, tuple(events), want.seed, want.batch)


def fitted(parameter, value):
    """`value` brought to where a parameter has a meaning, and to a whole number where it counts."""
    low, high = parameter.bounds
    value = min(max(value, low), high)
    return round(value) if parameter.whole else value


class Trainee:
    """A network in training under a plan. One thread may use it at a time."""

    def __init__(self, network, key, data, evaluations, plan):
        self.key, self.plan, self.done = key, plan, False
        self.run = NetworkRun(network, key, data, plan.seed, plan.base, plan.batch, EVERY, evaluations)
        self._read = {}  # {clock of a record: what it reads the test digits as}
        self._schedule(plan.events)

    def _schedule(self, events):
        for at, values in events:
            self.run.branch(at, values)

    def follow(self, plan):
        """Go on under another plan from where it first differs; False if that is the start, and another run is needed."""
        old, new = self.plan, plan
        if (old.base, old.seed, old.batch) != (new.base, new.seed, new.batch):
            return False
        if old.events == new.events:
            return True
        common = sum(1 for _ in _common(old.events, new.events))
        first = min(events[common][0] for events in (old.events, new.events) if len(events) > common)
        before = new.events[common - 1][1] if common else new.base
        self.run.branch(first, before)
        self._schedule(new.events[common:])
        self._read = {clock: read for clock, read in self._read.items() if clock <= first}
        self.plan, self.done = new, False
        return True

    def advance(self):
        """Train for one stride; afterwards `done` says that there is no more to do."""
        self.done = not self.run.advance(self.run.clock + STRIDE)

    @property
    def computed(self):
        """The clock up to which everything is known."""
        return self.run.evaluations if self.done else self.run.clock

    def records(self):
        """(record, 4) float32: clock, training loss, test loss, test accuracy in %."""
        records = self.run.records
        columns = records.clock, records.train_loss, records.test_loss, 100 * records.test_accuracy
        table = np.stack(columns, axis=1).astype(np.float32)
        return table[np.unique(records.clock, return_index=True)[1]]  # a long step may stand for several readings

    def path(self):
        """(clocks (record,), [weights (weight,)]): nothing that further training changes."""
        clocks = np.unique(self.run.records.clock)
        return clocks, [self.run.checkpoint(clock) for clock in clocks]

    def reads(self, judge):
        """(clocks, (record, digit) uint8): what every record's network takes the judge's digits for."""
        clocks = np.unique(self.run.records.clock)
        for clock in clocks:
            if clock not in self._read:
                self._read[clock] = judge.logits(self.run.checkpoint(clock)).argmax(axis=1).astype(np.uint8)
        return clocks, np.stack([self._read[clock] for clock in clocks])


def _common(one, other):
    for a, b in zip(one, other, strict=False):
        if a != b:
            return
        yield a
