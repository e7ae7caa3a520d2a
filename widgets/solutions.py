"""Networks that are trained until they can be compared: at an equal training loss, and after equal gradient evaluations."""

import functools
import time

import numpy as np

from toy_models import data, dynamics
from widgets.trainee import Plan, Trainee

TRAIN, TEST = 10_000, 2_000  # digits
TARGET = 0.2  # training loss at which networks are compared
EVALUATIONS, MOST = 3_000, 9_000  # gradient evaluations: at which they are compared; of a run that has not come to the loss
PIECE = 0.05  # seconds of training without a look at the mailbox
AT = ("loss", "evaluations")


class Solutions:
    """Trains runs, each (method, batch size) or (method, batch size, seed), a moment at a time. For one thread."""

    def __init__(self, network):
        self._network, self._trainees, self._read = network, {}, {}

    @functools.cached_property
    def data(self):
        """The digits, loaded when they are first asked for."""
        return data.mnist(TRAIN, TEST)

    def free(self):
        """Give up what is half trained; what was read stays."""
        self._trainees = {}

    def next(self, runs):
        """The one that is furthest behind of those that are not over, or None."""
        missing = [run for run in runs if not self.done(run)]
        return min(missing, key=lambda run: one.run.clock if (one := self._trainees.get(run)) else -1, default=None)

    def done(self, run):
        """Whether a run is over: it was read wherever it came to."""
        return all((run, at) in self._read for at in AT)

    def read(self, run, at):
        """(clock, training loss, test loss, test accuracy, weights (weight,)) of a run, or None where it did not come there."""
        return self._read.get((run, at))

    def train(self, run):
        """Train it for a moment, and read it where it has come to. Gives back what was done, in words."""
        method, batch, *seed = run
        if run not in self._trainees:
            self._trainees[run] = Trainee(self._network, method, self.data, MOST, Plan({}, (), *(seed or (0,)), batch))
        one, until = self._trainees[run], time.thread_time() + PIECE
        while not one.done and time.thread_time() < until and not self._past(one.run):
            one.advance()
        records = one.run.records
        for at, reached in zip(AT, (records.train_loss <= TARGET, records.clock >= EVALUATIONS), strict=True):
            if (run, at) not in self._read and reached.any():
                k = int(np.flatnonzero(reached)[0])
                numbers = (float(records.train_loss[k]), float(records.test_loss[k]), float(records.test_accuracy[k]))
                self._read[run, at] = (int(records.clock[k]), *numbers, one.run.checkpoint(records.clock[k]).astype(float))
        if self._past(one.run) or one.done:
            for at in AT:
                self._read.setdefault((run, at), None)
            del self._trainees[run]  # with its records, which are large
        which = f", seed {seed[0]}" if seed else ""
        return f"training {dynamics.get(method).NAME}, batch {batch}{which}: {one.run.clock:,} gradient evaluations"

    @staticmethod
    def _past(run):
        return run.clock >= EVALUATIONS and run.records.train_loss.min() <= TARGET
