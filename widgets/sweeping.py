"""A page's sweep: two sliders of a method, five readings of the same runs. A few cells at a time, between other work.

Coarse first, then the cells whose neighbours differ most. Nothing is drawn here, and nothing of the science is here: a cell is a
run of `toy_models.sweep_plan`, and its share is the number that the arena shows beside that run.
"""

import itertools
import time
from dataclasses import dataclass

import numpy as np

from toy_models import dynamics, landscapes, readings
from toy_models.cells import levels
from toy_models.contract import InvalidArgument
from toy_models.sweep_plan import plan
from widgets.controls import SHARED, sliders
from widgets.landscape_side import EVERY, map_shape, valley
from widgets.protocol import fault
from widgets.turn import Turn

PIECE = 0.04  # seconds of work without a look at the mailbox
MOST = 90.0  # seconds of work for one asking; a hand may let it go on
SOON, LATE = 0.25, 3.0  # seconds between two tellings, at least and at most
SHARE = 1 / 12  # of the cells that are new in a telling that does not come late
COARSE = 3  # the depth of halving to which cells are run in order, and at once: 9 x 9
KEEP = 0.5  # share of replicas that must have left for their time to be shown


@dataclass(frozen=True)
class Reading:
    """A number of a run: its words, what follows its value, the function, and the largest that has a colour of its own."""

    words: str
    unit: str
    read: object
    most: float | None = None


def listed(landscape, replicas, total):
    """{key: `Reading`} of the five that are shown, and of the share that has left, which says where a time may be shown."""
    label = landscape.labels[0] if len(landscape.labels) else "first minimum"
    return {
        "share": Reading(label, f"of {replicas}", lambda run: replicas * (_valleys(run)[-1] == 0), replicas),
        "energy": Reading("energy", "", readings.energy, landscape.height_range[1]),
        "sharpness": Reading("sharpness", "", readings.sharpness),
        "escape": Reading("escape time", f"evaluations, cut at {total:,}", _escape, total),
        "distance": Reading("way from the start", "", readings.distance, float(np.hypot(*np.ptp(landscape.extent, axis=1)))),
        "left": Reading("has left", "", lambda run: (_valleys(run) != _valleys(run)[0]).any(axis=0)),
    }


def _valleys(run):
    return valley(run.landscape.basins(map_shape(run.landscape)), run.x, run.landscape.extent)


def _escape(run):
    """Evaluations until the first frame in another valley than the start's; the whole run where there is none."""
    left = _valleys(run) != _valleys(run)[0]
    return np.where(left.any(axis=0), run.gradient_evaluations[left.argmax(axis=0)], run.gradient_evaluations[-1])


@dataclass(eq=False)
class Job:
    """One sweep: what was asked, its plan, what it has read, and how it stands."""

    asked: object
    plan: object
    listed: dict
    sweep: object
    order: object
    allowed: float  # seconds of work
    state: str = "computing"
    why: str = ""
    spent: float = 0.0
    told_at: float = 0.0
    told_done: int = 0
    told_stage: int = 0
    stages: int = 0  # the depth of halving at which cells are run now


