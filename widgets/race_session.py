"""The session of a page about who wins at equal cost."""

from collections.abc import Sequence

from toy_models import networks
from widgets import own, protocol, race_messages, race_told, taken_race
from widgets.race_work import RaceWork
from widgets.taken import Taken
from widgets.task_session import TaskSession

LANES = (("sgd", "default", 1.0), ("sam", "default", 1.0), ("entropy_sgd", "default", 1.0))


class RaceSession(TaskSession):
    """Methods that race on one network.

    network: its name; lanes: (method, "default", "searched" or "hand", factor of its step by hand) of each. Raises
    `InvalidArgument` for what is not there.
    """

    ASKS = "race"

    def __init__(self, network: str = "mlp", lanes: Sequence[tuple[str, str, float]] = LANES):
        ask = race_messages.read_race({"lanes": [tuple(lane) for lane in lanes]}, race_messages.Ask(), networks.get(network))
        super().__init__()
        self.work = RaceWork(network, ask, self._show)
        self.work.logs(race_told.entry)

    def read(self, content: dict) -> race_messages.Ask:
        """What a message of a page asks for."""
        ask = race_messages.read_race(content, self.work.asked, self.work.network)
        self._mine = [own.held(one.own) for one in (ask, *(asked for asked, _ in self.work.log))]
        return ask

    def offers(self) -> dict:
        """What a page may ask for."""
        return race_told.offers(self.work)

    def everything(self) -> dict:
        """Everything that a `Race` view is told, by the names of its traits."""
        return race_told.told(self.work)

    def taken(self, asked: object) -> Taken:
        """What is taken away of a lane, a row of the board. asked: a `take_messages.Take`."""
        protocol.one_of("picture", asked.picture, ("row",))
        return taken_race.of_lane(self.work, asked)
