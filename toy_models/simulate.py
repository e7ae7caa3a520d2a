"""Run a method on a landscape: `simulate` returns a `Trajectory`."""

from __future__ import annotations

import json
import math
import numbers
from dataclasses import dataclass, field

import numpy as np

from toy_kernels import lanes, reference, text
from toy_kernels import noise as kernel_noise
from toy_models import dynamics as dynamics_folder
from toy_models import landscapes as landscapes_folder
from toy_models.contract import InvalidArgument, Parameters, State, number, whole
from toy_models.objective import LandscapeObjective, checked_direction

DEVICES = ("auto", "cpu", "reference")
MOST_STEPS, MOST_REPLICAS, MOST_NUMBERS = 10_000_000, 1_000_000, 200_000_000


@dataclass
class Trajectory:
    """What a run left behind.

    `x` (frames, replicas, 2) float64: the start, every `record_every`-th step, always the last. `energy` (frames, replicas).
    `gradient_evaluations` (frames,) spent per replica (by replica 0, if they differ in cost), `steps` (frames,) done.
    `diverged_at` is the first step after which a replica was not finite (None if none was); frames from there on keep each
    such replica's last finite point. `about` says how the run was made; it is complete enough to make it again.
    """

    x: np.ndarray
    energy: np.ndarray
    gradient_evaluations: np.ndarray
    steps: np.ndarray
    diverged_at: int | None
    about: dict = field(default_factory=dict)

    def to_dataframe(self):
        """A pandas frame with one row per frame and replica: step, gradient_evaluations, replica, x, y, energy."""
        import pandas

        frames, replicas = self.energy.shape
        return pandas.DataFrame({
            "step": np.repeat(self.steps, replicas),
            "gradient_evaluations": np.repeat(self.gradient_evaluations, replicas),
            "replica": np.tile(np.arange(replicas), frames),
            "x": self.x[..., 0].ravel(),
            "y": self.x[..., 1].ravel(),
            "energy": self.energy.ravel(),
        })

    def save(self, path):
        """Write everything to one compressed .npz file; `load` reads it back."""
        with open(path, "wb") as file:  # given a name, NumPy would add a suffix to it, and `load` would look elsewhere
            np.savez_compressed(
                file, x=self.x, energy=self.energy, gradient_evaluations=self.gradient_evaluations, steps=self.steps,
                diverged_at=-1 if self.diverged_at is None else self.diverged_at, about=json.dumps(self.about),
            )

    @classmethod
    def load(cls, path):
        """The trajectory that `save` wrote."""
        with np.load(path) as file:
            diverged = int(file["diverged_at"])
            return cls(file["x"], file["energy"], file["gradient_evaluations"], file["steps"],
                       None if diverged < 0 else diverged, json.loads(str(file["about"])))


def simulate(landscape, method, start=None, steps=None, replicas=64, seed=0, parameters=None, schedule=None, gradient_noise=0.0,
             gradient_noise_direction="isotropic", record_every=1, device="auto", evaluations=None):
    """Run `replicas` copies of a method on a landscape and return their `Trajectory`.

    landscape: a `Landscape` or the name of one. method: one of `dynamics/`, as `dynamics.get` gives it, or its name.
    start: (2,) for all, or (replicas, 2); None takes the landscape's own.
    steps: how many (500 if neither is given), or `evaluations`: as many whole steps as that many gradient evaluations pay for.
    parameters: {name: a number, or one for each replica}, or the name of a preset; the rest keep their defaults.
    schedule: [(gradient evaluations, {name: value}), ...]: a change acts on the first step that starts at or after its clock.
    gradient_noise: σ ≥ 0, the size of the random tilt that stands for minibatch noise; its direction is "isotropic" or
    "hessian" (`objective.LandscapeObjective`).
    device: "cpu" runs compiled lanes in float32; "reference" is the definition in float64; "auto" takes the lanes where the step
    can be said in their notation.

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
    checked_direction(gradient_noise_direction)
    start = checked_start(landscape.start if start is None else start, replicas)
    if steps is not None and evaluations is not None:
        raise InvalidArgument("evaluations", evaluations, "left out when steps is given")
    length = {"evaluations": whole("evaluations", evaluations, 1, MOST_STEPS)} if evaluations is not None else {
        "steps": whole("steps", 500 if steps is None else steps, 1, MOST_STEPS)}
    groups = grouped(method, parameters, replicas)
    plans = [segments(method, base, schedule, **length) for _, base in groups]
    return _gathered(landscape, method, start, seed, groups, plans, record_every, device,
                     {"gradient_noise": gradient_noise, "direction": gradient_noise_direction})


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
    for name, value in parameters.items():
        several = isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) == 1
        column = [entry.item() if isinstance(entry, np.generic) else entry for entry in (value if several else [value] * replicas)]
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
    x = np.empty((len(kept), len(start), 2))
    diverged = []
    run = {"auto": _best, "cpu": _lanes, "reference": _reference}[device]
    for (rows, _), plan in zip(groups, plans, strict=True):
        x[:, rows], at = run(landscape, method, start[rows], rows, seed, plan, record_every, noise)
        diverged += [int(step) for step in at if step >= 0]
    about = {"landscape": landscape.key, "formula": landscape.text, "dynamics": method.key, "seed": seed, "device": device,
             "steps": steps, "record_every": record_every, "start": start.tolist(), **noise,
             "groups": [{"replicas": rows.tolist(), "segments": [[count, p.as_dict()] for count, p in plan]}
                        for (rows, _), plan in zip(groups, plans, strict=True)]}
    return Trajectory(x, landscape.energy(x), clocks(method, plans[0])[kept], kept, min(diverged) if diverged else None, about)


def _best(*run):
    """By compiled lanes, or as defined where a step says more than the lanes' notation."""
    try:
        return _lanes(*run)
    except text.Unreadable:
        return _reference(*run)


def _reference(landscape, method, start, rows, seed, plan, record_every, noise):
    """Frames (frames, rows, 2) in float64 and the step after which each row diverged (-1: never)."""
    objective = LandscapeObjective(landscape, rows, seed, noise["gradient_noise"], noise["direction"])
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    kept = frames(sum(count for count, _ in plan), record_every)
    out, diverged = [start], np.full(len(rows), -1)
    wanted = set(kept.tolist())
    for later, alive in reference.run(method.step, state, objective, kernel_noise.Noise(seed, rows, 2), plan):
        diverged[(diverged < 0) & ~alive] = later.t
        if later.t in wanted:
            out.append(later.x)
    return np.array(out), diverged


def _lanes(landscape, method, start, rows, seed, plan, record_every, noise):
    """As `_reference`, by compiled lanes in float32."""
    return lanes.run(
        method.step, landscape.text, start, rows, seed, [(count, p.as_dict()) for count, p in plan], record_every,
        carries=method.CARRIES, gradient_noise=noise["gradient_noise"], direction=noise["direction"],
    )
