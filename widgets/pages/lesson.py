"""A lesson: a stage that stays, and beside it the notebook's prose with what belongs to its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from toy_models import experiments
from toy_models.contract import InvalidArgument
from toy_models.flows import Line
from toy_models.landscape import Landscape
from widgets.arena import Arena
from widgets.controls import Controls
from widgets.exercise import Exercise
from widgets.found import TrialGuess, Trials
from widgets.guess import CaseGuess, FlowGuess, MinimaGuess, ShareGuess
from widgets.header import Header
from widgets.line_side import LineSide
from widgets.lines import Lines
from widgets.maps import Maps
from widgets.microscope import Microscope
from widgets.protocol import one_of
from widgets.session import Session
from widgets.trial_session import TrialSession
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

    def guess(self, choices: dict[str, float], drawn: int = 4) -> ShareGuess:
        """Which share will have crossed: `choices` {words: share at the end}, or a line `drawn` through so many handles.

        Play opens when one is locked in.
        """
        return ShareGuess(self.session, choices, drawn)

    def guess_where(self, slider: str, low: float, high: float) -> MinimaGuess:
        """Where, on the axis of a `slider` from `low` to `high`, a valley vanishes. The slider opens when a place is locked in."""
        return MinimaGuess(self.session, slider, low, high)

    def guess_which(
        self, cases: dict[str, dict], choices: Sequence[str], columns: Sequence[str] = ("ever", "now"), spread: bool = False
    ) -> CaseGuess:
        """Which of several cases, {words: wish}, each tried in turn on the stage: `choices` are words to guess from.

        A wish names what the case is: {"direction": a noise law}, or {"landscape", "selected", "noise", ...}. columns: what is
        counted of each, of `trials.COLUMNS`; spread: whether the law along x is drawn too.
        """
        return CaseGuess(self.session, cases, choices, columns, spread)

    def step_error(self) -> Microscope:
        """The error of one step of the method on the stage, its bias and its spread, against the length of its inner loop."""
        return Microscope(self.session)

    def exercise(self, name: str) -> Exercise:
        """Write the step yourself, `name` of `toy_models.exercises`: it is checked by its law, and can be run on the stage."""
        return Exercise(self.session, name)


class LineLesson:
    """A `toy_models.flows.Line` under three flows, with γ and T as sliders: `stage` for a cell, and `guess`. No clock runs.

    line: f; settings go to `Session`, whose method, `method`, has the two sliders.
    """

    def __init__(self, line: Line, method: str, **settings: object):
        self.session = Session(methods=(method,), selected=method, **settings)
        self.side = LineSide(line)
        main = Row(self.session, [Lines(self.session, self.side)], "wv-main")
        views = [Header(self.session, "simple", autoplay=False), main, Controls(self.session, first=["scope", "temperature"])]
        self.stage = Row(self.session, views, "wv-page", "wv-lesson", "wv-timeless")

    def guess(self, choices: dict[str, str], low: float = 0.1, high: float = 100.0) -> FlowGuess:
        """Which flow is lowest where f is: `choices` {words: kind, or "none"}, on an axis of γ from `low` to `high`."""
        return FlowGuess(self.session, self.side, choices, low, high)

    def maps(self, landscape: str | Landscape) -> Maps:
        """A landscape in two dimensions, its name or itself, softened in the same three ways at the same γ and T."""
        return Maps(self.session, landscape)

    def exercise(self, name: str) -> Exercise:
        """Write the step yourself: `name` is one of `toy_models.exercises`. It is checked by its law; no run is shown here."""
        return Exercise(self.session, name, on_map=False)


class ExperimentLesson:
    """Experiments of `toy_models.experiments` that are done before the class, in the background: `stage` for a cell, and `guess`.

    names: theirs, in the order of the lesson. None is begun before its guess is locked in. Raises `InvalidArgument` for what is not
    there.
    """

    def __init__(self, *names: str):
        self.session = TrialSession(names)
        main = Row(self.session, [Trials(self.session)], "wv-main")
        self.stage = Row(self.session, [main], "wv-page", "wv-lesson", "wv-trial-page")

    def guess(self, experiment: str, choices: Sequence[str], told: Sequence[str] = ()) -> TrialGuess:
        """What an experiment will show: `choices` are words. It is begun when one of them is locked in.

        experiment: one of the lesson's; told: the columns whose differences between cases are said, or none for its first.
        """
        one_of("experiment", experiment, self.session.work.asked.experiments)
        if isinstance(choices, str) or not 2 <= len(choices) <= 6:
            raise InvalidArgument("choices", choices, "two to six words")
        columns = [column.name for column in experiments.get(experiment).columns]
        return TrialGuess(self.session, experiment, choices, [columns.index(one_of("told", name, columns)) for name in told] or [0])
