"""The marks under a slider: where the minima of the selected method's surface appear, vanish, or swap which is lowest.

They are found between other work, a piece at a time, and kept for every landscape and every value of the other sliders.
"""

import time

import numpy as np

from toy_models import dynamics, landscapes, surfaces
from toy_models.bifurcations import ACCURACY, search
from toy_models.contract import Parameters
from widgets.controls import sliders
from widgets.moments import parameters_at
from widgets.surfaces import drawn_from

PIECE = 0.01  # seconds of work without a look at the mailbox
MOST = 6.0  # seconds of work for one slider; of what takes longer it is said that it was not found
UNKNOWN = "where minima come and go along this slider could not be found: that there is no mark says nothing"
KEPT = 200  # sliders whose marks are kept


class Marks:
    """Finds them. `told` is what the page is told: the landscape and the method they hold for, and each slider's marks."""

    def __init__(self):
        self.told, self._jobs, self._found, self._work, self._used = {}, {}, {}, None, 0.0

    def want(self, want, schedule):
        """The marks of this wish are wanted from now on; those that are known are told."""
        method, self._work = dynamics.get(want.selected), None
        moving = moved(method) if landscapes.get(want.landscape).conservative else []
        now = parameters_at(method, schedule, want.clock) if moving else None
        self._jobs = {slider: _job(want.landscape, method, slider, now) for slider in moving}
        self._jobs = {slider: job for slider, job in self._jobs.items() if job is not None}
        self._tell(want.landscape, want.selected)

    @property
    def has_work(self):
        """Whether marks are missing."""
        return any(job not in self._found for job in self._jobs.values())

    def slice(self, stop):
        """Go on for a moment, less on `stop()`. Gives back whether there is something new to tell."""
        slider, job = next((slider, job) for slider, job in self._jobs.items() if job not in self._found)
        begun = time.thread_time()
        if self._work is None:
            self._work, self._used = _search(slider, *job), 0.0
        while not stop() and time.thread_time() - begun < PIECE:
            try:
                next(self._work)
            except StopIteration as end:
                self._keep(job, _marks(job[0], end.value), end.value)
                return True
            except Exception:
                self._keep(job, _unknown(job))  # or it would be tried for ever
                raise
        self._used += time.thread_time() - begun
        if self._used > MOST:
            self._keep(job, _unknown(job))
            return True
        return False

    def _keep(self, job, marks, found=None):
        self._work, self._found[job] = None, {"marks": marks, **(_searched(found) if found else {})}
        while len(self._found) > KEPT:
            self._found.pop(next(iter(self._found)))
        self._tell(job[0], job[1])

    def _tell(self, landscape, selected):
        done = {slider: job for slider, job in self._jobs.items() if job in self._found}
        known = {slider: {"held": dict(job[2])} | self._found[job] for slider, job in done.items()}
        self.told = {"landscape": landscape, "method": selected, "sliders": known}


def moved(method):
    """The sliders that move an argument of the surface that a method descends; none where its minima lie on creases."""
    if method.SURFACE is None or method.SURFACE.pace is None:
        return []
    used = drawn_from(method)
    basic = {parameter.slider for parameter in method.PARAMETERS if parameter.basic}
    return [slider for slider in sliders() if slider in used & basic]


def _job(landscape, method, slider, now):
    """(landscape, method, the other sliders that matter and their values); None where the surface changes with every step."""
    formulas, later = method.SURFACE.arguments.values(), Parameters({**now.as_dict(), "t": now.t + 1})
    if any(formula(now) != formula(later) for formula in formulas):
        return None
    own = {parameter.name: parameter.slider for parameter in method.PARAMETERS}
    used = drawn_from(method) - {slider, "t"}
    return landscape, method.key, tuple((s, getattr(now, name)) for name, s in own.items() if s in used), slider


def _search(slider, landscape, method, held, _):
    """The search of a job, a generator."""
    method = dynamics.get(method)
    kind, by_slider, limits = surfaces.get(method.SURFACE.kind), method.by_slider(), sliders()[slider]
    fixed = method.parameters({by_slider[name].name: value for name, value in held})
    most = {argument.name: argument.high for argument in kind.ARGUMENTS}

    def arguments(value):
        now = method.now(method.parameters({by_slider[slider].name: value}, fixed))
        return {name: min(formula(now), most[name]) for name, formula in method.SURFACE.arguments.items()}

    return search(landscapes.get(landscape), kind, arguments, limits.low, limits.high)


def _marks(landscape, found):
    """[{value, words}] of what a search has found; events of one kind at one value are one mark."""
    groups = []
    for one in found.bifurcations if found else ():
        near = [group for group in groups if group[0].event == one.event and one.value / group[-1].value < 1 + 3 * ACCURACY]
        if near:
            near[0].append(one)
        else:
            groups.append([one])
    labels = landscapes.get(landscape).labels
    return [{"value": group[0].value, "words": words(group, labels)} for group in groups]


def _searched(found):
    """The range that was searched, and each minimum that could be followed, with its heights where there are several."""
    branches = [{"valley": one.valley, "values": one.values.round(9).tolist(),
                 "heights": [None if np.isnan(v) else round(float(v), 6) for v in one.heights]} for one in found.branches]
    return {"low": found.low, "high": found.high, "branches": branches}


def _unknown(job):
    """A mark at the slider's upper end that says so."""
    return [{"value": sliders()[job[-1]].high, "words": UNKNOWN, "unknown": True}]


def words(group, labels):
    """What happens at a mark, as a sentence."""
    first, count = group[0], len(group)
    above, (x, y) = f"above {first.value:.3g}", (round(part, 2) + 0.0 for part in first.place)
    name = labels[first.valley] if first.valley >= 0 and count == 1 else ""
    if first.event == "lowest":
        return f"{above} the {name} is the lowest minimum" if name else f"{above} the minimum at ({x}, {y}) is the lowest"
    rises = first.event == "appears"
    if name:
        return f"{above} the {name} is {'a minimum' if rises else 'no minimum'} of its own"
    what = f"{count} minima" if count > 1 else "one minimum"
    return f"{above} there {'are' if count > 1 else 'is'} {what} {'more' if rises else 'fewer'}"
