"""The measure that a page asks for, where its clock stands: at the selected method's lead on the landscape, and on its network.

It is taken between other work, given up for a newer wish and taken again. Of a machine's sessions one at a time measures a network.
"""

import math
import time

import numpy as np

from toy_kernels import extras
from toy_kernels.reference import heeding
from toy_models import dynamics, landscapes, measures
from toy_models.contract import InvalidArgument
from toy_models.network_objective import GivenUp
from widgets.turn import Turn
from widgets.typeset import typeset

MOST = 10.0  # seconds of work in one world; it can be given up at any of them
FROM = ", from its start"  # where a measure compares two points


class TooLong(Exception):
    """It has taken more than `MOST`."""


def menu(network):
    """The measures that know a world of the page, as plain dictionaries. `network`: whether there is one on it."""
    entries = [_entry(key, measures.get(key)) for key in measures.names()]
    return [entry for entry in entries if network or "landscape" in entry["worlds"]]


def _entry(key, measure):
    numbers = [{"name": p.name, "symbol": p.symbol, "default": p.default, "low": p.low, "high": p.high, "whole": p.whole,
                "meaning": typeset(p.meaning)} for p in measure.PARAMETERS]
    look = typeset(measures.look_for(key))
    return {"key": key, "name": measure.NAME, "symbol": typeset(measure.SYMBOL), "unit": measure.UNIT,
            "worlds": list(measure.WORLDS), "numbers": numbers, "look": f"{look[:1].upper()}{look[1:]}"}


class Measuring:
    """Takes it. `told` is what the page is told: what it asked for, and an answer for each world, as far as there are some.

    side: the landscape's; network(): the network's, or None. `ask` may be called from any thread, the rest belongs to one.
    """

    def __init__(self, side, network):
        self.told, self._side, self._network, self._turn = {}, side, network, Turn("measures")
        self._asked = self._wish = self._job = None
        self._answers = {}

    def ask(self, asked):
        """A `protocol.Asked`, or None for nothing, is wanted from now on."""
        self._asked = asked

    def want(self, want, schedule):
        """It is wanted of this wish from now on."""
        self._wish = want, schedule

    def has_work(self):
        """Whether an answer is missing that can be given now."""
        return self._next() is not None

    def slice(self, stop):
        """Measure in one world, unless `stop()` comes first. Gives back whether there is something new to tell."""
        found = self._next()
        if found is None:
            return False
        job, (world, place) = self._job, found
        try:
            answer = self._on_landscape(*job, stop) if world == "landscape" else self._on_network(*job, place, stop)
        except GivenUp:
            return False
        except (InvalidArgument, ModuleNotFoundError) as error:  # a field has no energy; torch is not installed
            answer = {"none": str(error)}
        except Exception:
            self._answers[world] = {"none": "a fault"}  # or it would be tried for ever
            raise
        finally:
            self._turn.give()
        self._answers[world] = {"world": world, **answer}
        self.told = {"measure": job[0].measure, "clock": job[0].clock, "lead": job[0].lead, "numbers": dict(job[0].numbers),
                     "seq": job[1][0].seq, "method": job[1][0].selected, "answers": list(self._answers.values())}
        return True

    def rest(self):
        """Nobody looks: others may have the turn."""
        self._turn.give()

    def _next(self):
        """(world, its network's records) where an answer is missing and can be given now, or None."""
        if self._asked is None or self._wish is None:
            return None
        if (self._asked, self._wish) != self._job:
            self._job, self._answers = (self._asked, self._wish), {}
        asked, (want, _) = self._job
        missing = [world for world in measures.get(asked.measure).WORLDS if world not in self._answers]
        if "landscape" in missing:
            return "landscape", None
        side = self._network() if asked.network and missing else None
        records = side and side.weights(want.selected, asked.clock)
        if records and self._turn.take():
            return "network", records
        self._turn.give()
        return None

    # ---- an answer ----------------------------------------------------------------------------------------------------
    def _on_landscape(self, asked, wish, stop):
        with heeding(self._watch(asked, stop)):
            run, name = self._side.trajectory(*wish), dynamics.get(wish[0].selected).NAME
        frame = int(np.searchsorted(run.gradient_evaluations, asked.clock, side="right")) - 1
        clock, replicas, form = int(run.gradient_evaluations[frame]), run.x.shape[1], measures.get(asked.measure).form
        lead = min(asked.lead, replicas - 1)
        if form == "among":
            points, said = (run.x[frame],), (f"the {replicas} replicas of {name}", "which of them is where")
        else:
            points = (run.x[frame, lead][None], run.x[0, lead][None])[: 2 if form == "between" else 1]
            said = f"the lead of {name}{FROM if form == 'between' else ''}", f"the other {replicas - 1} replicas"
        return self._taken(asked, stop, clock, said, landscapes.get(wish[0].landscape), *points)

    def _on_network(self, asked, wish, records, stop):
        two, network = measures.get(asked.measure).form == "between", self._network().network
        if not network.recorded:
            extras.torch  # noqa: B018 - it takes seconds to load, which are not of the measure's
        said = (f"the network of {dynamics.get(wish[0].selected).NAME}{FROM if two else ''}",
                f"all digits but {len(records.images):,} that it learns from, and other seeds")
        points = (records.now[None], records.start[None])[: 2 if two else 1]
        return self._taken(asked, stop, records.clock, said, network, *points, images=records.images)

    def _watch(self, asked, stop, most=math.inf):
        """What raises `GivenUp` on `stop()`, or where another measure is asked for, and `TooLong` after `most` seconds of work."""
        begun = time.thread_time()

        def watch():
            if stop() or self._asked != asked:
                raise GivenUp
            if time.thread_time() - begun > most:
                raise TooLong

        return watch

    def _taken(self, asked, stop, clock, said, world, *points, **images):
        """The answer as a plain dictionary. Raises `GivenUp` on `stop()`, or where another measure is asked for."""
        answer, watch = dict(zip(("clock", "of", "hides"), (clock, *said), strict=True)), self._watch(asked, stop, MOST)
        try:
            found = measures.get(asked.measure).under(watch, world, *points, **images, **dict(asked.numbers))
        except TooLong:
            return {**answer, "none": f"not found within {MOST:g} seconds of work"}
        value, error = (float(np.ravel(number)[0]) for number in (found.value, found.error))
        if not np.isfinite([value, error]).all():
            lost = not all(np.isfinite(some).all() for some in points)
            return {**answer, "none": "the point is not finite" if lost else "it is no number here"}
        return {**answer, "value": value, "error": error, "kind": found.kind, "note": typeset(" ".join(found.notes))}
