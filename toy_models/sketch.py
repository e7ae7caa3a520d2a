"""What a formula looks like before anything is derived from it: its heights, a window that suits it, the range of its heights.

A checked tree is walked with NumPy, node by node, in milliseconds, for whoever draws while somebody types. The window is chosen
from the minima that a wide grid shows, its points close to each other about the origin and far apart far out:

    x = sinh u,      u from -5.3 to 5.3: places to ±100

The map then has all minima in view, the highest pass between two of them, and walls 60 % higher.
"""

import ast

import numpy as np

from toy_kernels import kept
from toy_models import energy_text, formula, relief
from toy_models.contract import InvalidArgument
from toy_models.energy_text import Said

WIDE = np.sinh(np.linspace(-5.3, 5.3, 213))  # the places of the wide grid, the origin among them
USUAL = 3.0  # half a side of a window that nothing asks for
SCALES = (3.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02)  # of half a side about a single minimum
WIDER = (3.0, 10.0, 30.0, 100.0)  # of a window that would else hold hardly a number, or no minimum
ROOM, WALLS, FEWEST_LOW, MOST_PITS = 1.4, 0.6, 0.05, 100  # of a grid the lowest pits are looked at
MOST_WELLS = 30  # minima that a window should hold; of more, those about the origin
WORDS = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tan": np.tan, "tanh": np.tanh, "abs": np.abs,
         "minimum": np.minimum}
OPERATORS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power}


def value(node, names):
    """The value of a checked tree, an array or a number; `names` gives that of each name. What is not real is NaN."""
    if isinstance(node, ast.Constant):
        return np.float64(node.value)
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = value(node.operand, names)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Call):
        return WORDS[node.func.id](*(value(argument, names) for argument in node.args))
    return OPERATORS[type(node.op)](value(node.left, names), value(node.right, names))


class Sketch:
    """A formula's heights on a window: `said` is what a text says (`toy_models.energy_text`), `tree` its checked tree with letters.

    `extent` and `height_range` are those that the text says, or chosen here. Raises `InvalidArgument` for a formula that cannot be
    read, with its place, and for one that is finite nowhere in its window.
    """

    minima, key, name = np.empty((0, 2)), "sketch", "Your formula"

    def __init__(self, said: Said | str):
        self.said = said = energy_text.read(said) if isinstance(said, str) else said
        self.tree = formula.tree_of(said.formula, said.numbers)
        self._tree = formula.with_numbers(self.tree, said.numbers)
        self.extent = said.extent or chosen(self.energy)
        heights = self.energy(self.grid(relief.COARSE)[2])
        if not np.isfinite(heights).any():
            place = (0, len(said.formula))
            allowed = "a number somewhere in the window is needed; log wants something above 0, sqrt nothing below 0"
            raise InvalidArgument("formula", said.formula, allowed, place)
        self.height_range = said.heights or coloured(heights)
        self.holes = float(np.isnan(heights).mean())  # the share of the window where it is no number

    def energy(self, x):
        """f at points x (..., 2)."""
        with np.errstate(all="ignore"):
            found = value(self._tree, {"x": x[..., 0], "y": x[..., 1], "pi": np.float64(np.pi), "e": np.float64(np.e)})
        return np.broadcast_to(found, x.shape[:-1])

    def grid(self, shape):
        """As of a `Landscape`."""
        (gx, gy) = (np.linspace(*ends, count) for ends, count in zip(self.extent, shape[::-1], strict=True))
        return gx, gy, np.stack(np.meshgrid(gx, gy), axis=-1)

    @property
    def contours(self):
        """As of a `Landscape`."""
        return relief.contours(self)

    @property
    def text(self):
        """What was said, with the window that was chosen, and each letter with its number."""
        return Said(self.said.formula, self.letters, self.extent, self.said.heights).text

    @property
    def letters(self):
        """{letter: (value, low, high)} of all letters in the formula: as they are said, else what their places suggest.

        What makes something larger (by a square, in a function, below a fraction) goes from 0.1 to 10, all else from -1 to 1.
        """
        names, sizes, found = formula.letters_of(self.tree, self.said.formula), _sizes(self.tree), {}
        for name in names:
            value, low, high = self.said.letters.get(name, (1.0, None, None))
            usual = (0.1, 10.0) if name in sizes and value > 0 else (-1.0, 1.0)
            wider = usual if usual[0] <= value <= usual[1] else (min(usual[0], 2 * value), max(usual[1], 2 * value))
            found[name] = (value, *(wider if low is None else (low, high)))
        return found

    @property
    def spots(self):
        """[(word, its four numbers, (start, end) in the text, whether it is a term of the whole sum)] of its wells and hills."""
        letters = {name: np.float64(worth) for name, (worth, _, _) in self.letters.items()}
        names, node, terms = letters | {"pi": np.float64(np.pi), "e": np.float64(np.e)}, self.tree, []
        while isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)) and not hasattr(node, "inside"):
            terms.append(node.right)
            node = node.left
        terms.append(node)
        known = [(node, *node.spot) for node in ast.walk(self.tree) if hasattr(node, "spot")]
        with np.errstate(all="ignore"):
            return [(word, tuple(float(value(argument, names)) for argument in arguments), place, any(node is one for one in terms))
                    for node, word, arguments, place in sorted(known, key=lambda one: one[3])]

    @property
    def falls(self):
        """Whether f falls far out in some direction, below all that the window shows."""
        angle = np.linspace(0, 2 * np.pi, 721)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        near, far = (np.nanmin(np.append(self.energy(radius * circle), np.inf)) for radius in (1e4, 1e5))
        return bool(far < near and far < self.height_range[0])


