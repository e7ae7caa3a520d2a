"""Run a method on a landscape: `simulate` returns a `Trajectory`."""

from __future__ import annotations

import functools
import math
import numbers
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
from toy_models.trajectory import Interrupted, Trajectory, cut, progress, ranges

DEVICES = ("auto", "cpu", "cuda", "reference")
MOST_STEPS, MOST_REPLICAS, MOST_NUMBERS = 10_000_000, 1_000_000, 200_000_000


def simulate(
    landscape: str | Landscape, method: str | Dynamics, start: ArrayLike | None = None, steps: int | None = None,
    replicas: int = 64, seed: int = 0, parameters: dict | str | Parameters | None = None,
    schedule: Sequence[tuple[int, dict]] | None = None, gradient_noise: float = 0.0,
    gradient_noise_direction: str | noises.Law = noises.FIRST, record_every: int = 1, device: str = "auto",
    evaluations: int | None = None
) -> Trajectory:
    """Run `replicas` copies of a method on a landscape and return their `Trajectory`.

    landscape: a `Landscape` or the name of one. method: one of `dynamics/`, as `dynamics.get` gives it, or its name.
    start: (2,) for all, or (replicas, 2); None takes the landscape's own.
    steps: how many (500 if neither is given), or `evaluations`: as many whole steps as that many gradient evaluations pay for.
    parameters: {name: a number, or one for each replica}, or the name of a preset; the rest keep their defaults.
    schedule: [(gradient evaluations, {name: value}), ...]: a change acts on the first step that starts at or after its clock.
    gradient_noise: σ ≥ 0, the size of the random tilt that stands for minibatch noise; gradient_noise_direction: the law
    of its direction, one of `noises/` or its name; all have the same trace.
    device: "cpu" runs compiled lanes in float32; "cuda" the same text as threads of an NVIDIA card, to the same bits;
    "reference" is the definition in float64; "auto" takes the card where there is one and it pays, else the lanes, else, for a
    step outside their notation, the definition. `about["ran on"]` says which.

    Ctrl-C raises `Interrupted`, whose `trajectory` holds what had been computed.
    The same arguments give the same bits, whatever the threads; any subset of replicas gives the same rows.
    Raises `InvalidArgument`, a ValueError, that names the argument, the value and what is allowed.
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


def grouped(method, parameters, replicas):
    """[(replica numbers, Parameters)]: replicas that share every value; a value may be given for each replica."""
    if parameters is None or isinstance(parameters, (str, Parameters)):
        return [(np.arange(replicas), method.parameters(parameters))]
    if not isinstance(parameters, dict):
        raise InvalidArgument("parameters", parameters, "a mapping from parameter names to numbers, or a preset's name")
    columns, members = {}, {}
    several = {name for name, value in parameters.items() if isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) == 1}
    if not several:
        return [(np.arange(replicas), method.parameters(parameters))]
    for name, value in parameters.items():
        every = value if name in several else [value] * replicas
        column = [entry.item() if isinstance(entry, np.generic) else entry for entry in every]
        if len(column) != replicas or not all(isinstance(entry, numbers.Real) for entry in column):
            raise InvalidArgument(name, value, f"a number, or {replicas} numbers, one for each replica")
        columns[name] = column
    for i in range(replicas):
        values = {name: column[i] for name, column in columns.items()}
        members.setdefault(tuple(values.items()), []).append(i)
    return [(np.array(rows), method.parameters(dict(values))) for values, rows in members.items()]


def segments(method, base, schedule, steps=None, evaluations=None):
    """[(steps, Parameters)]: the run cut where the schedule changes a value.

    `steps` or `evaluations` bounds the run; the clock that the schedule is read on is gradient evaluations.
    """
    plan, clock, done, current = [], 0, 0, base
    for at, values in [*_events(schedule), (math.inf, {})]:
        cost = method.evaluations(current)
        until = math.inf if at == math.inf else -(-(at - clock) // cost)
        room = steps - done if steps is not None else (evaluations - clock) // cost
        count = max(0, min(until, room))
        if count:
            plan.append((count, current))
            done, clock = done + count, clock + count * cost
        if count < until:
            break  # the next step cannot be paid for: no later change is reached
        current = method.parameters(values, base=current)
    return plan


def _events(schedule):
    allowed = "a list of (gradient evaluations, {name: value}) in increasing order"
    events = []
    try:
        for at, values in () if schedule is None else schedule:
            events.append((whole("schedule", at, 0, MOST_STEPS), values))
    except (TypeError, ValueError):
        raise InvalidArgument("schedule", schedule, allowed) from None
    if [at for at, _ in events] != sorted(at for at, _ in events):
        raise InvalidArgument("schedule", schedule, allowed)
    return events


def clocks(method, plan):
    """Gradient evaluations spent after 0, 1, 2, ... steps of a plan: an int64 array."""
    costs = [np.full(steps, method.evaluations(parameters)) for steps, parameters in plan]
    return np.concatenate([[0], *costs]).cumsum().astype(np.int64)


def frames(steps, record_every):
    """The steps after which a frame is kept: 0, every `record_every`-th, always the last."""
    kept = np.arange(0, steps + 1, record_every)
    return kept if kept[-1] == steps else np.append(kept, steps)


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
    clock = clocks(method, plans[0])
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
        raise Interrupted(Trajectory(x, clock[at], at, gathered.left(), about, landscape, method, gathered.died)) from None
    return Trajectory(gathered.x, clock[kept], kept, gathered.left(), about, landscape, method, gathered.died)


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


def said(groups, plans):
    """What `about` says of groups of replicas and of what each did: [{"replicas", "segments": [[steps, {name: value}]]}]."""
    return [{"replicas": ranges(rows), "segments": [[count, p.as_dict()] for count, p in plan]}
            for (rows, _), plan in zip(groups, plans, strict=True)]


def _shares(landscape, method, start, seed, groups, plans, record_every, device, noise):
    """[(rows, a call)]: what is run one after the other. A call gives (where it ran, frames, the step after which each left)."""
    card = on_card.wanted(device, method, plans, len(start))
    if card is not None:
        go = functools.partial(on_card.run, card, landscape, method, start, seed, groups, plans, record_every, noise)
        return [(np.arange(len(start)), go)]
    run = {"auto": _best, "cpu": _lanes, "reference": _reference}[device]
    return [(rows, functools.partial(run, landscape, method, start[rows], rows, seed, plan, record_every, noise))
            for (rows, _), plan in zip(groups, plans, strict=True)]


def _best(*run):
    """By compiled lanes, or as defined where a step says more than the lanes' notation."""
    try:
        return _lanes(*run)
    except text.Unreadable:
        return _reference(*run)


def _reference(landscape, method, start, rows, seed, plan, record_every, noise):
    """Where it ran, frames (frames, rows, 2) in float64, and the step after which each row diverged (-1: never)."""
    objective = LandscapeObjective(landscape, rows, seed, noise["gradient_noise"], noise["direction"], start)
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
