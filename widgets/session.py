"""One session: the newest wish, one worker thread, and the views it publishes to.

A callback only puts the newest wish into a one-slot mailbox, on whichever thread it runs. The worker answers that first and trains
networks in short slices in between. With its last view a session rests: networks are given up, the next view finds its state.
"""

from __future__ import annotations

import itertools
import threading
import time
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toy_kernels.rest import rest
from toy_models import dynamics, landscapes, noises
from toy_models.contract import InvalidArgument, whole
from widgets import own, own_landscape, protocol, sketching
from widgets.controls import opening, sliders
from widgets.giving_up import GivenUp
from widgets.history import History
from widgets.landscape_side import LandscapeSide
from widgets.later import Later
from widgets.network_side import NetworkSide
from widgets.schedule import Schedule
from widgets.state import KINDS, State
from widgets.taking import Taking
from widgets.work import AWAY_AFTER, Work, ending

if TYPE_CHECKING:
    from toy_models.landscape import Landscape
    from toy_models.trajectory import Trajectory
    from widgets.view import View

MOST_PAGES = 50  # pages on one session
TOTAL = 6000  # gradient evaluations in one run
_keys = itertools.count(1)


class Session(State):
    """What one page is about. Views (`Header`, `Arena`, `Training`, `Controls`) attach themselves to it.

    Its traits are those of `State`: they say what the page shows, and may be set, observed and linked.

    landscape: the one to open with, or its name; methods: those shown at first (None: the first family); selected: whose surface is
    drawn; values: {slider: value} over the landscape's own; start: (x, y), or None for the landscape's own; seed: of every draw.
    network: one to train beside it, or None. replicas: at most 255; gradient_noise and its direction: as in `simulate`.
    """

    def __init__(
        self, landscape: str | Landscape = "two_gaussians", methods: Sequence[str] | None = None, selected: str | None = None,
        values: dict[str, float] | None = None, start: Sequence[float] | None = None, seed: int = 0, network: str | None = None,
        replicas: int = 64, gradient_noise: float = 0.0, gradient_noise_direction: str = noises.FIRST
    ):
        super().__init__()
        self.told, self.key = {"clock": 0, "playing": False}, f"session-{next(_keys)}-{time.time_ns():x}"
        landscape, first = landscapes.keep(landscape), tuple(dynamics.foundations())
        methods = protocol.read_methods(first if methods is None else methods, "methods") or first
        self.at_hand, self.network = first, None  # the methods on the page, in the order in which they came
        self._views, self._pages, self._cancelled, self._picture, self._taking = [], {}, threading.Event(), None, Taking(self)
        self._work = Work(self.key, self._taking.turn, self._taking.busy, self._rested, lambda: self._give_turns())
        chosen = landscapes.get(landscape)
        blank = protocol.Want(0, False, 0, opening(chosen), landscape, tuple(chosen.start.tolist()), methods[0], methods, 0.0,
                              noises.FIRST, protocol.BATCH.default, protocol.SEED.default)
        settings = {"values": values or {}, "visible": methods, "selected": selected or methods[0], "seed": seed,
                    "noise": gradient_noise, "direction": gradient_noise_direction}
        self.want = protocol.read_want(settings | ({} if start is None else {"start": start}), sliders(), blank)
        self._bring(self.want)
        self.schedule = Schedule(self.want.values, TOTAL).after(self.want)
        self._history = History((self.want.settled(), self.schedule))
        self._landscape_side = LandscapeSide(TOTAL, whole("replicas", replicas, 1, 255))
        self._network_side = None if network is None else NetworkSide(network, TOTAL)
        self.network = self._network_side and self._network_side.network
        self._later = Later(self._landscape_side, self._greeted, self._work.superseded, lambda: self._network_side)
        self._mirror()

    def about(self) -> dict:
        """What every view knows from the start."""
        known = ("landscape", "selected", "visible", "values", "clock", "own", "formula")
        return {"total": TOTAL, "network": self.network is not None, "want": {name: self.holds(name) for name in known}}

    def attach(self, view: View) -> None:
        """Publish to this view from now on, and listen to it. The worker starts with the first one."""
        self._views.append(weakref.ref(view))
        view.on_msg(self._receive)
        if any(hasattr(view, shows) for shows in ("show_landscape", "show_training", "show_wish")):
            self.wish(self.want)
        self._work.start()

    def views(self, kind: str) -> list[View]:
        """The attached views that can `kind`, a method's name."""
        return [view for view in (reference() for reference in self._views) if view is not None and hasattr(view, kind)]

    def _greeted(self, kind):
        return [view for view in self.views(kind) if view.greeted]

    def wish(self, want: protocol.Want) -> None:
        """Put the newest wish into the mailbox; one that was still waiting is dropped, but not its place in the schedule."""
        with self._work.lock:
            schedule = self.schedule.knowing(want.values).after(want)
            if not want.preview:
                self._history.act((want.settled(), schedule))
                self.schedule = schedule
            self._put(want, schedule)

    def undo(self, seq: int | None = None, clock: float | None = None, again: bool = False) -> None:
        """Take back the last act, whatever it was, or with `again` the last undoing; the page stays at its clock."""
        with self._work.lock:
            want, self.schedule = self._history.redo() if again else self._history.undo()
            clock = 0 if want.landscape != self.want.landscape else self.clock if clock is None else clock
            seq = self.want.seq if seq is None else seq
            self._mirror(clock=clock)
            self._put(want.with_(seq=seq, clock=clock, values=self.schedule.values_at(clock)), self.schedule)

    def _bring(self, want):
        """Have what the wish is about on the page, and no more; which of the views' functions are to tell of news."""
        before, self._mine, mine = self.at_hand, own.held(want.own), own.key(want.own)
        self._there, came = own_landscape.held(want), want.formula != self.want.formula
        kept = (key for one in before for key in ((one,) if one in dynamics.names() else mine))
        self.at_hand = tuple(dict.fromkeys((*kept, *want.visible, want.selected)))
        return [*["methods_came"] * (self.at_hand != before), *["landscapes_came"] * came]

    def _put(self, want, schedule):
        news, self.want = self._bring(want), want
        _ = [getattr(view, tell)() for tell in news for view in self.views(tell)]
        self._work.put((want, schedule))
        self._mirror()
        for view in () if want.preview else self.views("show_values"):  # not by the worker: by its turn a control may have moved on
            view.show_values(want.values)

    def set_values(self, values: dict[str, float]) -> None:
        """Move sliders from Python. Raises `InvalidArgument` for an unknown slider or a value out of its range."""
        self.values = {**self.values, **protocol.read_values(values, sliders(self.at_hand))}

    @property
    def trajectories(self) -> dict[str, Trajectory]:
        """{method: `tm.Trajectory`} of the shown methods, under the sliders' history: what the arena draws."""
        return self._landscape_side.trajectories(self.want.with_(preview=False), self.schedule)

    def close(self) -> None:
        """End the session for good, and tell its pages."""
        self._work.close()
        self._tell({"type": "ended"})

    def _receive(self, view, content, buffers):
        """Any message of any view: checked, then acted on; a bad one is answered with what is wrong with it."""
        self._work.heard()
        try:
            if protocol.size(content, buffers) > protocol.LARGEST_MESSAGE:
                raise InvalidArgument("message", "…", f"at most {protocol.LARGEST_MESSAGE} characters")
            self._taking.heard(view, content) or self._act(view, content)
        except Exception as error:  # a message without an answer would keep its page waiting
            view.send(protocol.fault(error))
        self._work.wake()

    def _act(self, view, content):
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "want":
            want = self._read({name: value for name, value in content.items() if name != "type"})
            self._mirror(clock=min(want.clock, TOTAL))
            self.wish(want)
        elif kind == "hello":
            view.greeted = True
            self._here(content)
            if self._picture is not None and hasattr(view, "show_landscape"):
                view.show_landscape(self._picture)
            elif hasattr(view, "show_wish"):
                self._work.put((self.want.with_(preview=False), self.schedule))
            self._later.greet(view)
        elif kind == "beat":
            self._here(content)
            self._mirror(**protocol.read_beat(content, TOTAL))
            view.send({"type": "beat"})
        elif kind == "bye":
            self._gone(content)
        elif kind == "ack":
            _ = self._network_side and self._network_side.acknowledged(int(protocol.NUMBER.check(content.get("number"))))
        elif kind == "hand":  # it drags, and its page shows what comes of it
            self._work.hold(True)
        elif kind == "undo":
            self.undo(*protocol.read_undo(content))
        elif kind in ("measure", "walkers"):
            self._later.read(content)
        elif kind == "write":
            view.send(own.written(*protocol.read_write(content)))
        elif kind == "check":
            self._later.check(view, *protocol.read_write(content))
        elif kind == "sketch":
            view.send(*sketching.sketched(*sketching.read_sketch(content)))
        elif kind == "cancel":
            self._cancelled.set()
        else:
            raise InvalidArgument("type", kind, f"one of {KINDS}")

    def _here(self, content):
        """A page is there. One that finds the session at rest wakes it."""
        page = protocol.read_page(content)
        if len(self._pages) < MOST_PAGES or page in self._pages:
            self._pages[page] = time.monotonic()
        if self._work.resting:
            self._work.put((self.want.with_(preview=False), self.schedule))
            self._work.start()

    def _gone(self, content):
        """A page has shown its last view. When no other has been heard of lately the session goes to rest."""
        self._pages.pop(protocol.read_page(content), None)
        if all(time.monotonic() - heard > AWAY_AFTER for heard in self._pages.values()):
            self._work.rest()

    # ---- the worker -------------------------------------------------------------------------------------------------
    def _turn(self, wish):
        try:
            self._answer(*wish) if wish is not None else self._go_on()
        except Exception as error:  # the page must learn of any fault, and go on
            if ending():
                self._work.close()
            elif not isinstance(error, GivenUp):  # for a newer wish, which is answered next
                self._tell(protocol.fault(error))

    def _go_on(self):
        if self._network_side and self._network_side.has_work():
            self._network_side.slice(self._greeted("show_training"))
        self._later.slice()

    def _rested(self):
        """Give up what takes room: the networks, and the threads that train them."""
        self._picture = None
        self._later.rest()
        self._network_side = self._network_side and NetworkSide(self.network.key, TOTAL)

    def _busy(self):
        return self._later.has_work or bool(self._network_side and self._network_side.has_work())

    def _give_turns(self):
        self._later.rest()

    def _answer(self, want, schedule):
        self._work.hold(want.preview)
        if self.views("show_landscape"):
            self._cancelled.clear()
            self._picture = self._landscape_side.picture(want, schedule, self._preparing, self._cancelled, self._work.superseded)
            for view in self._greeted("show_landscape"):
                view.show_landscape(self._picture)
        for view in self._greeted("show_wish"):
            view.show_wish(want, schedule)
        if not want.preview:
            rest()  # a picture may have loaded kernels; a drag loads none
            if self._network_side:
                self._network_side.adopt(want, schedule)
            self._later.add(want, schedule, self.views("show_ghost"), self.views("show_landscape"))

    def _preparing(self, name, number, count):
        for view in self._greeted("show_scene"):
            view.show_scene(*self._landscape_side.scene)
        self._tell({"type": "status", "state": "preparing", "method": name, "number": number, "count": count})

    def _tell(self, message):
        for view in self._greeted("send")[:1]:
            view.send(message)
