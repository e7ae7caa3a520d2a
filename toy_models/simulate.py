"""Run a method on a landscape: `simulate` returns a `Trajectory`."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from toy_kernels import lanes, reference, text
from toy_kernels import noise as kernel_noise
from toy_models import dynamics as dynamics_folder
from toy_models import landscapes as landscapes_folder
from toy_models import noises, on_card
from toy_models.contract import InvalidArgument, Parameters, State, number, whole
from toy_models.dynamics import Dynamics
from toy_models.landscape import Landscape
from toy_models.objective import LandscapeObjective
from toy_models.plans import MOST_STEPS, clocks, frames, grouped, said, segments
from toy_models.trajectory import Interrupted, Trajectory, cut, progress

DEVICES = ("auto", "cpu", "cuda", "reference")
MOST_REPLICAS, MOST_NUMBERS = 1_000_000, 200_000_000


def simulate(
    landscape: str | Landscape, method: str | Dynamics, start: ArrayLike | None = None, steps: int | None = None,
    replicas: int = 64, seed: int = 0, parameters: dict | str | Parameters | None = None,
    schedule: Sequence[tuple[int, dict]] | None = None, gradient_noise: float = 0.0,
    gradient_noise_direction: str | noises.Law = noises.FIRST, record_every: int = 1, device: str = "auto",
    evaluations: int | None = None
) -> Trajectory:
    """Run `replicas` copies of a method on a landscape and return their `Trajectory`.

    The same arguments give the same bits, whatever the threads; any subset of replicas gives the same rows.

    Args:
        landscape: a `Landscape` or the name of one.
        method: one of `dynamics/`, as `dynamics.get` gives it, or its name.
        start: where they begin: (2,) for all, or (replicas, 2); None takes the landscape's own.
        steps: how many; 500 if neither this nor `evaluations` is given.
        replicas: how many copies run, each with noise of its own.
        seed: of the noise, 0 to 2³² - 1: a replica's noise is a function of (seed, its number) alone.
        parameters: {name: a number, or one for each replica}, or the name of a preset; the rest keep their defaults.
        schedule: [(gradient evaluations, {name: value}), ...]: a change acts on the first step that starts at or after its clock.
        gradient_noise: σ ≥ 0, the size of the random tilt that stands for minibatch noise.
        gradient_noise_direction: the law of its direction, one of `noises/` or its name; all have the same trace.
        record_every: steps between the frames that are kept; the first and the last always are.
        device: "cpu" runs compiled lanes in float32; "cuda" the same text as threads of an NVIDIA card, to the same bits;
            "reference" is the definition in float64; "auto" takes the card where there is one and it pays, else the lanes, else,
            for a step outside their notation, the definition. `about["ran on"]` says which.
        evaluations: in place of `steps`: as many whole steps as that many gradient evaluations pay for.

    Returns:
        The `Trajectory`: points (frames, replicas, 2), and what is read off them.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
        Interrupted: on Ctrl-C; its `trajectory` holds what had been computed.
    """
    landscape, method = landscapes_folder.get(landscape), dynamics_folder.get(method)
    if not isinstance(device, str) or device not in DEVICES:
        raise InvalidArgument("device", device, f"one of {', '.join(DEVICES)}")
    replicas = whole("replicas", replicas, 1, MOST_REPLICAS)
    seed = whole("seed", seed, 0, 2**32 - 1)
    record_every = whole("record_every", record_every, 1, MOST_STEPS)
    gradient_noise = number("gradient_noise", gradient_noise, 0.0, 1e6)
    law = noises.get(gradient_noise_direction)
    start = checked_start(landscape.start if start is None else start, replicas)
    if steps is not None and evaluations is not None:
        raise InvalidArgument("evaluations", evaluations, "left out when steps is given")
    length = {"evaluations": whole("evaluations", evaluations, 1, MOST_STEPS)} if evaluations is not None else {
        "steps": whole("steps", 500 if steps is None else steps, 1, MOST_STEPS)}
    groups = grouped(method, parameters, replicas)
    plans = [segments(method, base, schedule, **length) for _, base in groups]
    return _gathered(landscape, method, start, seed, groups, plans, record_every, device,
                     {"gradient_noise": gradient_noise, "direction": law})


def checked_start(start, replicas):
    """The start as (replicas, 2) floats, or `InvalidArgument`."""
    allowed = f"finite numbers of shape (2,) or ({replicas}, 2), within ±{reference.FAR:g}"
    try:
        points = np.asarray(start)
    except (TypeError, ValueError):
        raise InvalidArgument("start", start, allowed) from None
    if points.dtype.kind not in "iuf" or points.shape not in ((2,), (replicas, 2)) or not (np.abs(points) < reference.FAR).all():
        raise InvalidArgument("start", start, allowed)
    return np.broadcast_to(points.astype(float), (replicas, 2)).copy()


def _gathered(landscape, method, start, seed, groups, plans, record_every, device, noise):
    totals = {sum(count for count, _ in plan) for plan in plans}
    if len(totals) > 1:
        raise InvalidArgument("evaluations", totals, "replicas that all cost the same a step; give steps instead")
    steps = totals.pop()
    kept = frames(steps, record_every)
    if len(kept) * len(start) * 2 > MOST_NUMBERS:
        raise InvalidArgument("record_every", record_every, f"large enough to keep at most {MOST_NUMBERS:,} numbers")
    about = {"landscape": landscape.key, "formula": landscape.text, "dynamics": method.key, "seed": seed, "device": device,
             "steps": steps, "record_every": record_every, "start": _said(start), **noise, "direction": noise["direction"].key,
             "groups": said(groups, plans)}
    clock = functools.partial(clocks, method, plans[0])
    shares = _shares(landscape, method, start, seed, groups, plans, record_every, device, noise)
    gathered = _Gathered(kept, start, len(shares))
    try:
        for rows, go in shares:
            about["ran on"], *result = go()
            gathered.take(rows, *result)
    except KeyboardInterrupt as stop:
        if isinstance(stop, reference.Stopped):
            gathered.take(rows, stop.frames, stop.diverged, stop.reached, stop.x)
        if gathered.reached.max() < 0:
            raise
        at, x = cut(kept, gathered.written, gathered.reached, (gathered.x, gathered.newest))
        about["done"] = progress(gathered.reached)
        raise Interrupted(Trajectory(x, clock(at), at, gathered.left(), about, landscape, method, gathered.died)) from None
    return Trajectory(gathered.x, clock(kept), kept, gathered.left(), about, landscape, method, gathered.died)


class _Gathered:
    """The groups of a run put together: frames `x`, how many of them each replica wrote, the steps it did, where it stands."""

    def __init__(self, kept, start, groups):
        self.kept, self.x = kept, np.empty((len(kept), *start.shape)) if groups > 1 else None
        self.written, self.reached, self.died = (np.full(len(start), first) for first in (0, -1, -1))
        self.newest = np.full(start.shape, np.nan)

    def take(self, rows, frames, died, reached=None, newest=None):
        """What one group left behind; one that was stopped says after how many steps, and where it then stood."""
        if self.x is None:
            self.x = frames  # a copy would cost more than the run
        else:
            self.x[:, rows] = frames
        self.reached[rows] = self.kept[-1] if reached is None else reached
        self.written[rows] = np.searchsorted(self.kept, self.reached[rows[0]], side="right")
        self.newest[rows] = frames[-1] if newest is None else newest
        self.died[rows] = died

    def left(self):
        """The first step after which a replica had left, or None."""
        return int(self.died[self.died >= 0].min()) if (self.died >= 0).any() else None


def _said(start):
    """The start as `about` says it: a point that all share, or where it is written down."""
    return start[0].tolist() if (start == start[0]).all() else "x[0]"


def _shares(landscape, method, start, seed, groups, plans, record_every, device, noise):
    """[(rows, a call)]: what is run one after the other. A call gives (where it ran, frames, the step after which each left)."""
    card = on_card.wanted(device, method, plans, len(start))
    if card is not None:
        go = functools.partial(on_card.run, card, landscape, method, start, seed, groups, plans, record_every, noise)
        return [(np.arange(len(start)), go)]
    run = {"auto": _best, "cpu": _compiled, "reference": _reference}[device]
    return [(rows, functools.partial(run, landscape, method, start[rows], rows, seed, plan, record_every, noise))
            for (rows, _), plan in zip(groups, plans, strict=True)]


def _best(*run):
    """By compiled lanes, or as defined where a step says more than the lanes' notation."""
    try:
        return _lanes(*run)
    except text.Unreadable:
        return _reference(*run)