def _sizes(tree):
    """The letters of a tree that multiply a square or something in a function, or that divide, or are a well's depth or width."""
    found = set()

    def visit(node, size, called):
        if hasattr(node, "spot"):
            for argument in node.spot[1][2:]:
                visit(argument, True, called)
        elif isinstance(node, ast.Name):
            found.update({node.id} if size else ())
        elif isinstance(node, ast.Call):
            for argument in node.args:
                visit(argument, False, True)
        elif isinstance(node, ast.UnaryOp):
            visit(node.operand, size, called)
        elif isinstance(node, ast.BinOp):
            product, divided = isinstance(node.op, ast.Mult), isinstance(node.op, ast.Div)
            kept = size and not isinstance(node.op, (ast.Add, ast.Sub))
            visit(node.left, kept or (product and (called or _bends(node.right))), called)
            visit(node.right, kept or divided or (product and (called or _bends(node.left))), called)

    visit(tree, False, False)
    return found


def _bends(node):
    """Whether there is a power or a function in a part."""
    return any(isinstance(part, (ast.Call, ast.Pow)) for part in ast.walk(node))


def _pits(heights):
    """(flat places of the pits of a grid, lowest first; how deep each is; the lowest is as deep as the grid)."""
    walls = np.where(np.isfinite(heights), heights, np.inf)
    cells, depths = kept.loops("flood_loops").pits(walls, np.argsort(walls, axis=None, kind="stable"))
    deep = depths > 64 * np.finfo(float).eps * np.abs(heights.ravel()[cells])
    return cells[deep], depths[deep]


def coloured(heights):
    """(low, high): from the lowest to well above the highest pass, or to where 70 % of the map lies below."""
    finite = heights[np.isfinite(heights)]
    cells, depths = _pits(heights)
    passes = (heights.ravel()[cells] + depths)[np.isfinite(depths)]
    low = float(finite.min())
    high = low + max(1.6 * (float(passes.max(initial=low)) - low), float(np.percentile(finite, 70)) - low)
    return low, high if high > low else low + 1.0


def chosen(energy):
    """((xmin, xmax), (ymin, ymax)) that suits an energy, a function of points (..., 2)."""
    wide = np.stack(np.meshgrid(WIDE, WIDE), axis=-1)
    if not np.isfinite(energy(wide)).any():
        return _about(0.0, 0.0, USUAL)
    pits, window = _seen(energy, WIDE, WIDE)
    if not len(pits):
        return _with_numbers(energy)
    if window is None and len(pits) > 1:
        return _many(pits)
    window = window or _single(energy, *pits[0])
    closer = [np.linspace(low - (high - low) / 3, high + (high - low) / 3, len(WIDE)) for low, high in window]
    return _seen(energy, *closer)[1] or window