class Sweeping:
    """Works one out. `ask`, `pause` and `stop` may be called from any thread, the rest belongs to one."""

    def __init__(self, total, replicas):
        self._total, self._replicas, self._turn, self.job = total, replicas, Turn("sweeps"), None
        self.waits = False  # for its turn

    def ask(self, asked, values):
        """Another sweep: a `sweep_messages.Ask`, under these {slider: value} for the sliders that are no axis."""
        landscape, method = landscapes.get(asked.landscape), dynamics.get(asked.method)
        own = method.by_slider()
        held = {own[slider].name: value for slider, value in values.items() if slider in own}
        found = listed(landscape, self._replicas, self._total)
        axes = ((own[slider].name, line) for slider, line in ((asked.x, asked.x_values), (asked.y, asked.y_values)))
        read = {key: reading.read for key, reading in found.items()}
        made = plan(landscape, method, *axes, read, self._replicas, parameters=held, evaluations=self._total,
                    record_every=_every(method, held, asked, own))
        result = made.empty()
        self.job = Job(asked, made, found, result, _order(result), MOST)

    def pause(self, paused):
        """Hold it, or let it go on; one that has spent what it may is allowed as much again."""
        job = self.job
        if paused and job.state == "computing":
            job.state = "paused"
        elif not paused and job.state in ("paused", "cancelled"):
            job.state, job.allowed = "computing", job.spent + MOST

    def stop(self):
        """End it; what is done stays."""
        if self.job.state in ("computing", "paused"):
            self.job.state = "cancelled"

    def cell(self, row, column):
        """({slider: value} of its axes, seed) of a cell."""
        asked, arguments = self.job.asked, self.job.plan.arguments((row, column))
        return {asked.x: asked.x_values[column], asked.y: asked.y_values[row]}, arguments["seed"]

    # ---- the work ---------------------------------------------------------------------------------------------------
    def has_work(self):
        """Whether cells are to be run, and it is this session's turn: one session of a machine at a time, but for coarse ones."""
        job = self.job
        wanted = job is not None and job.state == "computing"
        self.waits = wanted and not (job.stages <= COARSE or self._turn.take())
        return wanted and not self.waits

    def rest(self):
        """Let others have the turn."""
        self._turn.give()

    def slice(self, stop):
        """Run cells for a moment, fewer on `stop()`. Gives back whether it is time to tell."""
        job, begun = self.job, time.thread_time()
        try:
            while job.state == "computing" and not stop() and time.thread_time() - begun < PIECE:
                job.stages, cell = next(job.order, (job.stages, None))
                if cell is None:
                    job.state = "finished"
                else:
                    job.sweep.take([cell], np.array([[job.plan.read(cell)]]))
        except Exception as error:
            job.state, job.why = "failed", fault(error)["message"]
            if not isinstance(error, InvalidArgument):
                raise
        finally:
            self._turn.give()
            job.spent += time.thread_time() - begun
        if job.state == "computing" and job.spent > job.allowed:
            job.state, job.why = "paused", f"after {MOST:g} seconds of work"
        return self._due(job)

    def _due(self, job):
        passed, done = time.monotonic() - job.told_at, int(job.sweep.done.sum())
        new = job.stages > COARSE >= job.told_stage or done - job.told_done >= SHARE * job.sweep.done.size
        if job.state == "computing" and (job.stages < COARSE or passed < SOON or not (new or passed > LATE)):
            return False
        job.told_at, job.told_done, job.told_stage = time.monotonic(), done, job.stages
        return True

    # ---- what is told -----------------------------------------------------------------------------------------------
    def state(self):
        """How it stands, as a plain dictionary."""
        job = self.job
        state = "waiting" if self.waits and job.state == "computing" else job.state
        return {"state": state, "why": job.why, "done": int(job.sweep.done.sum()), "cells": int(job.sweep.done.size),
                "coarse": bool(job.stages <= COARSE), "scales": {key: _scale(job, key) for key in job.listed if key != "left"}}

    def numbers(self):
        """float32 (reading, [mean, standard error], row, column) as bytes; NaN where there is none."""
        job, found = self.job, []
        with np.errstate(over="ignore", invalid="ignore"):
            for key in job.listed:
                if key != "left":
                    found.append((_mean(job, key), job.sweep.standard_error(key)))
            return np.array(found).astype("<f4").tobytes()

    def told(self):
        """What does not change while it goes on, as a plain dictionary."""
        job, asked = self.job, self.job.asked
        method, landscape, own = dynamics.get(asked.method), landscapes.get(asked.landscape), dynamics.get(asked.method).by_slider()
        shown = [{"key": key, "words": one.words, "unit": one.unit} for key, one in job.listed.items() if key != "left"]
        axes = {axis: named(slider) | {"values": list(values)}
                for axis, slider, values in (("x", asked.x, asked.x_values), ("y", asked.y, asked.y_values))}
        held = [[named(slider)["symbol"], job.plan.parameters[parameter.name]] for slider, parameter in own.items()
                if parameter.basic and slider not in (asked.x, asked.y)]
        where = {"landscape": asked.landscape, "place": landscape.name, "method": asked.method, "name": method.NAME}
        question = f"Where does {method.NAME} choose the {shown[0]['words']}?" if len(landscape.minima) > 1 else \
            f"What do these sliders of {method.NAME} do?"
        return {**where, **axes, "question": question, "grid": asked.grid, "readings": shown, "held": held,
                "replicas": self._replicas, "total": self._total}


