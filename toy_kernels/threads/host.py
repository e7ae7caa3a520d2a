"""Threads on this processor, one after another: what a card or a browser computes, where there is neither.

Slower than the lanes, which it equals bit for bit; it is there to prove that, and to be read.
"""

import functools

import numpy as np

from toy_kernels import tables
from toy_kernels.compiled import kernel
from toy_kernels.lane_values import AS_DRAWN
from toy_kernels.threads.machine import Native
from toy_kernels.threads.writer import rows


@functools.lru_cache(maxsize=64)
def native(step, formula_text, carries, tilt, watched):
    """(the function of this processor, the `Emitted` text, the host's function `numbers`)."""
    _, emitted, numbers = kernel(step, formula_text, carries, tilt, watched)
    return Native(emitted), emitted, numbers


def run(step, formula_text, start, replicas, seed, segments, record_every, carries=(), gradient_noise=0.0,
        tilt=AS_DRAWN, watch=False):
    """As `toy_kernels.lanes.run`, with the same arguments, results and errors."""
    function, emitted, numbers = native(step, formula_text, tuple(carries), tilt if gradient_noise else "none", bool(watch))
    steps, count = sum(length for length, _ in segments), len(start)
    state = tables.state(emitted, carries, start, rows(emitted))
    frames = np.empty((-(-steps // record_every) + 1, count, 2), np.float32)
    most = tables.most_shown(emitted, segments) if watch else 0
    seen = np.full((steps, len(emitted.seen), most, count, 2) if watch else (1,) * 5, np.nan, np.float32)
    arrays = {
        "replica": np.ascontiguousarray(replicas, np.uint32), "table": np.zeros(count, np.uint32), "state": state,
        "bad": np.full(count, -1, np.int32), "frames": frames,
    }
    for first, length, values in tables.pieces(segments, emitted.loops):
        row, turns = tables.table(emitted, numbers, first, length, values, gradient_noise)
        shown = seen[first:] if watch else seen
        leads = tables.leads([count], [values[emitted.group] if emitted.group else 1])
        whole = {"seed": seed, "first": first, "every": record_every, "steps": length, "last": steps, "low": 0,
                 "high": len(leads) - 1, "lanes": count, "origin": 0, "most": most}
        function(whole, arrays | {"s": row, "n": turns.astype(np.uint32), "seen": shown, "leads": leads})
    result = tables.with_start(frames, start), arrays["bad"].astype(int)
    return (*result, tables.by_name(emitted, seen, segments, count)) if watch else result
