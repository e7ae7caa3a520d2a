"""What a page is told about flatness: the networks, the table of their measures, the rescaled one beside itself, the slices."""

import numpy as np

from toy_models import dynamics, measures
from widgets import flat_messages
from widgets.flat_work import CURVE, DIRECTIONS, LADDER, PLACES, SEEN, TABLE, Task
from widgets.solutions import EVALUATIONS, MOST, TARGET
from widgets.typeset import typeset


def offers(work):
    """What never changes: what may be asked for, and where networks are read."""
    methods = [{"key": key, "name": dynamics.get(key).NAME} for key in flat_messages.methods(work.network)]
    network = {"name": work.network.name, "weights": work.network.size}
    return {"methods": methods, "batches": list(flat_messages.BATCHES), "most": flat_messages.MOST_RUNS, "network": network,
            "target": TARGET, "evaluations": EVALUATIONS, "longest": MOST, "seen": SEEN, "directions": DIRECTIONS,
            "places": PLACES, "factor": list(flat_messages.FACTOR), "products": list(flat_messages.PRODUCTS),
            "digits": list(flat_messages.DIGITS), "sharpest": CURVE, "starts": max(_starts(measures.get(key)) for key in TABLE)}


def _starts(measure):
    return measure.budget(flat_messages.PRODUCTS[0], flat_messages.DIGITS[0])[0].get("runs", 1)


def told(work):
    """{name of a trait: value} of everything that may change."""
    ask = work.asked
    asked = {"runs": [list(run) for run in ask.runs], "at": ask.at, "chosen": ask.runs.index(ask.chosen), "factor": ask.factor,
             "products": ask.products, "digits": ask.digits, "measuring": ask.measuring}
    (which, slices), (drawn, densities) = _slices(work), _densities(work)
    return {"asked": asked, "runs": _runs(work), "table": [_row(work, key) for key in TABLE], "rescaled": _rescaled(work),
            "slices": which, "losses": slices, "drawn": drawn, "densities": densities, "state": work.state()}


def _runs(work):
    other = "evaluations" if work.asked.at == "loss" else "loss"
    found, seen = [], set()
    for run in work.asked.runs:
        method, batch = run
        one = {"method": method, "batch": batch, "name": dynamics.get(method).NAME, "hollow": method in seen}
        read = {"here": _read(work, run, work.asked.at), "there": _read(work, run, other)}
        found.append(one | read | {"done": work.solutions.done(run)})
        seen.add(method)
    return found


def _read(work, run, at):
    found = work.solutions.read(run, at)
    if found is None:
        return None
    clock, train, test, right, _ = found
    return {"clock": clock, "train_loss": train, "test_loss": test, "accuracy": right, "digits": clock * run[1]}


def _row(work, key):
    ask, measure = work.asked, measures.get(key)
    budget, named = (ask.products, ask.digits), measure.PARAMETERS
    values = [_value(work, Task(run, ask.at, key, 1.0, budget)) for run in ask.runs]
    digits = measure.budget(*budget)[1]
    radius = next((f"{one.symbol} {one.default:g}" for one in named if one.name in ("radius", "half_width", "width")), "")
    radius = f"{digits} digits" if digits < ask.digits else radius
    after = _value(work, Task(ask.chosen, ask.at, key, ask.factor, budget)) if ask.factor != 1 else None
    return {"key": key, "name": measure.NAME, "symbol": typeset(measure.SYMBOL), "kind": measure.ERROR, "radius": radius,
            "values": values, "after": after}


def _value(work, task):
    found = work.found.get(task)
    if found is None:
        return None
    value, error, note = found[:3]
    number = bool(np.isfinite([value, error]).all())
    return {"value": value if number else None, "error": error if number else None, "note": typeset(note)}


def _densities(work):
    """What is drawn of the spectra, and float32 (run, (curvature, density, its error), place) as bytes; rescaled, it is last."""
    ask, which, curves = work.asked, [], []
    wanted = [(run, 1.0) for run in ask.runs] + ([(ask.chosen, ask.factor)] if ask.factor != 1 else [])
    for (run, factor), key in ((one, key) for one in wanted for key in TABLE):
        found = work.found.get(Task(run, ask.at, key, factor, (ask.products, ask.digits)), ())
        if len(found) > 3:
            share = {"value": found[0], "error": found[1]} if np.isfinite(found[:2]).all() else None
            which.append({"run": ask.runs.index(run), "factor": factor, "stiff": share})
            curves.append(found[3])
    return which, np.array(curves, "<f4").tobytes()


def _rescaled(work):
    """The largest curvature where it has been found, by factor; and the largest change of a logit, of the largest logit."""
    ask = work.asked
    tasks = [Task(ask.chosen, ask.at, CURVE, c, (ask.products, ask.digits)) for c in {*LADDER, ask.factor}]
    found = ((task.factor, work.found.get(task)) for task in tasks)
    curve = sorted([factor, *measured[:2]] for factor, measured in found if measured)
    same = work.found.get(Task(ask.chosen, ask.at, "same", ask.factor)) if ask.factor != 1 else None
    return {"curve": [one for one in curve if np.isfinite(one).all()], "same": list(same) if same else None}


def _slices(work):
    """What is drawn, one after the other, and its float32 losses (slice, direction, place) as bytes."""
    ask, which, losses = work.asked, [], []
    home = work.found.get(Task(ask.chosen, ask.at, "slice"))
    for k, run in enumerate(ask.runs):
        found = work.found.get(Task(run, ask.at, "slice"))
        if found is not None:
            which.append({"run": k, "factor": 1.0} | (_off(work, ask, run, home[1]) if home and run != ask.chosen else {}))
            losses.append(found[0])
    after = work.found.get(Task(ask.chosen, ask.at, "slice", ask.factor)) if ask.factor != 1 else None
    if after is not None and home:
        apart = float(np.abs(after[0] - home[0]).max())
        which.append({"run": ask.runs.index(ask.chosen), "factor": ask.factor, "apart": apart})
        losses.append(after[0])
    return which, np.array(losses, "<f4").tobytes()


def _off(work, ask, run, directions):
    """How far a network is from the chosen one, and how much of that is off the nearest of its lines."""
    step = np.subtract(*(work.solutions.read(one, ask.at)[-1] for one in (run, ask.chosen)))
    away, along = float(np.linalg.norm(step)), float(np.abs(directions @ step).max())
    return {"away": away, "off": float(max(away**2 - along**2, 0) ** 0.5)}
