"""What a page reads off each run of a sweep: five numbers, the words for them, and the range that their colours have."""

from dataclasses import dataclass

import numpy as np

from toy_models import readings
from toy_models.readings import by_replica
from widgets.landscape_side import map_shape, valley

KEEP = 0.5  # share of replicas that must have left for their time to be shown


@dataclass(frozen=True)
class Reading:
    """A number of a run: its words, what follows its value, the function, and the largest that has a colour of its own."""

    words: str
    unit: str
    read: object
    most: float | None = None


def listed(landscape, replicas, total):
    """{key: `Reading`} of the five that are shown, and of the share that has left, which says where a time may be shown."""
    label = (landscape.labels[0] if len(landscape.labels) else "") or "first minimum"
    return {
        "share": Reading(label, f"of {replicas}", by_replica(lambda run: replicas * (_valleys(run)[-1] == 0)), replicas),
        "energy": Reading("energy", "", readings.energy, landscape.height_range[1]),
        "sharpness": Reading("sharpness", "", readings.sharpness),
        "escape": Reading("escape time", f"evaluations, cut at {total:,}", _escape, total),
        "distance": Reading("way from the start", "", readings.distance, float(np.hypot(*np.ptp(landscape.extent, axis=1)))),
        "left": Reading("has left", "", by_replica(lambda run: (_valleys(run) != _valleys(run)[0]).any(axis=0))),
    }


def _valleys(run):
    """Of every point; found once for all readings of a run."""
    if "valleys" not in vars(run):
        vars(run)["valleys"] = valley(run.landscape.basins(map_shape(run.landscape)), run.x, run.landscape.extent)
    return vars(run)["valleys"]


@by_replica
def _escape(run):
    """Evaluations until the first frame in another valley than the start's; the whole run where there is none."""
    left = _valleys(run) != _valleys(run)[0]
    return np.where(left.any(axis=0), run.gradient_evaluations[left.argmax(axis=0)], run.gradient_evaluations[-1])


def mean(job, key):
    """The means of a reading; NaN for the time of leaving where fewer than `KEEP` have left."""
    found = job.sweep.mean(key)
    return np.where(job.sweep.mean("left") >= KEEP, found, np.nan) if key == "escape" else found


def error(job, key):
    """The standard errors of a reading."""
    return job.sweep.standard_error(key)


def comparable(job, kept):
    """Whether two sweeps asked the same of the same: one landscape, the same two sliders, and the same values of them."""
    one, other = ((asked.landscape, asked.x, asked.y, asked.x_values, asked.y_values) for asked in (job.asked, kept.asked))
    return one == other


def difference(job, kept, key):
    """(what a reading has more than that of another sweep, its standard error): the two were run under noise of their own."""
    return mean(job, key) - mean(kept, key), np.hypot(error(job, key), error(kept, key))


def spread(job, kept, key):
    """[-most, most, False] of a difference's colours: zero is in the middle; what nearly all cells have."""
    found = np.abs(difference(job, kept, key)[0])
    found = found[np.isfinite(found)]
    most = float(np.percentile(found, 99)) if len(found) else 0.0
    return [-most, most, False] if most > 0 else [-1.0, 1.0, False]


def scale(job, key):
    """[low, high, whether logarithmic] of a reading's colours: all of a share, else what nearly all cells have."""
    most = job.listed[key].most
    if key == "share":
        return [0.0, float(most), False]
    found = mean(job, key)[job.sweep.done]
    found = found[np.isfinite(found)]
    if not len(found):
        return [0.0, 1.0, False]
    low, high = np.percentile(found, (1, 99))
    if key == "escape":
        return [float(max(found.min(), 1.0)), float(job.listed[key].most), True]
    high = high if most is None else min(high, most)
    wide = max(high - low, 1e-9 * max(abs(high), abs(low)), 1e-12)
    return [float(low), float(low + wide), bool(low > 0 and high > 20 * low)]
