"""The gallery as one file, without Python behind it: the laboratory, the lessons with a picture each, and ways through them.

    python -m widgets.gallery      writes notebooks/index.html anew

What a lesson's card says stands in its notebook: the question is its first heading; its number, topic, minutes and picture are
under `lesson` in its metadata.
"""

import base64
import functools
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from toy_models import dynamics, experiments, flows, landscapes
from widgets import legend, png, still, theme
from widgets.line_side import LineSide
from widgets.session import Session

FOLDER = Path(__file__).parents[1] / "notebooks"
FILE, PAGE = FOLDER / "index.html", Path(__file__).parent / "gallery.html"
COLOURS = 24  # of a map; its bands are hardly seen, and pack well
CARD, LABORATORY = (280, 114), (560, 300)  # pixels of a picture; a card's map is drawn half as fine again
FINE = 1.5
WAYS = (
    ("50-minute lecture", "one projector, guesses by hand", (1, 4, "lab")),
    ("Two-hour lab", "in pairs, at two screens", ("lab", 1, 2, 4, 6, "lab")),
    ("Seminar on flat minima", "networks alone, measured", (7, 8, 9, 10, 11, "flat", "paths", "race")),
    ("Self-study", "two evenings; answers are folded", (*range(1, 12), "lab")),
)
COUNTS = ("No question yet", "One question", "Two questions", "Three questions", "Four questions", "Five questions",
          "Six questions", "Seven questions", "Eight questions", "Nine questions", "Ten questions", "Eleven questions")


@dataclass(frozen=True)
class Lesson:
    """What the gallery says of a lesson."""

    file: str
    number: int
    question: str
    topic: str
    minutes: int
    picture: dict


def lessons():
    """The lessons in the folder of notebooks, by number."""
    return sorted(filter(None, map(lesson, sorted(FOLDER.glob("*.ipynb")))), key=lambda found: found.number)


