"""One step after another on rows (replica, coordinate): what `toy_kernels.reference` defines, for arrays and for tensors.

The step's own text runs as it stands; only the noise, the objective and the kind of array differ.
"""

import math

import numpy as np

from toy_kernels.reference import FAR, silence


class Count(float):
    """Steps done, as a step reads them: base ** t ends in inf where Python's would raise, so that a row is frozen instead."""

    def __rpow__(self, base):
        try:
            return base ** float(self)
        except OverflowError:
            return math.inf


def within(x, far):
    """Which rows lie within ±far throughout; NaN does not."""
    return (abs(x) < far).all(-1)


class Walk:
    """A run that stands between two steps.

    `state` holds the rows. `alive` (replica,) says which still move: a row whose next point would not be finite, or lies
    beyond `reference.FAR`, keeps its last point. `died` (replica,) is the step after which that happened, or -1.
    `where` is `numpy.where` or its like for the rows' kind of array; `within(x, far)` says which rows lie within ±far.
    """

    def __init__(self, step, state, objective, noise, where=np.where, within=within):
        self._step, self._objective, self._noise, self._where, self._within = step, objective, noise, where, within
        self.restart(state)

    def restart(self, state):
        """Stand at `state`, every row alive."""
        self.state = state
        self.alive = abs(state.x[:, 0]) < math.inf
        self.died = np.full(len(state.x), -1)

    def advance(self, parameters, watch=silence):
        """One step at these parameters."""
        state, t = self.state, self.state.t
        self._objective.begin(t)
        self._noise.begin(t)
        with np.errstate(all="ignore"):
            new = self._step(state.at(Count(t)), self._objective, self._noise, watch, parameters).at(t + 1)
            self.alive = self.alive & self._within(new.x, FAR)
        if not self.alive.all():
            new = self._frozen(state, new)
        self.state = new

    def _frozen(self, state, new):
        keep = self.alive[:, None]
        self.died[(self.died < 0) & ~np.asarray(self.alive.tolist())] = new.t
        carried = {name: self._where(keep, value, state.carried[name]) for name, value in new.carried.items()}
        return type(state)(self._where(keep, new.x, state.x), new.t, **carried)
