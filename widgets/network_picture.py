"""From networks in training to the right side's picture: curves, a few digits, a flat slice; packed for the wire."""

from dataclasses import dataclass, replace

import numpy as np

from toy_models import plane as planes
from widgets import pack

DIGITS = 12  # shown
MISTAKES = (2, 5, 9)  # the places that go to mistakes, as long as there are some
SHAPE = (16, 24)  # (rows, columns) of the slice's heights
HEIGHT_DIGITS = 500  # whose mean loss is a height
ASPECT = 24 / 13  # of the window
MARGIN = 0.16  # of the window, on each side of the selected path
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100)
NUMBERED = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Snapshot:
    """All that the right side shows, ready for its traits: dictionaries and bytes."""

    curves: dict
    records: bytes = b""
    digits: dict = None
    images: bytes = b""
    reads: bytes = b""
    plane: dict = None
    heights: bytes = b""
    paths: bytes = b""

    def __post_init__(self):
        for name in ("digits", "plane"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, {})


def padded(tables):
    """Tables (row, column) of unlike length as one float32 block (table, row, column), NaN below their ends."""
    rows = max(len(table) for table in tables)
    block = np.full((len(tables), rows, tables[0].shape[1]), np.nan, "<f4")
    for place, table in zip(block, tables, strict=True):
        place[: len(table)] = table
    return block


def curves(trainees):
    """(what the curves need beside their records, records (method, row, 4): clock, training and test loss, accuracy in %)."""
    tables = [trainee.records() for trainee in trainees]
    methods = []
    for trainee, table in zip(trainees, tables, strict=True):
        lost, run = trainee.run.diverged_at, trainee.run
        methods.append({"key": trainee.key, "rows": len(table), "computed": int(trainee.computed),
                        "cost": int(run.method.evaluations(run.parameters)),
                        "diverged": None if lost is None else {"step": int(lost[0]), "clock": int(lost[1])}})
    block = padded(tables)
    about = {"methods": methods, "rows": block.shape[1], "computed": min(method["computed"] for method in methods)}
    return about, block.tobytes()


def picked(read, labels, before=None):
    """The numbers of the digits to show: of the newest readings, up to three mistakes, and for the rest what is read right.

    `before` is kept as long as it shows as many mistakes as there could be, so that the row does not change without need.
    """
    wrong, right = np.flatnonzero(read != labels), np.flatnonzero(read == labels)
    wanted = min(len(wrong), max(len(MISTAKES), DIGITS - len(right)))
    if before is not None and (read[before] != labels[before]).sum() == wanted:
        return before
    places = [*MISTAKES[:wanted], *(place for place in range(DIGITS) if place not in MISTAKES[:wanted])]
    chosen = [*wrong[:wanted], *right[: DIGITS - wanted]]
    return np.array([number for _, number in sorted(zip(places, chosen, strict=True))])


def digits(key, clocks, read, images, which, mistakes):
    """(dictionary, pixels, readings (record, digit)) of the digits numbered `which`, as read (record, digit) at those clocks.

    mistakes: how many of them were misread when they were picked.
    """
    labels = images.labels[which]
    about = {"method": key, "labels": labels.tolist(), "mistakes": mistakes, "clocks": clocks.tolist(), "of": len(images)}
    return about, images.pixels[which].tobytes(), np.ascontiguousarray(read[:, which]).tobytes()


def flat_slice(network, images, selected, paths):
    """(dictionary, heights, places (method, row, 5)) of the plane of one path, seen by all.

    paths: {method: (clocks, [weights (weight,)])}, the selected one with two or more. A place is clock, the two coordinates in
    the plane, the distance from the start and the distance from the plane. The plane goes through the selected path's ends, and
    the window follows that path.
    """
    own = np.stack(paths[selected][1])
    plane, start = oriented(planes.plane_through_ends(own), own), own[0]
    tables = {}
    for key, (clocks, weights) in paths.items():
        tables[key] = np.array([[clock, *place(plane, start, x)] for clock, x in zip(clocks, weights, strict=True)])
    extent = window(tables[selected][:, 1:3])
    loss = planes.slice_loss(network, images, plane, extent, SHAPE)
    block = padded(list(tables.values()))
    about = {"method": selected, "methods": list(paths), "reached": [len(table) for table in tables.values()],
             "rows": block.shape[1], "extent": extent, "shape": SHAPE, "explained": 100 * plane.explained,
             "digits": len(images), **scale(loss)}
    return about, pack.heights(loss, about["low"], about["top"]), block.tobytes()


def place(plane, start, x):
    """(two coordinates in the plane, distance from the start, distance from the plane) of one network's weights.

    One at a time: a path of weights is tens of megabytes, and needs no second copy.
    """
    coordinates, off = planes.project(plane, x)
    return *coordinates, np.linalg.norm(x - start), off


def oriented(plane, path):
    """The same plane, turned over so that the path, which begins at its left, sags below the line between its ends."""
    height = planes.project(plane, path)[0][:, 1].sum()
    return replace(plane, directions=plane.directions * np.float32([[1], [-1 if height > 0 else 1]]))


def window(places, aspect=ASPECT):
    """((xmin, xmax), (ymin, ymax)) around places (row, 2), `aspect` times as wide as high, with a margin."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle, (wide, tall) = (low + high) / 2, high - low
    half = max(wide, tall * aspect, 1e-3) / 2 / (1 - 2 * MARGIN)
    return [[float(m - h), float(m + h)] for m, h in zip(middle, (half, half / aspect), strict=True)]


def scale(loss):
    """How heights are coloured and which contours are drawn; a few towering corners do not wash out the rest."""
    finite = loss[np.isfinite(loss)]
    if not finite.size:
        return {"low": 0.0, "high": 1.0, "top": 1.0, "exponent": 1.0, "levels": [], "numbered": []}
    low, high, top = float(finite.min()), float(np.quantile(finite, 0.95)), float(finite.max())
    levels = [level for level in LEVELS if low < level < top]
    return {"low": low, "high": max(high, low + 1e-6), "top": max(top, low + 1e-6), "exponent": 0.5, "levels": levels,
            "numbered": [level for level in levels if level in NUMBERED]}
