"""A race: methods on one network from the same starts, at equal cost or at equal loss, and nobody wins inside the error bars."""

from collections.abc import Sequence

from widgets.found import Race
from widgets.race_session import LANES, RaceSession
from widgets.view import Row


def race(network: str = "mlp", lanes: Sequence[tuple[str, str, float]] = LANES) -> Row:
    """A page that asks who wins at equal cost.

    network: its name; lanes: (method, how it is tuned, factor) of each, two to five: "default"; "searched", its step by a small
    search; or "hand", its default step times the factor. Raises `InvalidArgument` for what is not there.
    """
    session = RaceSession(network, lanes)
    whole = Row(session, [Row(session, [Race(session)], "wv-main")], "wv-page", "wv-flat-page")
    whole.session = session
    return whole
