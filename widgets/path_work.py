"""The ways between two trained networks: the straight line, the same with hidden units matched first, and a curve that is trained.

Nothing is drawn here, and nothing of the science is here: it asks `toy_models.paths` and `toy_models.units`.
"""

from dataclasses import dataclass

import numpy as np

from toy_models import dynamics, paths, units
from widgets import flat_messages, path_messages
from widgets.solutions import TARGET, TEST
from widgets.task_work import TaskWork

PLACES = 41  # of a way
JUDGED = 2_000  # training digits whose loss is shown
STRIDE = 50  # gradient evaluations of a bend without a look at the mailbox
SAID = {"line": "the straight line", "bezier": "a Bézier curve", "polygon": "a line with a bend"}


@dataclass(frozen=True)
class Way:
    """A way between two runs: its `kind`, whether units are matched first, and the evaluations that its bend is trained for."""

    runs: tuple
    kind: str
    matched: bool = False
    evaluations: int = 0

    def __str__(self):
        return SAID[self.kind] + (", units matched" if self.matched else "")


class PathWork(TaskWork):
    """Works them out. network: a name; asked: the first `path_messages.Ask`; tell(): called while something is being found."""

    def heavy(self, task):
        """A curve is trained by one session of a machine at a time."""
        return task.kind != "line"

    def ends(self, runs):
        """The weights (weight,) of both runs, None for one that has not come to the loss at which they are compared."""
        read = [self.solutions.read(run, "loss") for run in runs]
        return [None if found is None else found[-1] for found in read]

    def tasks(self):
        """The ways that are wanted."""
        ask = self.asked
        if not ask.looking or any(end is None for end in self.ends(ask.runs)):
            return []
        lines = [Way(ask.runs, "line"), *([Way(ask.runs, "line", True)] if ask.matched else [])]
        return [*lines, Way(ask.runs, ask.kind, ask.matched, ask.evaluations)]

    def find(self, task, stop):
        """(the numbers of a way by name, float32 (loss, share of test digits misread, distance from the line; place))."""
        (a, b), digits = self.ends(task.runs), self.solutions.data
        if task.matched:
            b = units.matched(self.network, a[None], b[None])[0]
        path = paths.line(self.network, a, b) if task.kind == "line" else self._bent(task, a, b, stop)
        (t, loss, _), (_, _, wrong) = (path.profile(images, PLACES) for images in (digits.train.first(JUDGED), digits.test))
        step, unit = path.at(t) - a, (b - a) / np.linalg.norm(b - a)
        away = np.linalg.norm(step - np.outer(step @ unit, unit), axis=1)
        barriers = [float(along.max() - max(along[0], along[-1])) for along in (loss, wrong)]
        numbers = {"highest": float(loss.max()), "barrier": barriers[0], "worst": float(wrong.max()), "misread": barriers[1],
                   "length": path.length(), "apart": float(np.linalg.norm(b - a)), "away": float(away.max())}
        return numbers, np.array([loss, wrong, away], "<f4")

    def _bent(self, task, a, b, stop):
        bending = paths.Bending(self.network, a, b, self.solutions.data, task.kind, evaluations=task.evaluations)
        while bending.advance(bending.clock + STRIDE):
            self.watch(task, stop)
        return bending.path


def offers(work):
    """What never changes: what may be asked for, and how the ends are trained."""
    methods = [{"key": key, "name": dynamics.get(key).NAME} for key in flat_messages.methods(work.network)]
    return {"methods": methods, "target": TARGET, "places": PLACES, "judged": JUDGED, "test": TEST,
            "kinds": list(path_messages.KINDS), "evaluations": list(path_messages.EVALUATIONS),
            "seeds": list(path_messages.SEEDS), "weights": work.network.size}


def told(work):
    """{name of a trait: value} of everything that may change."""
    ask = work.asked
    asked = {"runs": [list(run) for run in ask.runs], "kind": ask.kind, "matched": ask.matched, "evaluations": ask.evaluations,
             "looking": ask.looking}
    ends, found = [], [(way, *work.found[way]) for way in work.tasks() if way in work.found]
    for method, batch, seed in ask.runs:
        read = work.solutions.read((method, batch, seed), "loss")
        one = {"method": method, "name": dynamics.get(method).NAME, "batch": batch, "seed": seed}
        here = read and {"clock": read[0], "train_loss": read[1], "accuracy": read[3]}
        ends.append(one | {"here": here, "done": work.solutions.done((method, batch, seed))})
    ways = [{"kind": way.kind, "matched": way.matched, "words": str(way)} | numbers for way, numbers, _ in found]
    return {"asked": asked, "ends": ends, "ways": ways, "along": b"".join(along.tobytes() for *_, along in found),
            "state": work.state()}
