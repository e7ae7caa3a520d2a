"""Exact descent of the surface that a method aims at: where it would be if every step knew that surface's slope.

    dx/dτ = -∇u(x),      τ grows by the method's own pace at each of its steps

What a run does beside it is the method's noise and bias, not the surface.
"""

import math

import numpy as np

from toy_models import dynamics as dynamics_folder
from toy_models import landscapes as landscapes_folder
from toy_models import surfaces
from toy_models.contract import InvalidArgument, whole
from toy_models.plans import MOST_STEPS, segments
from toy_models.simulate import checked_start

SHAPE = (33, 33)  # of the grid on which a surface is prepared; its slope is asked for at points
MOST_TRIES = 400  # steps of the integration, kept or not; beyond that the rest of the way is unknown
TOLERANCE = 2e-5  # error of one step of the integration, as a share of the landscape's diagonal
CLOSE = 0.02  # share by which an argument of the surface may be out
APART = 1e-4  # of the diagonal: how far apart slopes are compared for the curvature
STEEPEST = 30.0  # growth of a distance in one step stays below e^30


def exact_descent(landscape, method, start=None, clocks=(0,), parameters=None, schedule=None, stop=lambda: False):
    """Where exact descent of a method's surface is at each of `clocks` (n,), gradient evaluations that rise: (n, 2).

    The other arguments mean what they mean to `simulate`. A method with a momentum is taken at the pace that it reaches. NaN
    from where the way leaves the places that have a slope, or takes more than `MOST_TRIES` steps to follow, or once `stop()`.
    Raises `InvalidArgument`, also for a method without a surface of its own, or without a pace on it.
    """
    landscape, method = landscapes_folder.get(landscape), dynamics_folder.get(method)
    if method.SURFACE is None or method.SURFACE.pace is None:
        raise InvalidArgument("method", method.key, "one with a surface of its own, and a pace on it")
    clocks = np.asarray(clocks, dtype=float)
    if clocks.ndim != 1 or not np.isfinite(clocks).all() or (np.diff(clocks, prepend=0) < 0).any():
        raise InvalidArgument("clocks", clocks, "finite numbers that rise, from 0 on")
    start = checked_start(landscape.start if start is None else start, 1)[0]
    total = whole("clocks", math.ceil(clocks.max(initial=0)) + 1, 1, MOST_STEPS)
    walk = Walk(start, landscape, stop)
    found, before = np.full((len(clocks), 2), np.nan), 0.0
    held = method.parameters(parameters)
    plan = segments(method, held, schedule, evaluations=total) or [(1, held)]
    for steps, cost, arguments, pace in pieces(method, plan):
        walk.enter(method.SURFACE.kind, arguments, pace)
        until = before + steps * cost
        reached = before
        for i in np.flatnonzero((clocks >= before) & (clocks < until)):
            found[i] = walk.on((clocks[i] - reached) / cost)
            reached = clocks[i]
        walk.on((until - reached) / cost)
        before = until
    found[clocks >= before] = walk.x
    return found


def pieces(method, plan):
    """(steps, evaluations a step, the surface's arguments, its pace) along a plan, cut where an argument is out by `CLOSE`."""
    most, done = {argument.name: argument.high for argument in surfaces.get(method.SURFACE.kind).ARGUMENTS}, 0
    for steps, p in plan:
        begun = None
        for t in range(done, done + steps + 1):
            now = method.now(p, t, 0.0)
            arguments = {name: min(formula(now), most[name]) for name, formula in method.SURFACE.arguments.items()}
            if begun and (t == done + steps or any(abs(v - begun[1][n]) > CLOSE * abs(begun[1][n]) for n, v in arguments.items())):
                yield t - begun[0], method.evaluations(p), begun[1], begun[2]
                begun = None
            if not begun:
                begun = t, arguments, method.SURFACE.pace(now)
        done += steps


class Walk:
    """A point on its way down: `enter` a surface, then go `on` for so many steps of the method."""

    def __init__(self, x, landscape, stop):
        self.x, self._landscape, self._stop = x, landscape, stop
        self._diagonal = float(np.hypot(*(high - low for low, high in landscape.extent)))
        self._tries, self._try, self._slope, self._pace = 0, None, None, 0.0

    def enter(self, kind, arguments, pace):
        """From here on descend this surface, so far in each step of the method."""
        self._slope = surfaces.smooth(self._landscape, kind, SHAPE, **arguments).gradient
        self._pace, self._try = pace, None

    def on(self, steps):
        """The point after so many more steps; NaN once it cannot be told."""
        left, tolerance = steps * self._pace, TOLERANCE * self._diagonal
        while left > 0 and np.isfinite(self.x).all():
            slope, curvature = self._look(self.x)
            if not np.isfinite(curvature).all() or self._tries >= MOST_TRIES or self._stop():
                self.x = np.full(2, np.nan)
            elif np.linalg.norm(slope) * left < tolerance and np.linalg.eigvalsh(curvature)[0] * left > -1:
                left = 0  # it has arrived
            else:
                left -= self._one(slope, curvature, left, tolerance)
        return self.x.copy()

    def _one(self, slope, curvature, left, tolerance):
        """Go one step, checked against two halves of it; gives back the time that it took, 0 if it was too long."""
        self._tries += 1
        time = min(left, self._try or left)
        half = self.x + flowed(slope, curvature, time / 2)
        there, around = self._look(half)
        twice = half + flowed(there, around, time / 2) if np.isfinite(around).all() else half * np.nan
        error = np.linalg.norm(twice - self.x - flowed(slope, curvature, time))
        if not error <= tolerance:
            self._try = time * (max(0.1, 0.9 * math.sqrt(tolerance / error)) if error > 0 else 0.1)
            if self._try < 1e-12 * left:
                self.x = np.full(2, np.nan)
            return 0.0
        self.x = twice
        self._try = time * min(5.0, 0.9 * math.sqrt(tolerance / max(error, 1e-300)))
        return time

    def _look(self, x):
        """The slope and the curvature at a point, from the slopes there and around it."""
        apart = APART * self._diagonal
        slopes = self._slope(x + apart * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]))
        rows = np.stack([slopes[1] - slopes[2], slopes[3] - slopes[4]]) / (2 * apart)
        return slopes[0], (rows + rows.T) / 2


def flowed(slope, curvature, time):
    """The move of dx/dτ = -∇u in a time where ∇u is linear: exact there, and stable however stiff it is."""
    values, vectors = np.linalg.eigh(curvature)
    z = np.minimum(-time * values, STEEPEST)
    share = np.where(np.abs(z) < 1e-8, 1.0, np.expm1(z) / np.where(z == 0, 1.0, z))
    return -time * vectors @ (share * (vectors.T @ slope))
