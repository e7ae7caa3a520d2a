"""Where a run on a landscape pays on a GPU, and how it is run there: all groups of replicas in one launch, with the lanes' bits."""

import numpy as np

from toy_kernels import text
from toy_kernels.threads import card, ensemble, writer
from toy_models import runners
from toy_models.contract import InvalidArgument

PAYS = 1_000_000_000  # replica-steps, inner ones counted, from which a card is worth the way there: some seconds of lanes on a core
FEWEST = 16_384  # threads below which a card's wait for each other's steps: an estimate, no card was there to measure


def wanted(device, method, plans, replicas):
    """The card to run on, or None. "cuda" without one is an `InvalidArgument` that says why; "auto" takes it where it pays."""
    if device == "cuda":
        try:
            method.check("threads")
        except text.Unreadable as reason:
            raise InvalidArgument("device", device, str(reason)) from None
    if device == "auto":
        if "threads" not in method.runs_on:
            return None
        work = replicas * sum(count * max(method.evaluations(p), 1) for count, p in plans[0])
        if work < PAYS or replicas < FEWEST * method.group(*(p for plan in plans for _, p in plan)):
            return None
    elif device != "cuda":
        return None
    try:
        there = card.find()
        ensemble.check_room(there, replicas, writer.rows(runners.emitted(method.step, method.CARRIES)))
        return there
    except card.NoCard as reason:
        if device == "auto":
            return None
        raise InvalidArgument("device", device, f"cuda only where there is a card: {reason}") from None


def run(there, landscape, method, start, seed, groups, plans, record_every, noise):
    """Where it ran, frames (frames, replica, 2), and the step after which each replica diverged, -1 for never."""
    parts = [(rows, [(count, p.as_dict()) for count, p in plan]) for (rows, _), plan in zip(groups, plans, strict=True)]
    return there.name, *ensemble.run(
        there, method.step, landscape.text, start, np.arange(len(start)), seed, parts, record_every, method.CARRIES,
        gradient_noise=noise["gradient_noise"], tilt=noise["direction"].text,
    )
