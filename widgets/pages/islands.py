"""Islands: two trained networks, the straight line between them, and a curve that is trained."""

from collections.abc import Sequence

from widgets.found import Islands
from widgets.path_session import PathSession
from widgets.view import Row


def islands(network: str = "mlp", ends: Sequence[tuple[str, int, int]] = (("sgd", 64, 0), ("sgd", 64, 1))) -> Row:
    """A page that asks whether minima are islands.

    network: its name; ends: (method, batch size, seed) of the two networks. Raises `InvalidArgument` for what is not there.
    """
    session = PathSession(network, ends)
    whole = Row(session, [Row(session, [Islands(session)], "wv-main")], "wv-page", "wv-flat-page")
    whole.session = session
    return whole
