"""The session of a page about the ways between two solutions, and planes through them."""

from collections.abc import Sequence

from toy_models import networks
from widgets import path_messages, path_work, protocol, taken_networks
from widgets.path_work import PathWork
from widgets.taken import Taken
from widgets.task_session import TaskSession


class PathSession(TaskSession):
    """Two networks that are trained, and ways between them; or a plane through them and a third.

    network: its name; ends: (method, batch size, seed) of both; third: of the third. Raises `InvalidArgument` for what is not
    there.
    """

    ASKS = "path"

    def __init__(
        self, network: str = "mlp", ends: Sequence[tuple[str, int, int]] = (("sgd", 64, 0), ("sgd", 64, 1)),
        third: tuple[str, int, int] = ("sam", 64, 0)
    ):
        said = {"runs": [tuple(end) for end in ends], "third": tuple(third)}
        ask = path_messages.read_path(said, path_messages.Ask(()), networks.get(network))
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

    def taken(self, asked: object) -> Taken:
        """What is taken away of the plane, or of the ways. asked: a `take_messages.Take`."""
        protocol.one_of("picture", asked.picture, ("plane", "ways", "errors"))
        return (taken_networks.of_plane if asked.picture == "plane" else taken_networks.of_ways)(self.work, asked)
