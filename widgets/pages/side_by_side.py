"""The laboratory: a landscape and a network, the same algorithms on both, one set of sliders."""

from collections.abc import Sequence

from widgets.arena import Arena
from widgets.controls import Controls
from widgets.header import Header
from widgets.session import Session
from widgets.story import Story
from widgets.training import Training
from widgets.view import Row, View


def side_by_side(
    landscape: str = "two_gaussians", selected: str = "entropy_sgd", network: str | None = "mlp", level: str = "full",
    autoplay: bool = True, **settings: object
) -> Row:
    """The whole dashboard as one widget.

    landscape, selected, network: names of what to open with; level: "full", or "simple" for one landscape, one method and two
    sliders; settings go to `Session` (values, start, seed, methods). Raises `InvalidArgument` for what is not there.
    """
    session = Session(landscape, selected=selected, network=network, **settings)
    return page(session, [Arena(session), Training(session), Story(session)], level, autoplay)


def page(session: Session, views: Sequence[View], level: str, autoplay: bool) -> Row:
    """Header, views and dock, one under the other; the style sheet puts the views side by side where there is room."""
    whole = Row(session, [Header(session, level, autoplay), Row(session, views, "wv-main"), Controls(session)], "wv-page")
    whole.session = session
    return whole
