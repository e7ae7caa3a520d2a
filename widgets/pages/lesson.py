"""A lesson: a stage that stays, and beside it the notebook's prose with what belongs to its sentences."""

from __future__ import annotations

from widgets.arena import Arena
from widgets.controls import Controls
from widgets.guess import Guess
from widgets.header import Header
from widgets.session import Session
from widgets.view import Row

REPLICAS = 255


class Lesson:
    """One method on one landscape, with two sliders at first: `stage` for a cell, and the views that follow it in later cells.

    landscape, method: their names; settings go to `Session`. Raises `InvalidArgument` for what is not there.
    """

    def __init__(self, landscape: str, method: str, **settings: object):
        self.session = Session(landscape, methods=(method,), selected=method, **{"replicas": REPLICAS} | settings)
        main = Row(self.session, [Arena(self.session)], "wv-main")
        views = [Header(self.session, "simple", autoplay=False), main, Controls(self.session)]
        self.stage = Row(self.session, views, "wv-page", "wv-lesson")

    def guess(self, choices: dict[str, float]) -> Guess:
        """Which share will have crossed: `choices` {words: share}. Play opens when one is locked in."""
        return Guess(self.session, choices)
