"""A crowd of the selected method, counted on a grid where the run is: what a page is told of it, and what theory says of it.

It is run between other work, given up for a newer wish and run again; of a machine's sessions one at a time runs one.
"""

import gzip
import time

import numpy as np

from toy_kernels.reference import heeding
from toy_models import crowd, dynamics, gibbs, landscapes
from toy_models.contract import InvalidArgument, whole
from toy_models.network_objective import GivenUp
from toy_models.simulate import simulate
from widgets.protocol import fault, saying
from widgets.turn import Turn

MOST_WALKERS = 65_536
EVERY = 60  # gradient evaluations between two frames of counts: 101 frames of 4096 cells in a run
READ = 4096  # walkers whose slopes and curvatures are read
MOST = 30.0  # seconds


class TooLong(Exception):
    """It has taken more than `MOST`."""


def read_walkers(content):
    """How many walkers a message asks for; None: no crowd. Raises `InvalidArgument`."""
    saying("walkers", content, ("walkers",))
    walkers = content.get("walkers")
    return None if walkers is None else whole("walkers", walkers, 1, MOST_WALKERS)


class Crowd:
    """Runs and counts it. `told` is what the page is told, and the packed counts: uint32, (frames, rows, columns), compressed.

    side: the landscape's. `ask` may be called from any thread, the rest belongs to one.
    """

    def __init__(self, side):
        self.told, self._side, self._turn = ({}, b""), side, Turn("crowds")
        self._asked = self._wish = self._done = None

    def ask(self, walkers):
        """So many walkers, or None for no crowd, are wanted from now on."""
        self._asked = walkers

    def want(self, want, schedule):
        """They are wanted of this wish from now on."""
        self._wish = want, schedule

    def has_work(self):
        """Whether a crowd is missing that can be run now."""
        missing = self._asked is not None and self._wish is not None and (self._asked, self._wish) != self._done
        if not missing:
            self._turn.give()
        return missing and self._turn.take()

    def slice(self, stop):
        """Run it, unless `stop()` comes first. Gives back whether there is something new to tell."""
        job = walkers, (want, schedule) = self._asked, self._wish
        until = time.monotonic() + MOST

        def watch():
            if stop() or self._asked != walkers:
                raise GivenUp
            if time.monotonic() > until:
                raise TooLong

        about = {"seq": want.seq, "method": want.selected, "walkers": walkers}
        try:
            with heeding(watch):
                found, counts = counted(self._side, want, schedule, walkers, watch)
        except GivenUp:
            return False
        except TooLong:
            found, counts = {"none": f"not run within {MOST:g} seconds; ask for fewer"}, b""
        except InvalidArgument as error:
            found, counts = {"none": str(error)}, b""
        except Exception as error:
            found, counts = {"none": fault(error)["message"]}, b""  # or it would be tried for ever
        finally:
            self._turn.give()
        self._done, self.told = job, (about | found, counts)
        return True

    def rest(self):
        """Nobody looks: others may have the turn."""
        self._turn.give()


