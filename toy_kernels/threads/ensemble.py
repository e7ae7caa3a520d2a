"""Run a step on a formula as threads of a card: what `toy_kernels.lanes.run` does, with the same bits.

Frames come back in blocks, so that a run larger than the card's memory works; groups of replicas with parameters of their own are
one launch. `card` is anything that does what `toy_kernels.threads.card.Card` does.
"""

import numpy as np

from toy_kernels import tables
from toy_kernels.compiled import kernel
from toy_kernels.lane_values import AS_DRAWN
from toy_kernels.reference import Stopped
from toy_kernels.threads.card import NoCard

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
    state = tables.state(emitted, carries, start)
    table = np.zeros(count, np.uint32)
    for number, (rows, _) in enumerate(groups):
        table[rows] = number
    bad, nothing = np.full(count, -1, np.int32), np.zeros(1, np.float32)
    held = {"replica": np.ascontiguousarray(replicas, np.uint32), "table": table, "state": state, "bad": bad, "seen": nothing}
    held = {name: card.put(array) for name, array in held.items()}
    most = max(1, card.room() // (count * 8))  # frames that fit
    block, done = None, 0
    try:
        while done < steps:
            length = _length(done, steps, record_every, most, count, groups, emitted.loops)
            rows, turns = _tables(emitted, numbers, groups, done, length, gradient_noise)
            first, last = _frame(done, record_every) + 1, _frame(done + length, record_every, steps)
            if block is None or block[1] < last + 1 - first:
                block = card.empty(max(1, last + 1 - first) * count * 8), last + 1 - first
            whole = {"seed": seed, "first": done, "every": record_every, "steps": length, "last": steps, "low": 0, "high": count,
                     "lanes": count, "origin": first, "most": 0}
            card.run(emitted, whole, held | {"s": card.put(rows), "n": card.put(turns), "frames": block[0]})
            card.take(block[0], frames[first : last + 1])
            done += length
    except KeyboardInterrupt:
        card.take(held["state"], state)
        card.take(held["bad"], bad)
        written = _frame(done, record_every, steps) + 1
        raise Stopped(tables.with_start(frames, start, written), bad.astype(int), done, state[:2].T.astype(float)) from None
    card.take(held["bad"], bad)
    return tables.with_start(frames, start), bad.astype(int)


def check_room(card, count, carries):
    """Raise `NoCard` if a run of `count` replicas does not fit, even with one frame at a time."""
    needed, free = count * (4 * (4 + 2 * len(carries) + 3) + 8) + (1 << 24), card.room()
    if needed > free:
        raise NoCard(f"{count:,} replicas take {needed:,} bytes, and {free:,} are free")


def _frame(done, every, last=None):
    """The number of the newest frame after so many steps: every `every`-th is kept, and the last."""
    return -(-done // every) if done == last else done // every


def _length(done, steps, every, most, count, groups, loops):
    """How many steps the next launch does: as its work, its numbers and the frames that fit allow."""
    dearest = max(tables.cost(values, loops) for _, segments in groups for _, values in segments)
    length = min(steps - done, STEPS, max(1, MOST_WORK // (count * dearest)))
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
