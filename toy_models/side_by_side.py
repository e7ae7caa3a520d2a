"""The runs of a plan, one on each core, and what is read off them read off many at once.

A run of few replicas fills one core and is over in milliseconds; then what Python does around it is a third of the time. So such
runs go side by side and wake no other thread, and readings that look at each replica by itself (`toy_models.readings.by_replica`)
are asked once for many of them. The numbers are those of `Plan.read`, to the bit.
"""

import functools
import itertools
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late

from toy_kernels import lanes
from toy_kernels.compiled import cores
from toy_kernels.reference import heeding
from toy_models.landscape import Landscape
from toy_models.sweep_plan import Plan

NARROW = lanes.BLOCK  # replicas of a run up to which several runs side by side are quicker than one on all cores
AHEAD = 4  # runs for each core that are begun before this thread has looked at the first: it may be reading
AT_ONCE, NUMBERS = 16, 2_000_000  # runs that are read together, and numbers in their frames, at most
ASKED = 0.05  # seconds between two looks at whether it is to stop


class _GivenUp(Exception):
    """A run that nobody waits for any longer."""


def read(plan: Plan, wanted: Iterable[tuple], stop: Callable[[], bool] = bool) -> Iterator[tuple[list, list, float]]:
    """What `Plan.read` says of each run that is wanted, in that order, of some at a time.

    The first goes ahead: what it compiles the others find. Where a run fills all cores they go one after the other.

    Args:
        plan: of the sweep.
        wanted: pairs (cell, run).
        stop: asked between runs and while they go on; once it says true nothing more comes, in a tenth of a second.

    Returns:
        An iterator of (pairs, what is said of each, seconds of work).
    """
    return (_beside if _narrow(plan) else _in_turn)(plan, iter(wanted), stop)


def _narrow(plan):
    here = plan.settings.get("device", "auto") in ("auto", "cpu") and isinstance(plan.world, Landscape)
    return here and plan.replicas <= NARROW and cores() > 1 and "lanes" in plan.method.runs_on


def _in_turn(plan, wanted, stop):
    asked = time.monotonic()

    def watch():
        nonlocal asked
        if time.monotonic() - asked > ASKED:
            asked = time.monotonic()
            if stop():
                raise _GivenUp

    for pair in wanted:
        if stop():
            return
        begun = time.thread_time()
        try:
            with heeding(watch):
                run = plan.run(*pair)
        except _GivenUp:
            return
        yield [pair], plan.said(run), time.thread_time() - begun


def _beside(plan, wanted, stop):
    under_way, ended, given_up, width = deque(), [], threading.Event(), 1
    try:
        while not stop():
            for pair in itertools.islice(wanted, max(0, width - len(under_way))):
                under_way.append((pair, _pool().submit(_run, plan, pair, given_up)))
            if under_way:
                pair, run = under_way[0]
                try:
                    ended.append((pair, *run.result(ASKED)))
                except Late:
                    continue
                under_way.popleft()
                width = AHEAD * cores()
            if not ended:
                return
            if not under_way or len(ended) == AT_ONCE or sum(run.x.size for _, run, _ in ended) > NUMBERS:
                pairs, runs, spent = zip(*ended, strict=True)
                begun, ended = time.thread_time(), []
                values = plan.said(*runs)
                yield list(pairs), values, sum(spent) + time.thread_time() - begun
    finally:
        given_up.set()
        for _, run in under_way:
            run.cancel()


def _run(plan, pair, given_up):
    def watch():
        if given_up.is_set():
            raise _GivenUp

    begun = time.thread_time()
    with lanes.on_one_thread(), heeding(watch):
        run = plan.run(*pair)
    return run, time.thread_time() - begun


@functools.cache
def _pool():
    return ThreadPoolExecutor(cores(), thread_name_prefix="sweep")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # threads stay behind in the parent: a pool of none waits for ever
