"""The picture that stands where no Python does: in a saved notebook, in a viewer, on a page made of one.

The energy, with the path of each shown method's first replica and the places where the others end. Drawn in NumPy, for nothing that
is heavier is loaded before the first picture of a page.
"""

import base64
import html
import itertools
import os

import numpy as np

from toy_models import dynamics, landscapes
from widgets import legend, png, theme

WIDTH = 640  # pixels
FINE = 2  # what is drawn on the map is drawn so many times larger, and then averaged: smooth edges
EXPONENT = 0.8  # of the map's colours, as on the page
INK, PAPER = np.array([34, 38, 43]), np.array([255, 255, 255])
SHAPES = {  # by their points (x, y) in a square from -1 to 1, y down
    "disc": lambda x, y: x * x + y * y <= 1,
    "diamond": lambda x, y: abs(x) + abs(y) <= 1.1,
    "square": lambda x, y: np.maximum(abs(x), abs(y)) <= 0.85,
    "triangle": lambda x, y: (y <= 0.75) & (y >= 1.9 * abs(x) - 1),
    "cross": lambda x, y: np.minimum(abs(x - y), abs(x + y)) <= 0.55,
    "pentagon": lambda x, y: np.maximum(abs(x) + 0.4 * y, abs(y)) <= 0.9,
    "ring": lambda x, y: (x * x + y * y <= 1) & (x * x + y * y >= 0.35),
}
SIGNS = {"disc": "●", "diamond": "◆", "square": "■", "triangle": "▲", "cross": "✕", "pentagon": "⬟", "ring": "○"}


def wanted():
    """Whether there may be a notebook to be saved: not on a page that Voila serves."""
    return not os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def bundle(session):
    """The picture of a session as it stands, by kind of text, for a notebook's output."""
    image, words = base64.b64encode(png.coloured(draw(session))).decode(), caption(session)
    figure = f'<img width="{WIDTH}" alt="{html.escape(words)}" src="data:image/png;base64,{image}">'
    return {
        "text/html": f'<div class="wv-saved">{figure}<p>{html.escape(words)}</p></div>',
        "image/png": image,
        "text/plain": words,
    }


def caption(session):
    """What the picture shows, how to have the live one, and what it hides."""
    cues = legend.cues(session.at_hand)
    methods = ", ".join(f"{SIGNS[cues[key]['marker']]} {dynamics.get(key).NAME}" for key in session.trajectories)
    place = landscapes.get(session.landscape).name
    return (
        f"{place}: where each method's replicas end after {session.schedule.total:,} gradient evaluations, and the path of the "
        f"first. {methods}. Run the cell to bring it to life. Hides: when they came there."
    )


def draw(session):
    """(height, WIDTH, 3) uint8: the map of a session's landscape, and over it what its methods did."""
    cues = legend.cues(session.at_hand)
    runs = session.trajectories
    return picture(landscapes.get(session.landscape), {key: run.x for key, run in runs.items()}, {key: cues[key] for key in runs})


def picture(landscape, found, cues, surface=None, width=WIDTH):
    """(height, width, 3) uint8: a landscape's map in light colours, or a softened surface's, and over it runs.

    found: {method: its frames (frame, replica, 2)}; cues: {method: how it is drawn}.
    """
    (xmin, xmax), (ymin, ymax) = landscape.extent
    height = round(width * (ymax - ymin) / (xmax - xmin))
    pixels = _map(landscape, (height, width), surface)
    scale = np.array([(FINE * width - 1) / (xmax - xmin), (FINE * height - 1) / (ymax - ymin)])

    def placed(x):
        return (x - (xmin, ymin)) * scale * (1, -1) + (0, FINE * height - 1)

    found = {key: placed(x) for key, x in found.items()}
    colours = {key: _rgb(cues[key]) for key in found}
    for line in () if landscape.conservative else landscape.streamlines:
        pixels = _over(pixels, _stamped(_walked(placed(line)), "disc", 1, pixels.shape), INK, 0.7)
    for key, x in found.items():
        pixels = _over(pixels, _stamped(x[-1, 1:], "disc", 2 * FINE, pixels.shape), colours[key], 0.6)
    for key, x in found.items():
        path = _walked(x[:, 0])
        pixels = _over(pixels, _stamped(path, "disc", 2 * FINE, pixels.shape), PAPER, 0.7)
        pixels = _over(pixels, _stamped(path, "disc", 1 * FINE, pixels.shape), colours[key], 1.0)
    for key, x in found.items():
        for size, colour in ((9, PAPER), (7, colours[key])):
            pixels = _over(pixels, _stamped(x[-1:, 0], cues[key]["marker"], size * FINE, pixels.shape), colour, 1.0)
    return np.rint(pixels).astype(np.uint8)


