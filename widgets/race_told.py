"""What a page is told of a race: its lanes, who stands where, and the races before it."""

import numpy as np

from toy_models import dynamics, measures
from toy_models.network_run import on_network
from toy_models.paired import LEVEL, difference
from toy_models.race import FACTORS, SEARCHED, step_of, stepped
from toy_models.standing import JUDGED, stood
from widgets import flat_messages, legend, race_messages
from widgets.race_messages import MEASURE, MEASURES
from widgets.solutions import EVALUATIONS, MOST, TARGET, TEST, TRAIN
from widgets.typeset import typeset

PLACES = 61  # of a curve


def offers(work):
    """What never changes: what may be asked for, and how the lanes are run."""
    methods = [{"key": key, "name": dynamics.get(key).NAME, "family": dynamics.get(key).FAMILY}
               for key in race_messages.methods(work.network.key)]
    named = [{"key": key, "name": measures.get(key).NAME, "symbol": typeset(measures.get(key).SYMBOL)} for key in MEASURES]
    return {"methods": methods, "measures": named, "batches": list(flat_messages.BATCHES), "lanes": list(race_messages.LANES),
            "seeds": list(race_messages.SEEDS), "factor": list(race_messages.FACTOR), "factors": list(FACTORS),
            "trials": len(SEARCHED), "products": list(flat_messages.PRODUCTS), "digits": list(flat_messages.DIGITS),
            "target": TARGET, "evaluations": EVALUATIONS, "longest": MOST, "train": TRAIN, "test": TEST, "held": TRAIN // 5,
            "places": PLACES, "level": LEVEL, "network": {"name": work.network.name, "weights": work.network.size}}


def told(work):
    """{name of a trait: value} of everything that may change."""
    lanes, curves = _lanes(work)
    return {"asked": asked(work.asked), "lanes": lanes, "podium": standing(work), "curves": curves, "state": work.state(),
            "log": [{"asked": asked(one), **entry} for one, entry in work.log]}


def asked(ask):
    """An `Ask` as a page would say it."""
    names = ("own", "at", "batch", "seeds", "judged", "measure", "products", "digits", "racing")
    return {"lanes": [list(lane) for lane in ask.lanes], **{name: getattr(ask, name) for name in names}}


def entry(work):
    """What stands in the log of a race that is over."""
    found, ask = standing(work), work.asked
    return {"names": [label(lane, ask.lanes) for lane in ask.lanes], "steps": found["steps"], "winner": found["winner"]}


def label(lane, lanes):
    """What a lane is called: its method, and how its step was found where another lane has that method too."""
    name, (method, tuning, factor) = dynamics.get(lane[0]).NAME, lane
    ways = {"default": "default", "searched": "searched", "hand": f"by hand × {factor:.3g}"}
    return name if [one[0] for one in lanes].count(method) < 2 else f"{name}, {ways[tuning]}"


def entered(lanes):
    """The numbers of the lanes that share the podium: the tuned ones where there are two, else the defaults."""
    kinds = {kind: [k for k, lane in enumerate(lanes) if (lane[1] != "default") == kind] for kind in (True, False)}
    return next((which for which in (kinds[True], kinds[False]) if len(which) > 1), [])


def values(work, lane):
    """(seed,) of what lanes are judged by, NaN where there is none; None while something is missing."""
    runs, judged = work.runs(lane), work.asked.judged
    if not all(run in work.found for run in runs):
        return None
    if judged != MEASURE:
        return np.array([work.found[run].value(judged) for run in runs])
    if not all(work.look(run) in work.found for run in runs if work.found[run].reached):
        return None
    return np.array([work.found[work.look(run)][0] if work.found[run].reached else np.nan for run in runs])


