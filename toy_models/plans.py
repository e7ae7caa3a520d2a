"""The plan of a run: which replicas share their numbers, when these change, what the clock shows, which frames are kept."""

import math
import numbers

import numpy as np

from toy_models.contract import InvalidArgument, Parameters, few, whole
from toy_models.trajectory import ranges

MOST_STEPS = 10_000_000
MOST_MOVES = 100_000  # changes in one schedule


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
    events, given = [], () if schedule is None else few("schedule", schedule, MOST_MOVES, allowed)
    try:
        for at, values in given:
            events.append((whole("schedule", at, 0, MOST_STEPS), values))
    except (TypeError, ValueError):
        raise InvalidArgument("schedule", schedule, allowed) from None
    if [at for at, _ in events] != sorted(at for at, _ in events):
        raise InvalidArgument("schedule", schedule, allowed)
    return events


def clocks(method, plan, at=None):
    """Gradient evaluations spent after each of the steps `at`, or after 0, 1, 2, ... steps of a plan: an int64 array."""
    counts = np.array([steps for steps, _ in plan], dtype=np.int64)
    costs = np.array([method.evaluations(parameters) for _, parameters in plan], dtype=np.int64)
    firsts = np.cumsum(counts) - counts
    spent = np.concatenate([[0], np.cumsum(counts * costs)])
    at = np.arange(counts.sum() + 1) if at is None else np.asarray(at, dtype=np.int64)
    if not len(plan):
        return np.zeros_like(at)
    where = np.maximum(np.searchsorted(firsts, at, side="right") - 1, 0)
    return spent[where] + (at - firsts[where]) * costs[where]


def frames(steps, record_every):
    """The steps after which a frame is kept: 0, every `record_every`-th, always the last."""
    kept = np.arange(0, steps + 1, record_every)
    return kept if kept[-1] == steps else np.append(kept, steps)


def said(groups, plans):
    """What `about` says of groups of replicas and of what each did: [{"replicas", "segments": [[steps, {name: value}]]}]."""
    return [{"replicas": ranges(rows), "segments": [[count, p.as_dict()] for count, p in plan]}
            for (rows, _), plan in zip(groups, plans, strict=True)]
