"""The session of a page about the ways between two solutions."""

from collections.abc import Sequence

from toy_models import networks
from widgets import path_messages, path_work
from widgets.path_work import PathWork
from widgets.task_session import TaskSession


class PathSession(TaskSession):
    """Two networks that are trained, and ways between them.

    network: its name; ends: (method, batch size, seed) of both. Raises `InvalidArgument` for what is not there.
    """

    ASKS = "path"

    def __init__(self, network: str = "mlp", ends: Sequence[tuple[str, int, int]] = (("sgd", 64, 0), ("sgd", 64, 1))):
        ask = path_messages.read_path({"runs": [tuple(end) for end in ends]}, path_messages.Ask(()), networks.get(network))
        super().__init__()
        self.work = PathWork(network, ask, self._show)

    def read(self, content: dict) -> path_messages.Ask:
        """What a message of a page asks for."""
        return path_messages.read_path(content, self.work.asked, self.work.network)

    def offers(self) -> dict:
        """What a page may ask for."""
        return path_work.offers(self.work)

    def everything(self) -> dict:
        """Everything that an `Islands` view is told, by the names of its traits."""
        return path_work.told(self.work)
