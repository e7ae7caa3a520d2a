"""Islands: two trained networks, the straight line between them, a curve that is trained, and planes through them."""

from collections.abc import Sequence

from widgets.found import Islands
from widgets.path_session import PathSession
from widgets.view import Row


def islands(
    network: str = "mlp", ends: Sequence[tuple[str, int, int]] = (("sgd", 64, 0), ("sgd", 64, 1)),
    third: tuple[str, int, int] = ("sam", 64, 0)
) -> Row:
    """A page that asks whether minima are islands.

    Args:
        network: its name.
        ends: (method, batch size, seed) of the two networks.
        third: that of the third, for the plane through three.

    Returns:
        The page.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    session = PathSession(network, ends, third)
    whole = Row(session, [Row(session, [Islands(session)], "wv-main")], "wv-page", "wv-flat-page")
    whole.session = session
    return whole
