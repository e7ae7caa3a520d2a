"""The pages about trained networks: what was found of them, as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import traitlets

from widgets.view import View

if TYPE_CHECKING:
    from widgets.task_session import TaskSession


class Found(View):
    """A view of what a `TaskSession` has found: `offers` never changes, `asked` and `state` are told with the rest."""

    offers, asked, state = (traitlets.Dict().tag(sync=True) for _ in range(3))

    def __init__(self, session: TaskSession, **kwargs: object):
        with session.work.lock:
            told = session.everything()
        super().__init__(session, offers=session.offers(), **told, **kwargs)

    def show_found(self, told: dict) -> None:
        """Show how things stand: `told` {trait: value}, all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name, value in told.items():
                if getattr(self, name) != value:
                    setattr(self, name, value)


class Flatness(Found):
    """A guess, the rescaled network beside itself, random slices, the table of measures and spectra, of a `FlatSession`."""

    PAGE = "flatness"
    rescaled = traitlets.Dict().tag(sync=True)
    runs, table, slices, drawn = (traitlets.List().tag(sync=True) for _ in range(4))
    losses, densities = (traitlets.Bytes().tag(sync=True) for _ in range(2))


class Race(Found):
    """A guess, then lanes and a podium, of a `RaceSession`: every run on its way, and the races before this one."""

    PAGE = "race"
    lanes, log = (traitlets.List().tag(sync=True) for _ in range(2))
    podium = traitlets.Dict().tag(sync=True)
    curves = traitlets.Bytes().tag(sync=True)


class Islands(Found):
    """A guess, and of a `PathSession` the ways between two solutions: losses and errors along each, and its length; or a plane."""

    PAGE = "islands"
    ends, ways = (traitlets.List().tag(sync=True) for _ in range(2))
    scene = traitlets.Dict().tag(sync=True)
    along, heights = (traitlets.Bytes().tag(sync=True) for _ in range(2))


class Trials(Found):
    """The stage of a lesson on experiments, of a `TrialSession`: the curves of the one that is looked at, and what they come to."""

    PAGE = "trials"
    curves = traitlets.Dict().tag(sync=True)
    found = traitlets.List().tag(sync=True)


class TrialGuess(Found):
    """The guess about one experiment of a `TrialSession`, by its name: it is done once one of `choices`, words, is locked in."""

    PAGE = "wager"
    wager = traitlets.Dict().tag(sync=True)
    curves = traitlets.Dict()  # not for its page: the stage has them
    found = traitlets.List().tag(sync=True)

    def __init__(self, session: TaskSession, experiment: str, choices: Sequence[str], told: Sequence[str]):
        super().__init__(session, wager={"experiment": experiment, "choices": list(choices), "told": list(told)})
