"""The ways between two trained networks: the straight line, the same with hidden units matched first, and a curve that is trained;
or a plane through them, coarse to fine.

Nothing is drawn here, and nothing of the science is here: it asks `toy_models.paths` and `toy_models.units`.
"""

from dataclasses import dataclass

import numpy as np

from toy_models import dynamics, paths, units
from widgets import flat_messages, path_messages, path_planes
from widgets.path_planes import Look, Scene
from widgets.solutions import MOST, TARGET, TEST
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

    _going = None, None  # a scene or a look that is not over, and how far it has come: what is given up goes on later

    def heavy(self, task):
        """A curve is trained, and a plane looked at, by one session of a machine at a time."""
        return isinstance(task, Look) or (isinstance(task, Way) and task.kind != "line")

    def passing(self, task):
        """A plane is; its weights and heights are large."""
        return not isinstance(task, Way)

    def wanted(self):
        """The networks that the picture is about."""
        return self.asked.trained

    def free(self):
        """Also what is half done."""
        super().free()
        self._going = None, None

    def ends(self, runs):
        """The weights (weight,) of both runs, None for one that has not come to the loss at which they are compared."""
        read = [self.solutions.read(run, "loss") for run in runs]
        return [None if found is None else found[-1] for found in read]

    def tasks(self):
        """The ways that are wanted; or a plane, and then what there is to see on it."""
        ask = self.asked
        if not ask.looking or any(end is None for end in self.ends(ask.trained)):
            return []
        if ask.picture != "ways":
            return path_planes.wanted(ask)
        lines = [Way(ask.runs, "line"), *([Way(ask.runs, "line", True)] if ask.matched else [])]
        return [*lines, Way(ask.runs, ask.kind, ask.matched, ask.evaluations)]

    def find(self, task, stop):
        """Of a way (its numbers by name, float32 (loss, share of test digits misread, distance from the line; place)).

        Of a `Scene` its `path_planes.Stage`, of a `Look` its heights (row, column).
        """
        if isinstance(task, Look):
            return self._looked(task, stop)
        if isinstance(task, Scene):
            path = self._walked(task, stop) if task.kind == "path" else None
            return path_planes.stage(self.network, task, self.ends(task.runs), path)
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

    def _under_way(self, task, begin):
        """What was begun of a task, else begin()."""
        if self._going[0] != task:
            self._going = task, begin()
        return self._going[1]

    def _walked(self, scene, stop):
        """The path (frame, weight) to the first of a scene's runs, trained once more: a session does not keep all paths."""
        run, data = scene.runs[0], self.solutions.data
        clock = self.solutions.read(run, "loss")[0]
        trainee = self._under_way(scene, lambda: path_planes.trained(self.network, data, run, MOST))
        while trainee.run.clock < clock:
            trainee.advance()
            self.watch(scene, stop)
        return path_planes.frames(trainee, clock)

    def _looked(self, look, stop):
        on = self.found[look.scene]
        slow = self._under_way(look, lambda: path_planes.looking(self.network, self.solutions.data, on, look.height))
        while slow.advance():
            self.watch(look, stop)
        return slow.grid

    def scene(self):
        """(`Scene`, its `Stage`, heights as fine as they are, how many were looked at) of what is asked for; None for the ways."""
        if self.asked.picture == "ways":
            return None
        scene, look = path_planes.wanted(self.asked)
        grid, (task, slow) = self.found.get(look), self._going
        if grid is not None:
            return scene, self.found.get(scene), grid, grid.size
        known = (slow.grid, slow.looked) if task == look else (np.empty((0, 0)), 0)
        return scene, self.found.get(scene), *known

    def state(self):
        """How it stands; of a plane, in places."""
        state = super().state()
        with self.lock:
            seen = self.scene()
        return state if seen is None else state | {"done": seen[3], "cells": path_planes.SHAPE[0] * path_planes.SHAPE[1]}

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
            "seeds": list(path_messages.SEEDS), "weights": work.network.size, "pictures": list(path_messages.PICTURES),
            "heights": list(path_messages.HEIGHTS), "seen": path_planes.SEEN}


def told(work):
    """{name of a trait: value} of everything that may change."""
    ask = work.asked
    asked = {"runs": [list(run) for run in ask.runs], "kind": ask.kind, "matched": ask.matched, "evaluations": ask.evaluations,
             "looking": ask.looking, "picture": ask.picture, "height": ask.height, "third": list(ask.third), "walked": ask.walked}
    ways = [way for way in work.tasks() if isinstance(way, Way) and way in work.found]
    ends, found, seen = [], [(way, *work.found[way]) for way in ways], work.scene()
    scene, heights = path_planes.told(seen[0], ask.height, *seen[1:]) if seen else ({}, b"")
    for method, batch, seed in ask.trained:
        read = work.solutions.read((method, batch, seed), "loss")
        one = {"method": method, "name": dynamics.get(method).NAME, "batch": batch, "seed": seed}
        here = read and {"clock": read[0], "train_loss": read[1], "accuracy": read[3]}
        ends.append(one | {"here": here, "done": work.solutions.done((method, batch, seed))})
    ways = [{"kind": way.kind, "matched": way.matched, "words": str(way)} | numbers for way, numbers, _ in found]
    return {"asked": asked, "ends": ends, "ways": ways, "along": b"".join(along.tobytes() for *_, along in found),
            "scene": scene, "heights": heights, "state": work.state()}
