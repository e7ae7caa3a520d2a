"""The right side's work: the shown methods' networks, trained in short slices near one clock, published a few times a second."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from toy_kernels.rest import rest
from toy_models import data, dynamics, networks
from toy_models.network_run import trains
from widgets import network_picture
from widgets.network_picture import Snapshot
from widgets.protocol import fault
from widgets.trainee import EVERY, Trainee, plan

TRAIN, TEST = 10_000, 2_000  # digits
THREADS = 2  # the slopes are computed without the interpreter's lock
AHEAD = 2 * EVERY  # gradient evaluations that a run may be ahead of the one furthest behind
SLICE = 0.03  # seconds; a new wish waits no longer than that
PUBLISHED = 0.1  # seconds between two publications
ON_THE_WAY = 2  # publications that may be unacknowledged
LOST = 3.0  # seconds after which an acknowledgement is not waited for any longer
REDRAWN = 1.5  # seconds between two slices through the loss, while training goes on
IDLE = 0.01  # seconds to sleep where only time or the page can bring work


def facts(network):
    """What is known of a network before anything is loaded, and what it `needs` that not everybody has installed."""
    return {"name": network.name, "layers": list(network.layers), "weights": network.size, "train": TRAIN, "test": TEST,
            "needs": "torch" if network.needs_torch else ""}


class Weights(NamedTuple):
    """`now` and at the `start` (weight,), the `clock` of the record, and the `images` on which they are judged."""

    clock: int
    start: np.ndarray
    now: np.ndarray
    images: data.Images


class NetworkSide:
    """Trains and publishes, a slice at a time. Cheap to make: digits and runs come with the first slices.

    `adopt` and `slice` belong to one thread; `acknowledged` may be called from any. network: a name; total: gradient evaluations
    of a run. Raises `InvalidArgument` for a network that is not there.
    """

    def __init__(self, network, total):
        self.network, self._total = networks.get(network), total
        self._data = self._want = self._judge = self._judged = None
        self._trainees, self._plans, self._state = {}, {}, ""
        self._pool = ThreadPoolExecutor(THREADS, "training")
        self._planner = ThreadPoolExecutor(1, "slices")
        self._job = self._drawn = None
        self._flat, self._drawn_at = ({}, b"", b""), 0.0
        self._shown = None, None, 0, 0.0  # whose digits, which, how many of them misread, since when
        self._lock, self._sent, self._number, self._sent_at = threading.Lock(), {}, 0, 0.0
        self._news = self._broken = False
        self._failed = set()  # written steps that failed under this wish

    def adopt(self, want, schedule):
        """Follow a wish: what can go on goes on, from where its plan first differs; the rest starts again."""
        self._want, self._broken, self._news, self._failed = want, False, True, set()
        self._plans = {key: plan(self.network, key, TRAIN, schedule, want) for key in self._keys()}
        for key in list(self._plans.keys() & self._trainees.keys()):
            before = self._trainees[key].plan
            if not self._trainees[key].follow(self._plans[key]):
                del self._trainees[key]
            if self._plans[key] != before:  # a slice through another past
                self._flat, self._drawn, self._job = ({}, b"", b""), None, None

    def _keys(self, here=True):
        """The methods on the page that train this network, or those that do not, or failed to."""
        shown = dynamics.ordered((*self._want.visible, self._want.selected))
        return [key for key in shown if (trains(self.network, key) and key not in self._failed) == here]

    @property
    def members(self):
        """The `Trainee` of each method on the page that has begun."""
        return [self._trainees[key] for key in self._keys() if key in self._trainees]

    def has_work(self):
        """Whether a slice would do anything."""
        if self._want is None or self._broken:
            return False
        members = self.members
        return self._news or self._job is not None or len(members) < len(self._keys()) or not all(m.done for m in members)

    def acknowledged(self, number):
        """The page has drawn this publication, and so all before it."""
        with self._lock:
            self._sent = {sent: at for sent, at in self._sent.items() if sent > number}

    def weights(self, key, clock):
        """The `Weights` of a method's run at the last record at or before `clock`; None where it has not come so far."""
        trainee = self._trainees.get(key)
        if trainee is None or trainee.computed < clock:
            return None
        clocks, weights = trainee.path()
        last = int(np.searchsorted(clocks, clock, side="right")) - 1
        return Weights(int(clocks[last]), weights[0], weights[last], self._judged)

    def slice(self, views):
        """Do a little: load, or begin one run, or train for `SLICE` seconds; then publish if it is time."""
        if not views or not self.has_work():
            time.sleep(IDLE)
            return
        try:
            state, act = self._next()
            if state != self._state:  # said before it is done, for it may take long
                self._state, self._news, self._sent_at = state, True, 0.0
            else:
                act()
            self._publish(views)
        except Exception:
            self._broken = True  # until the next wish; the session says so
            raise

    def _next(self):
        """(what the page says meanwhile, what is to be done next)."""
        if self._data is None:
            return "loading the digits", self._load
        missing = [key for key in self._keys() if key not in self._trainees]
        if missing:
            key, count = missing[0], len(self._keys())
            state = f"starting {dynamics.get(key).NAME}, {count - len(missing) + 1} of {count}"
            return state, lambda: self._attempt(key, lambda: self._begin(key))
        return "", self._train

    def _load(self):
        self._data = data.mnist(TRAIN, TEST)
        self._judge, self._judged = self.network.judge(self._data.test), self._data.train.first(network_picture.HEIGHT_DIGITS)

    def _begin(self, key):
        self._trainees[key] = Trainee(self.network, key, self._data, self._total, self._plans[key])
        self._news = True

    def _attempt(self, key, act):
        """Begin or train a run, or go on without it where a step that somebody wrote fails, which the log tells."""
        try:
            act()
        except Exception as error:
            if not dynamics.get(key).written:
                raise
            fault(error)
            self._failed.add(key)
            self._trainees.pop(key, None)
            self._news = True

    def _train(self):
        """All unfinished runs for `SLICE` seconds, always the one that is furthest behind."""
        members, taken = self.members, set()
        until, order = time.monotonic() + SLICE, threading.Lock()

        def turn():
            while time.monotonic() < until:
                with order:
                    clocks = {m: m.run.clock for m in members if not m.done and m.key not in self._failed}
                    free = [m for m in clocks if m not in taken and clocks[m] <= min(clocks.values()) + AHEAD]
                    if not free:
                        return
                    member = min(free, key=clocks.get)
                    taken.add(member)
                self._attempt(member.key, member.advance)
                with order:
                    taken.discard(member)

        if all(member.done for member in members):
            time.sleep(IDLE)
        else:
            for future in [self._pool.submit(turn) for _ in range(THREADS)]:
                future.result()
            self._news = True
        self._redraw()

    def _redraw(self):
        """Take the slice through the loss that is ready, and have the next one drawn, on a thread of its own, when it is due."""
        if self._job is not None and self._job[1].done():
            (self._drawn, future), self._job = self._job, None
            self._flat, self._news = future.result(), True
        if self._job is not None:
            return
        members, selected, now = self.members, self._want.selected, time.monotonic()
        if selected not in self._trainees:
            return
        known, over = (selected, tuple((m.key, m.run.clock) for m in members)), all(m.done for m in members)
        recent = self._drawn is not None and self._drawn[0] == selected and not over and now - self._drawn_at < REDRAWN
        if known == self._drawn or recent or self._trainees[selected].run.clock < 2 * EVERY:
            return
        paths = {member.key: member.path() for member in members}
        job = self._planner.submit(network_picture.flat_slice, self.network, self._judged, selected, paths)
        rest()  # by now the loops have been loaded
        self._job, self._drawn_at = (known, job), now

    def _publish(self, views):
        """Show the newest to every view, if there is news, it is time, and the page keeps up."""
        now = time.monotonic()
        with self._lock:
            self._sent = {number: at for number, at in self._sent.items() if now - at < LOST}
            if not self._news or now - self._sent_at < PUBLISHED or len(self._sent) >= ON_THE_WAY:
                return
            self._number += 1
            self._sent[self._number], self._sent_at, self._news = now, now, False
        snapshot = self._snapshot()
        for view in views:
            view.show_training(snapshot)

    def _snapshot(self):
        about = {"number": self._number, "total": self._total, "every": EVERY, "selected": self._want.selected,
                 "state": self._state, "elsewhere": [dynamics.get(key).NAME for key in self._keys(here=False)]}
        members, selected = self.members, self._trainees.get(self._want.selected)
        if not members:
            return Snapshot(about | {"methods": [], "rows": 0, "computed": 0 if self._keys() else self._total})
        curves, records = network_picture.curves(members)
        if len(members) < len(self._keys()):
            curves["computed"] = 0
        return Snapshot(about | curves, records, *(self._digits(selected) if selected else ({}, b"", b"")), *self._flat)

    def _digits(self, trainee):
        """The shown digits; which ones is settled anew only now and then, or the row would flicker."""
        clocks, read = trainee.reads(self._judge)
        (whose, which, mistakes, since), now, labels = self._shown, time.monotonic(), self._data.test.labels
        if whose is not trainee or trainee.done or now - since > REDRAWN:
            which = network_picture.picked(read[-1], labels, which if whose is trainee else None)
            mistakes = int((read[-1, which] != labels[which]).sum())
            self._shown = trainee, which, mistakes, now
        return network_picture.digits(trainee.key, clocks, read, self._data.test, which, mistakes)
