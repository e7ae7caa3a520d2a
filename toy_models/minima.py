"""Find the minima of a landscape inside its extent, and say of which sort each is.

The pits of a fine grid, found by flooding it, are followed downhill and refined. Around each, the rise of f on a small circle
tells what it is: an ordinary minimum; "flat", where the curvature vanishes; a "kink", where the slope does not; or one of many
of the same height, on a line, a ring or a plateau. Of many only one is listed, the one nearest to the landscape's start.
A minimum narrower than two cells of the grid, 1/200 of the extent, may be missed; an edge, of the extent or of where f is a
number, has none.
"""

import ast
from typing import NamedTuple

import numpy as np

from toy_kernels import kept
from toy_models import relief

FINE = (401, 401)  # points of the grid
MOST, MOST_PITS = 500, 1000  # minima that are listed and pits that are followed, the lowest ones
MANY = 4  # functions in a formula; of one with more, fewer pits are followed: as many as cost the same
TURNS = 64  # directions on a circle
STRIDE = 0.01  # of a walk along a line of minima, as a share of the diagonal
LONGEST = 400  # steps of all such walks together
WORDS = {"point": "", "flat": "flat", "kink": "kink", "line": "on a line", "ring": "on a ring", "plateau": "on a plateau"}


class Minimum(NamedTuple):
    """A place (2,), its height and its sort: a key of `WORDS`."""

    place: np.ndarray
    height: float
    sort: str


def search(landscape):
    """The `Minimum`s inside the extent, lowest first."""
    with np.errstate(invalid="ignore", over="ignore"):  # beside a pole
        return _searched(landscape)


def _searched(landscape):
    gx, gy, points = landscape.grid(FINE)
    values, cell = landscape.energy(points), np.array([gx[1] - gx[0], gy[1] - gy[0]])
    finite = values[np.isfinite(values)]
    if not len(finite) or np.ptp(finite) == 0:
        return []
    places = _refined(landscape, _pits(landscape, points, values), cell)
    low, high = np.array(landscape.extent).T
    places = places[((low < places) & (places < high)).all(axis=1)]
    found = _distinct(landscape, places, cell)
    sorts = _sorts(landscape, found, cell.min())
    minima = [Minimum(place, float(landscape.energy(place)), sort) for place, sort in zip(found, sorts, strict=True) if sort]
    return sorted(_one_of_many(landscape, minima, 1e-9 * np.ptp(finite)), key=lambda minimum: minimum.height)[:MOST]


def _pits(landscape, points, values):
    """The grid's pits that are no corner of a slope: nearest to the middle where several touch at one height."""
    values = np.where(np.isfinite(values), values, np.inf)
    middle = np.array(landscape.extent).mean(axis=1)
    order = np.lexsort((((points - middle) ** 2).sum(axis=-1).ravel(), values.ravel()))
    cells, depths = kept.loops("flood_loops").pits(values, order)
    functions = sum(isinstance(node, ast.Call) for node in ast.walk(ast.parse(landscape.text).body[0]))
    most = MOST_PITS * MANY // max(functions, MANY)
    rows, columns = np.divmod(cells[depths > _noise(values.ravel()[cells])][:most], values.shape[1])
    inside = (rows > 0) & (rows < len(values) - 1) & (columns > 0) & (columns < values.shape[1] - 1)
    return points[rows[inside], columns[inside]]


def _noise(heights):
    """What rounding may do to heights."""
    return 16 * np.finfo(float).eps * np.abs(heights)