def _compiled(*run):
    """By compiled lanes, or `InvalidArgument` where a step says more than their notation."""
    try:
        return _lanes(*run)
    except text.Unreadable as reason:
        raise InvalidArgument("device", "cpu", f"auto or reference: {reason}") from None


def _reference(landscape, method, start, rows, seed, plan, record_every, noise):
    """Where it ran, frames (frames, rows, 2) in float64, and the step after which each row diverged (-1: never)."""
    objective = LandscapeObjective(landscape, rows, seed, noise["gradient_noise"], noise["direction"], start)
    objective.check(method)
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    kept = frames(sum(count for count, _ in plan), record_every)
    out, diverged, frame, later = np.empty((len(kept), *start.shape)), np.full(len(rows), -1), 1, state
    out[0] = start
    try:
        for later, alive in reference.run(method.step, state, objective, kernel_noise.Noise(seed, rows, 2), plan):
            diverged[(diverged < 0) & ~alive] = later.t
            if later.t == kept[frame]:
                out[frame] = later.x
                frame += 1
    except KeyboardInterrupt:
        raise reference.Stopped(out, diverged, later.t, later.x) from None
    return "reference", out, diverged


def _lanes(landscape, method, start, rows, seed, plan, record_every, noise):
    """As `_reference`, by compiled lanes in float32."""
    return "cpu", *lanes.run(
        method.step, landscape.text, start, rows, seed, [(count, p.as_dict()) for count, p in plan], record_every,
        carries=method.CARRIES, gradient_noise=noise["gradient_noise"], tilt=noise["direction"].text,
    )
