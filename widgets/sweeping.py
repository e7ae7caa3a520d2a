"""A page's sweep: two sliders of a method, five readings of the same runs. A few cells at a time, between other work.

Coarse first, then the cells whose neighbours differ most. Nothing is drawn here, and nothing of the science is here: a cell is a
run of `toy_models.sweep_plan`, and its share is the number that the arena shows beside that run.
"""

import itertools
import time
from dataclasses import dataclass, field

import numpy as np

from toy_models import dynamics, landscapes, side_by_side
from toy_models.cells import levels
from toy_models.contract import InvalidArgument
from toy_models.sweep_plan import plan
from widgets.controls import SHARED, sliders
from widgets.landscape_side import EVERY
from widgets.protocol import fault
from widgets.sweep_readings import comparable, difference, error, listed, mean, scale, spread
from widgets.turn import Turn

PIECE = 0.04  # seconds of work without a look at the mailbox
MOST = 90.0  # seconds of work for one asking; a hand may let it go on
SOON, LATE = 0.25, 3.0  # seconds between two tellings, at least and at most
SHARE = 1 / 12  # of the cells that are new in a telling that does not come late
COARSE = 3  # the depth of halving to which cells are run in order, and at once: 9 x 9


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
    wanted: list = field(default_factory=list)  # the cells of that depth that are left
    known: object = None  # what is read off them, as it comes (`toy_models.side_by_side.read`)
    newer: object = bool  # whether something newer waits


class Sweeping:
    """Works one out. `ask`, `pause` and `stop` may be called from any thread, the rest belongs to one."""

    def __init__(self, total, replicas):
        self._total, self._replicas, self._turn, self.job, self._kept = total, replicas, Turn("sweeps"), None, None
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

    def keep(self, kept):
        """Hold this sweep against those that follow, as far as it has come; or forget the one that is held."""
        self._kept = self.job if kept else None

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
        job, until = self.job, time.monotonic() + PIECE
        try:
            while job.state == "computing" and not stop() and time.monotonic() < until:
                if not job.wanted:
                    job.stages, job.wanted = next(job.order, (job.stages, []))
                    if not job.wanted:
                        job.state = "finished"
                self._run(job, stop, until)
        except Exception as error:
            job.state, job.why = "failed", fault(error)["message"]
            if not isinstance(error, InvalidArgument):
                raise
        finally:
            self._turn.give()
        if job.state == "computing" and job.spent > job.allowed:
            job.state, job.why = "paused", f"after {MOST:g} seconds of work"
        return self._due(job)

    @staticmethod
    def _run(job, stop, until):
        """Cells of one depth, in their order, until then. What is begun beyond that goes on until the next slice asks for it."""
        job.newer = stop
        if job.known is None:
            job.known = side_by_side.read(job.plan, [(cell, 0) for cell in job.wanted], lambda: job.newer())
        for pairs, values, spent in job.known:
            job.sweep.take([cell for cell, _ in pairs], np.array(values)[:, None])
            del job.wanted[: len(pairs)]
            job.spent += spent
            if time.monotonic() > until and job.wanted:
                return
        job.known = None  # of this depth all, or it was told to stop

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
                "coarse": bool(job.stages <= COARSE), "scales": {key: scale(job, key) for key in shown(job)},
                "kept": self._against()}

    def numbers(self):
        """float32 (reading, [mean, standard error], row, column) as bytes, NaN where there is none; then, where they compare, the
        same of what they have more than the sweep that is held."""
        job, found = self.job, []
        with np.errstate(over="ignore", invalid="ignore"):
            found += [(mean(job, key), error(job, key)) for key in shown(job)]
            if self._compares():
                found += [difference(job, self._kept, key) for key in shown(job)]
            return np.array(found).astype("<f4").tobytes()

    def held(self):
        """The job that is held against this one, if the two compare; else None."""
        return self._kept if self._compares() else None

    def _compares(self):
        return self._kept not in (None, self.job) and comparable(self.job, self._kept)

    def _against(self):
        """What is held, and how far this differs from it; None where nothing is."""
        if self._kept is None:
            return None
        asked, compares = self._kept.asked, self._compares()
        scales = {key: spread(self.job, self._kept, key) for key in shown(self.job)} if compares else {}
        where = {"name": dynamics.get(asked.method).NAME, "place": landscapes.get(asked.landscape).name}
        return {**where, "this": self._kept is self.job, "scales": scales}

    def told(self):
        """What does not change while it goes on, as a plain dictionary."""
        job, asked = self.job, self.job.asked
        method, landscape, own = dynamics.get(asked.method), landscapes.get(asked.landscape), dynamics.get(asked.method).by_slider()
        readings = [{"key": key, "words": job.listed[key].words, "unit": job.listed[key].unit} for key in shown(job)]
        axes = {axis: named(slider) | {"values": list(values)}
                for axis, slider, values in (("x", asked.x, asked.x_values), ("y", asked.y, asked.y_values))}
        held = [[named(slider)["symbol"], job.plan.parameters[parameter.name]] for slider, parameter in own.items()
                if parameter.basic and slider not in (asked.x, asked.y)]
        where = {"landscape": asked.landscape, "formula": asked.formula, "place": landscape.name, "method": asked.method,
                 "name": method.NAME}
        question = f"Where does {method.NAME} choose the {readings[0]['words']}?" if len(landscape.minima) > 1 else \
            f"What do these sliders of {method.NAME} do?"
        return {**where, **axes, "question": question, "grid": asked.grid, "readings": readings, "held": held,
                "replicas": self._replicas, "total": self._total}


def shown(job):
    """The readings that have a picture."""
    return [key for key in job.listed if key != "left"]


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
    """(depth, [cell]) in the order in which they are run: coarse grids first; on finer ones, where the coarser one varies most."""
    rows, columns = (levels(count) for count in sweep.shape)
    depths = np.maximum(rows[:, None], columns[None, :])
    for depth in range(depths.max() + 1):
        cells = np.argwhere(depths == depth)
        if depth > COARSE:
            cells = cells[np.argsort(-_varies(sweep, rows < depth, columns < depth)[tuple(cells.T)], kind="stable")]
        if len(cells):
            yield depth, list(map(tuple, cells.tolist()))


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
