"""Where theory draws a line across a phase diagram: the limits of a method's gauges, where its surface's minima come and go, and
of Langevin's dynamics where Kramers' mean time of escape is as long as the run.

Nothing is drawn here, and the theory is that of `toy_models`: a gauge's limit is where its value meets it between two values of an
axis; a bifurcation is searched for along one axis, at some values of the other.
"""

import time

import numpy as np

from toy_models import dynamics, gibbs, landscapes, surfaces
from toy_models.bifurcations import search
from toy_models.contract import InvalidArgument, Parameters
from toy_models.trajectory import basin_of
from widgets.turn import Turn

FINE = 193  # values of an axis between whose neighbours a gauge may meet its limit
THIN = 8  # of the points that are found, one in so many is drawn, and the ends
ROWS = 9  # values of the other axis at which bifurcations are searched for
MOST = 40.0  # seconds of work for them; what is not found by then is not drawn
HOT, GIBBS = 25, "langevin"  # temperatures of Kramers' line; the method whose law at rest is Gibbs', dx = -∇f dt + √(2T) dW
PIECE = 0.02  # seconds of work without a look at the mailbox


def limits(job):
    """[{symbol, words, points}] of the gauges of a `sweeping.Job` that meet a limit inside its map; points are [[x, y], ...]."""
    asked, method = job.asked, dynamics.get(job.asked.method)
    x, y = (_fine(values) for values in (asked.x_values, asked.y_values))
    own, found = method.by_slider(), []
    here = np.meshgrid(x, y)
    told = {**job.plan.parameters, **dict(zip((own[asked.x].name, own[asked.y].name), here, strict=True))}
    now = Parameters({**told, "t": 0, "curvature": landscapes.get(asked.landscape).curvature})
    for gauge in method.GAUGES:
        for which, word in ((1, gauge.unstable), (0, gauge.dead)):
            limit = gauge.limits(now)[which]
            points = _thinned(_met(x, y, *np.broadcast_arrays(gauge.value(now), limit, here[0])[:2]))
            if len(points) > 1:
                number = f" = {float(limit):.3g}" if np.ndim(limit) == 0 else " at its limit"
                words = f"{number}: {'beyond' if which else 'below'} it {word}"
                found.append({"symbol": gauge.symbol, "words": words, "points": points})
    return found


def _fine(values):
    """From half a cell before the first value to half a cell behind the last one."""
    if values[0] > 0:
        first, last = np.sqrt(values[0] / values[1]), np.sqrt(values[-1] / values[-2])
        return np.geomspace(values[0] * first, values[-1] * last, FINE)
    return np.linspace(values[0], values[-1] + (values[-1] - values[-2]) / 2, FINE)


def _met(x, y, value, limit):
    """[[x, y], ...] where a value meets its limit: once in each row, or in each column where there are more of these."""
    with np.errstate(all="ignore"):
        apart = np.log(value / limit)
    rows = _crossed(apart, x, y)
    columns = [point[::-1] for point in _crossed(apart.T, y, x)]
    return rows if len(rows) >= len(columns) else columns


def _thinned(points):
    return [*points[:-1:THIN], *points[-1:]]


def _crossed(apart, along, other):
    """[[place along, other], ...]: where each row's first change of sign is, linear between two values."""
    found = []
    for row, there in zip(apart, other.tolist(), strict=True):
        changes = np.flatnonzero(np.isfinite(row[1:] + row[:-1]) & (np.sign(row[1:]) != np.sign(row[:-1])))
        if len(changes):
            k = changes[0]
            share = row[k] / (row[k] - row[k + 1])
            a, b = along[k : k + 2]
            found.append([float(a ** (1 - share) * b**share if a > 0 else a + share * (b - a)), there])
    return found


def escape(landscape, temperature):
    """(Kramers' mean time from the valley of a landscape's start to the nearest other minimum along x, the exact mean time to the
    pass on the way); NaN where there is none."""
    places, start = landscape.minima[:, 0], int(basin_of(landscape, landscape.start))
    others = sorted((abs(x - places[start]), x) for k, x in enumerate(places) if k != start) if start >= 0 else []
    try:
        line = gibbs.along(landscape, temperature)
        for _, x in others[:1]:
            if x < places[start]:  # the same, looked at in a mirror
                line, x = gibbs.Line(-line.x[::-1], line.heights[::-1]), -x
            begin = -places[start] if x != others[0][1] else places[start]
            on_the_way = np.where((line.x > begin) & (line.x < x), line.heights, -np.inf)
            return line.kramers(begin, x, temperature), line.wait(begin, line.x[on_the_way.argmax()], temperature)
    except InvalidArgument:
        pass
    return np.nan, np.nan


