"""What is taken away of a picture: its numbers as a table, and the Python that makes them again: runs to the bit.

A table's first line names each quantity and its unit; numbers stand in full; a text that a spreadsheet would run is quoted. The
Python ends with the same table, as `columns` and `rows`.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np

import toy_models as tm
from toy_models.contract import InvalidArgument
from widgets.cut_line import across
from widgets.landscape_side import map_shape, shown
from widgets.moments import parameters_at
from widgets.network_side import TEST, TRAIN
from widgets.surfaces import spans
from widgets.trainee import EVERY

MOST_ROWS = 200_000  # of a table of walkers; more frames than that are thinned
NARROW = 1e-3  # of the map's width: a grid whose edge is an upright or a level cut
HEADS = "import numpy as np\n\nimport toy_models as tm\n\n"
LENGTH, ENERGY, COUNT = "length", "energy", "count"

WALKED = """columns = {columns}
rows = []
for run in runs:
    for t in range(0, int((run.gradient_evaluations <= {clock}).sum()), {every}):
        for replica, (x, y) in enumerate(run.x[t].tolist()):
            rows.append((run.about["dynamics"], int(run.steps[t]), int(run.gradient_evaluations[t]), replica, x, y{energy}))
"""
TRAINED = """digits = tm.data.mnist({train:_}, {test:_})


def curve(method, parameters, schedule):
    run = NetworkRun({network!r}, method, digits, {seed}, parameters, {batch}, {every}, {total})
    for clock, values in schedule:
        run.branch(clock, values)
    run.advance({total})
    seen = run.records
    for i in np.unique(seen.clock, return_index=True)[1]:
        if seen.clock[i] <= {clock}:
            losses = seen.train_loss[i], seen.test_loss[i], 100 * seen.test_accuracy[i]
            yield run.method.key, int(seen.clock[i]), *(float(np.float32(value)) for value in losses)


columns = {columns}
rows = [row for run in runs for row in curve(*run)]
"""


@dataclass(frozen=True)
class Taken:
    """`columns` ((quantity, unit), ...) over `rows` of numbers and texts, and `python`, a text that makes both."""

    columns: tuple
    rows: list
    python: str

    def text(self, form: str) -> str:
        """The table, or the Python, as the text of a file; form: "csv" or "py"."""
        return table(self.columns, self.rows) if form == "csv" else self.python


def table(columns, rows):
    """The rows as CSV, under a line of names and units."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    write(heads(columns))
    for row in rows:
        write([quoted(value) for value in row])
    return text.getvalue()


def heads(columns):
    """["name (unit)"] of columns."""
    return [f"{name} ({unit})" if unit else name for name, unit in columns]


