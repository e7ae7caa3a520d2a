"""What a page wants to know of trained networks, as tasks: found one at a time, between other work, and none of them twice."""

import threading
import time

from toy_models import networks
from toy_models.contract import InvalidArgument
from toy_models.network_objective import GivenUp
from widgets.protocol import fault
from widgets.solutions import Solutions
from widgets.turn import Turn

TOLD = 0.25  # seconds between two tellings
PASSED = 20  # answers of a moment that are kept when nobody looks at them any more: a hand's way back is short


class TaskWork:
    """Finds what is asked. `ask`, `pause` and `stop` may be called from any thread, the rest belongs to one.

    A kind of page gives `tasks()`, all that is wanted, the first things first, as frozen data whose text says what it is;
    `find(task, stop)`, which calls `watch(task, stop)` while it takes long; `heavy(task)`, whether one session of a machine does so
    at a time; and `passing(task)`, whether it is one of the many that a hand passes on its way. A task says all that it is about:
    `asked` may be another by the time it is found.

    network: a name, or None where no runs are trained that others are compared with; asked: what is asked at first, with the `runs`
    that are trained, which are tuples; tell(): called while something is being found. Who reads more than one thing of it that
    belongs together, `asked` twice among them, holds its `lock` meanwhile.
    """

    kept = PASSED

    def __init__(self, network, asked, tell):
        self.lock = threading.RLock()
        self.network = None if network is None else networks.get(network)
        self.asked, self._tell, self._turn = asked, tell, Turn("measures")
        self.solutions, self.found, self.waits = Solutions(self.network), {}, False
        self._held, self._why, self._now, self._pieces, self._told_at = "", "", "", 0, 0.0

    def ask(self, asked):
        """Something else is wanted from now on."""
        with self.lock:
            self.asked = asked
            if self._held == "failed":
                self._held = self._why = ""

    def pause(self, paused):
        """Hold the work, or let it go on."""
        if self._held != "failed":
            self._held = "paused" if paused else ""

    def stop(self):
        """End it; what is found stays."""
        if self._held != "failed":
            self._held = "cancelled"

    def rest(self):
        """Nobody looks: others may have the turn."""
        self._turn.give()

    def free(self):
        """Give up what takes room, and the turn; what was found stays."""
        self.rest()
        self.solutions.free()

    def has_work(self):
        """Whether something is missing that can be found now."""
        if self._held:
            return False
        with self.lock:
            task = self._next()
            self.waits = task is not None and not _trains(task) and self.heavy(task) and not self._turn.take()
            return task is not None and not self.waits

    def slice(self, stop):
        """Train for a moment, or find one thing, unless `stop()` comes first. Gives back whether there is something new."""
        task = self._next()
        if task is None or self._held:
            return False
        training = _trains(task)
        try:
            if training:
                self._now = self.solutions.train(task)
            else:
                self._now, self._pieces = str(task), 0
                found = self.find(task, stop)
                with self.lock:
                    self.found[task] = found
                    self._forget()
        except GivenUp:
            return False
        except Exception as error:
            self._held, self._why = "failed", fault(error)["message"]
            if not isinstance(error, InvalidArgument):
                raise
        finally:
            self._turn.give()
        return not training or self.solutions.done(task) or self._due()

    def passing(self, task):
        """None is."""
        return False

    def wanted(self):
        """The runs that are trained: those that are asked for."""
        return self.asked.runs

    def _forget(self):
        """Give up all but the newest of what was found in passing; an answer may be hundreds of kilobytes."""
        wanted = set(self.tasks())
        passed = [task for task in self.found if task not in wanted and self.passing(task)]
        for task in passed[: max(len(passed) - self.kept, 0)]:
            del self.found[task]

    def watch(self, task, stop):
        """Count a piece of a task, and tell of it now and then. Raises `GivenUp` where it is wanted no longer."""
        self._pieces += 1
        with self.lock:
            wanted = task in self.tasks()
        if stop() or self._held or not wanted:
            raise GivenUp
        if self._due():
            self._tell()

    def _due(self):
        if time.monotonic() - self._told_at < TOLD:
            return False
        self._told_at = time.monotonic()
        return True

    def _next(self):
        """A run that is to be trained on, a task that is wanted and not found, or None."""
        with self.lock:
            return self.solutions.next(self.wanted()) or next((task for task in self.tasks() if task not in self.found), None)

    def state(self):
        """How it stands, as a plain dictionary for the bar of a job; before anything is asked it is ready."""
        with self.lock:
            tasks, task = self.tasks(), self._next()
        training = _trains(task)
        word = self._held or ("waiting" if self.waits else "computing" if task is not None else "finished" if tasks else "ready")
        what = self._why or {"computing": self._now, "ready": "it waits for your guess"}.get(word, "")
        if self._pieces and not training and word == "computing":
            what += f" ({self._pieces:,} asked)"
        done = 0 if training else sum(one in self.found for one in tasks)
        return {"state": word, "why": what, "done": done, "cells": max(len(tasks), 1)}


def _trains(task):
    """Whether it is a run that is to be trained on."""
    return isinstance(task, tuple)
