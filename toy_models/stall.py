"""Whether a run in float32 stands still where its definition would go on.

    x - η g  is  x,  where  η |g|  is less than half of the last bit of x

Compensated sums would cure it, at 16 % of the time of a step of plain descent; so a run that stands still says so, and
`device="reference"`, in float64, goes on.
"""

import numpy as np

from toy_kernels import lanes, reference, text
from toy_kernels import noise as kernel_noise
from toy_models import noises
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

AGAIN = 20  # steps that are done again in float32: a cycle moves, however its frames were chosen
EVALUATIONS = 2000  # for so long the definition goes on from where a point stands; a step below the last bit is some 3e-8 of it,
MOVED = 5e-5  # so that it then leaves such a share of the point behind; what has arrived moves by a last bit or two
SOON = 100  # evaluations after which a quarter of the pace is enough to say that it will not
MOST = 16  # points that are looked at: they stand for the others


def stalled_from(landscape, method, frames, kept, rows, seed, parameters, noise):
    """The step since which the first of the rows stands still though its definition, in float64, would go on; None if none does.

    `parameters` are those of the end; since when, is told by the frames (frame, row, 2), taken after the steps `kept`.
    """
    x, numbers = frames[-1, :MOST], rows[:MOST]
    try:
        again, _ = lanes.run(method.step, landscape.text, x, numbers, seed, [(AGAIN, parameters.as_dict())], 1, method.CARRIES,
                             noise["gradient_noise"], noises.get(noise["direction"]).text)
    except text.Unreadable:
        return None  # it ran as defined
    still = np.flatnonzero((again == x).all(axis=(0, 2)))
    if len(still):
        goes = _goes_on(landscape, method, x[still], frames[0, still], numbers[still], seed, parameters, noise)
        still = still[goes]
    if not len(still):
        return None
    same = (frames[:, still] == frames[-1, still]).all(axis=-1)
    since = np.where(same.all(axis=0), 0, len(frames) - same[::-1].argmin(axis=0))  # the first of the equal frames at the end
    return int(kept[since.min()])


def _goes_on(landscape, method, x, start, rows, seed, parameters, noise):
    """Which points (row, 2) the definition leaves for good, in float64, begun anew: what was carried is not known."""
    objective = LandscapeObjective(landscape, rows, seed, noise["gradient_noise"], noise["direction"], start)
    state = State(x, 0, **{name: np.zeros_like(x) for name in method.CARRIES})
    cost, far, moved = method.evaluations(parameters), MOVED * np.abs(x).max(axis=-1), np.zeros(len(x))
    plan, spent = [(-(-EVALUATIONS // cost), parameters)], 0
    for later, alive in reference.run(method.step, state, objective, kernel_noise.Noise(seed, rows, 2), plan):
        moved = np.where(alive, np.abs(later.x - x).max(axis=-1), 0)  # where it is then: Adam, begun anew, leaves and comes back
        spent += cost
        if spent >= SOON and (moved < 0.25 * far * spent / EVALUATIONS).all():
            break
    return moved > far
