"""The microscope: the points that the selected method's lead asks at, step by step, packed for the wire."""

import itertools

import numpy as np

import toy_models as tm
from widgets import pack
from widgets.moments import for_method

NOWHERE = (np.nan, np.nan)


def picture(landscape, meta, want, schedule, total):
    """(dictionary, packed points) of a run of `total` gradient evaluations; empty in a preview, or where nothing shows.

    The walk of every step is drawn whole, of what it leads to only the end; a step that shows no finite point leads nowhere.
    `alike` says [how many steps in a row, the points that each of them shows, the gradient evaluations that it costs].
    """
    method = tm.dynamics.get(want.selected)
    if want.preview or not method.text.watched:
        return {}, b""
    base, events = for_method(method, schedule)
    clocks, watched = tm.microscope(
        landscape,
        want.selected,
        want.start,
        evaluations=total,
        seed=want.seed,
        parameters=base,
        schedule=events,
        gradient_noise=want.noise,
        gradient_noise_direction=want.direction,
    )
    first, *_, last = [*watched, *watched]
    ends = np.array([points[-1] if len(points) else NOWHERE for points in watched[last]]).reshape(-1, 2)
    if not np.isfinite(ends).any():
        return {}, b""
    inner = {"method": want.selected, "name": last, "alike": _alike(map(len, watched[first]), np.diff(clocks, prepend=0).tolist())}
    return inner, b"".join(pack.points(points, meta["domain"]) for points in (np.concatenate(watched[first]), ends))


def _alike(shown, costs):
    return [[len(list(row)), *pair] for pair, row in itertools.groupby(zip(shown, costs, strict=True))]
