"""The landscapes: one formula a file; gradient and Hessian are derived."""

import ast
import copy
import hashlib
import inspect
import weakref

import numpy as np
from numpy.typing import ArrayLike

from toy_models import energy_text, formula, opening, surfaces
from toy_models.catalogue import Catalogue
from toy_models.contract import InvalidArgument
from toy_models.field import Field
from toy_models.landscape import Landscape
from toy_models.sketch import Sketch


def _wrap(key, module):
    landscape = _made(key, module)
    landscape.__doc__ = inspect.getdoc(module)
    return landscape


def _made(key, module):
    noise = formula.from_function(module.diffusion) if hasattr(module, "diffusion") else None
    known = module.EXTENT, module.MINIMA, module.LABELS, module.START, module.SLIDERS, module.CONFINING, noise
    if not hasattr(module, "force"):
        return Landscape(key, module.NAME, formula.from_function(module.energy), *known)
    potential = formula.from_function(module.potential) if hasattr(module, "potential") else None
    return Field(key, module.NAME, formula.from_function(module.force), potential, *known)


def from_formula(text: str, extent: ArrayLike | None = None, name: str | None = None) -> Landscape:
    """A landscape from a formula in x and y; its minima inside `extent` are searched for.

    At most 500 minima are listed, the lowest first; `labels` says which of them are flat, a kink, or one of many on a line, a ring
    or a plateau (`toy_models.minima`).

    Args:
        text: the formula, such as "(x^2-1)^2 + y^2/2"; what people write is understood: 2x, x², |x|, sin x, e^-x
            (`toy_models.reading`). A letter stands for a number, which is 1 unless it is said: "k*x^2 + y^2 where k = 0.5". A
            round well or hill is a word: "+ well(x, y, depth, width)".
        extent: ((xmin, xmax), (ymin, ymax)), the window; None takes the one that the text says ("where x from -2 to 2, y from -1 to
            1"), or else ±3.
        name: what it is called; None takes the text.

    Returns:
        The `Landscape`, with its gradient and Hessian.

    Raises:
        InvalidArgument: anything but whitelisted arithmetic, with the place in the text; a formula that is nowhere finite.
    """
    body, said = formula.from_text(text), energy_text.read(text)
    landscape = Landscape("formula", name or text, body, said.extent or USUAL if extent is None else extent)
    landscape.coloured, landscape.text = said.heights, formula.opened(landscape.text)
    landscape.source = f"from_formula({text!r}, {landscape.extent!r}, {landscape.name!r})"
    if not np.isfinite(landscape.energy(landscape.grid((41, 41))[2])).any():
        raise InvalidArgument("formula", text, "an energy that is finite somewhere inside the extent", (0, len(said.formula)))
    return landscape


def read(text: str) -> Landscape:
    """A landscape of one's own, with all that the text leaves open chosen from the formula; `get` knows it by its `key`.

    The window has the minima in view (`toy_models.sketch`); start and sliders are on the formula's scales (`toy_models.opening`).

        f = tm.landscapes.read("(x^2-1)^2 + k*y^2 where k = 0.5 from 0.1 to 2")

    Args:
        text: as in `from_formula`, and what `toy_models.energy_text` adds.

    Returns:
        The `Landscape`, named "Your formula".

    Raises:
        InvalidArgument: as `from_formula`.
    """
    if isinstance(text, str) and (known := _of_text.get(text)):
        return _kept_on(known)
    found = from_formula(Sketch(text).text, name="Your formula")
    found.sliders, found.labels, found.start = opening.sliders(found), opening.labels(found), np.array(opening.start(found))
    found.start.flags.writeable = False
    found.key, found.source = _digest(found), f"read({text!r})"
    return _kept_on(_of_text.setdefault(text, found))


def from_force(
    x: str, y: str, potential: str | None = None, extent: ArrayLike = ((-3.0, 3.0), (-3.0, 3.0)), name: str | None = None
) -> Landscape:
    """A field from the formulas of its force's two components in x and y, such as from_force("y", "-x - y").

    Args:
        x: the formula of the first component.
        y: the formula of the second.
        potential: the formula of Φ, where exp(-Φ) is known to be the law at rest of dx = F dt + √2 dW. That is not checked.
        extent: ((xmin, xmax), (ymin, ymax)), the window.
        name: what it is called; None takes the two formulas.

    Returns:
        A `Landscape` whose force is the slope of no energy.

    Raises:
        InvalidArgument: anything but whitelisted arithmetic, with the place in the text.
    """
    parts = [formula.from_text(text)[0].value for text in (x, y)]
    known = None if potential is None else formula.from_text(potential)
    field = Field("force", name or f"({x}, {y})", [ast.Return(ast.Tuple(parts))], known, extent)
    field.source = f"from_force({x!r}, {y!r}, {potential!r}, {field.extent!r}, {field.name!r})"
    return field


def smooth(
    landscape: str | Landscape, kind: str | surfaces.Kind, shape: tuple[int, int] = (256, 256), extent: ArrayLike | None = None,
    **arguments: float
) -> surfaces.Surface:
    """The `Surface` that a method aims at on a landscape, or on the one of that name: `toy_models.surfaces.smooth`.

    Args:
        landscape: a `Landscape` or the name of one.
        kind: one of `surfaces/`, or its name.
        shape: (ny, nx) of the grid.
        extent: ((xmin, xmax), (ymin, ymax)); None takes the landscape's own.
        arguments: the kind's own, all of them, by name.

    Returns:
        The `Surface`: its values (ny, nx) in energy units, its minima, its slope at any points.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    return surfaces.smooth(get(landscape), kind, shape, extent, **arguments)


_catalogue = Catalogue(__name__, __path__, "landscape", _wrap, Landscape)
names = _catalogue.names
_kept: weakref.WeakValueDictionary[str, Landscape] = weakref.WeakValueDictionary()  # {key: one that was made from a formula}
_of_text: weakref.WeakValueDictionary[str, Landscape] = weakref.WeakValueDictionary()  # {text: one that was read}
_newest: dict[str, Landscape] = {}  # those that are known even while nobody holds them, the newest last
MOST_KEPT = 50
USUAL = ((-3.0, 3.0), (-3.0, 3.0))


def get(name: str | Landscape) -> Landscape:
    """The landscape of that name, or `InvalidArgument` with the names there are; a landscape stands for itself."""
    return _kept[name] if known(name) else _catalogue.get(name)


def known(name: str) -> bool:
    """Whether a landscape that is in no file is kept under this name."""
    return isinstance(name, str) and name in _kept


def keep(landscape: str | Landscape) -> str:
    """The name under which `get` finds a landscape from now on: its own, or, of one made from a formula, a digest of that."""
    found = get(landscape)
    if found.key in names():
        return found.key
    key = _digest(found)
    if key not in _kept:
        found = copy.copy(found)
        found.key = key
    return _kept_on(_kept.get(key, found)).key


def _digest(found):
    said = f"{found.name}\n{found.text}\n{found.extent}\n{found.coloured}"
    return f"mine_{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _kept_on(landscape):
    """The same, from now on the newest of those that `get` knows; one that is held is never forgotten."""
    _newest.pop(landscape.key, None)
    while len(_newest) >= MOST_KEPT:
        _newest.pop(next(iter(_newest)))
    _newest[landscape.key] = _kept[landscape.key] = landscape
    return landscape


first_line, look_for = _catalogue.first_line, _catalogue.look_for