def _map(landscape, shape, surface=None):
    """The energies as colours, deep ones dark, with the lines of equal height; of a field those of its law at rest."""
    values = landscape.shown(landscape.grid(shape)[2])[::-1] if surface is None else _between(surface.values, shape)[::-1]
    low, high = landscape.height_range
    share = np.nan_to_num(np.clip((values - low) / (high - low), 0, 1), nan=1.0) ** EXPONENT
    table = np.frombuffer(theme.table("light"), np.uint8).reshape(256, 3)
    pixels = table[np.rint(255 * share).astype(int)].astype(float)
    step = np.searchsorted(landscape.contours[0], values)
    line = np.zeros(shape, bool)
    line[1:] |= step[1:] != step[:-1]
    line[:, 1:] |= step[:, 1:] != step[:, :-1]
    pixels[line] += 0.3 * (INK - pixels[line])
    return pixels


def lines(curves, top, cues, shape):
    """(height, width, 3) uint8: curves over a base line, heights from 0 to `top`.

    curves: {name: (x, y)}, the x of all from the left edge to the right; cues: {name: how it is drawn}; shape: (height, width).
    """
    height, width = shape
    low, high = (edge(edge(x) for x, _ in curves.values()) for edge in (min, max))
    pixels = np.broadcast_to(PAPER.astype(float), (*shape, 3)).copy()
    pixels[-1] = INK
    scale = np.array([(FINE * width - 1) / ((high - low) or 1), -(FINE * height - 1) / (top or 1)])
    for name, (x, y) in curves.items():
        path = _walked(np.stack([np.asarray(x) - low, y], axis=1) * scale + (0, FINE * height - 1))
        path = _dashed(path, [FINE * part for part in cues[name]["dash"]])
        pixels = _over(pixels, _stamped(path, "disc", FINE, pixels.shape), _rgb(cues[name]), 1.0)
    return np.rint(pixels).astype(np.uint8)


def cells(values, shape):
    """(height, width, 3) uint8: numbers (row, column) as the map's colours, the least dark, first row on top; NaN is hatched."""
    known, table = np.isfinite(values), np.frombuffer(theme.table("light"), np.uint8).reshape(256, 3)
    low, high = (edge(values[known]) for edge in (np.min, np.max))
    share = np.where(known, (values - low) / ((high - low) or 1), 0)
    row, column = (np.arange(size) * count // size for size, count in zip(shape, values.shape, strict=True))
    pixels = table[np.rint(255 * share).astype(int)][np.ix_(row, column)]
    hatched = ~known[np.ix_(row, column)] & (np.add.outer(np.arange(shape[0]), np.arange(shape[1])) % 6 < 2)
    return np.where(hatched[..., None], INK, np.where(known[np.ix_(row, column)][..., None], pixels, PAPER)).astype(np.uint8)


def _dashed(path, dash):
    """Those of the points along a path that a pattern of dashes, on and off in turn, leaves."""
    if not dash or len(path) < 2:
        return path
    along = np.concatenate([[0], np.hypot(*np.diff(path, axis=0).T).cumsum()]) % sum(dash)
    return path[np.searchsorted(np.cumsum(dash), along, side="right") % 2 == 0]


def _rgb(cue):
    return np.array([int(cue["light"][i : i + 2], 16) for i in (1, 3, 5)])


def _between(values, shape):
    """Heights on a grid, read bilinearly on another over the same rectangle."""
    for axis, count in enumerate(shape):
        place = np.linspace(0, values.shape[axis] - 1, count)
        low = np.minimum(place.astype(int), values.shape[axis] - 2)
        share = np.expand_dims(place - low, 1 - axis)
        values = (1 - share) * values.take(low, axis) + share * values.take(low + 1, axis)
    return values


def _walked(path):
    """Points along a path, less than one pixel apart, as far as it is finite."""
    path = path[np.isfinite(path).all(axis=1)]
    steps = [np.linspace(a, b, 2 + int(min(np.abs(b - a).max(), 4000))) for a, b in itertools.pairwise(path)]
    return np.concatenate([path[:1], *steps])


def _stamped(points, shape, radius, size):
    """(height, width) from 0 to 1: how much of each pixel is covered by a shape at all these points."""
    across = np.arange(-radius, radius + 1)
    x, y = np.meshgrid(across, across)
    inside = SHAPES[shape](x / radius, y / radius)
    rows, columns = FINE * size[0], FINE * size[1]
    at = np.rint(points[np.isfinite(points).all(axis=1)]).clip(-radius - 1, max(rows, columns) + radius).astype(int)
    u, v = (at[:, :1] + x[inside]).ravel(), (at[:, 1:] + y[inside]).ravel()
    kept = (u >= 0) & (u < columns) & (v >= 0) & (v < rows)
    fine = np.zeros((rows, columns), bool)
    fine[v[kept], u[kept]] = True
    return fine.reshape(size[0], FINE, size[1], FINE).mean(axis=(1, 3))


def _over(pixels, cover, colour, strength):
    """A colour laid over a picture where it is covered."""
    return pixels + strength * cover[..., None] * (colour - pixels)