def _refined(landscape, places, cell):
    """Places followed downhill: along the flow, then by ever smaller patches, for kinks, then by Newton's method."""
    x, stride, on = places.copy(), np.full(len(places), 2 * cell.max()), np.arange(len(places))
    for _ in range(60):
        at, slope = x[on], landscape.gradient(x[on])
        move = relief.implicit_step(slope, landscape.hessian(at), stride[on])
        height = landscape.energy(at)
        better = landscape.energy(at - move) < height
        x[on] = np.where(better[:, None], at - move, at)
        stride[on] = np.where(better, stride[on], stride[on] / 4)
        worth = (slope * move).sum(axis=1) > _noise(height)  # else no height will tell whether it went down
        on = on[worth & (better | (stride[on] >= 1e-9 * cell.max()))]
        if not len(on):
            break
    patch = np.stack(np.meshgrid(*[np.linspace(-1, 1, 5)] * 2), axis=-1).reshape(-1, 2)
    rough = np.flatnonzero(~_settled(landscape, x))
    for level in range(40):
        at = x[rough]
        around = at[:, None] + patch * cell * 0.6**level
        heights = landscape.energy(around)
        heights = np.where(np.isnan(heights), np.inf, heights)
        lower = heights.min(axis=1) < landscape.energy(at)
        x[rough] = np.where(lower[:, None], around[np.arange(len(at)), heights.argmin(axis=1)], at)
    for _ in range(20):
        slope = landscape.gradient(x)
        move = relief.implicit_step(slope, landscape.hessian(x), cell.max())
        better = np.hypot(*landscape.gradient(x - move).T) < np.hypot(*slope.T)
        better &= landscape.energy(x - move) <= landscape.energy(x) + _noise(landscape.energy(x))
        if not better.any():
            break
        x = np.where(better[:, None], x - move, x)
    return x


def _settled(landscape, x):
    """Whether a place is a smooth minimum as far as heights can tell: Newton's step would lead down, by no more than rounding."""
    slope, hessian = landscape.gradient(x), landscape.hessian(x)
    known = np.isfinite(slope).all(axis=1) & np.isfinite(hessian).all(axis=(1, 2))
    bowl = known & (hessian[:, 0, 0] > 0) & (np.linalg.det(np.where(known[:, None, None], hessian, 0.0)) > 0)
    slope = np.where(bowl[:, None], slope, 0.0)
    step = np.linalg.solve(np.where(bowl[:, None, None], hessian, np.eye(2)), slope[:, :, None])[:, :, 0]
    return bowl & (0.5 * (slope * step).sum(axis=1) <= _noise(landscape.energy(x)))