def _seen(energy, gx, gy):
    """(the pits of a grid that are real; a window that holds them, the passes and the walls, or None where there is none)."""
    points = np.stack(np.meshgrid(gx, gy), axis=-1)
    heights = np.asarray(energy(points))
    cells, depths = _pits(heights)
    rows, columns = np.divmod(cells, len(gx))
    inside = (rows > 0) & (rows < len(gy) - 1) & (columns > 0) & (columns < len(gx) - 1)
    rows, columns, depths = (part[inside][:MOST_PITS] for part in (rows, columns, depths))
    real = _real(energy, gx, gy, rows, columns)
    pits, levels = points[rows, columns][real], heights[rows, columns][real]
    if not 1 < len(pits) <= MOST_WELLS:
        return pits, None
    top = float((levels + depths[real])[np.isfinite(depths[real])].max(initial=-np.inf))
    within = heights <= top + WALLS * (top - levels.min())
    edge = np.concatenate([within[0], within[-1], within[:, 0], within[:, -1]])
    return pits, _around(points[within]) if np.isfinite(top) and not edge.any() else None


def _real(energy, gx, gy, rows, columns):
    """Whether pits of a grid are no corners of a slanting valley: on a finer grid about each the lowest place is inside."""
    share = np.linspace(-1.5, 1.5, 31)
    x, y = (ends[at][:, None] + share * np.gradient(ends)[at][:, None] for ends, at in ((gx, columns), (gy, rows)))
    around = np.stack(np.broadcast_arrays(x[:, None, :], y[:, :, None]), axis=-1)
    found = np.nan_to_num(np.asarray(energy(around)), nan=np.inf).reshape(len(rows), 31 * 31).argmin(axis=1)
    return (found // 31 % 30 != 0) & (found % 31 % 30 != 0)


def _single(energy, x, y):
    """The largest window about a minimum in which its well can be seen."""
    low = float(energy(np.array([x, y])))
    for half in SCALES:
        heights = energy(np.stack(np.meshgrid(np.linspace(x - half, x + half, 41), np.linspace(y - half, y + half, 41)), axis=-1))
        finite = heights[np.isfinite(heights)]
        if len(finite) and (finite < low + 0.5 * (np.percentile(finite, 90) - low)).mean() >= FEWEST_LOW:
            return _about(x, y, half)
    return _about(x, y, USUAL)


def _many(pits):
    """The usual window, or the first wider one with two minima in it."""
    for half in WIDER:
        if (np.abs(pits) < 0.9 * half).all(axis=1).sum() >= 2:
            return _about(0.0, 0.0, half)
    return _around(pits)


def _with_numbers(energy):
    """The usual window, or the first wider one of which a third is a number, or else the one with most."""
    shares = []
    for half in WIDER:
        ends = np.linspace(-half, half, 41)
        shares.append(float(np.isfinite(energy(np.stack(np.meshgrid(ends, ends), axis=-1))).mean()))
        if shares[-1] >= 1 / 3:
            break
    return _about(0.0, 0.0, WIDER[int(np.argmax(shares))])


def _around(points):
    """A window about points, with room; neither side more than twice the other."""
    low, high = points.reshape(-1, 2).min(axis=0), points.reshape(-1, 2).max(axis=0)
    middle, half = (low + high) / 2, np.maximum(ROOM * (high - low) / 2, 1e-3)
    half = np.maximum(half, half[::-1] / 2)
    return tuple(_nice(m, h) for m, h in zip(middle, half, strict=True))


def _about(x, y, half):
    return _nice(x, half), _nice(y, half)


def _nice(middle, half):
    """The ends about a middle, in numbers that can be read: whole hundredths of the nearest power of ten."""
    unit = 10.0 ** np.floor(np.log10(half)) / 20
    return tuple(float(f"{unit * round((middle + side * half) / unit):.6g}") + 0.0 for side in (-1, 1))
