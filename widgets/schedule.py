"""The sliders' history in a run: the values at its start, and every later move with its moment on the clock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """A run is a function of (seed, start, schedule): any moment can be replayed, rewound and branched.

    `base` {slider: value} holds from the start; `events` is a tuple of (gradient evaluations, {slider: value}).
    """

    base: dict
    total: int
    events: tuple = ()
    frame: tuple = ()  # what makes a run another run when it changes

    def after(self, want):
        """The schedule under a new wish.

        A slider moved in mid-run acts from that moment on, and the moves that came later are forgotten: a branch. Moved at
        the start or at the end, or together with the landscape, the start point, the noise or the seed, it is a new run.
        """
        frame = (want.landscape, want.start, want.noise, want.direction, want.batch, want.seed)
        inside = 0 < want.clock < self.total and frame == self.frame
        if not inside:
            same = frame == self.frame and want.values == self.values_at(want.clock)
            return self if same else Schedule(dict(want.values), self.total, (), frame)
        if want.values == self.values_at(want.clock):
            return self
        before = self.values_at(want.clock, inclusive=False)
        changed = {name: value for name, value in want.values.items() if value != before[name]}
        kept = tuple(event for event in self.events if event[0] < want.clock)
        return Schedule(self.base, self.total, (*kept, (want.clock, changed)) if changed else kept, frame)

    def knowing(self, values):
        """The same history of these sliders, {slider: value}: a new one stood all along where it stands now, others go."""
        if values.keys() == self.base.keys():
            return self
        base = {name: self.base.get(name, value) for name, value in values.items()}
        moved = [(at, {name: value for name, value in moves.items() if name in base}) for at, moves in self.events]
        return Schedule(base, self.total, tuple((at, moves) for at, moves in moved if moves), self.frame)

    def values_at(self, clock, inclusive=True):
        """{slider: value} in force at a moment; an event exactly then counts if `inclusive`."""
        values = dict(self.base)
        for at, moved in self.events:
            if at < clock or (inclusive and at == clock):
                values.update(moved)
        return values

    def pins(self):
        """[{clock, moves: [{slider, before, after}]}] for the timeline."""
        values, pins = dict(self.base), []
        for at, moved in self.events:
            pins.append({"clock": at, "moves": [{"slider": n, "before": values[n], "after": v} for n, v in moved.items()]})
            values.update(moved)
        return pins
