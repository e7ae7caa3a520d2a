"""From a wish to the left side's picture: the scene, every method's frames, the tally, the softened surface, the inner loop.

Nothing here is drawn and nothing of the science is here: it asks `toy_models` and packs the answers for the wire.
"""

import math
from dataclasses import dataclass

import numpy as np

import toy_models as tm
from toy_models.descent import exact_descent
from widgets import inner_loop, pack
from widgets.controls import opening
from widgets.giving_up import attempt
from widgets.moments import causes, for_method, pace
from widgets.surfaces import Surfaces

EVERY = 30  # gradient evaluations between two frames of the final picture
COARSE = 4  # a preview, while a slider is dragged, has one frame in four
GRID = 20_000  # points of a map, about


@dataclass
class Picture:
    """Everything the arena shows, ready for its traits: dictionaries and bytes."""

    scene: dict
    field: bytes
    run: dict
    frames: bytes
    tally: bytes
    surface: dict
    surface_values: bytes
    inner: dict
    inner_points: bytes


class LandscapeSide:
    """Computes pictures; keeps what does not change between two of them."""

    def __init__(self, total, replicas):
        self._total, self._replicas, self._scene, self._ready = total, replicas, None, set()
        self._surfaces, self._followed = Surfaces(total), (None, None)

    @property
    def scene(self):
        """(dictionary, packed heights) of the landscape of the newest picture, also while that is being computed."""
        return self._scene

    def picture(self, want, schedule, preparing, cancelled, newer=lambda: False):
        """The `Picture` for a wish under a schedule. `preparing(name, number, count)` is told of every first compilation.

        What `cancelled`, an event, stops is left out, and a step that somebody wrote and that fails. Raises `GivenUp` on `newer()`.
        """
        landscape = tm.landscapes.get(want.landscape)
        if self._scene is None or self._scene[0]["key"] != want.landscape:
            self._scene = scene(landscape)
        meta, values = self._scene
        every = EVERY * (COARSE if want.preview else 1)
        trajectories, failed, inner, keys = {}, {}, ({}, b""), shown(want)
        for number, key in enumerate(keys, 1):
            if (want.landscape, key) not in self._ready:
                if cancelled.is_set():
                    continue
                preparing(tm.dynamics.get(key).NAME, number, len(keys))
            with attempt(key, failed, cancelled, newer):
                run = self._run(landscape, key, want, schedule, every)
                inner = inner_loop.picture(landscape, meta, want, schedule, self._total) if key == want.selected else inner
                trajectories[key] = run
                self._ready.add((want.landscape, key))
        frames, tally, run = self._packed(landscape, meta, want, schedule, trajectories, every)
        surface, surface_values = self._surfaces.picture(landscape, meta, want, schedule)
        return Picture(meta, values, run | ({"failed": failed} if failed else {}), frames, tally, surface, surface_values, *inner)

    def ghost(self, want, schedule, stop):
        """(dictionary, packed places) of exact descent of the selected method's surface; empty where it has none, or on `stop()`.

        It may take seconds, so it is no part of the picture. `out`: the clock at which it has left the valley of the start;
        `known`: up to which clock it could be followed.
        """
        method, landscape = tm.dynamics.get(want.selected), tm.landscapes.get(want.landscape)
        if not landscape.conservative or method.SURFACE is None or method.SURFACE.pace is None or self._scene is None:
            return {}, b""
        (base, events), grid = for_method(method, schedule), np.arange(0, self._total + 1, EVERY)
        name = (want.landscape, want.start, want.selected, base, events)
        followed, x = self._followed
        if followed != name:
            x = exact_descent(landscape, method, want.start, grid, base, events, stop)
            self._followed = (None, None) if stop() else (name, x)
        known = int(np.isfinite(x).all(axis=1).sum())
        if known < 2:
            return {}, b""
        meta = self._scene[0]
        valleys = valley(landscape.basins(tuple(meta["shape"])), x[:known], landscape.extent)
        left = np.flatnonzero(valleys != valleys[0])
        told = {"method": want.selected, "seq": want.seq, "every": EVERY, "known": int(grid[known - 1])}
        return told | {"out": int(grid[left[0]]) if len(left) else None}, pack.points(x[:known], meta["domain"])

    def trajectories(self, want, schedule):
        """{method: `tm.Trajectory`} of the methods in a wish, under a schedule: what the picture of it is made of."""
        landscape = tm.landscapes.get(want.landscape)
        return {key: self._run(landscape, key, want, schedule, EVERY) for key in shown(want)}

    def trajectory(self, want, schedule):
        """The `tm.Trajectory` of the selected method alone."""
        return self._run(tm.landscapes.get(want.landscape), want.selected, want, schedule, EVERY)

    def _run(self, landscape, key, want, schedule, every):
        return tm.simulate(landscape, key, **self.call(landscape, key, want, schedule, every))

    def call(self, landscape, key, want, schedule, every=EVERY):
        """{argument: value} of the `tm.simulate` that runs a method under a wish and a schedule."""
        method = tm.dynamics.get(key)
        base, events = for_method(method, schedule)
        costs = {method.evaluations(method.parameters(values)) for values in (base, *({**base, **moved} for _, moved in events))}
        cost = costs.pop() if len(costs) == 1 else every + 1
        return {
            "start": want.start,
            "evaluations": self._total,
            "replicas": self._replicas,
            "seed": want.seed,
            "parameters": base,
            "schedule": events,
            "gradient_noise": want.noise,
            "gradient_noise_direction": want.direction,
            "record_every": every // cost if every % cost == 0 else 1,
        }

    def _packed(self, landscape, meta, want, schedule, trajectories, every):
        grid = np.arange(0, self._total + 1, every)
        domain, basins = meta["domain"], landscape.basins(tuple(meta["shape"]))
        frames, tally, methods, away = [], [], [], []
        for key, trajectory in trajectories.items():
            at = np.searchsorted(trajectory.gradient_evaluations, grid, side="right") - 1
            x = trajectory.x[at]
            frames.append(pack.points(x, domain))
            valleys = valley(basins, x, landscape.extent)
            tally.append((valleys == 0).sum(axis=-1).astype(np.uint8).tobytes())
            if key == want.selected:
                away = (valleys != valley(basins, np.array(want.start), landscape.extent)).sum(axis=-1).tolist()
            methods.append(
                {
                    "key": key,
                    "diverged": diverged(trajectory, schedule, landscape),
                    "stalled": None if want.preview else trajectory.stalled_at,
                    "pace": pace(tm.dynamics.get(key), schedule, self._total),
                    "evaluations": int(trajectory.gradient_evaluations[-1]),
                    "steps": int(trajectory.steps[-1]),
                }
            )
        run = wished(want, schedule) | {
            "every": every,
            "total": self._total,
            "frames": len(grid),
            "replicas": self._replicas,
            "methods": methods,
            "away": away,
        }
        return b"".join(frames), b"".join(tally), run


