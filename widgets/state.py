"""What a session shows, as traits that a notebook may set, observe and link."""

import traitlets

from toy_models import landscapes
from toy_models.contract import InvalidArgument
from toy_models.shown import Shown
from widgets import own_landscape, protocol, take_messages
from widgets.controls import opening, sliders
from widgets.taken import Taken, of_landscape, of_network
from widgets.taken_lessons import counted

KINDS = "hello, want, hand, undo, beat, bye, ack, measure, walkers, write, check, sketch, take, cancel"  # of messages to a session
CASE = ("landscape", "selected", "noise", "direction")  # what a lesson's case may name


class State(Shown, traitlets.HasTraits):
    """The traits of a session.

    `landscape`, `selected`, `visible`, `values` (at the clock; a part of them may be set), `start`, `seed`, `clock` in gradient
    evaluations, `playing`. They follow what is done on a page, and set from Python they act as if it had been done there: a value
    set at a clock within the run holds from that clock on. What is not allowed raises `InvalidArgument` and changes nothing.
    """

    landscape, selected, visible, values, start, seed, clock, playing = (traitlets.TraitType("") for _ in range(8))

    def _line(self):
        return f"session on {self.landscape}: {', '.join(self.visible)}, at {self.clock:,.0f} gradient evaluations"

    def _rows(self):
        return [(name, str(self.holds(name))) for name in self.trait_names()]

    def holds(self, name: str) -> bool:
        """What a trait should say: what was wished last, and at the clock that the page told last."""
        if name == "values":
            return self.schedule.values_at(self.told["clock"])
        return self.told[name] if name in self.told else getattr(self.want, name)

    def taken(self, asked: object) -> Taken:
        """What is taken away of a picture: its numbers, and the Python that makes them. asked: a `take_messages.Take`."""
        if asked.picture == "network":
            return of_network(self._network_side, self.want, asked)
        if asked.picture in take_messages.LESSONS:
            known = (view for view in self.views("taken") if (asked.picture, asked.row) == (view.TAKES, view.number))
            shows = next(known, None)
            if shows is None:
                raise InvalidArgument("picture", asked.picture, "one that is there: no view of this session shows it")
            return shows.taken(asked)
        protocol.one_of("picture", asked.picture, take_messages.STAGE)
        return (counted if asked.picture == "count" else of_landscape)(*self.stage(), asked)

    def stage(self) -> tuple:
        """What is on the stage: the `LandscapeSide` that draws it, the wish, and the sliders' schedule."""
        return self._landscape_side, self.want.with_(preview=False), self.schedule

    def checked(self, case: dict) -> dict:
        """A lesson's case as a page wishes it: some of landscape, selected, noise and direction, {field: value}; its method alone.

        Raises `InvalidArgument` for another field, or a value that is not allowed.
        """
        for name in protocol.mapping("case", case):
            protocol.one_of("case", name, CASE)
        want = protocol.read_want(case, sliders(), self.want)
        return {name: getattr(want, name) for name in case} | ({"visible": [want.selected]} if "selected" in case else {})

    @traitlets.validate("landscape", "selected", "visible", "values", "start", "seed", "clock", "playing")
    def _allowed(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if value == self.holds(name):
            return value
        if name in self.told:
            return protocol.read_told(name, value, self.schedule.total)
        return getattr(self._read({name: value, "clock": self.told["clock"]}), name)

    @traitlets.observe("landscape", "selected", "visible", "values", "start", "seed")
    def _asked(self, change):
        if change.new != self.holds(change.name):
            want = self._read({change.name: change.new, "clock": self.told["clock"]})
            self.told["clock"] = want.clock
            self.wish(want)

    @traitlets.observe("clock", "playing")
    def _moved(self, change):
        if change.new != self.holds(change.name):
            self.told |= {change.name: change.new}
            self._tell({"type": "go", change.name: change.new})
            self._mirror()

    def _mirror(self, **told):
        """Bring the traits to what holds now. `told`: the clock, or whether it runs, as a page says."""
        self.told |= told
        with self.hold_trait_notifications():
            for name in ("clock", "playing", "landscape", "selected", "visible", "start", "seed", "values"):
                setattr(self, name, self.holds(name))

    def _read(self, content):
        """A wish that is checked; another landscape brings what it opens with, but for what is wished of it."""
        want = protocol.read_want(content, sliders(), self.want, self.schedule.values_at)
        if want.landscape == self.want.landscape:
            return want
        chosen, known = landscapes.get(want.landscape), sliders()
        if own_landscape.same(want, self.want):
            start = want.start if "start" in content or own_landscape.inside(want.start, chosen) else tuple(chosen.start.tolist())
            return want.with_(start=start, clock=0)
        mine = {name: value for name, value in want.values.items() if name not in known}  # of a step that somebody wrote
        values = opening(chosen) | mine | protocol.read_values(content.get("values", {}), known)
        return want.with_(values=values, start=want.start if "start" in content else tuple(chosen.start.tolist()), clock=0)