class Valleys:
    """Finds where the minima of a method's surface appear, vanish or become the lowest one, a piece at a time.

    `found` is [{symbol, words, points}], as far as it has come. `waits`: temperatures and logarithms of the two times of `escape`
    there, or None. One session of a machine does so at a time.
    """

    def __init__(self, job):
        self.found, self.waits, self._lines, self._spent, self._work, self._turn = [], None, {}, 0.0, None, Turn("valleys")
        self._left, self._total = self._searches(job), job.plan.settings["evaluations"]
        self._job = job

    def has_work(self):
        """Whether there is more to find, and it is this session's turn."""
        return self._more() and self._turn.take()

    def rest(self):
        """Let others have the turn."""
        self._turn.give()

    def _more(self):
        return self._left is not None and self._spent < MOST

    def slice(self, stop):
        """Search for a moment, less on `stop()`. Gives back whether there is something new."""
        begun, news = time.thread_time(), False
        while self._more() and not stop() and time.thread_time() - begun < PIECE:
            if self._work is None:
                self._value, self._work = next(self._left, (None, None))
                if self._work is None:
                    self._left = None
                    break
            try:
                next(self._work)
            except StopIteration as end:
                self._work, news = None, True
                self._add(end.value)
        self._spent += time.thread_time() - begun
        self._turn.give()
        if not self._more():
            self._left = self._work = None
        return news

    def _searches(self, job):
        """(value of the other axis, search along one axis): along one that moves an argument of the surface."""
        asked, method, landscape = job.asked, dynamics.get(job.asked.method), landscapes.get(job.asked.landscape)
        own, surface = method.by_slider(), method.SURFACE
        if asked.method == GIBBS and landscape.conservative:
            yield None, self._escape(asked, landscape)
        if surface is None or surface.pace is None or not landscape.conservative:
            return
        lines = {"x": (asked.x, asked.x_values), "y": (asked.y, asked.y_values)}
        kind = surfaces.get(surface.kind)
        most = {argument.name: argument.high for argument in kind.ARGUMENTS}

        def arguments(values):
            now = method.now(method.parameters(values, method.parameters(job.plan.parameters)))
            return {name: min(formula(now), most[name]) for name, formula in surface.arguments.items()}

        for axis, across in (("x", "y"), ("y", "x")):
            (slider, values), (other, rows) = lines[axis], lines[across]
            name, across_name = own[slider].name, own[other].name
            ends = [arguments({name: value, across_name: rows[-1]}) for value in (values[0], values[-1])]
            if ends[0] == ends[1]:
                continue
            self._axis, self._own, self._labels = axis, slider, landscape.labels
            for value in dict.fromkeys(rows[k] for k in np.linspace(len(rows) - 1, 0, ROWS).round().astype(int)):
                at = {across_name: value}
                of = lambda moved, name=name, at=at: arguments({name: moved, **at})  # noqa: E731
                yield value, search(landscape, kind, of, values[0], values[-1])
            return

    def _add(self, found):
        if self._value is None:
            self.found = found
            return
        for one in found.bifurcations if found else ():
            if one.valley < 0 and one.event != "lowest":
                continue
            point = [one.value, self._value] if self._axis == "x" else [self._value, one.value]
            self._lines.setdefault((one.event, one.valley), []).append(point)
        across = 1 if self._axis == "x" else 0
        self.found = [{"symbol": "", "words": self._words(*key), "points": sorted(points, key=lambda point: point[across])}
                      for key, points in self._lines.items() if len(points) > 1]

    def _escape(self, asked, landscape):
        """Where Kramers' mean time of leaving the start's valley is that of the whole run."""
        axes, waits = {asked.x: asked.x_values, asked.y: asked.y_values}, []
        if axes.keys() != {"temperature", "step_size"}:
            return []
        hot, steps = axes["temperature"], axes["step_size"]
        temperatures = np.geomspace(max(hot[0], 1e-3 * hot[-1]), hot[-1], HOT)
        for temperature in temperatures.tolist():
            yield
            waits.append(escape(landscape, temperature))
        known = np.isfinite(waits).all(axis=1)
        if known.sum() < 2:
            return []
        self.waits = np.log([temperatures[known], *np.array(waits)[known].T])
        at = np.geomspace(*temperatures[known][[0, -1]], FINE)
        needed = np.exp(np.interp(np.log(at), *self.waits[:2])) / self._total
        inside = (needed >= steps[0]) & (needed <= steps[-1])
        pairs = [at, needed] if asked.x == "temperature" else [needed, at]
        points = _thinned(np.stack(pairs, axis=1)[inside].tolist())
        words = f"Kramers, along x: a cold walker leaves the start’s valley after {self._total:,} evaluations in the mean"
        return [{"symbol": "", "words": words, "points": points}] if len(points) > 1 else []

    def leaving(self, row):
        """[{words, values}] of how long walkers stay in the start's valley in the cells of a row, in evaluations: τ(1 - exp(-N/τ)),
        since a run ends after N of them. Kramers' τ is half the time to the other minimum: who is on the pass has left. A value is
        None beyond the temperatures that are known."""
        if self.waits is None:
            return []
        asked, axes = self._job.asked, {}
        for slider, values in ((asked.x, asked.x_values), (asked.y, [asked.y_values[row]] * len(asked.x_values))):
            axes[slider] = np.array(values, float)
        hot, told = np.log(axes["temperature"]), []
        known, *times = self.waits
        inside = (hot >= known[0] - 1e-9) & (hot <= known[-1] + 1e-9)
        for words, stay, share in (("Kramers, to the pass", times[0], 0.5), ("exact along x", times[1], 1.0)):
            mean = share * np.exp(np.interp(hot, known, stay)) / axes["step_size"]
            cut = -mean * np.expm1(-self._total / mean)
            told.append({"words": words, "values": [float(v) if there else None for v, there in zip(cut, inside, strict=True)]})
        return told

    def _words(self, event, valley):
        side = "right of" if self._axis == "x" else "above"
        name = self._labels[valley] if 0 <= valley < len(self._labels) else "one more minimum"
        if event == "lowest":
            return f"{side} it the {name if valley >= 0 else 'other minimum'} is the lowest of the surface"
        return f"{side} it the {name} is {'a' if event == 'appears' else 'no'} minimum of the surface"