def wished(want, schedule):
    """What a picture says of the wish that it answers: by it the page knows what holds."""
    return {
        "seq": want.seq,
        "preview": want.preview,
        "start": list(want.start),
        "base": schedule.base,
        "pins": schedule.pins(),
        "selected": want.selected,
        "visible": list(want.visible),
        "landscape": want.landscape,
        "own": want.own,
        "formula": want.formula,
        "values": want.values,
        "extras": {"gradient_noise": want.noise, "batch_size": want.batch, "seed": want.seed, "direction": want.direction},
    }


def shown(want):
    """The methods of a wish, in menu order: the visible ones, and the selected one in any case."""
    return list(tm.dynamics.ordered((*want.visible, want.selected)))


def diverged(trajectory, schedule, landscape):
    """None, or {step, clock, causes}: the step after which the first replica was lost, and the `causes` that its gauges name."""
    if trajectory.diverged_at is None:
        return None
    cost = trajectory.gradient_evaluations[-1] / max(int(trajectory.steps[-1]), 1)
    clock, method = round(trajectory.diverged_at * cost), tm.dynamics.get(trajectory.about["dynamics"])
    return {"step": trajectory.diverged_at, "clock": clock, "causes": causes(method, schedule, clock, landscape.curvature)}


def map_shape(landscape, points=GRID):
    """(rows, columns) of a landscape's map: about so many `points`."""
    (xmin, xmax), (ymin, ymax) = landscape.extent
    ratio = (xmax - xmin) / (ymax - ymin)
    return round(math.sqrt(points / ratio)), round(math.sqrt(points * ratio))


def drawn(place, shown, points=GRID):
    """(dictionary, packed heights) of a map of about so many `points`, of a landscape or a sketch; `shown` gives heights there."""
    shape = map_shape(place, points)
    values = shown(place.grid(shape)[2])
    low, high = place.height_range
    levels, numbered = place.contours
    margins = [(b - a) / 2 for a, b in place.extent]
    top = high + 2 * (high - low)
    meta = {
        "key": place.key,
        "name": place.name,
        "extent": place.extent,
        "shape": shape,
        "low": low,
        "high": high,
        "top": top,
        "exponent": 0.8,
        "levels": list(levels),
        "numbered": list(numbered),
        "domain": [[a - m, b + m] for (a, b), m in zip(place.extent, margins, strict=True)],
    }
    if np.isnan(values).any():
        meta["holes"] = True
    return meta, pack.heights(values, low, top)


def scene(landscape):
    """(dictionary, packed heights) of a landscape: what does not change while sliders move."""
    meta, packed = drawn(landscape, landscape.shown)
    heights = landscape.shown(landscape.minima)
    meta |= {
        "curvature": landscape.curvature,
        "latex": landscape.latex,
        "minima": [
            {"x": float(x), "y": float(y), "label": label, "height": float(h)}
            for (x, y), label, h in zip(landscape.minima, landscape.labels, heights, strict=True)
        ],
    }
    if not landscape.conservative:
        meta["streams"] = [np.round(line[::2], 3).ravel().tolist() for line in landscape.streamlines]
    meta["opening"] = opening(landscape)
    return meta, packed


def valley(basins, x, extent):
    """The number of the minimum that descent leads to from each of points (..., 2), -1 for none: int (...)."""
    (xmin, xmax), (ymin, ymax) = extent
    rows, columns = basins.shape
    column = np.clip(np.rint((x[..., 0] - xmin) / (xmax - xmin) * (columns - 1)), 0, columns - 1).astype(int)
    row = np.clip(np.rint((x[..., 1] - ymin) / (ymax - ymin) * (rows - 1)), 0, rows - 1).astype(int)
    return basins[row, column]
