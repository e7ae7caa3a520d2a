"""The definition of a run: the plain loop that every faster runner is tested against."""

import contextlib
import contextvars

import numpy as np

FAR = 1e6  # a coordinate beyond this has diverged; no landscape or network lives there


_heeded = contextvars.ContextVar("heeded", default=None)


@contextlib.contextmanager
def heeding(watch):
    """Let what this thread runs meanwhile be given up: `watch()` comes before each step, or between short pieces of compiled steps.

    What it raises ends the run. watch: a function without arguments.
    """
    token = _heeded.set(watch)
    try:
        yield
    finally:
        _heeded.reset(token)


def heeded():
    """Whether somebody may give the run up."""
    return _heeded.get() is not None


def heed():
    """Ask whoever may."""
    if heeded():
        _heeded.get()()


class Stopped(KeyboardInterrupt):
    """Ctrl-C during a run: what a runner would have returned, `frames` and `diverged`, as far as it came.

    Every replica did `reached` steps and stands at `x` (replica, coordinate); frames of later steps are not filled.
    """

    def __init__(self, frames, diverged, reached, x):
        super().__init__(reached)
        self.frames, self.diverged, self.reached, self.x = frames, np.where(diverged > reached, -1, diverged), reached, x


def silence(**points):
    """The `watch` of a run that nobody looks into."""


def run(step, state, objective, noise, segments, watch=silence):
    """Yield (state, alive) after each step, starting from `state`.

    `segments` is a list of (steps, parameters): a slider that moves starts a new one. A row whose next point would not be
    finite, or lies beyond `FAR`, keeps its last point from then on and is not alive. `alive` has shape (replica,).
    """
    alive = np.ones(len(state.x), dtype=bool)
    for steps, parameters in segments:
        for _ in range(steps):
            t = state.t
            heed()
            objective.begin(t)
            noise.begin(t)
            with np.errstate(all="ignore"):
                # t as a NumPy number: (1 + growth)^t then ends in inf, and the row is frozen, where Python's would raise
                new = step(state.at(np.float64(t)), objective, noise, watch, parameters).at(t + 1)
                alive = alive & (np.abs(new.x) < FAR).all(axis=-1)  # NaN compares false
            keep = alive[:, None]
            carried = {name: np.where(keep, value, state.carried[name]) for name, value in new.carried.items()}
            state = type(state)(np.where(keep, new.x, state.x), t + 1, **carried)
            yield state, alive
