"""What a lesson's cases do, each tried in turn on the stage: counted at every step, and packed for the rows that show them.

Nothing here is drawn. A case is a wish, {field: value} of `protocol.Want`: a noise law, a method, another landscape.
"""

import math
from typing import NamedTuple

import numpy as np

import toy_models as tm
from widgets.landscape_side import valley
from widgets.moments import for_method
from widgets.schedule import Schedule

FIELDS = {"noise": "gradient_noise", "direction": "direction"}  # of a wish, and of the extras of a run
BINS = 30  # of the law along x
FINE = 40  # places in a bin where a law is computed


class Trial(NamedTuple):
    """The run on the page with a frame for every step; `at`: which of them are the page's frames; step, temperature: h and T."""

    run: tm.Trajectory
    landscape: object
    at: np.ndarray
    step: float
    temperature: float

    def late(self):
        """The second half of the run, (steps, replicas, 2): what is left of the start has gone, or should have."""
        return self.run.x[len(self.run.x) // 2 :]


def answers(run: dict, case: dict) -> bool:
    """Whether a run is what a case wishes: in all that the case names, and that a run is made from."""
    known = run | {field: run["extras"][name] for field, name in FIELDS.items()}
    return all(known[field] == value for field, value in case.items() if field != "visible")


def tried(picture, columns: list[str], spread: bool = False) -> dict:
    """The run on the page, step by step: {"seq", "values", "tracks", "warm", "spread"}.

    values: what it was made with, by name; tracks: {column: [values, their standard errors]}, at the page's frames or one for the
    second half; warm: what Langevin's dynamics give (`heated`); spread: the law along x (`along`) if it is asked for.
    """
    run = picture.run
    pins = tuple((pin["clock"], {move["slider"]: move["after"] for move in pin["moves"]}) for pin in run["pins"])
    base, events = for_method(tm.dynamics.get(run["selected"]), Schedule(run["base"], run["total"], pins))
    extras, landscape = run["extras"], tm.landscapes.get(run["landscape"])
    trajectory = tm.simulate(
        landscape, run["selected"], run["start"], evaluations=run["total"], replicas=run["replicas"], seed=extras["seed"],
        parameters=base, schedule=events, gradient_noise=extras["gradient_noise"], gradient_noise_direction=extras["direction"])
    frames = np.arange(run["frames"]) * run["every"]
    at = np.searchsorted(trajectory.gradient_evaluations, frames, side="right") - 1
    heat = base.get("temperature", base["step_size"] * extras["gradient_noise"] ** 2 / 2)
    trial = Trial(trajectory, landscape, at, base["step_size"], heat)
    tracks = {name: [np.atleast_1d(part).astype(float).round(5).tolist() for part in COLUMNS[name](trial)]
              for name in columns if len(landscape.minima) > 1 or name not in OF_VALLEYS}
    made = {"landscape": run["landscape"], "start": run["start"], "noise": extras["gradient_noise"], "seed": extras["seed"]}
    values = base | made | {"moved": run["pins"]}
    return {"seq": run["seq"], "values": values, "tracks": tracks, "warm": heated(trial, columns),
            "spread": along(trial) if spread else {}}


def comparable(one: dict, other: dict) -> bool:
    """Whether two of what `tried` gives back agree in all that both have: else one of them is out of date."""
    values, others = one["values"], other["values"]
    return values["landscape"] != others["landscape"] or all(values[name] == others[name] for name in values.keys() & others.keys())


def tilts(picture, directions: list[str]) -> list[dict]:
    """Of each noise law, in the valley of the start: {"rise", "long", "short", "angle"}.

    rise: what one step's noise adds to f on average, ½η² tr(HΣ); long, short: deviations of the step along the axes of its
    ellipse; angle: of the long one, in degrees from the x axis.
    """
    run, landscape = picture.run, tm.landscapes.get(picture.run["landscape"])
    home = landscape.minima[int(home_of(landscape, np.array(run["start"])))]
    step, noise, told = run["base"]["step_size"], run["extras"]["gradient_noise"], []
    for law in map(tm.noises.get, directions):
        sizes, axes = np.linalg.eigh(step**2 * law.covariance(landscape, home, noise, home))
        short, long = np.sqrt(np.maximum(sizes, 0)).tolist()
        angle = math.degrees(math.atan2(axes[1, 1], axes[0, 1]))
        told.append({"rise": float(law.rise(landscape, home, noise, step, home)), "long": long, "short": short, "angle": angle})
    return told


def heated(trial: Trial, columns: list[str]) -> dict:
    """{column: what Langevin's dynamics at rest give for it on this landscape at this temperature}, where that is known."""
    try:
        known = tm.currents.under_heat(trial.landscape, trial.temperature) if {"turn", "lean", "left"} & {*columns} else {}
    except tm.InvalidArgument:
        known = {}
    return {name: round(known[name], 5) + 0.0 for name in columns if name in known}


def along(trial: Trial) -> dict:
    """Along x, in `BINS` bins of the extent: what was counted over the second half, the exact law, and Gibbs'.

    {"x": [low, high], "bars", "errors", "exact", "gibbs"}: shares of all; a law that is not known, or that is no law here, is None.
    """
    low, high = trial.landscape.extent[0]
    edges = np.linspace(low, high, BINS + 1)
    bins = np.clip(np.digitize(trial.late()[..., 0], edges) - 1, -1, BINS)
    shares = np.stack([((bins == k) & (trial.late()[..., 0] >= low)).mean(axis=0) for k in range(BINS)])
    errors = shares.std(axis=1, ddof=1) / math.sqrt(shares.shape[1])
    laws = {"exact": _exact(trial, edges), "gibbs": _gibbs(trial, edges) if trial.landscape.conservative else None}
    told = {name: None if law is None else law.round(6).tolist() for name, law in laws.items()}
    return {"x": [low, high], "bars": shares.mean(axis=1).round(6).tolist(), "errors": errors.round(6).tolist()} | told


def _exact(trial, edges):
    if trial.landscape.noisy:
        low, high = edges[0] - (edges[-1] - edges[0]) / 2, edges[-1] + (edges[-1] - edges[0]) / 2
        x = np.linspace(low, high, 2 * BINS * FINE + 1)
        return _binned(x, tm.currents.along_x(trial.landscape, trial.temperature, x), edges)
    return _gibbs(trial, edges) if trial.landscape.conservative or trial.temperature == 1 else None


def _gibbs(trial, edges):
    line = tm.gibbs.along(trial.landscape, trial.temperature)
    return _binned(line.x, line.law(trial.temperature), edges)


def _binned(x, law, edges):
    """Shares of bins, of a law on evenly spaced places: what has been passed at an edge, between places linearly."""
    ends = np.append(x, 2 * x[-1] - x[-2]) - (x[1] - x[0]) / 2
    return np.diff(np.interp(edges, ends, np.append(0, np.cumsum(law))))


# ---- columns --------------------------------------------------------------------------------------------------------
def home_of(landscape, x):
    """The number of the minimum in whose valley points (..., 2) are."""
    return valley(landscape.basins((tm.gibbs.BASINS, tm.gibbs.BASINS)), x, landscape.extent)


def _outside(trial):
    return (found := home_of(trial.landscape, trial.run.x)) != found[0]


def _shares(out, at):
    share = out[at].mean(axis=1)
    return share, np.sqrt(share * (1 - share) / out.shape[1])


def _over(values):
    """(mean, standard error) of numbers (steps, replicas), whose replicas are independent."""
    each = values.mean(axis=0)
    return each.mean(), each.std(ddof=1) / math.sqrt(len(each))


def ever(trial):
    """Which share has been outside the valley of the start at any step so far."""
    return _shares(np.logical_or.accumulate(_outside(trial)), trial.at)


def now(trial):
    """Which share is outside it now."""
    return _shares(_outside(trial), trial.at)


def far(trial):
    """The mean distance from the landscape's first minimum."""
    away = np.linalg.norm(trial.run.x[trial.at] - trial.landscape.minima[0], axis=-1)
    return away.mean(axis=1), away.std(axis=1, ddof=1) / math.sqrt(away.shape[1])


def turn(trial):
    """How fast they go round the middle, E[x dy - y dx]/dt, over the second half."""
    return tm.currents.circulation(trial.late(), trial.step)


def lean(trial):
    """E xy over the second half."""
    return _over(trial.late().prod(axis=-1))


def left(trial):
    """Which share is left of the middle, over the second half."""
    return _over(trial.late()[..., 0] < 0)


OF_VALLEYS = ("ever", "now")  # which say nothing where there is but one
COLUMNS = {name.__name__: name for name in (ever, now, far, turn, lean, left)}
