"""Run a step on a formula as threads of a card: what `toy_kernels.lanes.run` does, with the same bits.

Frames come back in blocks, so that a run larger than the card's memory works; sets of replicas with parameters of their own are
one launch. Where rows meet, a thread walks a group, and the lanes stand in the order of the sets. `card` is anything that does what
`toy_kernels.threads.card.Card` does.
"""

import numpy as np

from toy_kernels import tables
from toy_kernels.compiled import kernel
from toy_kernels.lane_values import AS_DRAWN
from toy_kernels.reference import Stopped
from toy_kernels.threads.card import NoCard
from toy_kernels.threads.writer import rows as rows_of

MOST_WORK = 4_000_000_000  # turns of one launch: about a second, so that Ctrl-C is heard and no watchdog wakes
STEPS = 1 << 14  # steps of one launch at most, whose numbers are held on the card


def run(card, step, formula_text, start, replicas, seed, groups, record_every, carries=(), gradient_noise=0.0,
        tilt=AS_DRAWN):
    """Frames (frames, replica, 2) in float64, and the step after which each replica diverged (-1: never).

    groups: [(places of its replicas in `start`, segments)], segments as in `lanes.run`; all groups do as many steps. The rest is as
    there. Raises `toy_kernels.text.Unreadable`, and `toy_kernels.threads.card.NoCard` where the card has no room.
    """
    _, emitted, numbers = kernel(step, formula_text, tuple(carries), tilt if gradient_noise else "none", False)
    count, steps = len(start), sum(length for length, _ in groups[0][1])
    frames = np.empty((-(-steps // record_every) + 1, count, 2), np.float32)
    order = np.concatenate([rows for rows, _ in groups]) if emitted.group else slice(None)
    back = np.argsort(order) if emitted.group else slice(None)
    state = tables.state(emitted, carries, np.asarray(start)[order], rows_of(emitted))
    table = np.zeros(count, np.uint32)
    for number, (rows, _) in enumerate(groups):
        table[rows] = number
    table, replicas = np.ascontiguousarray(table[order]), np.ascontiguousarray(replicas, np.uint32)[order]
    bad, nothing = np.full(count, -1, np.int32), np.zeros(1, np.float32)
    held = {"replica": replicas, "table": table, "state": state, "bad": bad, "seen": nothing}
    held = {name: card.put(array) for name, array in held.items()}
    most = max(1, card.room() // (count * 8))  # frames that fit
    block, done = None, 0
    try:
        while done < steps:
            length = _length(done, steps, record_every, most, count, groups, emitted)
            leads = tables.leads([len(rows) for rows, _ in groups], _sizes(groups, emitted.group, done))
            rows, turns = _tables(emitted, numbers, groups, done, length, gradient_noise)
            first, last = _frame(done, record_every) + 1, _frame(done + length, record_every, steps)
            if block is None or block[1] < last + 1 - first:
                block = card.empty(max(1, last + 1 - first) * count * 8), last + 1 - first
            whole = {"seed": seed, "first": done, "every": record_every, "steps": length, "last": steps, "low": 0,
                     "high": len(leads) - 1, "lanes": count, "origin": first, "most": 0}
            told = {name: card.put(array) for name, array in (("s", rows), ("n", turns), ("leads", leads))}
            card.run(emitted, whole, held | told | {"frames": block[0]})
            card.take(block[0], frames[first : last + 1])
            done += length
    except KeyboardInterrupt:
        card.take(held["state"], state)
        card.take(held["bad"], bad)
        written = _frame(done, record_every, steps) + 1
        kept = state[:2].T[back].astype(float)
        raise Stopped(tables.with_start(frames[:, back], start, written), bad[back].astype(int), done, kept) from None
    card.take(held["bad"], bad)
    return tables.with_start(frames[:, back], start), bad[back].astype(int)


def check_room(card, count, rows):
    """Raise `NoCard` if a run of `count` replicas with so many rows of state does not fit, even with one frame at a time."""
    needed, free = count * (4 * (rows + 6) + 8) + (1 << 24), card.room()
    if needed > free:
        raise NoCard(f"{count:,} replicas take {needed:,} bytes, and {free:,} are free")


def _frame(done, every, last=None):
    """The number of the newest frame after so many steps: every `every`-th is kept, and the last."""
    return -(-done // every) if done == last else done // every


def _sizes(groups, name, done):
    """How many lanes a thread of each set walks in the step after `done`."""
    at = [np.searchsorted(np.cumsum([steps for steps, _ in segments]), done, side="right") for _, segments in groups]
    return [int(segments[k][1][name]) if name else 1 for k, (_, segments) in zip(at, groups, strict=True)]


def _length(done, steps, every, most, count, groups, emitted):
    """How many steps the next launch does: as its work, its numbers and the frames that fit allow, and groups keep their size."""
    dearest = max(tables.cost(values, emitted.loops) for _, segments in groups for _, values in segments)
    length = min(steps - done, STEPS, max(1, MOST_WORK // (count * dearest)))
    if emitted.group:
        ends = np.concatenate([np.cumsum([steps for steps, _ in segments]) for _, segments in groups])
        length = min(length, int(ends[ends > done].min()) - done)
    fitting = (done // every + most) * every - done  # steps until one frame too many
    return max(1, min(length, fitting))


def _tables(emitted, numbers, groups, first, length, gradient_noise):
    """The numbers (group, step, number) and the turns (group, step, loop) of the steps from `first` on."""
    rows, turns = [], []
    for _, segments in groups:
        pieces, at = [], 0
        for steps, values in segments:
            low, high = max(at, first), min(at + steps, first + length)
            if low < high:
                pieces.append(tables.table(emitted, numbers, low, high - low, values, gradient_noise))
            at += steps
        rows.append(np.concatenate([row for row, _ in pieces]))
        turns.append(np.concatenate([turn for _, turn in pieces]))
    return np.array(rows, np.float32), np.array(turns, np.uint32)
