"""The landscapes: one formula a file; gradient and Hessian are derived."""

import ast
import copy
import hashlib
import inspect

import numpy as np
from numpy.typing import ArrayLike

from toy_models import formula, surfaces
from toy_models.catalogue import Catalogue
from toy_models.contract import InvalidArgument
from toy_models.field import Field
from toy_models.landscape import Landscape


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


def from_formula(text: str, extent: ArrayLike = ((-3.0, 3.0), (-3.0, 3.0)), name: str | None = None) -> Landscape:
    """A landscape from a formula in x and y; its minima inside `extent` are searched for.

    At most 500 minima are listed, the lowest first; `labels` says which of them are flat, a kink, or one of many on a line, a ring
    or a plateau (`toy_models.minima`).

    Args:
        text: the formula, such as "(x^2-1)^2 + y^2/2"; what people write is understood: 2x, x², |x|, sin x, e^-x
            (`toy_models.reading`). A letter stands for a number, which is 1 unless it is said: "k*x^2 + y^2 where k = 0.5".
        extent: ((xmin, xmax), (ymin, ymax)), the window.
        name: what it is called; None takes the text.

    Returns:
        The `Landscape`, with its gradient and Hessian.

    Raises:
        InvalidArgument: anything but whitelisted arithmetic, with the place in the text; a formula that is nowhere finite.
    """
    landscape = Landscape("formula", name or text, formula.from_text(text), extent)
    if not np.isfinite(landscape.energy(landscape.grid((41, 41))[2])).any():
        raise InvalidArgument("formula", text, "an energy that is finite somewhere inside the extent")
    return landscape


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
    return Field("force", name or f"({x}, {y})", [ast.Return(ast.Tuple(parts))], known, extent)


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
_kept: dict[str, Landscape] = {}  # {key: one that was made from a formula}, the newest last
MOST_KEPT = 50


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
    said = f"{found.name}\n{found.text}\n{found.extent}"
    key = f"mine_{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    kept = _kept.pop(key, None) or copy.copy(found)
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)))
    kept.key, _kept[key] = key, kept
    return key


first_line, look_for = _catalogue.first_line, _catalogue.look_for
