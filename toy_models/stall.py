"""Whether a run in float32 stands still where its definition would go on.

    x - η g  is  x,  where  η |g|  is less than half of the last bit of x

Compensated sums would cure it, at 16 % of the time of a step of plain descent; so a run that stands still says so, and
`device="reference"`, in float64, goes on.
"""

import numpy as np

from toy_kernels import noise as kernel_noise
from toy_kernels import reference
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

EVALUATIONS = 600  # for so long the definition goes on from where a point stands; a step below the last bit is some 3e-8 of it,
MOVED = 1e-5  # so that it then leaves at least such a share of the point behind; what has arrived moves by a last bit or two
MOST = 16  # points that are looked at: they stand for the others


def stalled_from(landscape, method, frames, kept, rows, seed, parameters, noise):
    """The step since which the first of the rows stands still though its definition, in float64, would go on; None if none does.

    As far as the frames (frame, row, 2) tell: a point stands still if the last two agree. `parameters` are those of the end.
    """
    still = np.flatnonzero((frames[-1] == frames[-2]).all(axis=-1))[:MOST] if len(frames) > 1 else []
    if not len(still):
        return None
    x, numbers = frames[-1, still], rows[still]
    objective = LandscapeObjective(landscape, numbers, seed, noise["gradient_noise"], noise["direction"])
    state = State(x, int(kept[-1]), **{name: np.zeros_like(x) for name in method.CARRIES})
    steps, moved = -(-EVALUATIONS // method.evaluations(parameters)), np.zeros(len(x))
    for later, alive in reference.run(method.step, state, objective, kernel_noise.Noise(seed, numbers, 2), [(steps, parameters)]):
        moved = np.where(alive, np.maximum(moved, np.abs(later.x - x).max(axis=-1)), 0)
    on = still[moved > MOVED * np.abs(x).max(axis=-1)]
    if not len(on):
        return None
    same = (frames[:, on] == frames[-1, on]).all(axis=-1)
    since = np.where(same.all(axis=0), 0, len(frames) - same[::-1].argmin(axis=0))  # the first of the equal frames at the end
    return int(kept[since.min()])