def counted(side, want, schedule, walkers, watch=lambda: None):
    """(dictionary, packed counts) of so many walkers of a wish's selected method; `watch()` is called on the way, and may raise.

    every, frames, shape: of the counts. For each frame: `away`, how many are not in the picture; `lost`, of these diverged;
    `shares` and `errors` of each basin; `virial` and `configurational`, [T, error], of the first `read` walkers; `changed`, the
    p-value of no change since half this time, and `differs`, of the law; None where that is not known. level: of these tests;
    independent: how many walkers count as such, where they meet in groups. law, lines: exact shares, and heights, at a
    `temperature`; None where no law is known.
    """
    landscape, method = landscapes.get(want.landscape), dynamics.get(want.selected)
    run = _run(side, landscape, method, want, schedule, walkers)
    groups = [method.parameters(values) for one in run.about["groups"] for _, values in one["segments"]]
    together = method.group(*groups) if groups else 1
    grid = np.arange(0, schedule.total + 1, EVERY)
    at = np.searchsorted(run.gradient_evaluations, grid, side="right") - 1
    heat = None if want.noise or schedule.pins() else method.heat(method.parameters(groups[-1]) if groups else method.defaults())
    theory = exact(landscape, heat)
    reader = _Reader(landscape, run, max(walkers // together, 1), together, theory)
    rows = []
    for frame in at:
        watch()
        rows.append(reader.row(int(frame)))
    counts = np.stack(reader.counts)
    told = {name: [row[name] for row in rows] for name in rows[0]}
    told |= {"every": EVERY, "frames": len(grid), "shape": list(counts.shape[1:]), "level": crowd.LEVEL,
             "read": min(READ, walkers), "independent": reader.independent, **theory["told"]}
    return told, gzip.compress(counts.astype("<u4").tobytes(), 1, mtime=0)


def _run(side, landscape, method, want, schedule, walkers):
    """The `tm.Trajectory`, with a frame at least every `EVERY` gradient evaluations, and at most twice as many."""
    call = side.call(landscape, method.key, want, schedule)
    values = [call["parameters"], *({**call["parameters"], **moved} for _, moved in call["schedule"])]
    cheapest = min(method.evaluations(method.parameters(some)) for some in values)
    return simulate(landscape, method, **{**call, "replicas": walkers, "record_every": max(EVERY // cheapest, 1)})


def exact(landscape, heat):
    """{"cells": the law on a coarse grid, "told": {temperature, law, lines}} of a landscape at `heat`; None where unknown."""
    known = heat and landscape.stationary is not None and landscape.confining and (landscape.conservative or heat == 1)
    if not known:
        return {"cells": None, "told": {"temperature": None, "law": None, "lines": None}}
    told = {"law": gibbs.shares(landscape, heat).round(6).tolist(), "lines": crowd.lines(landscape, heat)}
    return {"cells": crowd.coarse(crowd.law(landscape, heat)), "told": {"temperature": heat, **told}}


class _Reader:
    """Reads frames of a run in order; `counts` keeps those of each."""

    def __init__(self, landscape, run, independent, together, theory):
        self.landscape, self.run, self.independent, self.counts = landscape, run, independent, []
        self._grid, self._cells, self._together, self._halves = crowd.edges(landscape), theory["cells"], together, []

    def row(self, frame):
        """What is told of one frame."""
        x, died = self.run.x[frame], (self.run.left >= 0) & (self.run.left <= self.run.steps[frame])
        x = np.where(died[:, None], np.nan, x)
        half = len(x) // 2
        halves = [crowd.density(part, *self._grid) for part in (x[:half], x[half:])]
        counts = halves[0] + halves[1]
        self.counts.append(counts)
        self._halves.append([crowd.coarse(part) for part in halves])
        share, error = crowd.shares(self.landscape, x, self.independent)
        told = {"away": int(len(x) - counts.sum()), "lost": int(died.sum()),
                "shares": share.round(6).tolist(), "errors": error.round(6).tolist()}
        read = x[~died][:READ]
        heat = crowd.temperatures(self.landscape, read, max(len(read) // self._together, 1)) or {}
        told |= {name: heat.get(name) for name in ("virial", "configurational")}
        return told | {"changed": self._changed(), "differs": self._differs(counts, len(x))}

    def _testable(self):
        return self._together == 1 and self.run.x.shape[1] >= crowd.FEWEST

    def _changed(self):
        now = len(self._halves) - 1
        before, after = self._halves[now // 2][0], self._halves[now][1]
        if now == 0 or not self._testable() or not min(before.sum(), after.sum()):
            return None
        return crowd.changed(before, after)

    def _differs(self, counts, walkers):
        return None if self._cells is None or not self._testable() else crowd.differs(crowd.coarse(counts), self._cells, walkers)
