"""What a page needs to walk by itself while a slider is dragged: each shown method as a module for its browser, the map of valleys.

A drag then waits for no line and for no other session. Modules are compiled once for all sessions of a machine, on a thread of
their own; a method that has none, or a page that cannot run it, is walked in Python as ever.
"""

import base64
import functools
import gzip
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import toy_models as tm
from toy_kernels.text import Unreadable
from toy_kernels.threads import browser
from widgets.landscape_side import COARSE, EVERY, map_shape, shown
from widgets.surfaces import drawn_from

_log = logging.getLogger(__name__)


class Walkers:
    """`told` is the newest, packed as JSON: {landscape, law, every, basins, methods: [{key, names, price, surface, walker}]}.

    law: of the minibatch noise that the modules have, or None; every: gradient evaluations between two frames; basins: which
    minimum each point of the map drains to, int16, row after row; names: {slider: parameter}; price: as `priced` gives it;
    surface: the sliders that the method's surface depends on, which only Python draws.
    """

    def __init__(self):
        self.told, self._wanted, self._coming = b"", None, []

    def want(self, want):
        """These methods will be dragged next, on this landscape, under this noise law."""
        wanted = want.landscape, want.direction if want.noise else None, tuple(shown(want))
        if wanted != self._wanted:
            self._wanted = wanted
            self._coming = [_thread().submit(about, key, *wanted[:2]) for key in wanted[2]]

    @property
    def ready(self):
        """Whether there is something to tell that was not told."""
        return bool(self._coming) and all(job.done() for job in self._coming)

    def take(self):
        """Have it in `told`."""
        (landscape, law, _), jobs, self._coming = self._wanted, self._coming, []  # first: what fails must not be taken for ever
        methods = [method for method in map(_told, jobs) if method]
        place = tm.landscapes.get(landscape)
        basins = base64.b64encode(place.basins(map_shape(place)).astype("<i2").tobytes()).decode()
        told = {"landscape": landscape, "law": law, "every": EVERY * COARSE, "basins": basins, "methods": methods}
        self.told = gzip.compress(json.dumps(told).encode(), mtime=0)


@functools.cache
def _thread():
    return ThreadPoolExecutor(1, thread_name_prefix="walkers")


def _told(job):
    """What a job found; None where it failed, which the log tells: Python walks that method, as it does without a module."""
    if job.exception() is not None:
        _log.error("a method could not be written for a browser", exc_info=job.exception())
        return None
    return job.result()


def about(key, landscape, law):
    """What a page is told of a method on a landscape; None where it cannot be written for a browser."""
    method = tm.dynamics.get(key)
    tilt = "none" if law is None else tm.noises.get(law).text
    try:
        walker = browser.walker(method.step, tm.landscapes.get(landscape).text, tuple(method.CARRIES), tilt)
    except (Unreadable, NotImplementedError):
        return None
    names = {slider: parameter.name for slider, parameter in method.by_slider().items()}
    price, drawn = priced(method), drawn_from(method)
    if "t" in drawn:  # which step it is at a clock, the length of its loops says
        loops = [loop for loop, _ in price[1]]
        drawn = drawn - {"t"} | {slider for slider, name in names.items() if name in loops}
    return {"key": key, "names": names, "price": price, "surface": sorted(drawn), "walker": walker}


def priced(method):
    """[gradient evaluations of a step outside its loops, [[a loop's parameter, evaluations in one turn], ...]]."""
    asked = (method.text.gradients, 1), (method.text.wholes, method.whole)
    loops = [[name, count * times] for calls, times in asked for name, count in calls.loops]
    return [sum(calls.outside * times for calls, times in asked), loops]
