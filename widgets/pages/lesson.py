"""A lesson: a stage that stays, and beside it the notebook's prose with what belongs to its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from widgets.arena import Arena
from widgets.controls import Controls
from widgets.guess import MinimaGuess, ShareGuess
from widgets.header import Header
from widgets.session import Session
from widgets.view import Row

REPLICAS = 255


class Lesson:
    """One method on one landscape, with two sliders at first: `stage` for a cell, and the views that follow it in later cells.

    landscape, method: their names; opened: what stands beside the map at first, of "surface" and "cut"; sliders: the names of those
    that stand in the dock at first, or none for the method's own two; settings go to `Session`. Raises `InvalidArgument` for what
    is not there.
    """

    def __init__(
        self, landscape: str, method: str, opened: Sequence[str] = (), sliders: Sequence[str] = (), **settings: object
    ):
        self.session = Session(landscape, methods=(method,), selected=method, **{"replicas": REPLICAS} | settings)
        main = Row(self.session, [Arena(self.session)], "wv-main")
        header = Header(self.session, "simple", autoplay=False, opened=list(opened))
        self.stage = Row(self.session, [header, main, Controls(self.session, first=list(sliders))], "wv-page", "wv-lesson")

    def guess(self, choices: dict[str, float]) -> ShareGuess:
        """Which share will have crossed: `choices` {words: share}. Play opens when one is locked in."""
        return ShareGuess(self.session, choices)

    def guess_where(self, slider: str, low: float, high: float) -> MinimaGuess:
        """Where, on the axis of a `slider` from `low` to `high`, a valley vanishes. The slider opens when a place is locked in."""
        return MinimaGuess(self.session, slider, low, high)
