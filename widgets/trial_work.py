"""The experiments of a lesson: every case with every seed, one curve after the other, told as they come.

Nothing is drawn here, and nothing of the science is here: it asks `toy_models.experiments`.
"""

from dataclasses import dataclass

import numpy as np

from toy_models import experiments
from widgets import theme, trial_messages
from widgets.task_work import TaskWork
from widgets.typeset import typeset

END = object()  # of a trace


@dataclass(frozen=True)
class Curve:
    """One curve of an experiment, by its name: which case, which seed."""

    experiment: str
    case: int
    seed: int

    def __str__(self):
        return f"{experiments.get(self.experiment).cases[self.case]}, seed {self.seed}"


class TrialWork(TaskWork):
    """Works them out. asked: the first `trial_messages.Ask`; tell(): called while something is being found."""

    def __init__(self, asked, tell):
        super().__init__(None, asked, tell)
        self.coming = None  # (curve, what draws it, its points): what is half done goes on where it was

    def heavy(self, task):
        """Each is."""
        return True

    def free(self):
        """Also the curve that is half done."""
        super().free()
        self.coming = None

    def tasks(self):
        """Seed by seed every case of what was begun, what is looked at first."""
        begun = sorted(self.asked.begun, key=lambda key: key != self.asked.shown)
        return [Curve(key, case, seed) for key in begun for seed in range(self.asked.of(key))
                for case in range(len(experiments.get(key).cases))]

    def find(self, task, stop):
        """The points of a curve, ((place, {column: number}), ...)."""
        if self.coming is None or self.coming[0] != task:
            self.coming = task, experiments.get(task.experiment).trace(task.case, task.seed), []
        _, trace, points = self.coming
        while (point := self._next_point(trace)) is not END:
            if point is not None:
                points.append(point)
            self.watch(task, stop)
        self.coming = None
        return tuple(points)

    def _next_point(self, trace):
        """What a trace yields next, or `END`. One that has raised yields no more: what is there of it is no curve."""
        try:
            return next(trace, END)
        except BaseException:
            self.coming = None
            raise

    def outcome(self, key, whole=True):
        """The `Outcome` of an experiment so far; of whole curves alone, or with the one that is coming. For any thread."""
        found, coming = self.found.copy(), self.coming
        curves = {(task.case, task.seed): points for task, points in found.items() if task.experiment == key}
        if not whole and coming and coming[0].experiment == key and coming[2]:
            curves[coming[0].case, coming[0].seed] = list(coming[2])
        return experiments.get(key).gathered(curves)


def offers(work):
    """What never changes: the experiments, their axes, cases and columns."""
    return {"experiments": [_offered(experiments.get(key)) for key in work.asked.experiments], "most": trial_messages.MOST_SEEDS}


def _offered(experiment):
    module = experiment.module
    cues = theme.cues(len(experiment.cases))
    cases = [{"words": words, "cue": cue} for words, cue in zip(experiment.cases, cues, strict=True)]
    return {"key": experiment.key, "name": experiment.name, "across": _quantity(module.ACROSS), "cases": cases, "from": module.FROM,
            "columns": [_quantity(column) for column in experiment.columns], "seconds": module.SECONDS, "seeds": module.SEEDS,
            "hides": module.HIDES}


def _quantity(one):
    return {"name": one.name, "symbol": typeset(one.symbol), "words": one.words, "log": one.log, "law": one.law_of,
            "down": one.down}


def told(work):
    """{name of a trait: value} of everything that may change."""
    ask = work.asked
    asked = {"begun": list(ask.begun), "shown": ask.shown, "seeds": ask.of(ask.shown)}
    return {"asked": asked, "curves": _curves(work), "found": [_found(work, key) for key in ask.experiments],
            "state": work.state()}


def _curves(work):
    """Of what is looked at: {"seeds": curves one by one, "means": over seeds, by column and case, where they were at one place}."""
    key = work.asked.shown
    some, whole = work.outcome(key, whole=False), work.outcome(key)
    seeds = [{"case": case, "seed": seed, "done": (case, seed) in whole.curves, "places": _plain(places),
              "values": [_plain(along[name]) for name in some.columns]} for (case, seed), (places, along) in some.curves.items()]
    return {"seeds": seeds, "means": [[_mean(whole, name, case) for case in range(len(some.cases))] for name in some.columns]}


def _mean(outcome, name, case):
    found = outcome.along(name, case)
    return None if found is None else [_plain(part) for part in found]


def _found(work, key):
    """Of an experiment, by column and case: "ends" [mean, error], "apart" from the first case, "changes" from its `FROM` on.

    "seeds": how many have all cases.
    """
    outcome, start = work.outcome(key), experiments.get(key).module.FROM
    cases = range(len(outcome.cases))
    ends = [[_plain([outcome.mean(name, k), outcome.standard_error(name, k)]) for k in cases] for name in outcome.columns]
    apart = [[_apart(outcome.difference(name, k)) for k in cases[1:]] for name in outcome.columns]
    changes = [] if start is None else [[_apart(outcome.change(name, k, start)) for k in cases] for name in outcome.columns]
    done = min(sum(case == k for case, _ in outcome.curves) for k in cases)
    return {"key": key, "seeds": done, "ends": ends, "apart": apart, "changes": changes}


def _apart(one):
    mean, error = _plain([one.mean, one.error])
    return {"mean": mean, "error": error, "seeds": one.seeds, "clear": one.clear}


def _plain(values):
    """Numbers as a page reads them: six digits, None for what is none."""
    return [float(f"{value:.6g}") if np.isfinite(value) else None for value in values]
