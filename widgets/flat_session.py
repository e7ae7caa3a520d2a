"""The session of a page about flatness."""

from collections.abc import Sequence

from toy_models import networks
from widgets import flat_messages, flat_told, protocol, taken_networks
from widgets.flat_work import FlatWork
from widgets.taken import Taken
from widgets.task_session import TaskSession


class FlatSession(TaskSession):
    """Networks that are trained, measured, and rescaled.

    network: its name; runs: (method, batch size) of each. Raises `InvalidArgument` for what is not there.
    """

    ASKS = "flat"

    def __init__(self, network: str = "mlp", runs: Sequence[tuple[str, int]] = (("sgd", 64), ("sam", 64))):
        blank = flat_messages.Ask(runs=())
        ask = flat_messages.read_flat({"runs": [tuple(run) for run in runs]}, blank, networks.get(network))
        super().__init__()
        self.work = FlatWork(network, ask, self._show)

    def read(self, content: dict) -> flat_messages.Ask:
        """What a message of a page asks for."""
        return flat_messages.read_flat(content, self.work.asked, self.work.network)

    def offers(self) -> dict:
        """What a page may ask for."""
        return flat_told.offers(self.work)

    def everything(self) -> dict:
        """Everything that a `Flatness` view is told, by the names of its traits."""
        return flat_told.told(self.work)

    def taken(self, asked: object) -> Taken:
        """What is taken away of slices, spectra or curvatures. asked: a `take_messages.Take`."""
        protocol.one_of("picture", asked.picture, ("slices", "spectra", "curvature"))
        return taken_networks.of_flat(self.work, asked)
