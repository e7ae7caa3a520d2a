"""What a compiled run is told for each step: numbers rounded once from float64, turns of loops; and room for what it shows.

Shared by every machine that runs the text of `toy_kernels.emit`.
"""

from types import SimpleNamespace

import numpy as np

CHUNK = 1 << 16  # steps whose numbers are held at once


def cost(values, loops):
    """How many turns one step makes, itself included."""
    return 1 + sum(int(values[name]) for name in loops)


def pieces(segments, loops, most_work=None):
    """(first step, steps, values) of pieces of at most `CHUNK` steps and about `most_work` turns."""
    first = 0
    for steps, values in segments:
        most = CHUNK if most_work is None else max(1, min(CHUNK, most_work // cost(values, loops)))
        for done in range(0, steps, most):
            yield first + done, min(most, steps - done), values
        first += steps


def table(emitted, numbers, first, length, values, gradient_noise):
    """The numbers (step, number) of a piece, rounded once from float64, and how often each loop turns (step, loop)."""
    p = SimpleNamespace(**{name: np.float64(value) for name, value in values.items()})
    with np.errstate(all="ignore"):
        columns = numbers(p, np.arange(first, first + length, dtype=float), np.float64(gradient_noise))
        result = np.empty((length, len(columns)), np.float32)
        for i, column in enumerate(columns):
            result[:, i] = column
    counts = [values[name] for name in (*emitted.loops, *filter(None, [emitted.group]))]
    return result, np.tile(np.array(counts, np.int64), (length, 1))


def state(emitted, carries, start, rows=0):
    """The rows (row, lane) that outlive a step: the start (lane, 2), what is carried, the start again where a tilt looks back.

    rows: how many there are to be at least, with those that do not.
    """
    kept = 2 + 2 * len(carries) + 2 * emitted.looks_back
    result = np.zeros((max(kept, rows), len(start)), np.float32)
    result[:2] = np.asarray(start, float).T
    if emitted.looks_back:
        result[kept - 2 : kept] = result[:2]
    return result


def leads(counts, sizes):
    """The first lane of each group, and the end: so many lanes after each other in groups of a size, fewer in the last of each."""
    firsts, first = [], 0
    for count, size in zip(counts, sizes, strict=True):
        firsts.append(np.arange(first, first + count, size))
        first += count
    return np.concatenate([*firsts, [first]]).astype(np.uint32)


def most_shown(emitted, segments):
    """The largest number of points of one name that one step shows."""
    return max((emitted.shown(name, values) for name in emitted.seen for _, values in segments), default=0)


def by_name(emitted, seen, segments, count):
    """{name: (steps, turn, replica, 2)} of what was shown, float64."""
    most = {name: max((emitted.shown(name, values) for _, values in segments), default=0) for name in emitted.seen}
    return {name: seen[:, k, : most[name], :count].astype(float) for k, name in enumerate(emitted.seen)}


def with_start(frames, start, written=None):
    """Frames (frame, replica, 2) in float64, the start as it was given; only the first `written` were filled by the run."""
    result = np.full(frames.shape, np.nan)
    result[0] = start
    result[1:written] = frames[1:written]
    return result