def standing(work):
    """Who stands where, and by how much the first leads: of all lanes of a kind, when each has run at every seed."""
    ask, which = work.asked, entered(work.asked.lanes)
    found = {k: values(work, ask.lanes[k]) for k in which}
    apart = [k for k in range(len(ask.lanes)) if k not in which]
    blank = {"steps": [], "winner": None, "first": None, "unfinished": [], "apart": apart}
    if not found or any(one is None for one in found.values()):
        return blank
    podium = stood(found, ask.judged, ask.at, len(work.solutions.data.test))
    first = podium.first and {"mean": podium.first.mean, "half": (podium.first.high - podium.first.low) / 2,
                              "error": podium.first.error, "told": podium.first.told, "needed": podium.first.needed}
    if podium.first:
        first |= {"lanes": list(podium.leaders)}
    return blank | {"steps": [list(step) for step in podium.steps], "winner": podium.winner, "first": first,
                    "unfinished": list(podium.unfinished)}


def _lanes(work):
    """(what is told of each lane, float32 (lane, seed and then their mean, place) accuracies on the way, as bytes)."""
    ask, cues = work.asked, _cues(work.asked.lanes)
    longest = MOST if ask.at == "loss" else EVALUATIONS
    grid, seen, lanes, curves = np.linspace(0, longest, PLACES), set(), [], []
    for lane, cue in zip(ask.lanes, cues, strict=True):
        runs, factor = work.runs(lane), work.factor(lane)
        ends = [work.found.get(run) for run in runs]
        rows = np.array([along(end, grid) for end in ends])
        whole = not np.isnan(rows).all(axis=1).any()
        curves.append(np.vstack([rows, rows.mean(axis=0) if whole else np.full(PLACES, np.nan)]))
        lanes.append({"method": lane[0], "name": dynamics.get(lane[0]).NAME,
                      "label": label(lane, ask.lanes), "tuned": lane[1] != "default", "how": lane[1], "factor": factor,
                      "cue": cue, "hollow": lane[0] in seen, **_paid(work, lane, factor), **_summary(work, lane, runs)})
        seen.add(lane[0])
    return lanes, np.array(curves, "<f4").tobytes()


def _cues(lanes):
    """A cue for each lane; lanes of one method share theirs."""
    keys = list(dict.fromkeys(lane[0] for lane in lanes))
    known = legend.cues(keys)
    return [known[lane[0]] for lane in lanes]


def along(end, grid):
    """A run's test accuracy on the way, as it was last known; nothing after its end."""
    if end is None:
        return np.full(len(grid), np.nan)
    at = np.searchsorted(end.curve[:, 0], grid, side="right") - 1
    return np.where(grid <= end.curve[-1, 0] + (grid[1] - grid[0]), end.curve[at, 1], np.nan)


def _paid(work, lane, factor):
    """A step's price and length, and what the search of it cost so far."""
    digits, batch = len(work.solutions.data.train), work.asked.batch
    on = on_network(work.network, lane[0], digits, batch)
    values, step = stepped(work.network, lane[0], digits, batch, factor or 1.0)
    trials = [work.found[one] for one in work.searched(lane[0]) if one in work.found] if lane[1] == "searched" else []
    symbol = step_of(on).symbol if step_of(on) else None
    return {"price": on.evaluations(on.parameters(values)), "step": step if factor else None, "symbol": symbol,
            "search": sum(one.spent for one in trials)}


def _summary(work, lane, runs):
    """Means with Student's intervals over the seeds that are there, of all that is known at the finish."""
    ends = [work.found[run] for run in runs if run in work.found]
    known = {key: np.array([end.value(key) for end in ends]) for key in JUDGED}
    looks = [work.found[work.look(run)] for run in runs if work.look(run) in work.found]
    known[MEASURE] = np.array([value for value, _ in looks])
    own = max((error for _, error in looks), default=0.0)
    given = {key: _interval(found[np.isfinite(found)]) for key, found in known.items()}
    return {"done": len(ends), "reached": sum(end.reached for end in ends), "at": given, "error": float(np.nan_to_num(own)),
            "values": {key: [float(v) for v in found[np.isfinite(found)]] for key, found in known.items()}}


def _interval(found):
    """[mean, half of its interval]; None for what is not known."""
    if not len(found):
        return None
    if len(found) < 2:
        return [float(found[0]), None]
    over = difference(found, 0 * found)
    return [over.mean, (over.high - over.low) / 2]
