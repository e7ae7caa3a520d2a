"""What a page asks of a race: the trials of a search, the runs, a measure of each finish. One task at a time, between other work.

The science is `toy_models.race` and `toy_models.paired`; here is what is still missing, and in which order it is found.
"""

from dataclasses import dataclass

from toy_models import dynamics, measures
from toy_models.race import FACTORS, SEARCHED, chosen, finish, step_of, stepped, trial_data
from widgets.solutions import EVALUATIONS, MOST, TARGET
from widgets.task_work import TaskWork

MOST_LOG = 20


@dataclass(frozen=True)
class Run:
    """A run to its finish: a method, its default step times `factor`, and a seed. A trial's seeds are those of no race."""

    method: str
    factor: float
    seed: int
    at: str
    batch: int

    def __str__(self):
        what = "a trial of" if self.seed in SEARCHED else "running"
        return f"{what} {dynamics.get(self.method).NAME}, step × {self.factor:.3g}, seed {self.seed}"


@dataclass(frozen=True)
class Look:
    """A measure of where a run finished, at a budget of products and digits."""

    run: Run
    measure: str
    budget: tuple

    def __str__(self):
        return f"{measures.get(self.measure).NAME}: {dynamics.get(self.run.method).NAME}, seed {self.run.seed}"


class RaceWork(TaskWork):
    """Works it out. network: a name; asked: the first `race_messages.Ask`; tell(): called while something is being found."""

    kept = 200  # answers that are not looked at any more, each as large as the weights

    def __init__(self, network, asked, tell):
        super().__init__(network, asked, tell)
        self.log, self._tells = [], None

    def heavy(self, task):
        """A measure is."""
        return isinstance(task, Look)

    def passing(self, task):
        """Everything is: a page may ask for any number of races."""
        return True

    def searched(self, method):
        """The trials of a method's step, or none where it has no step."""
        if step_of(dynamics.get(method)) is None:
            return []
        return [Run(method, factor, seed, self.asked.at, self.asked.batch) for factor in FACTORS for seed in SEARCHED]

    def factor(self, lane):
        """The factor of a lane's step; None while it is still searched."""
        method, tuning, factor = lane
        trials = self.searched(method) if tuning == "searched" else []
        if not all(trial in self.found for trial in trials):
            return None
        ends = {each: [self.found[one] for one in trials if one.factor == each] for each in FACTORS}
        return chosen(ends)[0] if trials else factor

    def runs(self, lane):
        """The runs of a lane, seed by seed; those of a lane that is still searched have no factor yet."""
        factor = self.factor(lane)
        return [Run(lane[0], factor or 0.0, seed, self.asked.at, self.asked.batch) for seed in range(self.asked.seeds)]

    def look(self, run):
        """What measures a run at its finish."""
        return Look(run, self.asked.measure, (self.asked.products, self.asked.digits))

    def tasks(self):
        """Searches first, then runs, all lanes of a seed before the next, then the measures; nothing before they race."""
        return self._field() if self.asked.racing else []

    def _field(self):
        """All tasks of the race that is asked for, whether it is run or not."""
        trials = [trial for lane in self.asked.lanes if lane[1] == "searched" for trial in self.searched(lane[0])]
        runs = [run for seed in zip(*map(self.runs, self.asked.lanes), strict=True) for run in seed]
        looks = [self.look(run) for run in runs if run not in self.found or self.found[run].reached]
        return list(dict.fromkeys([*trials, *runs, *looks]))

    def find(self, task, stop):
        """A `Finish`, or a measure's (value, error)."""
        if isinstance(task, Look):
            measure, x = measures.get(task.measure), self.found[task.run].weights[None].astype(float)
            numbers, digits = measure.budget(*task.budget)
            images = self.solutions.data.train.first(digits)
            found = measure.under(lambda: self.watch(task, stop), self.network, x, images=images, **numbers)
            return float(found.value[0]), float(found.error[0])
        data = self.solutions.data
        values, _ = stepped(self.network, task.method, len(data.train), task.batch, task.factor)
        learnt = trial_data(data) if task.seed in SEARCHED else data
        most, loss = (MOST, TARGET) if task.at == "loss" else (EVALUATIONS, None)
        return finish(self.network, task.method, learnt, task.seed, values, task.batch, most, loss, lambda: self.watch(task, stop))

    def slice(self, stop):
        """As any work; a race that is over stands in the log from then on."""
        news = super().slice(stop)
        with self.lock:
            if news and self.over() and self._tells and self.asked not in [asked for asked, _ in self.log]:
                self.log = [(self.asked, self._tells(self)), *self.log][:MOST_LOG]
        return news

    def state(self):
        """How it stands; before the race it is ready, with so many tasks to come."""
        with self.lock:
            state = super().state()
            ready = {"state": "ready", "why": "it waits for your guess", "cells": len(self._field())}
            return state if self.asked.racing else state | ready

    def over(self):
        """Whether all that was asked for is found."""
        return self.asked.racing and all(task in self.found for task in self.tasks())

    def logs(self, tells):
        """tells(work): what stands in the log of a race that is over."""
        self._tells = tells