def lesson(path):
    """The `Lesson` of a notebook; None for a notebook that is none."""
    book = json.loads(path.read_text(encoding="utf-8"))
    about = book["metadata"].get("lesson")
    texts = ("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "markdown")
    return about and Lesson(path.name, question=next(re.search(r"^# (.+)$", text, re.M)[1] for text in texts), **about)


def written():
    """The page as text."""
    found = lessons()
    named = {"lab": "side_by_side.ipynb", "flat": "flatness.ipynb", "paths": "paths.ipynb",
             "race": "race.ipynb", **{each.number: each.file for each in found}}
    parts = {
        "paper": (PAGE.parent / "template" / "paper.css").read_text(encoding="utf-8"),
        "laboratory": laboratory(),
        "lessons": "\n".join(card(each) for each in found),
        "count": COUNTS[len(found)],
        "ways": "\n".join(way(*each, named) for each in WAYS),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text


def card(told):
    """A lesson's picture, question, number, topic and minutes; all of it is one link."""
    words = f"<b>{told.number}</b> {html.escape(told.topic)} · {told.minutes} min"
    draws = {"surface": cut, "line": flowing, "experiment": curves}
    draw = next((draws[word] for word in draws if word in told.picture), functools.partial(walkers, CARD))
    shown = draw(**told.picture)
    return f'<li><a class="card" href="{told.file}">{shown}<h3>{html.escape(told.question)}</h3><p>{words}</p></a></li>'


def way(name, words, stops, named):
    """One row of "Where to begin": its stops are links, and so is its first."""
    links = [f'<li><a href="{named[stop]}"{" class=lab" if isinstance(stop, str) else ""}>{stop}</a></li>' for stop in stops]
    begin = f'<a class="begin" href="{named[stops[0]]}" aria-label="Begin: {name}">Begin</a>'
    return f'<section><h3>{name}</h3><p>{words}</p><ol>{"".join(links)}</ol>{begin}</section>'


def laboratory():
    """The laboratory's picture: the opening run, at its end; where it is cropped, the sharp valley on the right stays."""
    return walkers(LABORATORY, "two_gaussians", None, 6000, {}).replace("xMid", "xMax")


# ---- pictures -----------------------------------------------------------------------------------------------------------
def walkers(size, landscape, methods, clock, values, window=None, **settings):
    """A map in both themes, and over it, as vectors, where the methods' replicas are at a clock; settings go to `Session`.

    window: ((xmin, xmax), (ymin, ymax)) that the picture lies in, or None for the landscape's extent.
    """
    session = Session(landscape, methods=methods, values=values, **settings)
    place, cues, runs = landscapes.get(landscape), legend.cues(session.at_hand), session.trajectories
    names = ", ".join(dynamics.get(key).NAME for key in runs)
    window = _window(window or place.extent, size)
    dots = "".join(_crowd(_at(run, clock), cues[key], window, size) for key, run in runs.items())
    return _figure(size, _map(place, window, size) + dots, f"{place.name}: {names} after {clock:,} gradient evaluations")


def cut(landscape, surface, y, parameters):
    """Two lines on one axis: a landscape's heights at a given y, and a softened surface's."""
    place, size = landscapes.get(landscape), CARD
    soft = landscapes.smooth(place, surface, shape=(129, 257), **parameters)
    x, row = soft.grid[0], int(np.abs(soft.grid[1] - y).argmin())
    lines = place.energy(np.stack([x, np.full_like(x, soft.grid[1][row])], axis=-1)), soft.values[row]
    low = min(line.min() for line in lines)
    high = low + 1.5 * (lines[1].max() - low)
    drawn = ""
    for name, line in zip(("energy", "soft"), lines, strict=True):
        u = (x - x[0]) / (x[-1] - x[0]) * size[0]
        v = size[1] - 10 - (np.minimum(line, 2 * high) - low) / (high - low) * (size[1] - 20)
        points = " ".join(f"{a:.0f},{b:.1f}" for a, b in zip(u[::2], v[::2], strict=True))
        drawn += f'<polyline class="{name}" points="{points}"/>'
    return _figure(size, drawn, f"{place.name}: the energy and a soft copy of it, along a line")


def flowing(line, scope, temperature):
    """f on a line, and under it what three flows have made of it at γ and T, in the colours that the lesson gives them."""
    on = getattr(flows, line)()
    side = LineSide(on)
    told, _ = side.picture(scope, temperature)
    width, height = CARD
    low, high = told["low"], told["high"]

    def look(cue):
        return f'class="stroked" style="--light:{cue["light"]};--dark:{cue["dark"]};stroke-width:2"'

    def drawn(heights, look):
        u = (on.x - on.x[0]) / (on.x[-1] - on.x[0]) * width
        v = height - 8 - (heights - low) / (high - low) * (height - 16)
        return f'<polyline {look} points="{" ".join(f"{a:.0f},{b:.1f}" for a, b in zip(u[::4], v[::4], strict=True))}"/>'

    softened = (drawn(flows.closed(on, one["kind"], 1 / scope, temperature), look(one["cue"])) for one in told["kinds"])
    words = "A line with a wide and a sharp well, and three softenings of it"
    return _figure(CARD, drawn(on.heights, 'class="energy"') + "".join(softened), words)


def curves(experiment, column):
    """One column of an experiment over its axis, one seed of each case, in the colours of its lesson."""
    of, (width, height) = experiments.get(experiment), CARD
    found, which = of(seeds=1), {one.name: one for one in of.columns}[column]

    def share(values, quantity, ends):
        low, high, values = (np.log(part) if quantity.log else np.asarray(part, float) for part in (*ends, values))
        return (values - low) / (high - low)

    pairs = [(places, along[column]) for places, along in found.curves.values()]
    ends = [(part.min(), part.max()) for part in map(np.concatenate, zip(*pairs, strict=True))]
    drawn = ""
    for (places, along), cue in zip(pairs, theme.cues(len(of.cases)), strict=True):
        u, v = share(places, of.module.ACROSS, ends[0]), share(along, which, ends[1])
        u = 10 + (1 - u if of.module.ACROSS.down else u) * (width - 20)
        points = " ".join(f"{a:.0f},{height - 12 - b * (height - 24):.0f}" for a, b in zip(u, v, strict=True))
        look = f'style="--light:{cue["light"]};--dark:{cue["dark"]};stroke-width:{cue["width"]}"'
        dash = f' stroke-dasharray="{" ".join(map(str, cue["dash"]))}"' if cue["dash"] else ""
        drawn += f'<polyline class="stroked trained" {look}{dash} points="{points}"/>'
    return _figure(CARD, drawn, f"{which.words}, over {of.module.ACROSS.words}: {', '.join(of.cases)}")


def _figure(size, drawn, words):
    box = f'viewBox="0 0 {size[0]} {size[1]}" preserveAspectRatio="xMidYMid slice"'
    return f'<svg {box} role="img" aria-label="{html.escape(words)}">{drawn}</svg>'


def _window(extent, size):
    """((xmin, xmax), (ymin, ymax)) inside an extent, of the picture's shape: one unit is one unit in x and y."""
    (xmin, xmax), (ymin, ymax) = extent
    unit = min((xmax - xmin) / size[0], (ymax - ymin) / size[1])
    (x, y), (w, h) = ((xmin + xmax) / 2, (ymin + ymax) / 2), (unit * size[0] / 2, unit * size[1] / 2)
    return (x - w, x + w), (y - h, y + h)


def _at(run, clock):
    return run.x[np.searchsorted(run.gradient_evaluations, clock, side="right") - 1]


def _map(place, window, size):
    """The same indices twice, under the colours of each theme; contour lines are a second set of colours, nearer to the ink."""
    shape = round(FINE * size[1]), round(FINE * size[0])
    gx, gy = (np.linspace(*ends, count) for ends, count in zip(window, shape[::-1], strict=True))
    values = place.shown(np.stack(np.meshgrid(gx, gy), axis=-1))[::-1]
    low, high = place.height_range
    share = np.nan_to_num(np.clip((values - low) / (high - low), 0, 1), nan=1.0) ** still.EXPONENT
    index = np.rint((COLOURS - 1) * share).astype(np.uint8)
    step = np.searchsorted(place.contours[0], values)
    line = np.zeros(shape, bool)
    line[1:] |= step[1:] != step[:-1]
    line[:, 1:] |= step[:, 1:] != step[:, :-1]
    index[line] += COLOURS
    images = ""
    for name, ink in (("light", (34, 38, 43)), ("dark", (236, 235, 230))):
        plain = np.frombuffer(theme.table(name, COLOURS), np.uint8).reshape(-1, 3)
        table = np.concatenate([plain, np.rint(plain + 0.3 * (np.array(ink) - plain)).astype(np.uint8)])
        told = base64.b64encode(png.indexed(index, table)).decode()
        images += f'<image class="{name}" width="{size[0]}" height="{size[1]}" href="data:image/png;base64,{told}"/>'
    return images


_SHAPES = {  # around a place, as a path that goes on from there
    "disc": "m-2,0a2,2 0 1 0 4,0a2,2 0 1 0-4,0", "diamond": "m0-2.7l2.7 2.7-2.7 2.7-2.7-2.7z", "square": "m-2-2h4v4h-4z",
    "triangle": "m0-2.8l2.6 4.6h-5.2z", "cross": "m-2-2l4 4m0-4l-4 4", "pentagon": "m0-2.6l2.5 1.8-1 2.9h-3l-1-2.9z",
    "ring": "m-2,0a2,2 0 1 0 4,0a2,2 0 1 0-4,0",
}


def _crowd(x, cue, window, size):
    """One path for all replicas of a method, in its colour and with its marker."""
    ends = np.array(window)
    u = (x - ends[:, 0]) / (ends[:, 1] - ends[:, 0]) * size
    inside = u[np.isfinite(u).all(axis=1) & (u > -3).all(axis=1) & (u < np.array(size) + 3).all(axis=1)]
    path = "".join(f"M{a:.1f},{size[1] - b:.1f}{_SHAPES[cue['marker']]}" for a, b in inside)
    kind = "stroked" if cue["marker"] in ("cross", "ring") else "filled"
    return f'<path class="{kind}" style="--light:{cue["light"]};--dark:{cue["dark"]}" d="{path}"/>'


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
