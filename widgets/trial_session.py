"""The session of a lesson on experiments."""

from collections.abc import Sequence

from toy_models import experiments
from toy_models.contract import InvalidArgument
from widgets import protocol, taken_networks, trial_messages, trial_work
from widgets.taken import Taken
from widgets.task_session import TaskSession
from widgets.trial_work import TrialWork


class TrialSession(TaskSession):
    """Experiments that are done in the background, each from when its guess is locked in.

    names: of `toy_models.experiments`, in the order of the lesson. Raises `InvalidArgument` for what is not there.
    """

    ASKS = "trial"

    def __init__(self, names: Sequence[str]):
        keys = tuple(protocol.one_of("experiment", name, tuple(experiments.names())) for name in names)
        if not keys or len(set(keys)) < len(keys):
            raise InvalidArgument("names", names, "one experiment or more, each once")
        super().__init__()
        seeds = tuple(experiments.get(key).module.SEEDS for key in keys)
        self.work = TrialWork(trial_messages.Ask(keys, keys[0], seeds), self._show)

    def read(self, content: dict) -> trial_messages.Ask:
        """What a message of a page asks for."""
        return trial_messages.read_trial(content, self.work.asked)

    def offers(self) -> dict:
        """What a page may ask for."""
        return trial_work.offers(self.work)

    def everything(self) -> dict:
        """Everything that a view is told, by the names of its traits."""
        return trial_work.told(self.work)

    def taken(self, asked: object) -> Taken:
        """What is taken away of the experiment that is looked at. asked: a `take_messages.Take`."""
        protocol.one_of("picture", asked.picture, ("trial",))
        return taken_networks.of_trial(self.work, asked)
