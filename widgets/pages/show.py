"""One method on one landscape."""

from widgets.arena import Arena
from widgets.pages.side_by_side import page
from widgets.session import Session


def show(method, landscape="two_gaussians", methods=(), autoplay=True, **settings):
    """One method on one landscape, with its sliders: `show("sam", "ravine")`; settings go to `Session`.

    methods: others to race against it; None means the first family.

    Raises `InvalidArgument` for a name that is not there.
    """
    session = Session(landscape, methods=None if methods is None else (method, *methods), selected=method, **settings)
    return page(session, [Arena(session)], "full", autoplay)
