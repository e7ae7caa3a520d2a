"""A lesson's guess: picked first and locked in, then met on its own chart by what is measured and by the law."""

from collections.abc import Sequence

import traitlets

from toy_models import dynamics, flows, landscapes, surfaces
from toy_models.contract import InvalidArgument, number, whole
from widgets import laws, taken_lessons, taken_minima, trials
from widgets.controls import sliders
from widgets.landscape_side import Picture
from widgets.line_side import LineSide
from widgets.protocol import Want, one_of
from widgets.schedule import Schedule
from widgets.state import State
from widgets.taken import Taken
from widgets.view import View


class Guess(View):
    """What is asked, how, and on which chart of `page/lesson/`; `law` is what theory says, `seen` what was measured.

    Nothing that would answer it moves until a guess is locked in.
    """

    PAGE = "guess"
    asked, law = traitlets.Dict().tag(sync=True), traitlets.Dict().tag(sync=True)
    seen = traitlets.List().tag(sync=True)


class ShareGuess(Guess):
    """The guess of a session that starts in one valley: which share will be in the other, up to when the clock stops.

    choices: {words: share at the end}; drawn: through how many handles a line is drawn instead, evenly over the run, 0 for none.
    Nothing plays until a line or one of the words is locked in.
    """

    TAKES = "share"

    def __init__(self, session: State, choices: dict[str, float], drawn: int = 4, **kwargs: object):
        drawn = whole("drawn", drawn, 0, 8)
        places = {"drawn": [(k + 1) / drawn for k in range(drawn)]} if drawn else {}
        super().__init__(session, asked={"chart": "shares", "choices": checked(choices)} | places, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Show what is said of a run by theory; a preview, while a slider is dragged, changes nothing."""
        if not picture.run["preview"]:
            self._run, self.law = picture.run, laws.crossing(picture)

    def taken(self, asked: object) -> Taken:
        """What is taken away of the law's curve and of the run's. Raises `InvalidArgument` where there is none yet."""
        if "curve" not in self.law:
            raise InvalidArgument("picture", asked.picture, "one that is there: no run has been drawn yet")
        return taken_lessons.of_share(*self._session.stage(), asked, self._run, self.law["curve"])


class MinimaGuess(Guess):
    """The guess at which value of a slider a valley of the selected method's surface vanishes; `low` to `high` is its axis.

    The slider does not move, and does not carry its marks, until a place on the axis is locked in. `seen`: the heights of the
    surface's minima where the slider has been since another one was moved; `law`: its marks and branches (`widgets.marks`).
    """

    TAKES = "minima"

    def __init__(self, session: State, slider: str, low: float, high: float, **kwargs: object):
        if slider not in sliders():
            raise InvalidArgument("slider", slider, f"one of {', '.join(sliders())}")
        declared = sliders()[slider]
        low = number("low", low, max(declared.low, declared.high * 1e-9), declared.high)
        high = number("high", high, 2 * low, declared.high)
        self._held = self._drawn = None
        asked = {"chart": "minima", "slider": slider, "symbol": declared.symbol, "low": low, "high": high}
        super().__init__(session, asked=asked, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Take down where the minima of the surface lie for the slider's value, while the others stay."""
        found = laws.minima(picture, self.asked["symbol"])
        if found is not None:
            held, one = found
            kept = [other for other in self.seen if other["value"] != one["value"]] if held == self._held else []
            self._held, self.seen = held, [*kept[-laws.SEEN:], one]
            named = {argument.symbol: argument.name for argument in surfaces.get(held[1]).ARGUMENTS}
            self._drawn = picture.run, {named[sign]: value for sign, value in held[2:]}

    def taken(self, asked: object) -> Taken:
        """What is taken away of the minima. Raises `InvalidArgument` where none have been seen."""
        if self._drawn is None:
            raise InvalidArgument("picture", asked.picture, "one that is there: no minima have been seen yet")
        run, others = self._drawn
        place, method = landscapes.get(run["landscape"]), dynamics.get(run["selected"])
        return taken_minima.of_minima(place, method, self.asked["slider"], self.seen, self.law, others)

    def show_marks(self, marks: dict) -> None:
        """Show what the search along the slider has found, once it has."""
        self.law = marks.get("sliders", {}).get(self.asked["slider"], {})


class FlowGuess(Guess):
    """The guess which of three flows on a line is still lowest where f is, along an axis of γ from `low` to `high`.

    choices: {words: one of `flows.KINDS`, or "none"}; side: the line's `LineSide`. γ does not move until one is locked in.
    """

    TAKES = "flows"

    def __init__(self, session: State, side: LineSide, choices: dict[str, str], low: float, high: float, **kwargs: object):
        if not isinstance(choices, dict) or not 2 <= len(choices) <= 6 or not set(choices.values()) <= {*flows.KINDS, "none"}:
            raise InvalidArgument("choices", choices, f"two to six words with one of {', '.join(flows.KINDS)} or none each")
        self._side, declared = side, sliders()["scope"]
        low = number("low", low, 1e-4, declared.high)
        high = number("high", high, 2 * low, declared.high)
        asked = {"chart": "flows", "choices": [list(one) for one in choices.items()], "slider": "scope", "symbol": declared.symbol,
                 "low": low, "high": high}
        super().__init__(session, asked=asked, **kwargs)

    def show_wish(self, want: Want, schedule: Schedule) -> None:
        """Show where along the axis each flow is lowest, at another temperature."""
        temperature = want.values["temperature"]
        if not want.preview and self.law.get("temperature") != temperature:
            self.law = self._side.lowest(self.asked["low"], self.asked["high"], temperature)

    def taken(self, asked: object) -> Taken:
        """What is taken away of the places along the axis. asked: a `take_messages.Take`."""
        temperature = self._session.want.values["temperature"]
        return taken_lessons.of_flows(self._side.line, self.asked["low"], self.asked["high"], temperature)


class CaseGuess(Guess):
    """The guess which of several cases does something, each of which is then tried in turn on the stage.

    cases: {words: wish}, a wish being fields of `protocol.Want`; choices: words to guess from; columns: names from
    `trials.COLUMNS`; spread: whether the law along x is drawn. No case can be picked until a guess is locked in. `seen`: what was
    measured of each (`trials.tried`), as long as it can be compared with the newest; `law`: {"tilts"}, where all cases are noise
    laws, for the values that the sliders have.
    """

    def __init__(
        self, session: State, cases: dict[str, dict], choices: Sequence[str], columns: Sequence[str], spread: bool = False,
        **kwargs: object
    ):
        if not isinstance(cases, dict) or not 2 <= len(cases) <= 6:
            raise InvalidArgument("cases", cases, "two to six words with a wish each")
        if isinstance(choices, str) or not 2 <= len(choices) <= 6:
            raise InvalidArgument("choices", choices, "two to six words")
        for name in columns:
            one_of("columns", name, tuple(trials.COLUMNS))
        self._wishes = [session.checked(wish) for wish in cases.values()]
        told = [{"words": str(words), "want": wish} for words, wish in zip(cases, self._wishes, strict=True)]
        asked = {"chart": "cases", "choices": [[str(words), i] for i, words in enumerate(choices)], "cases": told,
                 "columns": list(columns), "spread": bool(spread)}
        super().__init__(session, asked=asked, **kwargs)

    def show_landscape(self, picture: Picture) -> None:
        """Take down what the case on the stage does; a preview, while a slider is dragged, changes nothing."""
        if picture.run["preview"]:
            return
        directions = [wish.get("direction") for wish in self._wishes]
        if all(directions):
            self.law = {"seq": picture.run["seq"], "tilts": trials.tilts(picture, directions)}
        here = [i for i, wish in enumerate(self._wishes) if trials.answers(picture.run, wish)]
        if here:
            one = trials.tried(picture, self.asked["columns"], self.asked["spread"]) | {"case": here[0]}
            self.seen = [*(o for o in self.seen if o["case"] != one["case"] and trials.comparable(o, one)), one]


def checked(choices):
    """[[words, value]] of {words: a share}."""
    if not isinstance(choices, dict) or not 2 <= len(choices) <= 6:
        raise InvalidArgument("choices", choices, "two to six words with a share each")
    return [[str(words), number(f"choices[{words!r}]", share, 0, 1)] for words, share in choices.items()]
