"""What theory says of the run on the page: asked of `toy_models`, and packed for the chart that shows both; nothing is drawn."""

import itertools

import numpy as np

from toy_models import gibbs, landscapes
from widgets import pack
from widgets.landscape_side import Picture, valley

SITES = 161  # of the line along x on which a law relaxes
CLOCKS = 101  # places of its curve
SEEN = 240  # values of a slider whose minima are kept: its places under a hand
FAR = 40  # heights are cut off so many T above the lowest: what lies there holds e^-40 of the law


def crossing(picture: Picture) -> dict:
    """Of a Langevin run from the left: the share that is in the valley of the first minimum, and the wait for a visit to it.

    rest: the law's share; curve: the exact share at `CLOCKS` even places of the run; wait, kramers: mean time from the minimum of
    the start to the first one; length, relaxation: of the run, and of the slowest mode; times are steps times step size. measured:
    [mean wait, its standard error, crossings]: time at risk over crossings, whoever has not crossed counting as time; each is seen
    at the next frame, at most `every` evaluations late.
    """
    run, landscape = picture.run, landscapes.get(picture.run["landscape"])
    values = run["base"] | {move["slider"]: move["after"] for pin in run["pins"] for move in pin["moves"]}
    temperature, goal = values["temperature"], landscape.minima[0]
    start = landscape.minima[int(valley(landscape.basins(tuple(picture.scene["shape"])), np.array(run["start"]), landscape.extent))]
    told = {"seq": run["seq"], "temperature": temperature, "rest": float(gibbs.shares(landscape, temperature)[0])}
    line = gibbs.along(landscape, temperature)
    told |= {"wait": line.wait(start[0], goal[0], temperature), "kramers": line.kramers(start[0], goal[0], temperature)}
    curve, rates, length = relaxing(landscape, run)
    return told | {"curve": curve, "relaxation": float(1 / rates[1]), "length": length, "measured": _measured(picture, goal[0])}


def minima(picture: Picture, symbol: str) -> tuple[tuple, dict] | None:
    """Of the surface on the map: (what else it depends on, {"value", "heights"}), `value` that of the argument with this symbol.

    heights: of the lowest minimum in the valley of each minimum of f, None where there is none; read on the map's grid. None where
    the surface has no such argument.
    """
    landscape = landscapes.get(picture.run["landscape"])
    known = [span for span in picture.surface["spans"] if span["heights"] >= 0]
    arguments = {one["symbol"]: one["value"] for one in known[-1]["arguments"]} if known else {}
    if symbol not in arguments:
        return None
    basins, heights = landscape.basins(tuple(picture.scene["shape"])), [None] * len(landscape.minima)
    for one in sorted(known[-1]["minima"], key=lambda one: one["height"], reverse=True):
        inside = int(valley(basins, np.array([one["x"], one["y"]]), landscape.extent))
        if inside >= 0:
            heights[inside] = round(one["height"], 6)
    value = arguments.pop(symbol)
    return (landscape.key, picture.surface["kind"], *arguments.items()), {"value": value, "heights": heights}


def relaxing(landscape, run):
    """(shares, rates of the last stretch, length in time): a line's law, from the start on, as the sliders were moved.

    run: {"start", "total", "base", "pins"} of it.
    """
    (a, b), goal = landscape.extent[0], landscape.minima[0]
    x = np.linspace(a - (b - a) / 4, b + (b - a) / 4, SITES)
    basins, places = landscape.basins((gibbs.BASINS, gibbs.BASINS)), np.stack([x, np.full_like(x, goal[1])], axis=-1)
    inside = valley(basins, places, landscape.extent) == 0
    p = np.zeros(SITES)
    p[np.abs(x - run["start"][0]).argmin()] = 1
    clocks, values, shares, time = np.linspace(0, run["total"], CLOCKS), dict(run["base"]), np.zeros(CLOCKS), 0.0
    stops = [(0, {}), *((pin["clock"], {m["slider"]: m["after"] for m in pin["moves"]}) for pin in run["pins"]), (run["total"], {})]
    for (begin, moved), (end, _) in itertools.pairwise(stops):
        values |= moved
        temperature, step = values["temperature"], values["step_size"]
        known = gibbs.along(landscape, temperature)
        heights = np.minimum(np.interp(x, known.x, known.heights, np.inf, np.inf), known.heights.min() + FAR * temperature)
        line = gibbs.Line(x, heights)
        here = (clocks >= begin) & (clocks <= end)
        found = line.relax(p, temperature, [*(clocks[here] - begin) * step, (end - begin) * step])
        shares[here], p, time = found[:-1, inside].sum(axis=1), found[-1], time + (end - begin) * step
    return shares.round(6).tolist(), line.modes(temperature)[0], time


def _measured(picture, goal):
    """[mean, standard error, crossings] of the wait until x is beyond the goal; None while a slider has been moved on the way."""
    run, ((low, high), _) = picture.run, picture.scene["domain"]
    if run["pins"]:
        return None
    chosen = [method["key"] for method in run["methods"]].index(run["selected"])
    frames = np.frombuffer(picture.frames, "<u2").reshape(len(run["methods"]), run["frames"], run["replicas"], 2)[chosen]
    over = frames[:, :, 0] / pack.STEPS * (high - low) + low >= goal
    first = np.where(over.any(axis=0), over.argmax(axis=0), run["frames"] - 1)
    crossings, risk = int(over.any(axis=0).sum()), float(first.sum() * run["every"] * run["base"]["step_size"])
    return [risk / crossings, risk / crossings**1.5, crossings] if crossings else None
