"""A phase diagram: two sliders of a method as axes, every cell a run that can be opened."""

from widgets.arena import Arena
from widgets.phase import Phase
from widgets.phase_session import PhaseSession
from widgets.view import Row


def phase_diagram(
    landscape: str, method: str, x: str, y: str, grid: int = 24, values: dict[str, float] | None = None, replicas: int = 64,
    **ranges: float
) -> Row:
    """A map of two sliders: what a method does on a landscape at every pair of their values.

    landscape, method: their names; x, y: sliders of the method, along the columns and the rows; grid: cells along a side, 12, 24,
    48 or 64; values: of the other sliders; replicas: of each run. ranges: x_low, x_high, y_low, y_high, where the axes end.

    Raises `InvalidArgument` for what is not there.
    """
    asked = {"landscape": landscape, "method": method, "x": x, "y": y, "grid": grid, **ranges}
    session = PhaseSession(asked, values, replicas)
    whole = Row(session, [Row(session, [Phase(session), Arena(session)], "wv-main")], "wv-page", "wv-phase-page")
    whole.session = session
    return whole
