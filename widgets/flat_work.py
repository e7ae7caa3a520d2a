"""What a page asks of some trained networks: where to read them, slices about them, measures of them, and all that once more with a
layer rescaled. One task at a time, between other work; what has been found once is not worked out again.

Nothing is drawn here, and nothing of the science is here: it trains by `widgets.trainee`, and asks `toy_models`.
"""

import time
from dataclasses import dataclass

import numpy as np

from toy_models import data, dynamics, measures, networks, plane, units
from toy_models.contract import InvalidArgument
from toy_models.network_objective import GivenUp
from widgets.protocol import fault
from widgets.trainee import Plan, Trainee
from widgets.turn import Turn

TRAIN, TEST = 10_000, 2_000  # digits
TARGET = 0.2  # training loss at which networks are compared
EVALUATIONS, MOST = 3_000, 9_000  # gradient evaluations: at which they are compared; of a run that has not come to the loss
PIECE = 0.05  # seconds of training without a look at the mailbox
TOLD = 0.25  # seconds between two tellings
SEEN = 1_000  # digits of a slice, and of what the network says
NOISY = 200  # digits whose slopes are held at once: 40 MB
DIRECTIONS, PLACES = 3, 41  # of a random slice
LADDER = tuple(float(c) for c in 2.0 ** np.array([0, 2, -2, 1, -1, 3, -3, 0.5, 1.5, -0.5, -1.5, 2.5, -2.5]))  # factors of a layer
BUDGETS = {  # measures in the order of a table, with what a budget of m products gives each of them
    "top_eigenvalue": lambda m: {"steps": m}, "trace": lambda m: {"probes": m},
    "epsilon_sharpness": lambda m: {"iterations": max(m // 2, 1), "starts": 1}, "sam_gap": lambda m: {},
    "noise_participation": lambda m: {}, "adaptive_top_eigenvalue": lambda m: {"steps": m}, "adaptive_sharpness": lambda m: {},
    "local_energy": lambda m: {"probes": m},
}


@dataclass(frozen=True)
class Task:
    """One thing to find: of a `run`, read `at`, with its layer times `factor`; `of`: a measure, "slice" or "same"."""

    run: tuple
    at: str
    of: str
    factor: float = 1.0
    budget: tuple = ()  # products, digits

    def __str__(self):
        name = f"{dynamics.get(self.run[0]).NAME}, batch {self.run[1]}"
        what = measures.get(self.of).NAME if self.of in BUDGETS else {"slice": "a random slice", "same": "what it says"}[self.of]
        return f"{what}: {name}" + (f", layer × {self.factor:.3g}" if self.factor != 1 else "")


class FlatWork:
    """Works it out. `ask`, `pause` and `stop` may be called from any thread, the rest belongs to one.

    network: a name; asked: the first `flat_messages.Ask`; tell(): called now and then while something is being found.
    """

    def __init__(self, network, asked, tell):
        self.network, self.asked, self._tell, self._turn = networks.get(network), asked, tell, Turn("measures")
        self._data, self._looked, self._trainees, self._read, self.found = None, None, {}, {}, {}
        self._held, self._why, self._now, self._pieces, self._told_at, self.waits = "", "", "", 0, 0.0, False

    def ask(self, asked):
        """An `Ask` is wanted from now on."""
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

    def free(self):
        """Give up the networks in training and the turn; what was read and found stays."""
        self._turn.give()
        self._trainees = {}

    # ---- the work ---------------------------------------------------------------------------------------------------
    def has_work(self):
        """Whether something is missing that can be found now; one session of a machine measures at a time."""
        if self._held:
            return False
        task = self._next()
        self.waits = isinstance(task, Task) and task.of in BUDGETS and not self._turn.take()
        return task is not None and not self.waits

    def slice(self, stop):
        """Train for a moment, or find one thing, unless `stop()` comes first. Gives back whether there is something new."""
        task = self._next()
        if task is None or self._held:
            return False
        try:
            if isinstance(task, Task):
                self._now, self._pieces = str(task), 0
                self.found[task] = self._find(task, stop)
            else:
                self._train(task)
        except GivenUp:
            return False
        except Exception as error:
            self._held, self._why = "failed", fault(error)["message"]
            if not isinstance(error, InvalidArgument):
                raise
        finally:
            self._turn.give()
        return isinstance(task, Task) or self.done(task) or self._due()

    def _due(self):
        if time.monotonic() - self._told_at < TOLD:
            return False
        self._told_at = time.monotonic()
        return True

    def _next(self):
        """A run that is to be trained on, a `Task` that is wanted and not found, or None."""
        missing = [run for run in self.asked.runs if not self.done(run)]
        if missing:
            return min(missing, key=lambda run: self._trainees[run].run.clock if run in self._trainees else -1)
        return next((task for task in self.tasks() if task not in self.found), None)

    def tasks(self):
        """Every `Task` that is wanted, what is looked at first at the front; none of a run that was not read."""
        ask, tasks = self.asked, []
        runs = [run for run in ask.runs if self.weights(run) is not None]
        chosen, budget = ask.chosen if ask.chosen in runs else None, (ask.products, ask.digits)
        tasks += [Task(run, ask.at, "slice") for run in runs]
        if chosen and ask.factor != 1:
            tasks += [Task(chosen, ask.at, of, ask.factor) for of in ("same", "slice")]
        if not ask.measuring:
            return tasks
        table = [Task(run, ask.at, key, 1.0, budget) for key in BUDGETS for run in runs]
        if not chosen:
            return [*tasks, *table]
        sharpest = [Task(chosen, ask.at, "top_eigenvalue", factor, budget) for factor in (1.0, ask.factor, *LADDER)]
        both = [Task(chosen, ask.at, key, factor, budget) for key in BUDGETS for factor in dict.fromkeys((1.0, ask.factor))]
        return list(dict.fromkeys([*tasks, *sharpest[:2], *both, *table, *sharpest]))

    # ---- training ---------------------------------------------------------------------------------------------------
    def _train(self, run):
        if self._data is None:
            self._data = data.mnist(TRAIN, TEST)
        if run not in self._trainees:
            self._trainees[run] = Trainee(self.network, run[0], self._data, MOST, Plan({}, (), 0, run[1]))
        one, until = self._trainees[run], time.thread_time() + PIECE
        self._now = f"training {dynamics.get(run[0]).NAME}, batch {run[1]}: {one.run.clock:,} gradient evaluations"
        while not one.done and time.thread_time() < until and not self._past(one.run):
            one.advance()
        records = one.run.records
        for at, reached in (("loss", records.train_loss <= TARGET), ("evaluations", records.clock >= EVALUATIONS)):
            if (run, at) not in self._read and reached.any():
                k = int(np.flatnonzero(reached)[0])
                numbers = (float(records.train_loss[k]), float(records.test_loss[k]), float(records.test_accuracy[k]))
                self._read[run, at] = (int(records.clock[k]), *numbers, one.run.checkpoint(records.clock[k]).astype(float))
        if self._past(one.run) or one.done:
            for at in ("loss", "evaluations"):
                self._read.setdefault((run, at), None)
            del self._trainees[run]  # with its records, which are large

    @staticmethod
    def _past(run):
        return run.clock >= EVALUATIONS and run.records.train_loss.min() <= TARGET

    def done(self, run):
        """Whether a run is over: it was read wherever it came to."""
        return all((run, at) in self._read for at in ("loss", "evaluations"))

    def read(self, run, at):
        """(clock, training loss, test loss, test accuracy, weights (weight,)) of a run, or None where it did not come there."""
        return self._read.get((run, at))

    def weights(self, run):
        """Its weights where it is compared, or None."""
        found = self._read.get((run, self.asked.at))
        return None if found is None else found[-1]

    # ---- what is found ----------------------------------------------------------------------------------------------
    def _find(self, task, stop):
        x = self._read[task.run, task.at][-1]
        there = units.rescaled(self.network, x[None], task.factor)[0] if task.factor != 1 else x
        if task.of == "slice":
            return self._slice(there)
        if task.of == "same":
            return self._same(x, there)
        return self._measured(task, there, stop)

    def _slice(self, x):
        """(losses (direction, place), the directions of length 1): random ones, each in units of the network's own filters."""
        judge, along = self.network.judge(self._images(SEEN)), np.linspace(-1, 1, PLACES, dtype=np.float32)
        offsets = np.stack([along, 0 * along], axis=-1)
        lines = plane.filter_directions(self.network, x, 0, DIRECTIONS)
        losses = np.array([judge.plane(np.stack([x, d, d]), offsets) for d in lines])
        return losses, (lines / np.linalg.norm(lines, axis=1, keepdims=True)).astype(np.float32)

    def _same(self, x, there):
        """(largest change of a logit, of the largest logit), of the digits that measures are taken on, in float64."""
        images = self._images(SEEN).pixels / 255
        one, other = (self.network.logits(each[None], images) for each in (x, there))
        return float(np.abs(one - other).max()), float(np.abs(one).max())

    def _measured(self, task, x, stop):
        """(value, error, note) of a measure; given up where it is wanted no longer."""
        products, digits = task.budget

        def watch():
            self._pieces += 1
            if stop() or self._held or task not in self.tasks():
                raise GivenUp
            if self._due():
                self._tell()

        images = self._images(min(digits, NOISY) if task.of == "noise_participation" else digits)
        found = measures.get(task.of).under(watch, self.network, x[None], images=images, **BUDGETS[task.of](products))
        return float(found.value[0]), float(found.error[0]), " ".join(found.notes)

    def _images(self, count):
        """The first training digits; the newest are kept, with what is derived from them."""
        if len(self._looked or ()) != count:
            self._looked = self._data.train.first(count)
        return self._looked

    def state(self):
        """How it stands, as a plain dictionary for the bar of a job."""
        tasks, task = self.tasks(), self._next()
        training = task is not None and not isinstance(task, Task)
        word = self._held or ("finished" if task is None else "waiting" if self.waits else "computing")
        done = sum(one in self.found for one in tasks)
        what = self._why or (self._now if word == "computing" else "")
        if self._pieces and not training and word == "computing" and task.of in BUDGETS:
            what += f" ({self._pieces} asked)"
        return {"state": word, "why": what, "done": 0 if training else done, "cells": max(len(tasks), 1), "coarse": training}
