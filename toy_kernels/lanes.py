"""Run a step on a formula as compiled lanes: float32, many replicas a vector, the same bits on any number of threads.

`run` does what `toy_kernels.reference.run` defines. `toy_kernels.compiled` makes and keeps them.
"""

import contextlib
import functools
import math
import os
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from toy_kernels import tables
from toy_kernels.compiled import cores, kernel
from toy_kernels.emit import BLOCK, VECTOR
from toy_kernels.lane_values import AS_DRAWN
from toy_kernels.reference import Stopped, heed, heeded
from toy_kernels.text import Unreadable

LEAST_WORK = 200_000  # replica-steps that are worth waking a thread for, or calling a compiled block for
CHUNK_WORK = 16_000_000  # replica-steps after which Ctrl-C is heard
HEEDED_WORK = 1_000_000  # the same where somebody may give the run up (`toy_kernels.reference.heeding`)
HEARD = 0.02  # seconds between two looks at whether a run on several threads is given up
_side = threading.local()


@contextlib.contextmanager
def on_one_thread():
    """What this thread runs meanwhile wakes no other: for whoever runs several side by side, which costs less than sharing one."""
    _side.alone = True
    try:
        yield
    finally:
        _side.alone = False


def run(step, formula_text, start, replicas, seed, segments, record_every, carries=(), gradient_noise=0.0,
        tilt=AS_DRAWN, watch=False, threads=None):
    """Frames (frames, replica, 2) in float64, and the step after which each replica diverged (-1: never).

    step: a step function. formula_text: `gradient(x, y)` and `hessian(x, y)` as straight-line arithmetic. start: (replica, 2).
    replicas: their numbers (replica,), which the noise is a function of. segments: [(steps, {parameter: value})].
    tilt: the text of the function that makes a minibatch's tilt (`toy_kernels.emit.emit`), where gradient_noise is not 0.
    Frames are kept at step 0, every `record_every`-th, and the last. With `watch`, a third result: {name: (steps, count, replica,
    2)}, the points shown in each step, NaN where a step showed fewer. threads: at most so many; None asks the system.
    Raises `toy_kernels.text.Unreadable` for a step outside the notation, and `Stopped` on Ctrl-C.
    """
    run_block, emitted, numbers = kernel(step, formula_text, tuple(carries), tilt if gradient_noise else "none", bool(watch))
    steps, count, unit = sum(length for length, _ in segments), len(start), _unit(emitted, segments)
    frames = np.empty((-(-steps // record_every) + 1, count, 2))
    frames[0] = start
    state = tables.state(emitted, carries, start)
    replicas, diverged = np.ascontiguousarray(replicas, np.uint32), np.full(count, -1, np.int32)
    seen, settled = _unseen(emitted, segments, count if watch else 0), (0, frames[0])
    try:
        # short enough to be stopped, and long enough for a block to be worth its call
        most = HEEDED_WORK if heeded() else CHUNK_WORK
        for first, length, values in tables.pieces(segments, emitted.loops, max(most // count, LEAST_WORK // BLOCK)):
            if first:  # when the run is stopped, blocks that are ahead of the others are not counted
                heed()
                settled = first, state[:2].T.astype(float)
            table, turns = tables.table(emitted, numbers, first, length, values, gradient_noise)
            block = functools.partial(run_block, seed, first, record_every, steps, replicas, table, turns, state, diverged, frames,
                                      seen[first : first + length])
            _spread(block, count, count * int(turns.sum() + length), threads, unit)
    except KeyboardInterrupt:
        raise Stopped(frames, diverged.astype(int), *settled) from None
    result = frames, diverged.astype(int)
    return (*result, tables.by_name(emitted, seen, segments, count)) if watch else result


def _unit(emitted, segments):
    """Whole vectors and whole groups: what a block is a multiple of."""
    unit = math.lcm(VECTOR, *(int(values[emitted.group]) for _, values in segments)) if emitted.group else VECTOR
    if unit > BLOCK:
        raise Unreadable(f"{emitted.group}: groups of sizes that fit into one block of {BLOCK} lanes, such as all up to 16")
    return unit


def _spread(block, count, work, threads, unit):
    """Call `block(low, high)` over all lanes, on several threads where the work is worth it."""
    threads = 1 if getattr(_side, "alone", False) else min(threads or cores(), max(1, work // LEAST_WORK))
    width = min(BLOCK // unit, -(-count // (threads * unit))) * unit
    lows = iter(range(0, count, width))

    def work_off(_):
        for low in lows:  # shared: whoever is free takes the next block
            heed()
            block(low, min(low + width, count))

    if threads == 1:
        work_off(0)
        return
    started = []
    try:
        for i in range(threads):
            started.append(_pool().submit(work_off, i))
        while heeded() and wait(started, timeout=HEARD).not_done:
            heed()
        for one in started:
            one.result()
    except BaseException:
        for _ in lows:
            pass  # nobody finds another block
        wait(started)
        raise


@functools.cache
def _pool():
    return ThreadPoolExecutor(cores(), thread_name_prefix="lanes")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # threads stay behind in the parent: a pool of none waits for ever


def _unseen(emitted, segments, count):
    """Room for what will be shown: (step, name, turn, lane, coordinate), the lanes padded to whole vectors."""
    most = tables.most_shown(emitted, segments)
    lanes = -(-count // VECTOR) * VECTOR
    shape = (sum(steps for steps, _ in segments), len(emitted.seen), most, lanes, 2) if count else (0,) * 5
    return np.full(shape, np.nan, np.float32)