def quoted(value):
    """A cell: a number as the shortest text that reads back as it, a text so that no spreadsheet takes it for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return "" if value is None else repr(value)


def of_landscape(side, want, schedule, asked):
    """The `Taken` of a landscape's picture under a wish, as far as the clock of what is `asked`, a `take_messages.Take`.

    side: the `LandscapeSide` that drew it. Raises `InvalidArgument` where the picture has no numbers, or no Python can make them.
    """
    landscape = tm.landscapes.get(want.landscape)
    given = f"landscape = {source(landscape)}\n"
    if asked.picture == "step":
        return _step(side, landscape, given, want, schedule, asked.clock)
    if asked.picture == "energy":
        return _walked(side, landscape, given, want, schedule, asked.clock)
    if not landscape.contours[0]:
        raise InvalidArgument("picture", asked.picture, "one of a landscape with heights: this force is the slope of no energy")
    kind, arguments = _surface(landscape, want, schedule, asked.clock)
    if asked.picture != "cut":
        return _heights(landscape, given, kind, arguments)
    return _cut(landscape, given, kind, arguments, across(landscape.extent, (asked.x, asked.y), asked.angle))


def source(landscape):
    """The expression that makes a landscape again."""
    if landscape.key in tm.landscapes.names():
        return f"tm.landscapes.get({landscape.key!r})"
    if not landscape.source:
        raise InvalidArgument("landscape", landscape.name, "one of a file or of a formula: no text makes this one again")
    return f"tm.landscapes.{landscape.source}"


def method_source(key):
    """The expression that gives a method: its name, or the text of one that somebody wrote."""
    method = tm.dynamics.get(key)
    return f"tm.dynamics.read({method.step.source!r}, {method.NAME!r})" if method.written else repr(key)


def _walked(side, landscape, given, want, schedule, clock):
    calls = {key: side.call(landscape, key, want, schedule) for key in shown(want)}
    runs = [tm.simulate(landscape, key, **call) for key, call in calls.items()]
    frames = [int((run.gradient_evaluations <= clock).sum()) for run in runs]
    every = 1 + sum(count * run.x.shape[1] for count, run in zip(frames, runs, strict=True)) // MOST_ROWS
    columns = (("method", ""), ("step", COUNT), ("gradient evaluations", COUNT), ("replica", "number"), ("x", LENGTH),
               ("y", LENGTH), *([("energy", ENERGY)] if landscape.conservative else []))
    rows = []
    for run, count in zip(runs, frames, strict=True):
        for t in range(0, count, every):
            heights = [(height,) for height in run.energy[t].tolist()] if landscape.conservative else [()] * run.x.shape[1]
            about = run.about["dynamics"], int(run.steps[t]), int(run.gradient_evaluations[t])
            rows += [(*about, replica, *place, *heights[replica]) for replica, place in enumerate(run.x[t].tolist())]
    made = "".join(f"    tm.simulate(landscape, {method_source(key)}, {said(call)}),\n" for key, call in calls.items())
    energy = ", float(run.energy[t, replica])" if landscape.conservative else ""
    end = WALKED.format(columns=heads(columns), clock=clock, every=every, energy=energy)
    return Taken(columns, rows, f"import toy_models as tm\n\n{given}runs = [\n{made}]\n{end}")


def _step(side, landscape, given, want, schedule, clock):
    """The step that ends at a clock, or else the first after it, of the selected method's lead, beside the exact one."""
    method = tm.dynamics.get(want.selected)
    call = side.call(landscape, method.key, want, schedule) | {"record_every": 1}
    run = tm.simulate(landscape, method.key, **call)
    k = min(int((run.gradient_evaluations[1:] < clock).sum()), len(run.steps) - 2)
    now = parameters_at(method, schedule, int(run.gradient_evaluations[k])).as_dict()
    held = {parameter.name: now[parameter.name] for parameter in method.PARAMETERS}
    exact, against = tm.exact_step(landscape, method, run.x[k, 0], held, int(now["t"]))
    columns = (("what", ""), ("x", LENGTH), ("y", LENGTH))
    steps = {"this step": run.x[k + 1, 0] - run.x[k, 0]} | ({} if exact is None else {against: exact})
    python = (f"import toy_models as tm\n\n{given}method = {method_source(method.key)}\n"
              f"run = tm.simulate(landscape, method, {said(call)})\n"
              f"place, there = run.x[{k}, 0], run.x[{k + 1}, 0]\ncolumns = {heads(columns)}\n"
              'rows = [("its start", *place.tolist()), ("this step", *(there - place).tolist())]\n')
    if exact is not None:
        python += (f"exact, against = tm.exact_step(landscape, method, place, {held!r}, {int(now['t'])})\n"
                   "rows.append((against, *exact.tolist()))\n")
    return Taken(columns, [("its start", *run.x[k, 0].tolist()), *((name, *step.tolist()) for name, step in steps.items())], python)


def said(call):
    """{argument: value} as what stands in the brackets of a call."""
    return ", ".join(f"{name}={value!r}" for name, value in call.items())


def _surface(landscape, want, schedule, clock):
    """(kind, {argument: value}) of the surface that the selected method descends at a clock; (None, {}) where that is f."""
    method = tm.dynamics.get(want.selected)
    if method.SURFACE is None or not landscape.conservative:
        return None, {}
    return method.SURFACE.kind, [now for at, now in spans(method, schedule, schedule.total) if at <= clock][-1]


def _softened(shape, kind, arguments):
    return f"surface = tm.landscapes.smooth(landscape, {kind!r}, {shape}, {said(arguments)})\n"