def named(slider):
    """A slider's name, symbol, word, scale and ends."""
    told, (symbol, word, _) = sliders()[slider], SHARED.get(slider, (sliders()[slider].symbol, slider.replace("_", " "), ""))
    return {"name": slider, "symbol": symbol, "word": word, "scale": told.scale, "low": told.low, "high": told.high}


def _every(method, held, asked, own):
    """Steps between two frames, so that these are `EVERY` evaluations apart where a step costs less."""
    names = [own[slider].name for slider in (asked.x, asked.y)]
    ends = (line[:: len(line) - 1] for line in (asked.x_values, asked.y_values))
    corners = (dict(zip(names, corner, strict=True)) for corner in itertools.product(*ends))
    return max(1, EVERY // min(method.evaluations(method.parameters({**held, **corner})) for corner in corners))


def _order(sweep):
    """(depth, cell) in the order in which they are run: coarse grids first; on finer ones, where the coarser one varies most."""
    rows, columns = (levels(count) for count in sweep.shape)
    depths = np.maximum(rows[:, None], columns[None, :])
    for depth in range(depths.max() + 1):
        cells = np.argwhere(depths == depth)
        if depth > COARSE:
            cells = cells[np.argsort(-_varies(sweep, rows < depth, columns < depth)[tuple(cells.T)], kind="stable")]
        for row, column in cells.tolist():
            yield depth, (row, column)


def _varies(sweep, rows, columns):
    """(rows, columns) how much the readings change around the nearest place of a coarser grid that has been run."""
    at = [np.flatnonzero(known) for known in (rows, columns)]
    counts = len(rows), len(columns)
    near = [np.abs(np.arange(count)[:, None] - places).argmin(axis=1) for count, places in zip(counts, at, strict=True)]
    total = np.zeros([len(places) for places in at])
    with np.errstate(all="ignore"):
        for key in sweep.readings:
            found = np.nan_to_num(sweep.mean(key)[np.ix_(*at)], nan=0.0, posinf=0.0, neginf=0.0)
            size = np.subtract(*np.percentile(found, (95, 5))) or 1.0
            total += sum(np.abs(slope) for slope in np.gradient(np.clip(found / size, -1e3, 1e3)))
    return total[np.ix_(*near)]


def _mean(job, key):
    """The means of a reading; NaN for the time of leaving where fewer than `KEEP` have left."""
    found = job.sweep.mean(key)
    return np.where(job.sweep.mean("left") >= KEEP, found, np.nan) if key == "escape" else found


def _scale(job, key):
    """[low, high, whether logarithmic] of a reading's colours: all of a share, else what nearly all cells have."""
    most = job.listed[key].most
    if key == "share":
        return [0.0, float(most), False]
    found = _mean(job, key)[job.sweep.done]
    found = found[np.isfinite(found)]
    if not len(found):
        return [0.0, 1.0, False]
    low, high = np.percentile(found, (1, 99))
    if key == "escape":
        return [float(max(found.min(), 1.0)), float(job.listed[key].most), True]
    high = high if most is None else min(high, most)
    wide = max(high - low, 1e-9 * max(abs(high), abs(low)), 1e-12)
    return [float(low), float(low + wide), bool(low > 0 and high > 20 * low)]
