"""Flatness: some trained networks, measured; and one of them beside itself, a layer larger and the next one smaller."""

from collections.abc import Sequence

from widgets.flat_session import FlatSession
from widgets.found import Flatness
from widgets.view import Row


def flatness(network: str = "mlp", runs: Sequence[tuple[str, int]] = (("sgd", 64), ("sam", 64))) -> Row:
    """A page that asks whether a minimum is flat, and compared to what.

    network: its name; runs: (method, batch size) of each network that is trained, four at most. Raises `InvalidArgument` for what
    is not there.
    """
    session = FlatSession(network, runs)
    whole = Row(session, [Row(session, [Flatness(session)], "wv-main")], "wv-page", "wv-flat-page")
    whole.session = session
    return whole