def _distinct(landscape, places, cell):
    """One place of each heap within half a cell of one another, the lowest first."""
    found, taken = [], set()
    for place in places[np.argsort(landscape.energy(places), kind="stable")]:
        column, row = np.floor(2 * place / cell).astype(int).tolist()
        if (column, row) not in taken:
            found.append(place)
            taken |= {(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return np.array(found).reshape(-1, 2)


def _sorts(landscape, places, radius):
    """What each place is by the rise on a circle about it; "" where f falls somewhere, or ends."""
    height, angles = landscape.energy(places), np.tile(2 * np.pi * np.arange(TURNS) / TURNS, (len(places), 1))
    rise = _around(landscape, places, radius, angles) - height[:, None]
    ends, rise = ~np.isfinite(rise).all(axis=1), np.where(np.isfinite(rise), rise, 0.0)
    noise = _noise(height)
    level = 1e-10 * rise.max(axis=1, initial=0.0) + noise
    lowest = np.take_along_axis(angles, rise.argmin(axis=1)[:, None], 1)[:, 0]
    least = _least(landscape, places, radius, lowest, np.pi / TURNS)[0] - height
    near = _around(landscape, places, 1e-3 * radius, angles) - height[:, None]
    hessian = landscape.hessian(places)
    hessian[~np.isfinite(hessian).all(axis=(1, 2))] = 0.0
    softest = np.linalg.eigvalsh(hessian)[:, 0]
    cases = [
        (ends | (least < -level), ""),
        ((rise <= level[:, None]).sum(axis=1) > TURNS // 8, "plateau"),
        (least <= level, "line"),
        ((near > 1e-4 * rise + noise[:, None]).any(axis=1), "kink"),
        (0.5 * softest * radius**2 < 0.1 * least, "flat"),
    ]
    return np.select([case for case, _ in cases], [sort for _, sort in cases], "point").tolist()


def _around(landscape, places, radius, angles):
    """Heights on a circle about each place, (place, angle)."""
    return landscape.energy(places[:, None] + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1))


def _least(landscape, places, radius, angle, width):
    """(height, angle) of the lowest point of each circle within `width` of an angle."""
    count, looks = (9, 14) if len(places) > 8 else (257, 4)  # of few places the calls cost, of many the points
    for _ in range(looks):
        angles = angle[:, None] + np.linspace(-width, width, count)
        heights = _around(landscape, places, radius, angles)
        best = np.where(np.isnan(heights), np.inf, heights).argmin(axis=1)[:, None]
        angle, width = np.take_along_axis(angles, best, 1)[:, 0], 2 * width / (count - 1)
    return np.take_along_axis(heights, best, 1)[:, 0], angle


def _one_of_many(landscape, minima, same):
    """The minima, with one for each line, ring and plateau: the one nearest to the start, its sort told by walking along it.

    Heights less than `same` apart are one.
    """
    diagonal = float(np.hypot(*(high - low for low, high in landscape.extent)))
    kept_minima, walks, steps = [], [], LONGEST
    for minimum in minima:
        if minimum.sort not in ("line", "plateau"):
            kept_minima.append(minimum)
            continue
        if any(abs(height - minimum.height) <= same and np.hypot(*(walk - minimum.place).T).min() < 3 * STRIDE * diagonal
               for walk, height in walks):
            continue
        walk, closed = minimum.place[None], False
        if minimum.sort == "line":
            walk, closed = _walk(landscape, minimum, STRIDE * diagonal, steps)
            steps = max(steps - len(walk), 0)
        walks.append((walk, minimum.height))
        nearest = walk[np.hypot(*(walk - landscape.start).T).argmin()]
        kept_minima.append(Minimum(nearest, minimum.height, "ring" if closed else minimum.sort))
    return kept_minima


def _walk(landscape, minimum, stride, steps):
    """(places (k, 2), whether they close) along a line of minima, both ways from one of them, to the edge of the extent.

    At most `steps` in both together.
    """
    low, high = np.array(landscape.extent).T
    ways = []
    for turn in (0.0, np.pi):
        walk, heading = [minimum.place], None
        for _ in range(steps - sum(map(len, ways))):
            step = _ahead(landscape, walk[-1], stride, heading, turn)
            if step is None or not ((low <= step[0]) & (step[0] <= high)).all():
                break
            walk.append(step[0])
            heading = step[1]
            if len(walk) > 4 and np.hypot(*(walk[-1] - walk[0])) < 0.75 * stride:
                return np.array(walk), True
        ways.append(walk)
    return np.array([*ways[1][:0:-1], *ways[0]]), False


def _ahead(landscape, place, stride, heading, turn):
    """(the next place, the heading to it) at the same height; None where the line ends. Without a heading, either way along it."""
    height, here = float(landscape.energy(place)), place[None]
    middle, width = (0.0, np.pi) if heading is None else (heading, 0.6 * np.pi)
    angles = middle + np.linspace(-width, width, TURNS + 1)
    rise = _around(landscape, here, stride, angles[None])[0] - height
    rise = np.where(np.isnan(rise), np.inf, rise)
    least, angle = _least(landscape, here, stride, angles[rise.argmin()][None], 2 * width / TURNS)
    if heading is None and turn:
        least, angle = _least(landscape, here, stride, angle + turn, 0.3 * np.pi)
    if least[0] - height > 1e-8 * rise[np.isfinite(rise)].max(initial=0.0) + 4 * _noise(height):
        return None
    return place + stride * np.array([np.cos(angle[0]), np.sin(angle[0])]), angle[0]
