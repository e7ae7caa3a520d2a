"""One method on one landscape."""

from collections.abc import Sequence

from toy_models.landscape import Landscape
from widgets.arena import Arena
from widgets.pages.side_by_side import page
from widgets.session import Session
from widgets.view import Row


def show(
    method: str, landscape: str | Landscape = "two_gaussians", methods: Sequence[str] | None = (), autoplay: bool = True,
    **settings: object
) -> Row:
    """One method on one landscape, with its sliders: `show("sam", "ravine")`; settings go to `Session`.

    landscape: its name, or one made from a formula, `tm.landscapes.from_formula("x^2 y^2 + sqrt(x)")`.

    methods: others to race against it; None means the first family.

    Raises `InvalidArgument` for a name that is not there.
    """
    session = Session(landscape, methods=None if methods is None else (method, *methods), selected=method, **settings)
    return page(session, [Arena(session)], "full", autoplay)
