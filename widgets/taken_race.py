"""What is taken away of a lane of a race: its runs on their way and where they finished, and the Python that runs them again."""

import numpy as np

from toy_models import measures
from toy_models.contract import InvalidArgument, whole
from toy_models.race import stepped
from widgets import race_told, race_work
from widgets.taken import COUNT, HEADS, Taken, heads, method_source
from widgets.taken_networks import network_source

LANE = """from toy_models.race import finish

network, digits = {network}, tm.data.mnist({train:_}, {test:_})
columns, rows, places = {columns}, [], np.linspace(0, {longest}, {places})
for seed in {seeds}:
    end = finish(network, {method}, digits, seed, {values}, {batch}, {most}, {loss})
    known = places[places <= end.curve[-1, 0] + places[1] - places[0]]
    at = np.searchsorted(end.curve[:, 0], known, side="right") - 1
    way = zip(known.tolist(), end.curve[at, 1].tolist(), strict=True)
    rows += [("on the way", seed, *pair, None, None, None, None) for pair in way]
    numbers = [None, None]
    if end.reached and seed in {measured}:
        measure, x = tm.measures.get({measure!r}), end.weights[None].astype(float)
        found = measure(network, x, images=digits.train.first({digits}), **{numbers})
        numbers = [float(found.value[0]), float(found.error[0])]
    finished = end.accuracy, end.train_loss, end.test_loss
    rows.append(("finish" if end.reached else "not there", seed, float(end.evaluations), *finished, *numbers))
"""


def of_lane(work, asked):
    """The `Taken` of the lane whose number is the `row` of what is asked, of its runs that are over.

    Raises `InvalidArgument` where there is no such lane, or none of its runs is over.
    """
    with work.lock:
        ask, found = work.asked, dict(work.found)
        lane = ask.lanes[whole("row", asked.row, 0, len(ask.lanes) - 1)]
        runs, looks = work.runs(lane), {run: work.look(run) for run in work.runs(lane)}
    runs = [run for run in runs if run in found]
    if not runs:
        raise InvalidArgument("picture", asked.picture, "one that is there: no run of this lane is over yet")
    measure, longest = measures.get(ask.measure), race_work.MOST if ask.at == "loss" else race_work.EVALUATIONS
    named = f"{measure.NAME}, {measure.SYMBOL}"
    columns = (("what", ""), ("seed", "number"), ("gradient evaluations", COUNT), ("test accuracy", "share"),
               ("training loss", "nats"), ("test loss", "nats"), (named, measure.UNIT), (f"{named}: its error", measure.UNIT))
    rows, grid = [], np.linspace(0, longest, race_told.PLACES)
    for run in runs:
        end, along = found[run], race_told.along(found[run], grid)
        rows += [("on the way", run.seed, clock, value, None, None, None, None)
                 for clock, value in zip(grid.tolist(), along.tolist(), strict=True) if not np.isnan(value)]
        numbers = found.get(looks[run], (None, None)) if end.reached else (None, None)
        finished = end.accuracy, end.train_loss, end.test_loss
        rows.append(("finish" if end.reached else "not there", run.seed, float(end.evaluations), *finished, *numbers))
    data = work.solutions.data
    values, _ = stepped(work.network, lane[0], len(data.train), ask.batch, runs[0].factor)
    numbers, digits = measure.budget(ask.products, ask.digits)
    python = HEADS.rstrip() + "\n" + LANE.format(
        network=network_source(work.network), train=len(data.train), test=len(data.test), columns=heads(columns), longest=longest,
        places=race_told.PLACES, seeds=[run.seed for run in runs], method=method_source(lane[0]), values=values, batch=ask.batch,
        most=longest, loss=race_work.TARGET if ask.at == "loss" else None, measure=ask.measure, digits=digits, numbers=numbers,
        measured=[run.seed for run in runs if looks[run] in found])
    return Taken(columns, rows, python)