def _heights(landscape, given, kind, arguments):
    shape = map_shape(landscape)
    points = landscape.grid(shape)[2]
    values = {"f": landscape.shown(points)}
    python = f"{HEADS}{given}x, y, points = landscape.grid({shape})\nvalues = [landscape.shown(points)]\n"
    if kind:
        values["u"] = tm.landscapes.smooth(landscape, kind, shape, **arguments).values
        python += _softened(shape, kind, arguments) + "values.append(surface.values)\n"
    columns = (("x", LENGTH), ("y", LENGTH), *((name, ENERGY) for name in values))
    python += (f"columns = {heads(columns)}\n"
               "rows = np.column_stack([points.reshape(-1, 2), *(one.ravel() for one in values)]).tolist()\n")
    return Taken(columns, np.column_stack([points.reshape(-1, 2), *(one.ravel() for one in values.values())]).tolist(), python)


def _cut(landscape, given, kind, arguments, line):
    """Along a line: an edge of a narrow grid, or, where it is slanted, the diagonal of a wide one."""
    rows, columns = map_shape(landscape)
    (x0, y0), (x1, y1) = line.point(line.low), line.point(line.high)
    half = NARROW * (landscape.extent[0][1] - landscape.extent[0][0])
    way = -1 if y0 > y1 else 1
    if not line.d:
        shape, across_x, across_y, said, along = (2, columns), (x0, x1), (y0, y0 + half), "0", 0
    elif not line.c:
        shape, across_x, across_y = (rows, 2), (x0, x0 + half), sorted((y0, y1))
        said, along = f"slice(None, None, {way}), 0", (slice(None, None, way), 0)
    else:
        shape, across_x, across_y = (columns, columns), (x0, x1), sorted((y0, y1))
        said = f"np.arange({columns})[::{way}], np.arange({columns})"
        along = np.arange(columns)[::way], np.arange(columns)
    extent = tuple(tuple(float(value) for value in pair) for pair in (across_x, across_y))
    place = landscape.grid(shape, extent)[2][along]
    values = {"f": landscape.shown(place)}
    python = (f"{HEADS}{given}extent = {extent}\nalong = {said}  # of a grid that the line goes through\n"
              f"place = landscape.grid({shape}, extent)[2][along]\nvalues = [landscape.shown(place)]\n")
    if kind:
        values["u"] = tm.landscapes.smooth(landscape, kind, shape, extent, **arguments).values[along]
        python += _softened(f"{shape}, extent", kind, arguments) + "values.append(surface.values[along])\n"
    if line.d:
        places, where = np.column_stack([place[:, 0] * line.c + place[:, 1] * line.d, place]), ("s", "x", "y")
        python += f"places = np.column_stack([place[:, 0] * {line.c!r} + place[:, 1] * {line.d!r}, place])\n"
    else:
        places, where = place[:, :1], ("x",)
        python += "places = place[:, :1]\n"
    columns = (*((name, LENGTH) for name in where), *((name, ENERGY) for name in values))
    python += f"columns = {heads(columns)}\nrows = np.column_stack([places, *values]).tolist()\n"
    return Taken(columns, np.column_stack([places, *values.values()]).tolist(), python)


def of_network(side, want, asked):
    """The `Taken` of a network's curves, as far as they are trained and the clock stands. side: the `NetworkSide`, or None."""
    members = side.members if side else []
    if not members:
        raise InvalidArgument("picture", asked.picture, "one that is there: no network is in training yet")
    columns = (("method", ""), ("gradient evaluations", COUNT), ("training loss", "nats"), ("test loss", "nats"),
               ("test accuracy", "%"))
    clock = min(asked.clock, *(member.computed for member in members))
    rows = [(member.key, int(row[0]), *row[1:]) for member in members for row in member.records().tolist() if row[0] <= clock]
    runs = "".join(f"    ({method_source(m.key)}, {m.plan.base!r}, {list(m.plan.events)!r}),\n" for m in members)
    end = TRAINED.format(columns=heads(columns), network=side.network.key, train=TRAIN, test=TEST, seed=want.seed, batch=want.batch,
                         every=EVERY, total=members[0].run.evaluations, clock=clock)
    top = "import numpy as np\n\nimport toy_models as tm\nfrom toy_models.network_run import NetworkRun\n\nruns = [\n"
    return Taken(columns, rows, f"{top}{runs}]\n{end}")
