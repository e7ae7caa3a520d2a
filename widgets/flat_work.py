"""What a page asks of some trained networks: where to read them, slices about them, measures of them, and all that once more with a
layer rescaled. One task at a time, between other work; what has been found once is not worked out again.

Nothing is drawn here, and nothing of the science is here: it trains by `widgets.trainee`, and asks `toy_models`.
"""

from dataclasses import dataclass

import numpy as np

from toy_models import dynamics, measures, plane, units
from widgets.task_work import TaskWork

SEEN = 1_000  # digits of a slice, and of what the network says
DIRECTIONS, PLACES = 3, 41  # of a random slice
LADDER = tuple(float(c) for c in 2.0 ** np.array([0, 2, -2, 1, -1, 3, -3, 0.5, 1.5, -0.5, -1.5, 2.5, -2.5]))  # factors of a layer
TABLE = tuple(key for key in measures.names() if measures.get(key).budgeted)
CURVE = TABLE[0]  # what is drawn against the factor


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
        what = measures.get(self.of).NAME if self.of in TABLE else {"slice": "a random slice", "same": "what it says"}[self.of]
        return f"{what}: {name}" + (f", layer × {self.factor:.3g}" if self.factor != 1 else "")


class FlatWork(TaskWork):
    """Works it out. network: a name; asked: the first `flat_messages.Ask`; tell(): called while something is being found."""

    _looked = None

    def heavy(self, task):
        """A measure is."""
        return task.of in TABLE

    def passing(self, task):
        """What a slider's factor is; the table and the ladder have theirs."""
        return task.factor not in (1.0, *LADDER)

    def free(self):
        """Also the images that are kept."""
        super().free()
        self._looked = None

    def tasks(self):
        """Every `Task` that is wanted, what is looked at first at the front; none of a run that was not read."""
        ask, tasks = self.asked, []
        runs = [run for run in ask.runs if self.solutions.read(run, ask.at) is not None]
        chosen, budget = ask.chosen if ask.chosen in runs else None, (ask.products, ask.digits)
        tasks += [Task(run, ask.at, "slice") for run in runs]
        if chosen and ask.factor != 1:
            tasks += [Task(chosen, ask.at, of, ask.factor) for of in ("same", "slice")]
        if not ask.measuring:
            return tasks
        table = [Task(run, ask.at, key, 1.0, budget) for key in TABLE for run in runs]
        if not chosen:
            return [*tasks, *table]
        sharpest = [Task(chosen, ask.at, CURVE, factor, budget) for factor in (1.0, ask.factor, *LADDER)]
        both = [Task(chosen, ask.at, key, factor, budget) for key in TABLE for factor in dict.fromkeys((1.0, ask.factor))]
        return list(dict.fromkeys([*tasks, *sharpest[:2], *both, *table, *sharpest]))

    def find(self, task, stop):
        """A slice, a comparison of logits, or a measure, with its own error."""
        x = self.solutions.read(task.run, task.at)[-1]
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
        """(value, error, note) of a measure, and the density that it drew, if it did; given up where it is wanted no longer.

        A density is float64 (3, place): curvatures, density, its error.
        """
        measure = measures.get(task.of)
        numbers, digits = measure.budget(*task.budget)
        found = measure.under(lambda: self.watch(task, stop), self.network, x[None], images=self._images(digits), **numbers)
        numbers = float(found.value[0]), float(found.error[0]), " ".join(found.notes)
        drawn = [found.more.get(name, [None])[0] for name in ("curvature", "density", "density_error")]
        return numbers if drawn[1] is None else (*numbers, np.array(drawn))

    def _images(self, count):
        """The first training digits; the newest are kept, with what is derived from them."""
        if len(self._looked or ()) != count:
            self._looked = self.solutions.data.train.first(count)
        return self._looked
